#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What --check and diff say of the running kernel, and that they change nothing.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash

DIR=/srv/diff
IQN=iqn.2026-11.org.example
TPG=/iscsi/$IQN:t/tpg1

setup_file() {
	export XDG_CONFIG_HOME=$BATS_FILE_TMPDIR
	mkdir -p "$DIR"
	"$LIOSH" <<-END
		/backstores/ramdisk create r0 8M
		/backstores/ramdisk create r1 8M
		/iscsi create $IQN:t
		$TPG/luns create /backstores/ramdisk/r0
		$TPG set attribute authentication=1
		$TPG/acls create $IQN:host
		$TPG/acls/$IQN:host set auth userid=host password=12charsecret
		saveconfig $DIR/a.yaml
	END
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rm -rf "$DIR"
}

# The command under strace: nothing changed, nothing tried.
checked() { # STATUS TEXT WORD...
	local want=$1 text=$2 before
	shift 2
	before=$("$DUMP")
	expect "$want" strace -f -y -s 256 -o "$DIR/trace" "$LIOSH" "$@"
	diff <(printf '%s\n' "$text") <(printf '%s\n' "$output")
	[ -z "$("$TOP/tests/vm/modifying" "$DIR/trace")" ]
	[ "$("$DUMP")" = "$before" ]
}

@test "the live tree against its own profile: no difference" {
	checked 0 "" diff "$DIR/a.yaml"
	checked 0 "" --check apply "$DIR/a.yaml"
}

@test "check shows each command's changes, and nothing changes" {
	checked 1 "  + /backstores/ramdisk/r2" --check /backstores/ramdisk create r2 1M
	checked 1 "  - /backstores/ramdisk/r1  [loses data]" --check /backstores/ramdisk delete r1
	checked 1 "  ~ $TPG: MaxBurstLength 262144 → 1048576  [live]" \
		--check $TPG set parameter MaxBurstLength=1048576
	checked 1 "  ~ $TPG/acls/$IQN:host: password (secret changed)  [live]" \
		--check $TPG/acls/$IQN:host set auth password=another-one-00
	checked 1 "  + $TPG/acls/$IQN:host/mapped_lun1
  + $TPG/luns/lun1" --check $TPG/luns create /backstores/ramdisk/r1
	checked 1 "  ~ $TPG: enable 1 → 0  [live]" --check $TPG disable
	checked 0 "" --check $TPG enable
}

@test "a nexus is a session: another one ends it, and takes its disks once" {
	local loop=/loopback/naa.5001405000000001
	"$LIOSH" /loopback create naa.5001405000000001
	"$LIOSH" $loop/luns create /backstores/ramdisk/r1
	"$LIOSH" saveconfig "$DIR/loop.yaml" >/dev/null
	sed -i 's/nexus: naa\.[0-9a-f]*/nexus: naa.5001405000000003/' "$DIR/loop.yaml"
	expect 1 "$LIOSH" diff "$DIR/loop.yaml"
	[[ $output == *"~ $loop: nexus "*"[drops 1 session]"* ]]
	[[ $output == *"-/+ $loop/luns/lun0  [live]"* ]]
	"$LIOSH" --yes /loopback delete naa.5001405000000001
}

@test "check needs no lock" {
	exec {held}>/run/liosh.lock
	flock $held
	checked 1 "  + /backstores/ramdisk/r2" --check /backstores/ramdisk create r2 1M
	exec {held}>&-
}

@test "a session that would end is counted, and the yes is asked for" {
	behind "$INITIATOR" -i "$IQN:host" -u "host%12charsecret" "$IQN:t" hold 30 >"$DIR/held"
	local holder=$!
	until grep -q . "$DIR/held"; do sleep 0.05; done
	expect 1 "$LIOSH" --check $TPG disable
	[ "$output" = "  ~ $TPG: enable 1 → 0  [drops 1 session]" ]
	cp "$DIR/a.yaml" "$DIR/b.yaml"
	expect 0 "$LIOSH" -f "$DIR/b.yaml" /iscsi delete "$IQN:t"
	expect 77 "$LIOSH" apply "$DIR/b.yaml"
	[[ $stderr == *"- $TPG  [drops 1 session]"* ]]
	kill -0 $holder
	kill $holder
	wait $holder || :
}

