#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What is served as a whole: stopped, started, released. No systemd runs here, and none is
# needed for it.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load trace.bash

DIR=/srv/service
IQN=iqn.2026-11.org.example
SAVED=/etc/liosh/saveconfig.yaml
UNIT=/etc/systemd/system/liosh.service

profile() {
	local name
	printf 'liosh: 1\nbackstores:\n  fileio:\n'
	printf '    %s: { path: '$DIR/mnt'/%s.img, size: 8MiB }\n' one one two two
	printf 'iscsi:\n'
	for name in one two; do
		cat <<-END
			  $IQN:$name:
			    tpg1:
			      attributes: { authentication: false }
			      portals: { "127.0.0.1:3260": {} }
			      luns: { 0: fileio/$name }
			      acls: { $IQN:h1: { luns: { 0: 0 } } }
		END
	done
}

setup() {
	rm -f /etc/systemd/system/multi-user.target.wants/*target*.service
	mkdir -p $DIR/mnt /etc/liosh
	modprobe loop
	truncate -s 32M $DIR/fs.img
	mkfs.ext4 -q $DIR/fs.img
	mount -o loop $DIR/fs.img $DIR/mnt
	truncate -s 8M $DIR/mnt/one.img $DIR/mnt/two.img
	profile >$DIR/profile.yaml
	"$LIOSH" restoreconfig $DIR/profile.yaml
	"$LIOSH" saveconfig
	# As after a start: a kernel that numbers TPGs (6.4) keeps a number that is named.
	"$LIOSH" --yes clearconfig confirm=true
	"$LIOSH" restoreconfig
	"$DUMP" -n >$DIR/whole
}

teardown() {
	"$LIOSH" --yes clearconfig confirm=true
	umount $DIR/mnt 2>/dev/null || :
	rm -rf $DIR /etc/liosh /run/liosh $UNIT
}

serves() { expect 0 "$INITIATOR" -i "$IQN:h1" "$IQN:$1" check "by $1"; }
refuses() {
	expect 1 "$INITIATOR" -i "$IQN:h1" "$IQN:$1" login
	[[ $stderr == *"login refused: 0301"* ]]
}

hold() { # NAME
	behind "$INITIATOR" -i "$IQN:h1" "$IQN:$1" hold >"$BATS_TEST_TMPDIR/held"
	within 20 grep -q holding "$BATS_TEST_TMPDIR/held"
}

# What a session negotiated is not of the tree.
tree() { "$DUMP" -n | grep -v '/acls/.*/param/'; }

@test "stop names the sessions, ends them and keeps the tree; start brings that back" {
	"$LIOSH" "/iscsi/$IQN:two/tpg1" disable
	tree >"$BATS_TEST_TMPDIR/before"
	hold one
	expect 1 "$LIOSH" --check service stop
	[[ $output == *"/iscsi/$IQN:one/tpg1"*"drops 1 session"* ]]
	tree | diff "$BATS_TEST_TMPDIR/before" -
	[ ! -e /run/liosh/stopped.yaml ]
	expect 0 "$LIOSH" service stop
	[ "$stderr" = "$IQN:h1 is logged in to /iscsi/$IQN:one/tpg1" ]
	wait $! || true
	refuses one
	tree | sed "s|\($IQN:one/tpgt_1/enable = \)0|\11|" | diff "$BATS_TEST_TMPDIR/before" -
	[ "$(stat -c %a /run/liosh/stopped.yaml)" = 600 ]
	# Twice is as once.
	expect 0 "$LIOSH" service stop
	[ "$output" = "Nothing of the saved configuration is served." ]
	expect 0 "$LIOSH" -j service status
	[ "$(jq -c '[.targets, .sessions, .stopped, .systemd]' <<<"$output")" = \
		"[0,0,[\"/iscsi/$IQN:one/tpg1\"],false]" ]
	expect 0 "$LIOSH" service start
	tree | diff "$BATS_TEST_TMPDIR/before" -
	[ ! -e /run/liosh/stopped.yaml ]
	serves one
	refuses two
}

# It would be so for good, and the next start would serve nothing without a fault.
@test "what is stopped is saved as what is served, and is no unsaved change" {
	cp $SAVED $DIR/saved
	# That is what it should be.
	"$LIOSH" "/iscsi/$IQN:two/tpg1" disable
	"$LIOSH" service stop
	expect 0 "$LIOSH" -j status
	[ "$(jq .unsaved <<<"$output")" = 1 ]
	"$LIOSH" "/iscsi/$IQN:two/tpg1" enable
	expect 0 "$LIOSH" -j status
	[ "$(jq .unsaved <<<"$output")" = 0 ]
	expect 0 "$LIOSH" --check saveconfig
	expect 0 "$LIOSH" saveconfig
	cmp $SAVED $DIR/saved
	expect 0 "$LIOSH" saveconfig $DIR/another.yaml
	cmp $DIR/another.yaml $DIR/saved
	expect 0 "$LIOSH" export $DIR/export.json
	[ "$(jq -c '[.targets[].tpgs[].enable]' $DIR/export.json)" = "[true,true]" ]
	[ "$(cat "/sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/enable")" = 0 ]
}

@test "what nobody saved is not stopped" {
	"$LIOSH" /backstores/ramdisk create other 1M
	"$LIOSH" /iscsi create "$IQN:other"
	expect 0 "$LIOSH" service stop
	[ "$(cat "/sys/kernel/config/target/iscsi/$IQN:other/tpgt_1/enable")" = 1 ]
	expect 0 "$LIOSH" service status
	[[ $output == *"Running:       1 target, 0 sessions"* ]]
}

@test "nothing that was pending comes while the service is stopped" {
	local held
	for held in one 'one two'; do
		"$LIOSH" --yes clearconfig confirm=true
		rm -rf /run/liosh
		for name in $held; do mv $DIR/mnt/$name.img $DIR/mnt/$name.away; done
		expect 10 "$LIOSH" restoreconfig --boot
		expect 0 "$LIOSH" service stop
		for name in $held; do mv $DIR/mnt/$name.away $DIR/mnt/$name.img; done
		expect 10 "$LIOSH" restoreconfig --pending
		[[ $stderr == *"while the service is stopped: 'service start' restores it"* ]]
		[ -z "$output" ]
		refuses one
		expect 10 "$LIOSH" restoreconfig --boot
		refuses one
		refuses two
		expect 0 "$LIOSH" service status
		[[ $output == *"what is pending waits for 'service start'"* ]]
		expect 0 "$LIOSH" service start
		"$DUMP" -n | diff $DIR/whole -
		[ ! -e /run/liosh/stopped.yaml ]
		[ ! -e /run/liosh/pending.yaml ]
	done
}

@test "what somebody enabled or deleted since is not started again" {
	"$LIOSH" service stop
	"$LIOSH" "/iscsi/$IQN:one/tpg1" enable
	expect 0 "$LIOSH" -j service status
	[ "$(jq -c .stopped <<<"$output")" = "[\"/iscsi/$IQN:two/tpg1\"]" ]
	"$LIOSH" --yes "/iscsi/$IQN:one/tpg1" disable
	expect 0 "$LIOSH" service start
	refuses one
	serves two
	"$LIOSH" service stop
	"$LIOSH" --yes /iscsi delete "$IQN:two"
	"$LIOSH" /iscsi create "$IQN:two"
	"$LIOSH" --yes "/iscsi/$IQN:two/tpg1" disable
	expect 0 "$LIOSH" service start
	[ "$(cat "/sys/kernel/config/target/iscsi/$IQN:two/tpgt_1/enable")" = 0 ]
	# Enabled by another program is not stopped either.
	"$LIOSH" "/iscsi/$IQN:one/tpg1" enable
	"$LIOSH" service stop
	echo 1 >"/sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/enable"
	[ "$("$LIOSH" -j service status | jq -c .stopped)" = '[]' ]
}

# The second cannot be disabled, nor the first be enabled again.
@test "a stop that failed remembers what it did" {
	local tpg=/sys/kernel/config/target/iscsi/$IQN
	expect 71 strace -f -o /dev/null -P "$tpg:one/tpgt_1/enable" -P "$tpg:two/tpgt_1/enable" \
		-e trace=write -e inject=write:error=EIO:when=2+ "$LIOSH" --workers=1 service stop
	[ "$(cat "$tpg:one/tpgt_1/enable")$(cat "$tpg:two/tpgt_1/enable")" = 01 ]
	grep "$IQN:one" /run/liosh/stopped.yaml
	lacks /run/liosh/stopped.yaml "$IQN:two"
	expect 0 "$LIOSH" service start
	serves one
	serves two
	# One that did nothing changes nothing.
	expect 75 flock /run/liosh.lock "$LIOSH" service stop
	[ ! -e /run/liosh/stopped.yaml ]
	serves one
}

@test "what cannot be started keeps nothing else off" {
	local tpg=/sys/kernel/config/target/iscsi/$IQN
	"$LIOSH" service stop
	expect 10 strace -f -o /dev/null -P "$tpg:one/tpgt_1/enable" -e trace=write \
		-e inject=write:error=ENOMEM "$LIOSH" --workers=1 service start
	[[ $stderr == *"enable of /iscsi/$IQN:one/tpg1: "* ]]
	[ "$(cat "$tpg:one/tpgt_1/enable")$(cat "$tpg:two/tpgt_1/enable")" = 01 ]
	serves two
	[ "$("$LIOSH" -j service status | jq -c .stopped)" = "[\"/iscsi/$IQN:one/tpg1\"]" ]
	expect 0 "$LIOSH" service start
	serves one
	[ ! -e /run/liosh/stopped.yaml ]
}

@test "what was stopped and is gone is no hindrance" {
	"$LIOSH" service stop
	"$LIOSH" /iscsi delete "$IQN:one"
	expect 0 "$LIOSH" service start
	"$DUMP" -n | diff $DIR/whole -
	serves one
	serves two
}

@test "without anything saved there is nothing to stop" {
	rm $SAVED
	expect 66 "$LIOSH" service stop
	serves one
}

@test "a saved file that is cut is no hindrance: the one before it says what is stopped" {
	"$LIOSH" "/iscsi/$IQN:one/tpg1" set parameter DefaultTime2Retain=19
	"$LIOSH" saveconfig
	head -n 5 $SAVED >$DIR/cut
	cp $DIR/cut $SAVED
	expect 10 "$LIOSH" service stop
	[[ $stderr == *"$SAVED.prev is taken in its place"* ]]
	refuses one
	refuses two
	expect 10 "$LIOSH" service start
	serves one
	serves two
	rm $SAVED.prev
	expect 65 "$LIOSH" service stop
	[[ $stderr == *"'liosh disable' at a TPG stops that one"* ]]
	serves one
}

# Refusals of class 02 are final for an initiator; after 0301 it tries again.
@test "shutdown releases the file system, sessions first" {
	local said=$BATS_TEST_TMPDIR/said trace=$BATS_TEST_TMPDIR/trace holder
	hold one
	holder=$!
	run ! umount $DIR/mnt
	behind bash -c "while [ ! -e $DIR/down ]; do
		'$INITIATOR' -i $IQN:h1 $IQN:two login 2>&1; done >$said; :"
	local others=$!
	# Removed so slowly that the others meet each state of it.
	expect 0 strace "${TRACING[@]}" -o "$trace" \
		-e inject=unlink,unlinkat,rmdir:delay_enter=200000 \
		"$LIOSH" --yes service shutdown
	[ "$output" = "Nothing is served, nothing is held." ]
	touch $DIR/down
	wait "$others"
	run ! wait "$holder"
	grep -q ' 1 errors' "$BATS_TEST_TMPDIR/held"
	grep -q 'login refused: 0301' "$said"
	lacks "$said" 'login refused: 02'
	# Both are off before the first thing of either is taken away.
	"$TOP/tests/vm/modifying" "$trace" >"$trace.changes"
	[ "$(sed -nE '/ (unlink|unlinkat|rmdir)\(/q; s|.*write\([0-9]+<.*/iscsi/([^/]*)/tpgt_1/enable>, "0.*|\1|p' \
		"$trace.changes" | sort -u)" = "$(printf "$IQN:%s\n" one two | sort)" ]
	umount $DIR/mnt
	[ -z "$(ls -d /sys/kernel/config/target/iscsi/iqn* /sys/kernel/config/target/core/*/one 2>/dev/null)" ]
}

on_terminal() { # STATUS ANSWER COMMAND
	expect "$1" script -qec "$3" /dev/null <<<"$2"
}

@test "shutdown asks once on a terminal, and a no leaves everything" {
	tree >"$BATS_TEST_TMPDIR/before"
	hold one
	on_terminal 77 n "'$LIOSH' service shutdown"
	[[ $output == *"$IQN:h1 is logged in to /iscsi/$IQN:one/tpg1"*"nothing was done"* ]]
	tree | diff "$BATS_TEST_TMPDIR/before" -
	# Nobody is let in, and it is asked all the same.
	"$LIOSH" service stop
	wait $! || true
	tree >"$BATS_TEST_TMPDIR/before"
	on_terminal 77 n "'$LIOSH' service shutdown"
	tree | diff "$BATS_TEST_TMPDIR/before" -
	on_terminal 0 y "'$LIOSH' service shutdown"
	[ "$(grep -o '\[y/N\]' <<<"$output" | wc -l)" = 1 ]
	umount $DIR/mnt
}

@test "the shutdown is given time as long as it goes on" {
	local socket=/run/systemd/notify
	mkdir -p /run/systemd
	grep -qx 'TimeoutStopSec=45s' "$TOP/profiles/units/liosh-shutdown.service.in"
	behind timeout 20 python3 -c "import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind('$socket')
print(s.recv(100).decode())" >"$BATS_TEST_TMPDIR/asked"
	within 20 test -S "$socket"
	expect 0 env NOTIFY_SOCKET=$socket "$LIOSH" --yes service shutdown
	wait $!
	[ "$(cat "$BATS_TEST_TMPDIR/asked")" = EXTEND_TIMEOUT_USEC=45000000 ]
	rm $socket
	umount $DIR/mnt
}

@test "a program that hangs with the lock keeps no disks at the shutdown" {
	local holder begin=$SECONDS
	behind flock -o /run/liosh.lock sleep 60
	holder=$!
	within 10 bash -c "! flock -n /run/liosh.lock true"
	expect 0 "$LIOSH" --yes service shutdown
	kill "$holder"
	[[ $stderr == *"process $holder has held /run/liosh.lock for 10 s"*"goes on without"* ]]
	[ "$(grep -c 'has held' <<<"$stderr")" = 1 ]
	((SECONDS < begin + 30))
	umount $DIR/mnt
}

@test "shutdown takes no disk of this machine that is mounted" {
	local at=/loopback/naa.5001405000000001 disk pid
	need_module tcm_loop sd_mod
	"$LIOSH" /backstores/fileio create three $DIR/three.img 16M
	"$LIOSH" /loopback create naa.5001405000000001
	"$LIOSH" $at/luns create /backstores/fileio/three
	within 20 test -b "$(echo /sys/class/scsi_device/*/device/block/sd* | sed 's|.*/|/dev/|')"
	disk=$(echo /sys/class/scsi_device/*/device/block/sd* | sed 's|.*/|/dev/|')
	mkfs.ext4 -q "$disk"
	mkdir -p $DIR/local
	mount "$disk" $DIR/local
	behind "$LIOSH" --yes service shutdown >"$BATS_TEST_TMPDIR/told" 2>&1
	pid=$!
	within 20 grep -q "$at/luns/lun0 is $disk here, which is mounted on $DIR/local: waiting" \
		"$BATS_TEST_TMPDIR/told"
	# All else is free already.
	umount $DIR/mnt
	echo late >$DIR/local/late
	umount $DIR/local
	wait "$pid"
	grep -qx 'Nothing is served, nothing is held.' "$BATS_TEST_TMPDIR/told"
	[ -z "$(ls -d /sys/kernel/config/target/loopback/naa* /sys/kernel/config/target/core/*/three 2>/dev/null)" ]
	mount -o loop $DIR/three.img $DIR/local
	grep late $DIR/local/late
	umount $DIR/local
}

# The kernel removes no directory on which something is mounted.
@test "what the kernel does not let go of keeps nothing else" {
	"$LIOSH" /backstores/ramdisk create stays 1M
	local stays
	stays=$(echo /sys/kernel/config/target/core/rd_mcp_*/stays)
	mount --bind "$stays" "$stays"
	expect 10 "$LIOSH" --yes service shutdown
	[[ $output == *"What could be released is released."* ]]
	[[ $stderr == */stays* ]]
	umount "$stays"
	[ "$("$LIOSH" -j service status | jq .targets)" = 0 ]
	umount $DIR/mnt
}

@test "the kernel hurries while nothing is served, and not longer" {
	local setting=/sys/kernel/rcu_expedited trace=$DIR/trace
	[ -w $setting ] || skip "this kernel has no such setting"
	echo 0 >$setting
	traced() { strace -f -y -o $trace -e trace=write,rmdir,mkdir,symlinkat,linkat,symlink,unlink "$@"; }
	written() { sed -n 's|.*write([0-9]*<'$setting'>, "\(.\)".*|\1|p' $trace | tr -d '\n'; }
	# Somebody is served.
	traced "$LIOSH" restoreconfig --boot
	[ "$(written)" = "" ]
	# At the shutdown nobody is any more once all is off.
	traced "$LIOSH" --yes service shutdown
	[ "$(written)" = 10 ]
	[ "$(grep -nm1 'tpgt_1/enable>, "0' $trace | cut -d: -f1)" -lt "$(grep -nm1 "$setting" $trace | cut -d: -f1)" ]
	[ "$(cat $setting)" = 0 ]
	traced "$LIOSH" restoreconfig --boot
	[ "$(written)" = 10 ]
	[ ! -e /run/liosh/hurry ]
	"$LIOSH" --yes clearconfig confirm=true
	# Killed in the middle; the next one that changes anything puts it back.
	run strace -f -o $trace -e trace=symlink,symlinkat -e inject=symlink,symlinkat:signal=SIGKILL \
		"$LIOSH" restoreconfig --boot
	[ "$status" -ne 0 ]
	[ "$(cat $setting)" = 1 ]
	"$LIOSH" /backstores/ramdisk create other 1M
	[ "$(cat $setting)" = 0 ]
	[ ! -e /run/liosh/hurry ]
	# What somebody else has set stays.
	"$LIOSH" --yes clearconfig confirm=true
	echo 1 >$setting
	expect 0 "$LIOSH" restoreconfig --boot
	[ "$(cat $setting)" = 1 ]
	echo 0 >$setting
}

@test "enable wants a unit, and saves first where nothing is saved" {
	expect 69 "$LIOSH" service enable
	[[ $stderr == *"liosh.service is not installed"* ]]
	printf '[Service]\nExecStart=true\n[Install]\nWantedBy=multi-user.target\n' >$UNIT
	printf '[Service]\nExecStart=true\n[Install]\nWantedBy=multi-user.target\n' \
		>/etc/systemd/system/liosh-shutdown.service
	printf '[Path]\nPathExists=/x\n[Install]\nWantedBy=multi-user.target\n' \
		>/etc/systemd/system/liosh-pending.path
	cp /etc/systemd/system/liosh-pending.path /etc/systemd/system/liosh-check.path
	cp $SAVED $DIR/saved
	expect 0 "$LIOSH" service enable
	cmp $SAVED $DIR/saved
	[ -L /etc/systemd/system/multi-user.target.wants/liosh.service ]
	rm $SAVED
	expect 0 "$LIOSH" service enable
	[[ $output == *"Nothing was saved yet: what runs is now in $SAVED"* ]]
	cmp $SAVED $DIR/saved
	expect 0 "$LIOSH" service disable
	[[ $output == *"2 targets with 0 sessions: served on"* ]]
	[ ! -e /etc/systemd/system/multi-user.target.wants/liosh.service ]
	serves one
	# What another program restores is not liosh's.
	printf '[Service]\nExecStart=true\n[Install]\nWantedBy=multi-user.target\n' \
		>/etc/systemd/system/target.service
	systemctl enable target.service
	rm $SAVED
	expect 0 "$LIOSH" service enable
	[[ $output == *"an empty configuration, for another program restores what runs"* ]]
	[[ $output == *"target.service of targetcli is enabled as well"* ]]
	grep -q 'targets: 0' $SAVED
	systemctl disable target.service liosh.service
	rm /etc/systemd/system/target.service /etc/systemd/system/liosh*
	ln -s /dev/null $UNIT
	expect 69 "$LIOSH" service enable
	[[ $stderr == *"liosh.service is masked"*"systemctl unmask"* ]]
}

@test "release does not lose what was held back" {
	printf '[Service]\nExecStart=true\n' >$UNIT
	"$LIOSH" --yes clearconfig confirm=true
	rm $DIR/mnt/two.img
	expect 10 "$LIOSH" restoreconfig --boot
	expect 75 "$LIOSH" --yes release $DIR/theirs.json
	[[ $stderr == *"would not have all that was saved"*"iscsi/$IQN:two"*"force=true"* ]]
	[ ! -e $DIR/theirs.json ]
	expect 0 "$LIOSH" --yes release $DIR/theirs.json force=true
	grep -q "$IQN:one" $DIR/theirs.json
}

# A machine with systemd, as far as liosh asks it.
@test "after disable nothing that was held back is brought" {
	printf '#!/bin/sh\necho "$*" >>'$DIR'/told\n' >$DIR/systemctl
	chmod +x $DIR/systemctl
	mkdir -p /run/systemd/system
	printf '[Service]\nExecStart=true\n' >$UNIT
	mount --bind $DIR/systemctl "$(realpath /usr/bin/systemctl)"
	run "$LIOSH" service disable
	umount "$(realpath /usr/bin/systemctl)"
	rmdir /run/systemd/system
	[ "$status" -eq 0 ]
	grep -qx 'stop liosh-pending.path liosh-pending.timer liosh-check.path' $DIR/told
	lacks $DIR/told 'stop.*shutdown'
}

@test "make uninstall leaves the targets serving, and says so" {
	make() { env -u MAKEFLAGS -u MAKELEVEL -u DESTDIR make -s -C "$TOP" MODE=release "$@"; }
	expect 0 make install
	expect 0 /usr/local/sbin/liosh service enable
	hold one
	expect 0 make uninstall
	[[ $output == *"2 targets with 1 session: served on, and gone after the next start"* ]]
	[[ $output == *"What is saved stays in $SAVED"* ]]
	[ -z "$(find /usr/local ! -type d -name '*liosh*')" ]
	[ -z "$(find /etc/systemd -name '*liosh*')" ]
	kill -TERM $!
	wait $!
	grep -q ' 0 errors' "$BATS_TEST_TMPDIR/held"
}
