# SPDX-License-Identifier: GPL-3.0-or-later
# Reading changes nothing, and shows a tree that no tool of today would make.
load ../helpers
load trace.bash

IQN=iqn.2026-11.org.example
T=/sys/kernel/config/target
TPG=$T/iscsi/$IQN:Odd_One/tpgt_1

# One write(2) a value.
put() { printf %s "$2" >"$1"; }

storage_object() { # HBA/NAME
	mkdir -p "$T/core/$1"
	truncate -s 1M "$files/${1//\//-}"
	put "$T/core/$1/control" "fd_dev_name=$files/${1//\//-},fd_dev_size=1048576"
	put "$T/core/$1/enable" 1
}

lun() { # DIRECTORY TARGET
	mkdir "$1"
	ln -s "$2" "$1/a-link"
}

odd_tree() {
	storage_object fileio_0/d1
	storage_object fileio_1/d1
	storage_object fileio_7/Upper_CASE
	mkdir -p "$TPG" "$TPG/acls/$IQN:Host_A" "$TPG/acls/$IQN:host.b"
	lun "$TPG/lun/lun_0" $T/core/fileio_0/d1
	lun "$TPG/lun/lun_5" $T/core/fileio_1/d1
	lun "$TPG/lun/lun_05" $T/core/fileio_7/Upper_CASE
	lun "$TPG/lun/lun_7" $T/core/fileio_0/d1
	lun "$TPG/acls/$IQN:Host_A/lun_0" "$TPG/lun/lun_0"
	lun "$TPG/acls/$IQN:Host_A/lun_7" "$TPG/lun/lun_7"
	rm "$TPG/lun/lun_7/a-link" # the mapped LUN is dead from here on
	mkdir "$TPG/lun/lun_8"     # never had a storage object
	mkdir -p $T/loopback/naa.5001405000000009/tpgt_0 $T/loopback/naa.5001405000000009/tpgt_5
}

setup_file() {
	export files=$BATS_FILE_TMPDIR/files
	mkdir "$files"
	odd_tree
	"$DUMP" >"$BATS_FILE_TMPDIR/before"
}

teardown_file() {
	find $T -mindepth 6 -type l -delete
	find $T -mindepth 2 -depth -type d -exec rmdir {} + 2>/dev/null || :
}

# The whole machine as far as liosh could change it.
state() {
	"$DUMP"
	lsmod | cut -d ' ' -f 1 | sort
	cat /proc/mounts
}

# Runs liosh under strace; what it changed, or tried to change, is in $changes.
traced() { # STATUS WORD...
	local want=$1 trace=$BATS_TEST_TMPDIR/trace
	shift
	expect "$want" strace "${TRACING[@]}" -o "$trace" "$LIOSH" "$@"
	grep -q '/sys/kernel/config/target' "$trace" # it did look there
	changes=$("$TOP/tests/vm/modifying" "$trace")
}

harmless() { # WORD...
	local before
	before=$(state)
	traced 0 "$@"
	[ -z "$changes" ] || { printf '%s: %s\n' "$*" "$changes"; return 1; }
	[ "$(state)" = "$before" ] || { printf '%s: the machine changed\n' "$*"; return 1; }
}

# --- what is to be seen -----------------------------------------------------------

@test "ls shows the odd ones by name" {
	expect 0 "$LIOSH" ls /
	[[ $output == *"o- d1 "*"/fileio_0-d1 "* ]]
	[[ $output == *"o- d1@fileio_1 "*"/fileio_1-d1 "* ]]
	[[ $output == *"o- Upper_CASE "* ]]
	[[ $output == *"o- $IQN:Odd_One "* ]]
	[[ $output == *"o- $IQN:Host_A "*"Mapped LUNs: 2"* ]]
	[[ $output == *"o- lun5 "* && $output == *"o- lun5@lun_05 "* ]]
	[[ $output == *"o- lun8 "*"[BROKEN STORAGE LINK]"* ]]
	[[ $output == *"o- mapped_lun7 "*"[BROKEN LUN LINK]"* ]]
	[[ $output == *"o- naa.5001405000000009 "* ]]
	[[ $output == *"tpg0 "* && $output == *"tpg5 "* ]]
}

@test "every path that ls prints takes ls, get and status" {
	local path
	expect 0 "$LIOSH" ls /
	paths_of <<<"$output" >"$BATS_TEST_TMPDIR/paths"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/paths")" -eq "${#lines[@]}" ]
	while read -r path; do
		expect 0 "$LIOSH" ls "$path"
		expect 0 "$LIOSH" "$path" status
		expect 0 "$LIOSH" "$path" get
	done <"$BATS_TEST_TMPDIR/paths"
	[ "$("$DUMP")" = "$(cat "$BATS_FILE_TMPDIR/before")" ]
}

# Full paths out of the indented tree.
paths_of() {
	awk '{
		match($0, /o- [^ ]+/)
		depth = (RSTART - 1) / 2
		name[depth] = substr($0, RSTART + 3, RLENGTH - 3)
		path = ""
		for (i = 1; i <= depth; i++) path = path "/" name[i]
		print depth ? path : "/"
	}'
}

# --- nothing changes -------------------------------------------------------------

@test "ls changes nothing" {
	harmless ls /
	harmless ls /iscsi 2
	harmless "/iscsi/$IQN:Odd_One" ls
	harmless /backstores/fileio/d1@fileio_1 ls
	harmless /loopback ls
}