@test "apply takes away what the profile does not name, and only then" {
	"$LIOSH" /backstores/ramdisk create r9 1M
	expect 0 "$LIOSH" restoreconfig "$DIR/a.yaml"
	expect 0 "$LIOSH" /backstores/ramdisk/r9 status
	expect 77 "$LIOSH" apply "$DIR/a.yaml"
	[[ $stderr == *"- /backstores/ramdisk/r9  [loses data]"* ]]
	expect 0 "$LIOSH" --yes apply "$DIR/a.yaml"
	[ "$output" = "Configuration is now that of $DIR/a.yaml" ]
	expect 64 "$LIOSH" /backstores/ramdisk/r9 status
}

@test "writes with secrets go to nobody else" {
	"$LIOSH" --yes clearconfig confirm=true
	umask 022
	expect 77 bash -c '"$0" diff "$1" --writes >"$2"' "$LIOSH" "$DIR/a.yaml" "$DIR/open"
	[[ $stderr == "these writes hold secrets"* ]]
	[ ! -s "$DIR/open" ]
	expect 1 "$LIOSH" diff "$DIR/a.yaml" "writes=$DIR/w.sh"
	[ "$(stat -c %a "$DIR/w.sh")" = 600 ]
	expect 65 "$LIOSH" diff "$DIR/a.yaml" "writes=$DIR/w.sh"
	expect 1 "$LIOSH" diff "$DIR/a.yaml" --writes
	diff "$DIR/w.sh" <(printf '%s\n' "$output")
}

# The README's last resort.
@test "the writes do by hand what apply does" {
	"$LIOSH" --yes clearconfig confirm=true
	expect 1 "$LIOSH" diff "$DIR/a.yaml" "writes=$DIR/by-hand.sh"
	expect 0 sh "$DIR/by-hand.sh"
	expect 0 "$LIOSH" diff "$DIR/a.yaml"
	[ -z "$output" ]
	expect 0 "$INITIATOR" -i "$IQN:host" -u "host%12charsecret" "$IQN:t" check "by hand"
}

@test "whoever is not root is told what could not be compared, and nothing untrue" {
	local nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups /tmp/liosh)
	install -m 755 "$LIOSH" /tmp/liosh
	install -o 65534 -m 600 "$DIR/a.yaml" "$DIR/nobody.yaml"
	expect 0 "${nobody[@]}" diff "$DIR/nobody.yaml"
	[ -z "$output" ]
	[[ $stderr == *"that could not be compared"* ]]
	expect 0 "${nobody[@]}" connect "$IQN:t"
	[[ $output != *"has no userid"* ]]
}

@test "a script makes no empty disk where the file is gone, and tells what it cannot keep" {
	"$LIOSH" --yes clearconfig confirm=true
	"$LIOSH" <<-END
		/backstores/fileio create gone $DIR/gone.img 4M
		/backstores/fileio/gone set attribute write_protect=1
		saveconfig $DIR/gone.yaml
	END
	"$LIOSH" --yes clearconfig confirm=true
	expect 1 "$LIOSH" diff "$DIR/gone.yaml" "writes=$DIR/gone.sh"
	mv "$DIR/gone.img" "$DIR/away.img"
	expect 1 sh "$DIR/gone.sh"
	[[ $stderr == *"there is no $DIR/gone.img"* ]]
	[ ! -e "$DIR/gone.img" ]
	"$LIOSH" --yes clearconfig confirm=true
	mv "$DIR/away.img" "$DIR/gone.img"
	expect 1 "$LIOSH" diff "$DIR/gone.yaml" "writes=$DIR/again.sh"
	expect 0 sh "$DIR/again.sh"
	[[ $stderr == *"for later: liosh /backstores/fileio/gone set attribute write_protect=true"* ]]
	expect 1 "$LIOSH" diff "$DIR/gone.yaml"
	[ "$output" = "  ~ /backstores/fileio/gone: write_protect 0 → 1  [live]" ]
}
