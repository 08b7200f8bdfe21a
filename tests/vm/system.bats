#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A machine that systemd starts and shuts down, with liosh as `make install` brings it:
# everything there is served again, and everything it is on is released.
#
# boot: none

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load system.bash
load five.bash

# --- boot and shutdown ---------------------------------------------------------------

@test "everything that was saved is served after a start of the machine" {
	machine_reboot
	whole
	is active unit ActiveState liosh-shutdown.service
	expect 0 machine 'liosh service status'
	[[ $output == *"At boot:       what is saved is restored"* ]]
	[[ $output == *"Last restore:  done"* ]]
	[[ $output == *"Running:       5 targets, 0 sessions"* ]]
	[[ $output == *"Pending:       nothing"* ]]
}

@test "the mounts of what is saved are wanted and waited for, and not required" {
	[[ " $(unit Wants) " == *" srv-mnt.mount "* ]]
	[[ " $(unit After) " == *" srv-mnt.mount "* ]]
	[[ " $(unit After liosh-shutdown.service) " == *" srv-mnt.mount "* ]]
	[[ " $(unit Requires) " != *mnt* ]]
	[[ " $(unit Requires) " == *" sys-kernel-config.mount "* ]]
}


@test "the shutdown ends sessions first, and releases a file system and a volume group" {
	serves two four
	local from
	from=$(wc -l <"$MACHINE/console")
	hold two
	machine_reboot
	# It does not log in again by itself.
	wait $! || true
	machine_settled
	before -u liosh-shutdown.service >"$BATS_TEST_TMPDIR/log"
	grep -q 'Nothing is served, nothing is held' "$BATS_TEST_TMPDIR/log"
	before >"$BATS_TEST_TMPDIR/log"
	grep -n 'Unmounted srv-mnt.mount' "$BATS_TEST_TMPDIR/log"
	lacks "$BATS_TEST_TMPDIR/log" 'Failed unmounting\|target is busy\|still in use'
	[ "$(grep -n 'Stopped liosh-shutdown' "$BATS_TEST_TMPDIR/log" | cut -d: -f1)" -lt \
		"$(grep -n 'Unmounted srv-mnt.mount' "$BATS_TEST_TMPDIR/log" | cut -d: -f1)" ]
	tail -n "+$from" "$MACHINE/console" >"$BATS_TEST_TMPDIR/console"
	lacks "$BATS_TEST_TMPDIR/console" 'Failed unmounting\|Could not detach\|resource busy'
	whole
}

@test "without that unit the shutdown finds them busy" {
	machine 'mkdir -p /etc/systemd/system/liosh-shutdown.service.d
		printf "[Service]\nExecStop=\nExecStart=/bin/true\n" \
			>/etc/systemd/system/liosh-shutdown.service.d/test.conf
		systemctl daemon-reload'
	machine_reboot
	machine_settled
	before >"$BATS_TEST_TMPDIR/log"
	grep 'Failed unmounting.*mnt\|target is busy' "$BATS_TEST_TMPDIR/log"
	machine 'rm -r /etc/systemd/system/liosh-shutdown.service.d; systemctl daemon-reload'
	whole
}

@test "a power cut under way takes nothing away" {
	hold three
	machine_power_cut
	# It may have given up.
	kill $! 2>/dev/null || :
	wait $! || :
	whole
}

# --- what changes nothing --------------------------------------------------------------

@test "stopping, starting and installing again change nothing for a session" {
	hold one
	local holder=$! session
	session='cat /sys/kernel/config/target/iscsi/*:one/tpgt_1/acls/*/info | sed -n "s/.*LIO Session ID: \([0-9]*\).*/\1/p"'
	machine "$session" >"$BATS_TEST_TMPDIR/session"
	[ -s "$BATS_TEST_TMPDIR/session" ]
	machine 'systemctl stop liosh.service'
	is inactive unit ActiveState
	machine 'systemctl start liosh.service && systemctl restart liosh.service'
	is active unit ActiveState
	run ! machine 'systemctl stop liosh-shutdown.service'
	machine 'tar -C / -xf /dev/disk/by-id/virtio-installed && systemctl daemon-reload &&
		systemctl try-restart liosh.service'
	expect 0 machine 'liosh service disable'
	[[ $output == *"5 targets with 1 session: served on, and gone after the next start"* ]]
	[[ $output == *"What is saved stays in $SAVED"* ]]
	machine 'cd /usr/local/lib/systemd && mkdir /root/away && mv system/liosh* /root/away &&
		systemctl daemon-reload'
	expect 69 machine 'liosh service enable'
	[[ $output == *"liosh.service is not installed"* ]]
	machine 'mv /root/away/* /usr/local/lib/systemd/system/ && rmdir /root/away &&
		liosh service enable && systemctl start liosh.service'
	machine "$session" | diff "$BATS_TEST_TMPDIR/session" -
	kill "$holder"
	wait "$holder"
	grep -q ' 0 errors' "$BATS_TEST_TMPDIR/held-one"
	whole
}