@test "get changes nothing" {
	harmless /backstores/fileio/d1 get attribute
	harmless "/iscsi/$IQN:Odd_One/tpg1" get attribute
	harmless "/iscsi/$IQN:Odd_One/tpg1" get parameter MaxBurstLength
	harmless "/iscsi/$IQN:Odd_One/tpg1/acls/$IQN:Host_A" get auth
	harmless "/iscsi/$IQN:Odd_One/tpg1/luns/lun5@lun_05" get alua
	harmless /iscsi get discovery_auth
}

@test "info and status change nothing" {
	harmless /backstores/fileio/Upper_CASE info
	harmless /backstores/fileio/d1@fileio_1 info
	harmless "/iscsi/$IQN:Odd_One/tpg1/luns/lun8" info
	harmless "/iscsi/$IQN:Odd_One/tpg1/acls/$IQN:Host_A/mapped_lun7" info
	harmless /loopback info
	harmless /vhost info
	harmless /loopback/naa.5001405000000009 status
	harmless /xen-pvscsi status
	harmless / status
}

@test "saveconfig changes nothing, and names the twins that it leaves out" {
	harmless saveconfig "$BATS_TEST_TMPDIR/profile"
	[[ $stderr == *d1@fileio_1* ]]
	[[ $stderr == *lun5@lun_05* ]]
	grep -q Upper_CASE "$BATS_TEST_TMPDIR/profile"
	grep -q Odd_One "$BATS_TEST_TMPDIR/profile"
}

@test "restoreconfig of what is there changes nothing" {
	expect 0 "$LIOSH" saveconfig "$BATS_TEST_TMPDIR/profile"
	harmless restoreconfig "$BATS_TEST_TMPDIR/profile"
	harmless restoreconfig "$BATS_TEST_TMPDIR/profile" storage_object=Upper_CASE
}

# --- something else --------------------------------------------------------------

@test "commands about something else work, and the filter sees them" {
	traced 0 /backstores/ramdisk create other 1M
	grep -q 'mkdir.*rd_mcp_' <<<"$changes"
	grep -q 'O_WRONLY' <<<"$changes"
	traced 0 /iscsi create $IQN:other
	expect 0 "$LIOSH" /iscsi/$IQN:other/tpg1/luns create /backstores/ramdisk/other
	expect 0 "$LIOSH" /iscsi/$IQN:other/tpg1/acls create $IQN:host1
	expect 0 "$LIOSH" /iscsi/$IQN:other/tpg1 set attribute login_timeout=20
	expect 0 "$LIOSH" /iscsi delete $IQN:other
	traced 0 /backstores/ramdisk delete other
	grep -q 'rmdir\|unlinkat' <<<"$changes"
	diff "$BATS_FILE_TMPDIR/before" <("$DUMP")
}

@test "the filter sees what shells do" {
	local trace=$BATS_TEST_TMPDIR/trace
	strace "${TRACING[@]}" -o "$trace" sh -c "cd $T && mkdir core/rd_mcp_99 && rmdir core/rd_mcp_99;
		echo 0 >core/fileio_0/d1/attrib/emulate_tpu"
	run "$TOP/tests/vm/modifying" "$trace"
	[[ $output == *mkdir* && $output == *rmdir* && $output == *O_WRONLY* ]]
	strace "${TRACING[@]}" -o "$trace" sh -c 'mount -t tmpfs none /mnt; umount /mnt; modprobe null_blk;
		rmmod null_blk'
	run "$TOP/tests/vm/modifying" "$trace"
	[[ $output == *mount\(* && $output == *umount* ]]
	[[ $output == *init_module* && $output == *delete_module* ]]
}

# --- a foreign fabric --------------------------------------------------------------

# No kernel of Debian has a fabric without a row here, so a copy of the real tree with
# one more fabric stands in its place, for reading.
in_copy() { # COMMAND...
	unshare -m bash -c '
		set -e
		mount -t tmpfs copy /mnt
		mkdir /mnt/target
		cp -a '$T'/. /mnt/target 2>/dev/null || :
		tpg=/mnt/target/Tomorrow/wwn.Of-It/tpgt_3
		mkdir -p $tpg/lun/lun_0 $tpg/acls/any_one/lun_0 $tpg/attrib $tpg/np
		echo 1 >$tpg/enable
		echo 42 >$tpg/attrib/not_invented_yet
		ln -s ../../../../../../target/core/fileio_0/d1 $tpg/lun/lun_0/x
		ln -s ../../../../../../../target/Tomorrow/wwn.Of-It/tpgt_3/lun/lun_0 \
			$tpg/acls/any_one/lun_0/y
		mount --bind /mnt/target '$T'
		exec "$@"' bash "$@"
}

@test "a foreign fabric is shown" {
	expect 0 in_copy "$LIOSH" ls /
	[[ $output == *"o- Tomorrow "*"[Targets: 1]"* ]]
	[[ $output == *"o- wwn.Of-It "* ]]
	[[ $output == *"o- any_one "*"[Mapped LUNs: 1]"* ]]
	[[ $output == *"o- $IQN:Odd_One "* ]]
	expect 0 in_copy "$LIOSH" /Tomorrow/wwn.Of-It/tpg3 get attribute
	[[ $output == *not_invented_yet=42* ]]
	expect 0 in_copy "$LIOSH" /Tomorrow/wwn.Of-It/tpg3 info
	expect 0 in_copy "$LIOSH" /Tomorrow status
	expect 0 in_copy "$LIOSH" saveconfig "$BATS_TEST_TMPDIR/profile"
	expect 0 in_copy "$LIOSH" /iscsi get discovery_auth
}
