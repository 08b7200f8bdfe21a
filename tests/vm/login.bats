#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Who gets in, and who does not: targets made by commands of liosh, an initiator that
# shares no code with it. After each refusal the right credentials still work.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash

DIR=/srv/login
IQN=iqn.2026-11.org.example
TARGET=$IQN:disks
TPG=/iscsi/$TARGET/tpg1

as_host1() { "$INITIATOR" -i "$IQN:host1" -u "host1%12charsecret" "$@"; }
as_host2() { "$INITIATOR" -i "$IQN:host2" -u "host2%other \"secret\" #2" -m "tg%the way back 1" "$@"; }

# Both hosts write where they may, and read it back.
right_ones_get_in() {
	expect 0 as_host1 "$TARGET" check "host1 $BATS_TEST_NUMBER"
	expect 0 as_host2 "$TARGET" check "host2 $BATS_TEST_NUMBER"
}

refused() { # CODE COMMAND...
	local code=$1
	shift
	expect 1 "$@"
	[[ $stderr == *"login refused: $code"* ]] || {
		echo "not refused with $code: $stderr"
		return 1
	}
	right_ones_get_in
}

setup_file() {
	export XDG_CONFIG_HOME=$BATS_FILE_TMPDIR
	mkdir -p "$DIR"
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	"$LIOSH" <<-END
		/backstores/fileio create rw $DIR/rw.img 8M
		/backstores/fileio create ro $DIR/ro.img 8M
		/iscsi create $TARGET
		$TPG/luns create /backstores/fileio/rw
		$TPG/luns create /backstores/fileio/ro
		$TPG set attribute authentication=1 generate_node_acls=0
		$TPG/acls create $IQN:host1 add_mapped_luns=false
		$TPG/acls/$IQN:host1 set auth userid=host1 password=12charsecret
		$TPG/acls/$IQN:host1 create 0 0
		$TPG/acls/$IQN:host1 create 4 1 1
		$TPG/acls create $IQN:host2 add_mapped_luns=false
		$TPG/acls/$IQN:host2 set auth userid=host2 password='other "secret" #2'
		$TPG/acls/$IQN:host2 set auth mutual_userid=tg mutual_password="the way back 1"
		$TPG/acls/$IQN:host2 create 0 1
		/iscsi create $TARGET-2
	END
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rm -rf "$DIR"
}

@test "CHAP lets in, one way and both ways" {
	right_ones_get_in
	expect 0 as_host1 "$TARGET" login
	expect 0 as_host2 "$TARGET" login
}

