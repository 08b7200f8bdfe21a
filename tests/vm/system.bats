#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A machine that systemd starts and shuts down, with liosh as `make install` brings it:
# everything there is served again, and everything it is on is released.
#
# boot: none

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load system.bash

IQN=iqn.2026-11.org.example
SAVED=/etc/liosh/saveconfig.yaml
INITIATOR=${INITIATOR:-$TOP/build/release/tests/vm/initiator}
ALL=(one two three four five)
# Which number a disk has at the moment stands in `info`.
DUMP='dump -n | grep -v "/info = "'

# One with mutual CHAP; one on a file system that is mounted from a file, one on a disk,
# one on a volume, one in memory.
profile() {
	local name
	cat <<-END
		liosh: 1
		backstores:
		  fileio:
		    one: { path: /srv/one.img, size: 8MiB }
		    two: { path: /srv/mnt/two.img, size: 8MiB }
		  block:
		    three: { device: /dev/disk/by-id/virtio-one }
		    four: { device: /dev/vg/lv }
		  ramdisk:
		    five: { size: 8MiB }
		iscsi:
		  $IQN:one:
		    tpg1:
		      portals: { "0.0.0.0:3260": {} }
		      luns: { 0: fileio/one }
		      acls:
		        $IQN:h1:
		          chap: { userid: host, password: secret-of-host1, mutual_userid: target, mutual_password: secret-of-peer1 }
		          luns: { 0: 0 }
	END
	for name in fileio/two block/three block/four ramdisk/five; do
		cat <<-END
			  $IQN:${name#*/}:
			    tpg1:
			      attributes: { authentication: false }
			      portals: { "0.0.0.0:3260": {} }
			      luns: { 0: $name }
			      acls: { $IQN:h1: { luns: { 0: 0 } } }
		END
	done
}

furnish() {
	cat <<-'END'
		set -e
		tar -C / -xf /dev/disk/by-id/virtio-installed
		systemctl daemon-reload
		mkdir -p /srv/mnt
		truncate -s 8M /srv/one.img
		truncate -s 32M /srv/fs.img
		mkfs.ext4 -q /srv/fs.img
		echo '/srv/fs.img /srv/mnt ext4 loop,nofail 0 0' >>/etc/fstab
		systemctl daemon-reload
		systemctl start srv-mnt.mount
		truncate -s 8M /srv/mnt/two.img
		vgcreate -q vg /dev/disk/by-id/virtio-two
		lvcreate -q -L 8M -n lv vg
		udevadm settle
	END
}

setup_file() {
	machine_begin || return
	machine_settled
	machine "$(furnish)" || return
	machine "umask 077; base64 -d <<<'$(profile | base64 -w0)' >/root/profile.yaml
		liosh restoreconfig /root/profile.yaml && liosh saveconfig &&
		liosh /iscsi/$IQN:one/tpg1 set parameter DefaultTime2Retain=19 && liosh saveconfig &&
		$DUMP >/root/whole" || return
	machine "liosh service enable"
}

teardown_file() {
	machine_end
}

# --- what is looked at -------------------------------------------------------------

initiator() { # NAME WORD...
	local auth=()
	[ "$1" != one ] || auth=(-u host%secret-of-host1 -m target%secret-of-peer1)
	${apart:-} "$INITIATOR" -i "$IQN:h1" -p "127.0.0.1:$MACHINE_PORT" "${auth[@]}" "$IQN:$1" "${@:2}"
}

# One who is logged in and writes and reads meanwhile, $! afterwards.
hold() { # NAME
	(apart=apart initiator "$1" hold 900) >"$BATS_TEST_TMPDIR/held-$1" 2>&1 &
	within 60 grep -q holding "$BATS_TEST_TMPDIR/held-$1"
}

# A real login, and what is written is read.
serves() { # NAME...
	local name
	for name; do
		expect 0 initiator "$name" check "by $name" || return
	done
}

refuses() { # NAME
	expect 1 initiator "$1" check "by $1"
	[[ $stderr == *"login refused: 0301"* ]]
}

all_but() { # NAME
	local name
	for name in "${ALL[@]}"; do
		[ "$name" = "$1" ] || serves "$name"
	done
}

unit() { # PROPERTY [UNIT]
	machine "systemctl show -P $1 ${2:-liosh.service}"
}

is() { # TEXT COMMAND...
	local is
	is=$("${@:2}") || :
	[ "$is" = "$1" ] && return
	printf '%s: %s instead of %s\n' "${*:2}" "$is" "$1"
	machine 'liosh service status; journalctl -b -o short-monotonic -u "liosh*" | tail -n 40'
	return 1
}

# Everything runs as it did when it was saved, and is served.
# Also where a failure does not end the test, as with `!`.
whole() { # DBROOT
	machine_settled && is active unit ActiveState &&
		expect 0 machine "$DUMP | sed 's|^dbroot = ${1:-/etc/target}\$|dbroot = /etc/target|' |
			diff /root/whole -" &&
		serves "${ALL[@]}"
}

# A part runs: the unit has failed, and says so.
in_part() { # NAME
	machine_settled
	is failed unit ActiveState
	is 10 unit ExecMainStatus
	expect 0 machine 'systemctl --failed'
	[[ $output == *liosh.service* ]]
	expect 0 machine 'liosh service status'
	[[ $output == *"Pending:       /iscsi/$IQN:$1 stays disabled"* ]]
	refuses "$1"
	all_but "$1"
}

# All of it came afterwards, and nothing looks for more.
came() {
	within "${1:-60}" serves_all_quietly
	within 90 pending_is_over
	is inactive unit ActiveState
	is 0 machine 'systemctl --failed --no-legend | grep -c liosh'
	expect 0 machine "$DUMP | diff /root/whole -"
}
serves_all_quietly() { serves "${ALL[@]}" >/dev/null; }
pending_is_over() {
	[ "$(unit ActiveState liosh-pending.timer)" = inactive ] &&
		machine '[ ! -e /run/liosh/pending.yaml ]'
}

# Of the journal of the boot before this one.
before() { machine "journalctl -b -1 -o short-monotonic --no-pager $*"; }

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

@test "what was stopped is served again after a start of the machine" {
	machine 'liosh service stop'
	refuses one
	machine_reboot
	whole
}

# --- what is missing -----------------------------------------------------------------

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
