#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold
# What is wrong before the wizard asks: each is told with the way out, and gone once that
# very way was taken. (A kernel that was started without IPv6 is in ipv6-off.bats; this
# one, started without ipv6.disable=1, says nothing of it.)

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load ../tui.bash

IQN=iqn.2026-11.org.example

# The units of targetcli, where it is installed beside.
WANTS=/etc/systemd/system/multi-user.target.wants

setup_file() {
	mkdir -p $WANTS
	rm -f $WANTS/target.service $WANTS/targetclid.service $WANTS/rtslib-fb-targetctl.service
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

# In a process of its own: whatever is started here would have the lock too.
hold() { # LOCK
	behind flock "$1" sleep 60 >/dev/null 2>&1
	holder=$!
	until grep -q "FLOCK .* $holder " /proc/locks; do sleep 0.05; done
}
release() {
	pkill -P "$holder" sleep
	wait "$holder" || :
}

# Shown, then mended, then not shown any more.
told() { # TEXT
	terminal 80 24 "'$LIOSH' wizard"
	shows "Before you begin"
	shows "! $1"
}
mended() {
	press r
	shows "Name"
	hides "Before you begin"
}

# The command of a fix, as somebody cuts it from the screen: what follows that word.
way_out() { # BEFORE
	screen | tr '\n' ' ' | sed -n "s/.*$1: \(.*\)/\1/p" |
		sed -e 's/  *[!] .*//' -e 's/  .*//' | head -n 1
}
take() { sh -c "$(way_out "$1")"; }

@test "on a machine where nothing is wrong nothing is said" {
	terminal 80 24 "'$LIOSH' wizard"
	shows "Alias"
	hides "Before you begin"
}

@test "the first screen of a machine that exports nothing offers the wizard" {
	terminal 80 24 "'$LIOSH'"
	shows "Nothing is exported yet: 'wizard' asks for all that a disk needs."
	type_ "wizard"
	press Enter
	shows "Alias"
	press F10
	shows "Leave the wizard?"
	press y
	hides "Alias"
	type_ "exit"
	press Enter
	ends 0
}

# Nothing is loaded yet. The shorter way down: what is mounted over the files hides them,
# as of a kernel whose modules are not installed; to install them is to have them back.
@test "the kernel has no configfs, no LIO, or not this fabric" {
	local modules kernel
	kernel=/lib/modules/$(uname -r)/kernel
	modules=$kernel/drivers/target
	mount -t tmpfs none "$kernel/fs/configfs"
	told "this kernel has no configfs"
	look preflight-configfs "install the modules of this kernel, or boot one that has it" \
		"Nothing can be applied as it is"
	umount "$kernel/fs/configfs"
	mended
	mount -t tmpfs none "$modules"
	told "LIO, the kernel's SCSI target, is not available here"
	shows "install the modules of this kernel, or boot one that has them"
	shows "Nothing can be applied as it is"
	umount "$modules"
	mended
	mount -t tmpfs none "$modules/iscsi"
	told "this kernel has no module iscsi_target_mod"
	shows "install the modules of this kernel"
	umount "$modules/iscsi"
	mended
}

@test "Esc does not leave, q does" {
	hold /run/liosh.lock
	told "another program is changing the configuration"
	shows "q: leave"
	press Escape
	press F1
	shows "! another program is changing the configuration"
	press q
	ends 130
	release
}

# To wait is what helps.
@test "another program holds a lock" {
	hold /var/run/targetcli.lock
	told "another program is changing the configuration"
	shows "/var/run/targetcli.lock"
	shows "wait until it is done"
	release
	mended
}

@test "targetcli's service is enabled" {
	local unit=rtslib-fb-targetctl.service
	[ -e /lib/systemd/system/$unit ] ||
		printf '[Service]\nExecStart=true\n[Install]\nWantedBy=multi-user.target\n' \
			>/etc/systemd/system/$unit
	systemctl enable $unit
	[ -L $WANTS/$unit ]
	told "$unit restores a configuration of its own at boot"
	look preflight-unit "None of this keeps you from going on"
	[ "$(way_out "liosh alone restore")" = "systemctl disable $unit" ]
	hides "liosh adopt"
	leave_terminal
	# What runs is theirs, and may be taken over.
	expect 0 "$LIOSH" /backstores/ramdisk create theirs 1M
	expect 0 "$LIOSH" /loopback create
	told "$unit restores a configuration of its own at boot"
	shows "'liosh adopt' takes over what runs"
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	leave_terminal
	told "$unit restores a configuration of its own at boot"
	take "liosh alone restore"
	mended
}

# Stopped, or another port: the last page before it is done knows that one too.
@test "somebody listens on the port" {
	behind busybox nc -l -p 3260 </dev/null
	local listener=$!
	until grep -q ':0CBC ' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done
	told "busybox listens on port 3260"
	shows "stop it, or choose another port on the page Portal"
	to_review 3261
	hides "listens on port"
	leave_terminal
	told "busybox listens on port 3260"
	kill $listener
	wait $listener || :
	mended
	behind busybox nc -l -p 3299 </dev/null
	listener=$!
	until grep -q ':0CE3 ' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done
	terminal 80 50 "'$LIOSH' wizard"
	to_review 3299
	shows "! busybox listens on port 3299 already"
	kill $listener
	wait $listener || :
}

# From the first page, or the one before it, to the plan of a target on that port.
to_review() { # PORT
	screen | grep -q "Before you begin" && press Enter
	shows "[Target]"
	press NPage
	shows "[Extent]"
	press C-u
	type_ "16M"
	press Up
	press C-u
	type_ "/srv/preflight.img"
	press NPage
	shows "[Portal]"
	press Down
	press C-u
	type_ "$1"
	press NPage
	shows "[Access]"
	type_ "$IQN:h1"
	press NPage
	shows "This will be done"
	press End
}

@test "the directory of reservations is gone" {
	expect 0 "$LIOSH" /backstores/ramdisk create r0 1M
	mkdir -p /etc/liosh
	expect 0 "$LIOSH" saveconfig
	rmdir /etc/target/pr
	told "the kernel keeps reservations in /etc/target/pr, which is not there"
	[ "$(way_out "make that directory")" = "mkdir -p -m 700 /etc/target/pr" ]
	take "make that directory"
	mended
	[ "$(stat -c %a /etc/target/pr)" = 700 ]
}

@test "what runs is not what is saved" {
	expect 0 "$LIOSH" /backstores/ramdisk create r1 1M
	told "what runs is not what is saved: 1 object differs"
	shows "'saveconfig' saves it"
	expect 1 "$LIOSH" diff
	expect 0 "$LIOSH" saveconfig
	mended
	# A target that nobody wrote down.
	mkdir -p "/sys/kernel/config/target/iscsi/$IQN:foreign"
	told "what runs is not what is saved: 1 object differs"
	rmdir "/sys/kernel/config/target/iscsi/$IQN:foreign"
	mended
	cp /etc/liosh/saveconfig.yaml saved
	sed -i 's/size: .*/size: much/' /etc/liosh/saveconfig.yaml
	told "what is saved cannot be read: "
	cp saved /etc/liosh/saveconfig.yaml
	mended
}

# As targetcli saves its own: the name stands there in quotes.
@test "targets of targetcli" {
	local file=/etc/rtslib-fb-target/saveconfig.json name
	mkdir -p ${file%/*}
	for name in one two three; do mkdir -p "/sys/kernel/config/target/iscsi/$IQN:$name/tpgt_1"; done
	cat >$file <<-END
		{
		  "targets": [
		    { "fabric": "iscsi", "wwn": "$IQN:one" },
		    { "fabric": "iscsi", "wwn": "$IQN:two" },
		    { "fabric": "iscsi", "wwn": "$IQN:three" },
		    { "fabric": "iscsi", "wwn": "$IQN:gone" }
		  ]
		}
	END
	told "targetcli has targets of its own, named in"
	shows "$file"
	shows "$IQN:one"
	shows "and 1 more"
	hides "$IQN:gone"
	shows "they stay as they are"
	shows "None of this keeps you from going on"
	[ "$(way_out "restored by liosh too")" = "liosh saveconfig" ]
	PATH=${LIOSH%/*}:$PATH take "restored by liosh too"
	mended
	for name in one two three; do expect 0 "$LIOSH" --yes /iscsi delete "$IQN:$name"; done
	expect 0 "$LIOSH" saveconfig
	rm $file
}

@test "configfs is not mounted any more" {
	umount /sys/kernel/config
	told "configfs is not mounted: what runs cannot be seen"
	[[ $(way_out "mount it") == "mount -t configfs "* ]]
	take "mount it"
	mended
	[ -d /sys/kernel/config/target/core ]
}

@test "not root: it can look, and nothing is applied" {
	install -m 755 "$LIOSH" /tmp/liosh
	terminal 80 24 "setpriv --reuid=65534 --regid=65534 --clear-groups /tmp/liosh wizard"
	shows "! only root can change the configuration"
	shows "Nothing can be applied as it is"
	shows "run liosh as root; or design a profile: liosh -f FILE wizard"
	press q
	ends 130
	# Both ways.
	terminal 80 24 "cd /tmp; setpriv --reuid=65534 --regid=65534 --clear-groups /tmp/liosh -f own.yaml wizard"
	shows "[Target]"
	terminal 80 24 "/tmp/liosh wizard"
	shows "[Target]"
}

@test "the plain wizard tells the same" {
	hold /run/liosh.lock
	run --separate-stderr bash -c 'echo no | "$0" wizard --plain' "$LIOSH"
	[ "$status" -eq 65 ]
	[[ $output == *"! another program is changing the configuration"* ]]
	release
}
