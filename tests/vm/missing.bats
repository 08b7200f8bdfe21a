#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A machine that starts without something that its targets are on, or with a saved profile
# that is not as it was: the rest is served, and what comes late is too.
#
# boot: none

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load system.bash
load five.bash

@test "without a disk the others are served; it comes when it is there" {
	machine_monitor 'device_del one'
	machine_reboot
	in_part three
	machine_monitor 'device_add virtio-blk-pci,drive=one,serial=one,id=one'
	came 60
}

@test "a disk that is 20 seconds late is waited for" {
	machine_monitor 'device_del one'
	machine_reboot
	is activating unit ActiveState
	sleep 20
	machine_monitor 'device_add virtio-blk-pci,drive=one,serial=one,id=one'
	whole
}

@test "without a mount the others are served; it comes when it is mounted" {
	machine 'mv /srv/fs.img /srv/away.img'
	machine_reboot
	in_part two
	machine 'mv /srv/away.img /srv/fs.img && mount /srv/mnt'
	came 120
}

@test "without a secret's file the others are served; it comes when that is there" {
	machine "cp -p $SAVED /root/saved && mkdir -m 700 /etc/liosh/secrets &&
		(umask 077 && printf secret-of-host1 >/root/secret) &&
		sed -i 's/password: secret-of-host1/password: !secret file:one/' $SAVED &&
		grep -q '!secret file:one' $SAVED"
	machine_reboot
	in_part one
	machine 'liosh service status | grep "/iscsi/.*:one stays disabled.*/etc/liosh/secrets/one"'
	machine 'mv /root/secret /etc/liosh/secrets/one'
	came 120
	machine "cp -p /root/saved $SAVED && rm -r /etc/liosh/secrets"
}

@test "without a module of the kernel what needs it stays off; it comes with the module" {
	local name
	machine 'mv /lib/modules/*/kernel/drivers/target/target_core_iblock.ko /root'
	machine_reboot
	machine_settled
	is failed unit ActiveState
	is 10 unit ExecMainStatus
	serves one two five
	refuses three
	refuses four
	expect 0 machine 'liosh service status'
	for name in three four; do
		[[ $output == *"/iscsi/$IQN:$name stays disabled: the kernel module target_core_iblock is not available"* ]]
	done
	machine 'mv /root/target_core_iblock.ko /lib/modules/*/kernel/drivers/target/'
	came 120
}

@test "a portal's interface is waited for, and may come later still" {
	machine "cp -p $SAVED /root/saved && liosh /iscsi/$IQN:five/tpg1/portals create 127.0.0.5 3261 &&
		liosh saveconfig && sed -i 's/127.0.0.5:3261/[fe80::5%late0]:3261/' $SAVED && grep -q late0 $SAVED"
	machine_reboot
	is activating unit ActiveState
	machine 'ip link add late0 type dummy && ip link set late0 up'
	machine_settled
	is active unit ActiveState
	machine "[ -d '/sys/kernel/config/target/iscsi/$IQN:five/tpgt_1/np/[fe80::5%late0]:3261' ]"
	serves "${ALL[@]}"
	machine_reboot
	in_part five
	machine 'liosh service status | grep "it has no interface late0"'
	machine 'ip link add late0 type dummy && ip link set late0 up'
	within 120 pending_is_over
	serves "${ALL[@]}"
	machine "cp -p /root/saved $SAVED"
	machine_reboot
	whole
}

# Nothing is written for it; what cannot be saved leaves what was.
# It could not say what is pending: the timer is started all the same.
@test "a start that is killed is made up for" {
	machine 'liosh --yes clearconfig confirm=true'
	machine_monitor 'device_del one'
	machine 'udevadm settle; systemctl restart --no-block liosh.service
		until [ -e /run/liosh/restoring.yaml ]; do sleep 0.1; done
		systemctl kill -s KILL liosh.service'
	machine_settled
	is failed unit ActiveState
	is 9 unit ExecMainStatus
	machine_monitor 'device_add virtio-blk-pci,drive=one,serial=one,id=one'
	came 120
}

@test "the root file system is full" {
	machine 'fallocate -l $(df --output=avail -B1 / | tail -n 1) /srv/fill; cat /dev/zero >>/srv/fill; sync'
	is 0 machine "df --output=avail / | tail -n 1 | tr -d ' '"
	machine_reboot
	whole
	machine "find /etc/liosh -type f -exec cksum {} + | sort >/run/files &&
		liosh /iscsi/$IQN:one/tpg1 set parameter DefaultTime2Retain=18"
	expect 73 machine 'liosh saveconfig'
	[[ $output == *"No space left on device"* ]]
	machine 'find /etc/liosh -type f -exec cksum {} + | sort | diff /run/files -'
	machine "liosh /iscsi/$IQN:one/tpg1 set parameter DefaultTime2Retain=19"
	machine 'rm /srv/fill'
	machine_reboot
	whole
}

@test "nothing saved is a failure" {
	machine "mv $SAVED /root/saved && mv $SAVED.prev /root/saved.prev"
	machine_reboot
	machine_settled
	is failed unit ActiveState
	is 66 unit ExecMainStatus
	expect 0 machine 'liosh service enable'
	[[ $output == *"Nothing was saved yet: what runs is now in $SAVED"* ]]
	machine_reboot
	machine_settled
	is active unit ActiveState
	machine "mv /root/saved $SAVED && mv /root/saved.prev $SAVED.prev"
	machine_reboot
	whole
}

@test "a saved profile that is cut falls back to the one before it" {
	machine "cp -p $SAVED /root/saved && sed -i '15,\$d' $SAVED"
	machine_reboot
	machine_settled
	is 10 unit ExecMainStatus
	serves "${ALL[@]}"
	machine "mv /root/saved $SAVED"
	machine_reboot
	whole
}

# Found out when it is written, not at the next start.
@test "whoever edits the saved profile is told what is wrong, in status and by the unit" {
	expect 0 machine 'liosh status'
	[[ $output != *"Wrong in it"* ]]
	machine "cp -p $SAVED /root/saved && sed -i 's/authentication: false/authentication: never/' $SAVED"
	within 60 is failed unit ActiveState liosh-check.service
	is 65 unit ExecMainStatus liosh-check.service
	expect 0 machine 'liosh status && journalctl -b -u liosh-check.service'
	[[ $output == *"Wrong in it:   line "*authentication*"'checkconfig' tells all"* ]]
	[[ $output == *"$SAVED:"*authentication*never* ]]
	# What it is on is not there: only a look at the machine tells.
	machine "cp -p /root/saved $SAVED && sed -i 's|/srv/one.img|/srv/gone.img|' $SAVED"
	within 60 machine 'liosh status | grep "Wrong in it: *line .*there is no file /srv/gone.img"'
	machine "cp -p /root/saved $SAVED"
	within 60 is inactive unit ActiveState liosh-check.service
	expect 0 machine 'liosh status'
	[[ $output != *"Wrong in it"* && $output == *"At boot:       what is saved is restored"* ]]
	[[ $output == *"Running:       5 targets, 0 sessions"* ]]
	expect 0 machine "$DUMP | diff /root/whole -"
}