@test "what is mapped is what the initiator sees" {
	local core=/sys/kernel/config/target/core rw ro
	rw=$(cat $core/fileio_*/rw/wwn/vpd_unit_serial)
	ro=$(cat $core/fileio_*/ro/wwn/vpd_unit_serial)
	expect 0 as_host1 "$TARGET" luns
	# The target lists them in any order.
	diff <(sort <<<"$output") - <<-END
		0 16384 512 ${rw##* }
		4 16384 512 ${ro##* }
	END
	expect 0 as_host2 "$TARGET" luns
	[ "$output" = "0 16384 512 ${ro##* }" ]
}

@test "a wrong secret or a wrong name is refused" {
	refused 0201 "$INITIATOR" -i "$IQN:host1" -u "host1%12charsecreT" "$TARGET" login
	refused 0201 "$INITIATOR" -i "$IQN:host1" -u "host2%12charsecret" "$TARGET" login
	refused 0201 "$INITIATOR" -i "$IQN:host1" -u "host2%other \"secret\" #2" "$TARGET" login
	refused 0201 "$INITIATOR" -i "$IQN:host2" -u "host2%other \"secret\" #" "$TARGET" login
}

@test "no CHAP at all is refused" {
	refused 0201 "$INITIATOR" -i "$IQN:host1" "$TARGET" login
}

@test "a target that proves another secret is not believed" {
	expect 1 "$INITIATOR" -i "$IQN:host2" -u "host2%other \"secret\" #2" \
		-m "tg%the way back 2" "$TARGET" login
	right_ones_get_in
	# One that was never told a secret cannot prove itself.
	expect 1 "$INITIATOR" -i "$IQN:host1" -u "host1%12charsecret" \
		-m "tg%the way back 1" "$TARGET" login
	right_ones_get_in
}

@test "an initiator without an ACL is refused, with the right secret too" {
	refused 0202 "$INITIATOR" -i "$IQN:host3" -u "host1%12charsecret" "$TARGET" login
	refused 0202 "$INITIATOR" -i "$IQN:host3" "$TARGET" login
	# Each target has ACLs of its own.
	refused 0202 as_host1 "$TARGET-2" login
}

@test "a disabled TPG and an unknown target let nobody in" {
	expect 0 "$LIOSH" "$TPG" disable
	expect 1 as_host1 "$TARGET" login
	[[ $stderr == *"login refused: 0301"* ]]
	expect 1 as_host2 "$TARGET" login
	[[ $stderr == *"login refused: 0301"* ]]
	expect 0 "$LIOSH" "$TPG" enable
	right_ones_get_in
	refused 03 as_host1 "$TARGET-none" login
}

@test "a read-only LUN refuses a write, and its disk stays as it was" {
	local before
	expect 0 as_host2 "$TARGET" write "by host2"
	before=$(cksum <"$DIR/ro.img")
	expect 1 as_host1 -l 4 "$TARGET" write "by host1"
	[[ $stderr == *"sense 07/27/00"* ]]
	[ "$(cksum <"$DIR/ro.img")" = "$before" ]
	expect 0 as_host1 -l 4 "$TARGET" read
	[ "$output" = "by host2" ]
	[ "$(head -c 8 "$DIR/ro.img")" = "by host2" ]
	right_ones_get_in
}

@test "write protection goes and comes back by command" {
	local mapped=$TPG/acls/$IQN:host1
	expect 0 "$LIOSH" "$mapped" delete 4
	expect 0 "$LIOSH" "$mapped" create 4 1 0
	expect 0 as_host1 -l 4 "$TARGET" check "now it may"
	expect 0 "$LIOSH" "$mapped" delete 4
	expect 1 as_host1 -l 4 "$TARGET" read
	expect 0 "$LIOSH" "$mapped" create 4 1 1
	expect 1 as_host1 -l 4 "$TARGET" write "not any more"
	[[ $stderr == *"sense 07/27/00"* ]]
	right_ones_get_in
}

@test "a new secret replaces the old one" {
	expect 0 "$LIOSH" "$TPG/acls/$IQN:host1" set auth password=another-secret
	expect 1 as_host1 "$TARGET" login
	[[ $stderr == *"login refused: 0201"* ]]
	expect 0 "$INITIATOR" -i "$IQN:host1" -u "host1%another-secret" "$TARGET" login
	expect 0 "$LIOSH" "$TPG/acls/$IQN:host1" set auth password=12charsecret
	right_ones_get_in
}

@test "without authentication nobody is asked, but an ACL is still needed" {
	expect 0 "$LIOSH" "$TPG" set attribute authentication=0
	expect 0 "$INITIATOR" -i "$IQN:host1" "$TARGET" check "no secret"
	expect 1 "$INITIATOR" -i "$IQN:host3" "$TARGET" login
	[[ $stderr == *"login refused: 0202"* ]]
	expect 0 "$LIOSH" "$TPG" set attribute authentication=1
	refused 0201 "$INITIATOR" -i "$IQN:host1" "$TARGET" login
}

@test "one ACL may ask where the TPG does not" {
	local acl=$TPG/acls/$IQN:host2 here
	here=$(find /sys/kernel/config/target/iscsi -path "*:host2/attrib/authentication")
	[ -n "$here" ] || skip "this kernel has no acls/NAME/attrib/authentication"
	expect 0 "$LIOSH" "$TPG" set attribute authentication=0
	expect 0 "$LIOSH" "$acl" set attribute authentication=1
	refused 0201 "$INITIATOR" -i "$IQN:host2" "$TARGET" login
	expect 0 "$INITIATOR" -i "$IQN:host1" "$TARGET" login
	expect 0 "$LIOSH" "$acl" set attribute authentication=-1
	expect 0 "$INITIATOR" -i "$IQN:host2" "$TARGET" login
	expect 0 "$LIOSH" "$TPG" set attribute authentication=1
	refused 0201 "$INITIATOR" -i "$IQN:host2" "$TARGET" login
}

@test "discovery asks for its own secret" {
	expect 0 "$INITIATOR" -i "$IQN:host1" discover
	[[ $output == *"$TARGET 127.0.0.1:3260"* ]]
	expect 0 "$LIOSH" /iscsi set discovery_auth userid=finder password=12findersecret enable=1
	expect 1 "$INITIATOR" -i "$IQN:host1" discover
	expect 1 "$INITIATOR" -i "$IQN:host1" -u "finder%12findersecreT" discover
	expect 0 "$INITIATOR" -i "$IQN:host1" -u "finder%12findersecret" discover
	right_ones_get_in
	expect 0 "$LIOSH" /iscsi set discovery_auth enable=0
	expect 0 "$INITIATOR" -i "$IQN:host1" discover
}
