#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold second
# The wizard on the real kernel: disks made by pressing keys on a machine that knows
# nothing of LIO yet. A second machine runs the lines that the last page tells it to, and
# gets what it should, and no more.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load ../tui.bash
load ../second.bash

DIR=/srv/wizard
IQN=iqn.2026-11.org.example

setup_file() {
	mkdir -p "$DIR" /etc/liosh
	modprobe sd_mod
	# The units of targetcli, where it is installed beside, would be told of first.
	rm -f /etc/systemd/system/multi-user.target.wants/*target*.service
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

# What stands in the value column of a field.
value_of() { screen | sed -n "s/^  $1 *//p"; }

# From the plan to the last page, over a question that is kept by that name.
apply() { # [NAME]
	shows "This will be done"
	press Enter
	shows "Save this change"
	[ -z "${1:-}" ] || look "$1"
	press y
	shows "Saved in /etc/liosh/saveconfig.yaml"
	hides "! a login from this machine"
}

leave() {
	press Enter
	ends 0
}

do_it() {
	apply
	leave
}

# The lines of the last page, secrets shown, as somebody cuts them who scrolls on: of each
# screen, 24 rows, those between the rules that are new. First that key.
cut_sheet() { # KEY
	local keys=(send-keys "$1")
	while ((${#keys[@]} < 200)); do
		keys+=(';' run-shell 'sleep 0.5' ';' capture-pane -p ';' send-keys -N 8 Down)
	done
	sheet=$(tmux -S "$socket" "${keys[@]}" | awk '
		function same_from(skip, i) {
			for (i = 1; i + skip <= 17; i++)
				if (old[i + skip] != new[i]) return 0
			return 1
		}
		{ row = (NR - 1) % 24 + 1; sub(/ *$/, "") }
		row >= 4 && row <= 20 { new[row - 3] = $0 }
		row == 24 {
			for (skip = NR == 24 ? 17 : 0; skip < 17 && !same_from(skip); skip++);
			for (i = 18 - skip; i <= 17; i++) print new[i]
			for (i = 1; i <= 17; i++) old[i] = new[i]
		}' | sed '/^#/,$!d')
	[[ $sheet == *". Later ---"* ]]
}

# On the second machine, through its own SCSI layer and not from a cache.
disk() { # TARGET LUN
	echo "/dev/disk/by-path/ip-192.0.2.1:3260-iscsi-$IQN:$1-lun-$2"
}

holds_there() { # TARGET LUN TEXT
	second "printf '%-512s' '$3' | dd of=$(disk "$1" "$2") bs=512 count=1 oflag=direct &&
		dd if=$(disk "$1" "$2") bs=512 count=1 iflag=direct | grep -q '$3'"
}

# A WRITE that is sent, from the second machine: its own kernel sends none to a disk that
# calls itself read-only.
refuses_write() { # INITIATOR-OPTION... TARGET
	local target=${!#}
	set -- "${@:1:$#-1}"
	expect 1 second "'$INITIATOR' -p 192.0.2.1:3260 $* $IQN:$target write no"
	[[ $output == *"sense 07/27/00"* ]]
}

name() {
	shows "[Target]"
	press Down
	press C-u
	type_ "$1"
	shows "will be $1"
	press NPage
	shows "[Extent]"
}

@test "a new file for two initiators, with mutual CHAP" {
	terminal 80 24 "'$LIOSH' wizard"
	name "$IQN:one"
	type_ "64M"
	press Up
	press C-u
	type_ "$DIR/one.img"
	shows "a new file"
	press NPage
	shows "[Portal]"
	press NPage
	shows "[Access]"
	type_ "$IQN:h1 $IQN:h2"
	press Down Down
	press Right Right
	shows "mutual  ("
	press Down
	type_ "host"
	press Down
	press F3
	shows "show it"
	until value_of Secret | grep -Eq '^[A-Za-z0-9.-]{16}$'; do sleep 0.05; done
	value_of Secret >"$DIR/secret"
	press Down
	type_ "target"
	press Down
	press F3
	until value_of "Peer secret" | grep -Eq '^[A-Za-z0-9.-]{16}$'; do sleep 0.05; done
	value_of "Peer secret" >"$DIR/peer"
	press NPage
	shows "Cluster file system"
	press n
	shows "! several initiators may write"
	press Space
	press n
	apply save-question
	shows "A login from this machine only, as $IQN:h1 by"
	shows "  the target proved itself too"
	shows "  LUN 0 is there"
	cut_sheet v
	printf '%s\n' "$sheet" >$DIR/one.sheet
	cut_sheet i
	printf '%s\n' "$sheet" >$DIR/h2.sheet
	leave
	lacks $DIR/one.sheet "$IQN:h2\$"
	expect 0 second "$(<$DIR/one.sheet)"
	[[ $output == *"-lun-0 -> "* ]]
	expect 0 holds_there one 0 "from the second machine"
	grep -q "from the second machine" $DIR/one.img
	local auth=(-u "host%$(cat $DIR/secret)" -m "target%$(cat $DIR/peer)")
	expect 0 "$INITIATOR" -i "$IQN:h1" "${auth[@]}" "$IQN:one" check "from h1"
	expect 0 "$INITIATOR" -i "$IQN:h2" "${auth[@]}" "$IQN:one" check "from h2"
	expect 1 "$INITIATOR" -i "$IQN:h3" "${auth[@]}" "$IQN:one" login
	expect 1 "$INITIATOR" -i "$IQN:h1" -u "host%wrong-secret-00" "$IQN:one" login
	expect 1 "$INITIATOR" -i "$IQN:h1" "$IQN:one" login
	[ "$(stat -c '%a %s' $DIR/one.img)" = "600 67108864" ]
	expect 0 "$LIOSH" diff
	# The same lines for somebody who should not get in.
	expect 0 second "iscsiadm -m node --logout"
	expect 2 second "$(sed "s/$IQN:h1/$IQN:h3/" $DIR/one.sheet)"
	[[ $output == *"login failed due to authorization failure"* ]]
	[[ $output == *"cannot access '$(disk one 0)'"* ]]
	# The other one that is listed, by lines of its own; then the first again.
	grep -q "InitiatorName=$IQN:h2" $DIR/h2.sheet
	expect 0 second "$(<$DIR/h2.sheet)"
	[[ $output == *"-lun-0 -> "* ]]
	expect 0 holds_there one 0 "from the other initiator"
	grep -q "from the other initiator" $DIR/one.img
	grep -q 'LIO Session ID: ' "/sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/acls/$IQN:h2/info"
	expect 0 second "iscsiadm -m node --logout"
	expect 0 second "$(<$DIR/one.sheet)"
}

@test "a second disk on that target, from a device" {
	modprobe scsi_debug dev_size_mb=32
	local auth=(-u "host%$(cat $DIR/secret)" -m "target%$(cat $DIR/peer)")
	until ls /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*/size; do sleep 0.1; done
	terminal 80 24 "'$LIOSH' wizard"
	shows "[Target]"
	press Right
	shows "$IQN:one  (1 disk, 1 session)"
	press NPage
	shows "[Extent]"
	shows "device  ("
	press F2
	shows "scsi_debug"
	press Enter
	hides "letters: jump"
	press NPage
	shows "Cluster file system"
	press Space
	press n
	shows "This will be done"
	press NPage
	shows "This stays as it is"
	shows "= acls/$IQN:h1"
	press p
	apply
	cut_sheet v
	leave
	# It is logged in already.
	expect 0 second "$sheet"
	expect 0 holds_there one 1 "the second disk"
	expect 0 holds_there one 0 "the first disk"
	expect 0 "$INITIATOR" -i "$IQN:h1" "${auth[@]}" "$IQN:one" luns
	[ "${#lines[@]}" -eq 2 ]
	expect 0 "$INITIATOR" -i "$IQN:h2" "${auth[@]}" -l 1 "$IQN:one" check "on the device"
	expect 0 "$LIOSH" diff
}

@test "a third disk there, a device that is only to be read" {
	local disks=/sys/bus/pseudo/drivers/scsi_debug
	local auth=(-u "host%$(cat $DIR/secret)" -m "target%$(cat $DIR/peer)")
	echo 1 >$disks/add_host
	until [ "$(find $disks/adapter*/ -path '*/block/*/size' | wc -l)" -eq 2 ]; do sleep 0.1; done
	terminal 80 24 "'$LIOSH' wizard"
	shows "[Target]"
	press Right
	shows "$IQN:one  ("
	press NPage
	shows "[Extent]"
	shows "device  ("
	press F2
	shows "scsi_debug"
	press Enter
	hides "letters: jump"
	focused Device
	press Down
	focused Read-only
	press Space
	shows "Read-only           [x]"
	press NPage
	apply
	cut_sheet v
	leave
	expect 0 second "$sheet"
	expect 0 second "dd if=$(disk one 2) bs=512 count=1 iflag=direct of=/dev/null"
	expect 1 second "dd if=/dev/zero of=$(disk one 2) bs=512 count=1 oflag=direct"
	refuses_write -i "$IQN:h1" "${auth[@]}" -l 2 one
	refuses_write -i "$IQN:h2" "${auth[@]}" -l 2 one
	# What is new for it later may only read it, too.
	expect 0 "$LIOSH" "/iscsi/$IQN:one/tpg1/acls" create "$IQN:h4"
	expect 0 "$LIOSH" "/iscsi/$IQN:one/tpg1/acls/$IQN:h4" set auth userid=h4 password=secret-of-host4
	refuses_write -i "$IQN:h4" -u h4%secret-of-host4 -l 2 one
	[ "$(cat /sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/acls/$IQN:h4/lun_2/write_protect)" = 1 ]
	expect 0 "$LIOSH" "/iscsi/$IQN:one/tpg1/acls" delete "$IQN:h4"
	expect 0 holds_there one 1 "the second disk still"
	expect 0 "$LIOSH" diff
}

@test "a target that anybody may read and nobody write" {
	terminal 80 24 "'$LIOSH' wizard"
	name "$IQN:all"
	type_ "16M"
	press Up
	press C-u
	type_ "$DIR/all.img"
	shows "a new file"
	press NPage
	shows "[Portal]"
	press NPage
	shows "[Access]"
	press Up
	press Right
	shows "any  ("
	press Down
	press Left
	shows "everybody who reaches a portal gets the disk"
	press Down
	press Space
	press NPage
	apply
	cut_sheet v
	leave
	expect 0 second "$sheet"
	expect 0 second "dd if=$(disk all 0) bs=512 count=1 iflag=direct of=/dev/null"
	expect 1 second "dd if=/dev/zero of=$(disk all 0) bs=512 count=1 oflag=direct"
	expect 0 "$INITIATOR" -i "$IQN:stranger" "$IQN:all" read
	refuses_write -i "$IQN:stranger" all
	refuses_write -i "$IQN:h1" all
	[ "$(tr -d '\0' <$DIR/all.img | wc -c)" -eq 0 ]
	expect 0 "$LIOSH" diff
}

# To the plan of a disk of that name, where somebody else then changes something.
others_change() { # NAME
	terminal 80 24 "'$LIOSH' wizard"
	if [ "$1" != late ]; then
		shows "what runs is not what is saved"
		press Enter
	fi
	name "$IQN:$1"
	type_ "16M"
	press Up
	press C-u
	type_ "$DIR/$1.img"
	press NPage
	shows "[Portal]"
	press NPage
	shows "[Access]"
	type_ "$IQN:h1"
	press NPage
	shows "This will be done"
	expect 0 "$LIOSH" /backstores/ramdisk create "with-$1" 1M
	press Enter
}

@test "others change the tree while the plan is shown: refused, and told" {
	others_change late
	look moved "the configuration changed since it was shown" \
		"+ /backstores/ramdisk/with-late"
	expect 64 "$LIOSH" "/iscsi/$IQN:late" ls
	[ ! -e $DIR/late.img ]
	press Enter
	shows "This will be done"
	press End
	shows "Others changed meanwhile, as marked with *:"
	shows "* + /backstores/ramdisk/with-late"
	screen >marked
	[ "$(grep -c '^ *\*' marked)" -eq 1 ]
	do_it
	expect 0 "$INITIATOR" -i "$IQN:h1" "$IQN:late" check "after all"
	# What others did is not saved along.
	lacks /etc/liosh/saveconfig.yaml with-late
	expect 1 "$LIOSH" diff
	[ "$output" = "  - /backstores/ramdisk/with-late  [loses data]" ]
}

@test "the new plan marks what others changed, and asks what it makes necessary" {
	terminal 80 24 "'$LIOSH' wizard"
	shows "what runs is not what is saved"
	press Enter
	shows "[Target]"
	until screen | grep -q "$IQN:late  (1 disk"; do press Right && sleep 0.2; done
	press NPage
	shows "[Extent]"
	type_ "16M"
	press Up
	press C-u
	type_ "$DIR/late2.img"
	press NPage
	shows "This will be done"
	screen >unmarked
	lacks unmarked '[*]'
	expect 0 "$LIOSH" "/iscsi/$IQN:late/tpg1/acls" create "$IQN:h9"
	press Enter
	shows "the configuration changed since it was shown"
	screen | tr -d ' │\n' | grep -qF "+/iscsi/$IQN:late/tpg1/acls/$IQN:h9+"
	press Enter
	# Two may write now.
	focused "Cluster file system"
	press Space
	press n
	shows "This will be done"
	screen | tr -d ' │\n' >marked
	grep -qF "*+/iscsi/$IQN:late/tpg1/acls/$IQN:h9/mapped_lun1" marked
	grep -qF "+/iscsi/$IQN:late/tpg1/acls/$IQN:h1/mapped_lun1" marked
	lacks marked "[*]+/iscsi/$IQN:late/tpg1/acls/$IQN:h1/"
	press NPage
	shows "*   = acls/$IQN:h9"
	screen >marked
	lacks marked "[*].*$IQN:h1"
	press p
	press Enter
	shows "Save this change"
	press n
	shows "Not saved"
	leave
	[ -d "/sys/kernel/config/target/iscsi/$IQN:late/tpgt_1/acls/$IQN:h9/lun_1" ]
	expect 0 "$INITIATOR" -i "$IQN:h1" -l 1 "$IQN:late" check "the second disk"
	expect 0 "$LIOSH" "/iscsi/$IQN:late/tpg1/acls" delete "$IQN:h9"
	expect 0 "$LIOSH" "/iscsi/$IQN:late/tpg1/luns" delete 1
	expect 0 "$LIOSH" /backstores/fileio delete late-2
	expect 1 "$LIOSH" diff
	[ "$output" = "  - /backstores/ramdisk/with-late  [loses data]" ]
}

# Undone, told, and the page that can mend it opens, with the answers. strace lets that
# many directories be made.
fails_at() { # MKDIRS FIELD PAGE
	terminal 80 24 "strace -f -o /dev/null -e trace=mkdirat -e inject=mkdirat:error=EINVAL:when=$1+ '$LIOSH' wizard"
	look preflight-unsaved "what runs is not what is saved: 1 object differs"
	press Enter
	name "$IQN:fails"
	type_ "16M"
	press Up
	press C-u
	type_ "$DIR/fails.img"
	press NPage
	shows "[Portal]"
	press NPage
	shows "[Access]"
	type_ "$IQN:h1"
	press NPage
	shows "This will be done"
	press Enter
	look "not-done-$1" "It was not done" "The answers are kept: $2 can be changed."
	press Enter
	shows "[$3]"
	focused "$2"
	[ ! -e $DIR/fails.img ]
	"$DUMP" -n | diff "$DIR/before" -
	leave_terminal
}

@test "what fails is undone, and told" {
	"$DUMP" -n >"$DIR/before"
	fails_at 2 Extent Extent
	fails_at 6 Initiators Access
}

@test "a wizard that does not look again is noticed" {
	LIOSH=${DUMP%/*}/broken/what_moved
	others_change unseen
	shows "Save this change"
	hides "the configuration changed since it was shown"
	[ -e $DIR/unseen.img ]
	leave_terminal
}
