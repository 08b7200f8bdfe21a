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

# Warnings name objects as liosh shows them: as the kernel has them, without what some
# fabrics put before a name, and without the only TPG of a target.
as_kernel() {
	sed -E 's|^/backstores/block/|core/iblock_*/|; s|^/backstores/ramdisk/|core/rd_mcp_*/|
		s|^/backstores/user:[^/]*/|core/user_*/|; s|^/backstores/([a-z]+)/|core/\1_*/|
		s|^/||; s|/tpg([0-9]+)|/tpgt_\1|; s|/luns/lun|/lun/lun_|' | named_alike
}

named_alike() {
	sed -E '/^(tcm_)?fc\//{s|^tcm_||; s/naa\.//; s/://g}
		s!^(sbp|srpt)/(eui\.|ib\.|0x)!\1/!; /^(fc|loopback|sbp|srpt)\//s|/tpgt_1||'
}

# OBJECT NAME of each value that a warning tells.
announced() {
	local object names name
	sed -n "s/^warning: left out of targetcli's file: //p" $DIR/err |
		sed -nE 's/^(.*[^,]) ([a-z_]+(, [a-z_]+)*)$/\1\t\2/p' | as_kernel |
		while IFS=$'\t' read -r object names; do
			for name in ${names//,/}; do echo "$object $name"; done
		done | sed 's/ lu_group$/ alua_lu_gp/; s/ serial$/ vpd_unit_serial/' | sort -u
}

# The same of what differs, without what is below an object that is left out, and what the
# kernel only tells: who is a member of a group, what was opened how.
different() {
	diff $DIR/made $DIR/restored | sed -n 's/^[<>] //p' |
		grep -vE '^core/alua/lu_gps/|^iscsi/naa\.6001405000000001/|^loopback/[^/]*:loop/|^loopback/naa\.5001405a1b2c3d51/tpgt_1/' |
		sed -E 's/ (=|!|->) .*//' | grep -vE '/(info|members|alua_tg_pt_gp)$' |
		sed -E 's,(/(attrib|auth|discovery_auth|param|wwn))?/([^/]*)$, \3,' | named_alike | sort -u
}

# What nobody can tell: a pscsi device has these of itself, as far as liosh sees; and
# without ALUA an object is in no group, or the default one, by when that was said.
expected() {
	printf '%s\n' 'core/pscsi_*/pass '{product_id,revision,vendor_id} 'core/user_*/small alua_lu_gp'
}

@test "targetctl restores it without complaint" {
	[ ! -s $DIR/complaints ] || { cat $DIR/complaints && return 1; }
	[ "$(wc -l <$DIR/restored)" -ge 1000 ]
}

@test "what is not the same afterwards was announced" {
	local missing
	missing=$(comm -13 <(announced) <(different) | grep -vxFf <(expected)) || :
	[ -z "$missing" ] || { printf 'not announced:\n%s\n' "$missing" && return 1; }
	[ "$(different | wc -l)" -ge 70 ]
}

@test "no more is announced than is so" {
	local more
	# What only `info` tells.
	more=$(comm -23 <(announced) <(different) | grep -vxF 'core/rd_mcp_*/dummy dummy') || :
	[ -z "$more" ] || { printf 'announced:\n%s\n' "$more" && return 1; }
}

@test "objects and values that are left out are in no file" {
	python3 -m json.tool $DIR/all.json >/dev/null
	run ! grep -E 'naa\.6001405000000001|:loop"|EXAMPLE|lba_dependent' $DIR/all.json
	grep -q 'iqn.2026-11.org.example:a' $DIR/all.json
	grep -q '"plugin": "user"' $DIR/all.json
}

@test "control: what is announced of another object only is missing" {
	local whole=$DIR DIR=$BATS_TEST_TMPDIR
	cp "$whole"/{made,restored} "$DIR"
	grep -v /fileio/async "$whole/err" >"$DIR/err"
	diff <(comm -13 <(announced) <(different) | grep -vxFf <(expected)) \
		<(printf 'core/fileio_*/async %s\n' alua_lu_gp udev_path)
}
