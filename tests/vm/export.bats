# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold
# Everything that LIO can hold, exported for targetcli and restored by it: without
# complaint, and whatever is not the same then was announced by name.
# shellcheck disable=SC2154 # bats sets stderr
load ../helpers

DIR=/srv/export

setup_file() {
	umask 077
	mkdir -p $DIR
	. "$TOP/tests/vm/peer-machine"
	peer_dbroot
	"$TOP/tests/vm/warm"
	"$TOP/tests/vm/everything" $DIR/disks >$DIR/everything
	"$DUMP" -n >$DIR/made
	"$LIOSH" export $DIR/all.json >$DIR/out 2>$DIR/err
	"$LIOSH" --yes clearconfig confirm=true
	targetctl restore $DIR/all.json >$DIR/complaints 2>&1
	"$DUMP" -n >$DIR/restored
}

# The names of values that the warnings tell, as the kernel has them.
announced() {
	sed -n "s/^warning: left out of targetcli's file: //p" $DIR/err |
		grep -oE ' [a-z_]+(, [a-z_]+)*$' | tr -d ' ' | tr , '\n' |
		sed 's/^lu_group$/alua_lu_gp/; s/^serial$/vpd_unit_serial/' | sort -u
}

# Those of what differs, without what is below an object that is left out, and what the
# kernel only tells: who is a member of a group, what was opened how.
different() {
	diff $DIR/made $DIR/restored | sed -n 's/^[<>] //p' |
		grep -vE '^core/alua/lu_gps/|^iscsi/naa\.6001405000000001/|^loopback/[^/]*:loop/|^loopback/naa\.5001405a1b2c3d51/tpgt_1/' |
		sed -E 's/ (=|!|->) .*//' | grep -vE '/(info|members|alua_tg_pt_gp)$' | sed 's/.*\///' | sort -u
}

@test "targetctl restores it without complaint" {
	[ ! -s $DIR/complaints ] || { cat $DIR/complaints && return 1; }
	[ "$(wc -l <$DIR/restored)" -ge 1000 ]
}

@test "what is not the same afterwards was announced" {
	local missing
	missing=$(comm -13 <(announced) <(different))
	[ -z "$missing" ] || { printf 'not announced:\n%s\n' "$missing" && return 1; }
	[ "$(different | wc -l)" -ge 15 ]
}

@test "no more is announced than is so" {
	local more
	# What only `info` tells.
	more=$(comm -23 <(announced) <(different) | grep -vx dummy) || :
	[ -z "$more" ] || { printf 'announced:\n%s\n' "$more" && return 1; }
}

@test "objects and values that are left out are in no file" {
	python3 -m json.tool $DIR/all.json >/dev/null
	run ! grep -E 'naa\.6001405000000001|:loop"|EXAMPLE|lba_dependent' $DIR/all.json
	grep -q 'iqn.2026-11.org.example:a' $DIR/all.json
	grep -q '"plugin": "user"' $DIR/all.json
}
