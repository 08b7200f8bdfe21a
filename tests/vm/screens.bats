#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Pages and dialogs of the wizard that need a kernel below, compared with what is kept; the
# rest of them is in tests/screens.bats.

# shellcheck disable=SC2034 # tests/tui.bash takes the size
load ../helpers.bash
load ../tui.bash
load ../pages.bash

DISKS=/sys/bus/pseudo/drivers/scsi_debug

setup_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	mkdir -p /etc/liosh /srv/screens
	rm -f /etc/liosh/saveconfig.yaml /etc/systemd/system/multi-user.target.wants/*target*.service
	modprobe sd_mod
	modprobe scsi_debug dev_size_mb=32
	until ls $DISKS/adapter*/host*/target*/*/block/*/size; do sleep 0.1; done
	# One that somebody uses.
	modprobe -a loop ext4
	truncate -s 8M /srv/screens/used.img
	losetup /dev/loop7 /srv/screens/used.img
	mkfs.ext4 -q /dev/loop7
	mkdir -p /srv/screens/mounted
	mount /dev/loop7 /srv/screens/mounted
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	umount /srv/screens/mounted
	losetup -d /dev/loop7
	rmmod scsi_debug || :
	rm -rf /etc/liosh /srv/screens
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p "$HOME"
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rm -f /etc/liosh/saveconfig.yaml /srv/screens/disk1.img
}

# To the plan of a new disk.
to_plan() { # COLUMNS ROWS
	size=$1x$2
	terminal "$1" "$2" "'$LIOSH' wizard"
	if [ -n "${unsaved:-}" ]; then
		look preflight "Before you begin" "! what runs is not what is saved: 1 object differs"
		press Enter
	fi
	shows "[Target]"
	target
	press NPage
	shows "[Extent]"
	choose Extent file
	press Down
	press C-u
	type_ "/srv/screens/disk1.img"
	press Down
	press C-u
	type_ "16M"
	shows "16777216 bytes"
	press NPage
	shows "[Portal]"
	press C-u
	type_ "0.0.0.0"
	shows "0.0.0.0"
	access
	review
}

device_list() { # COLUMNS ROWS
	size=$1x$2
	terminal "$1" "$2" "'$LIOSH' wizard"
	shows "[Target]"
	press NPage
	shows "[Extent]"
	shows "device  ("
	focused Device
	press F2
	look devices "scsi_debug" "it is mounted"
}

@test "the list of devices" {
	device_list 80 24
	device_list 132 50
}

saved() { # COLUMNS ROWS
	to_plan "$@"
	press Enter
	look finished "Save this change, so that it can be restored?"
	printf 'liosh: 1\n# mine\nbackstores: {}\n' >/etc/liosh/saveconfig.yaml
	press y
	look lost "Save it all the same?" "somebody else than liosh wrote it"
	press n
	shows "Not saved: it is gone after a restart."
	grep -qx "# mine" /etc/liosh/saveconfig.yaml
	leave_terminal
}

@test "the question whether to save" {
	saved 80 24
	setup
	saved 132 50
}

overtaken() { # COLUMNS ROWS
	to_plan "$@"
	expect 0 "$LIOSH" /backstores/ramdisk create other 1M
	press Enter
	look overtaken "It was not done" "the configuration changed since it was shown" \
		"+ /backstores/ramdisk/other"
	press Enter
	shows "This will be done"
	[ ! -e /srv/screens/disk1.img ]
	leave_terminal
	rm -rf "$HOME/.local"
	unsaved=1 to_plan "$@"
	leave_terminal
	rm -rf "$HOME/.local"
}

@test "a plan that others overtook, and what is unsaved before the first page" {
	overtaken 80 24
	setup
	overtaken 132 50
}

# The second time that the tree is opened it is to be shown, not changed.
unread() { # COLUMNS ROWS
	local tracer
	to_plan "$@"
	behind strace -f -o /dev/null -P /sys/kernel/config/target -e trace=openat \
		-e inject=openat:error=EIO:when=2+ -p "$(pidof liosh)" 2>attached
	tracer=$!
	within 60 grep -q attached attached
	press Enter
	look unread "Done, but it cannot be read back" "cannot read /sys/kernel/config/target"
	[ -e "/sys/kernel/config/target/iscsi/$IQN:disk1/tpgt_1/lun/lun_0" ]
	press Enter
	look finished "Save this change, so that it can be restored?"
	press y
	shows "Saved in /etc/liosh/saveconfig.yaml"
	shows "# The disks of $IQN:disk1"
	hides "still not saved"
	kill -INT "$tracer"
	wait "$tracer" || :
	leave_terminal
	expect 0 "$LIOSH" diff
}

@test "a disk that was made and cannot be read back" {
	need strace
	unread 80 24
	setup
	unread 132 50
}

# A wizard whose plan does more than to add: it is not carried out.
disturbing() { # COLUMNS ROWS
	to_plan "$@"
	press Enter
	shows "Save this change"
	press y
	shows "Saved in /etc/liosh/saveconfig.yaml"
	leave_terminal
	behind "$INITIATOR" -i "$IQN:h1" "$IQN:disk1" hold >held 2>&1
	holder=$!
	within 60 grep -q holding held
	"$DUMP" -n >before
	terminal "$1" "$2" "'${DUMP%/*}/broken/ops_apply' wizard"
	shows "[Target]"
	press Right
	shows "$IQN:disk1  (1 disk, 1 session)"
	press NPage
	shows "[Extent]"
	choose Extent file
	press Down
	press C-u
	type_ "/srv/screens/disk2.img"
	press Down
	press C-u
	type_ "16M"
	shows "16777216 bytes"
	press NPage
	shows "[drops 1 session]"
	press Enter
	look disturbing "It was not done" "this needs a yes, for it disturbs initiators or data"
	leave_terminal
	"$DUMP" -n | diff before -
	[ ! -e /srv/screens/disk2.img ]
	kill -TERM "$holder"
	wait "$holder"
	grep -q '[1-9][0-9]* I/Os, 0 errors' held
	rm -rf "$HOME/.local"
}

@test "a plan that would end a session" {
	disturbing 80 24
	setup
	disturbing 132 50
}