@test "service stop names the sessions, ends them and keeps the tree; start brings that back" {
	local name
	for name in one two three; do
		hold "$name"
	done
	machine "liosh /iscsi/$IQN:five/tpg1 disable"
	expect 0 machine 'liosh service stop'
	for name in one two three; do
		[[ $output == *"$IQN:h1 is logged in to /iscsi/$IQN:$name/tpg1"* ]]
	done
	wait || true
	for name in "${ALL[@]}"; do refuses "$name"; done
	expect 0 machine 'liosh service status'
	[[ $output == *"Running:       0 targets, 0 sessions"* ]]
	# A line for each, the first with the label; the fifth was not served before.
	[ "$(sed -n '/^  Stopped: /,/^  Saved: /s|^  [ S].\{13\} /iscsi/\(.*\)/tpg1$|\1|p' <<<"$output" | sort)" = \
		"$(printf "$IQN:%s\n" one two three four | sort)" ]
	expect 0 machine 'systemctl restart liosh.service'
	refuses one
	expect 0 machine 'liosh service start'
	all_but five
	refuses five
	machine "[ ! -e /run/liosh/stopped.yaml ] && liosh /iscsi/$IQN:five/tpg1 enable"
	whole
}

# The initiator of Linux, in the machine itself, with I/O on each.
@test "service stop and start: open-iscsi comes back by itself, and what it writes arrives" {
	local name devices=/dev/disk/by-path/ip-127.0.0.1:3260-iscsi-$IQN
	machine "echo InitiatorName=$IQN:h1 >/etc/iscsi/initiatorname.iscsi; systemctl start iscsid
		for name in two three five; do
			iscsiadm -m node -o new -T $IQN:\$name -p 127.0.0.1:3260 &&
				iscsiadm -m node -T $IQN:\$name -l || exit
		done; udevadm settle"
	is 3 machine 'iscsiadm -m session | wc -l'
	for name in two three five; do
		steady "$name" "$devices:$name-lun-0"
	done
	expect 0 machine 'liosh service stop'
	for name in two three five; do
		[[ $output == *"$IQN:h1 is logged in to /iscsi/$IQN:$name/tpg1"* ]]
	done
	is 0 machine 'cat /sys/kernel/config/target/iscsi/*/tpgt_1/acls/*/info | grep -c "LIO Session ID"'
	machine 'sleep 10; cp /run/count-two /run/stuck; sleep 5; diff /run/stuck /run/count-two'
	expect 0 machine 'liosh service start'
	within 120 machine '[ "$(iscsiadm -m session -P 1 | grep -c "iSCSI Session State: LOGGED_IN")" -eq 3 ]'
	for name in two three five; do
		steady_goes_on "$name"
	done
	machine 'systemctl stop io-two io-three io-five; iscsiadm -m node -u; systemctl stop iscsid'
	whole
}

@test "an initiator with I/O under way sees a retry, not an error, over a start of the machine" {
	local device=/dev/disk/by-path/ip-10.0.2.100:3260-iscsi-$IQN:three-lun-0
	beside_begin
	beside machine "echo InitiatorName=$IQN:h1 >/etc/iscsi/initiatorname.iscsi; systemctl start iscsid
		iscsiadm -m node -o new -T $IQN:three -p 10.0.2.100:3260 &&
			iscsiadm -m node -T $IQN:three -o update -n node.session.timeo.replacement_timeout -v 900 &&
			iscsiadm -m node -T $IQN:three -l && udevadm settle"
	beside steady three $device
	machine_reboot
	machine_settled
	beside steady_goes_on three
	# It was the same session, which came back.
	beside is 1 machine 'iscsiadm -m session | wc -l'
	beside machine 'systemctl stop io-three; iscsiadm -m node -u'
	beside machine_end
	whole
}

@test "what was stopped is served again after a start of the machine" {
	machine 'liosh service stop'
	refuses one
	machine_reboot
	whole
}

# Theirs goes first, and chooses where the kernel keeps its own files.
@test "targetcli's unit beside it changes nothing else" {
	machine 'systemctl enable rtslib-fb-targetctl.service'
	machine_reboot
	whole /etc/rtslib-fb-target
	expect 0 machine 'liosh service status'
	[[ $output == *"Others:        rtslib-fb-targetctl.service of targetcli restores"* ]]
	machine 'systemctl disable rtslib-fb-targetctl.service'
	machine_reboot
	whole
}

# --- a wrong unit ----------------------------------------------------------------------

# So that these tests would find such an option in the unit.
wrong_unit() { # OPTION
	machine "mkdir -p /etc/systemd/system/liosh.service.d
		printf '[Service]\n%s\n' '$1' >/etc/systemd/system/liosh.service.d/test.conf"
	machine_reboot
	if whole; then
		echo "nothing is wrong with $1"
		return 1
	fi
	is failed unit ActiveState
}

@test "a sandbox that hides a path is found out" {
	wrong_unit ProtectSystem=strict
	wrong_unit ReadOnlyPaths=/srv
	machine 'rm -r /etc/systemd/system/liosh.service.d'
	machine_reboot
	whole
}

@test "many starts in a row, the same each time" {
	local count=${LONG:+20}
	for ((count = ${count:-2}; count > 0; count--)); do
		machine_reboot
		whole
	done
}
