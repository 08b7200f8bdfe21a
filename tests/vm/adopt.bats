#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: none
# A machine whose targets targetcli restores is taken over, and given back, by the units as
# they are installed, while an initiator reads and writes: it never has to log in again.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load system.bash

IQN=iqn.2026-11.org.example
THEIRS=rtslib-fb-targetctl.service
CONFIG=/etc/rtslib-fb-target/saveconfig.json

INITIATOR=$TOP/build/release/tests/vm/initiator

setup_file() {
	machine_begin
	machine_settled
	machine "tar -C / -xf /dev/disk/by-id/virtio-installed && systemctl daemon-reload" >&2
}

by_targetcli() {
	machine "set -e
		mkdir -p /srv
		targetcli /backstores/fileio create one /srv/one.img 8M write_back=false
		targetcli /backstores/ramdisk create two 8M
		targetcli /iscsi create $IQN:t
		tpg=/iscsi/$IQN:t/tpg1
		targetcli \$tpg/luns create /backstores/fileio/one
		targetcli \$tpg/luns create /backstores/ramdisk/two
		targetcli \$tpg/acls create $IQN:h1
		targetcli \$tpg set attribute authentication=1
		targetcli \$tpg/acls/$IQN:h1 set auth userid=host password=secret-of-host1
		targetcli saveconfig
		systemctl enable --now $THEIRS" >&2
}

teardown_file() {
	machine_end
}

setup() {
	login=("$INITIATOR" -i "$IQN:h1" -u host%secret-of-host1 -p "127.0.0.1:$MACHINE_PORT" "$IQN:t")
}

# From here to steady() an initiator is logged in, and has no errors.
hold() {
	behind "${login[@]}" hold >"$BATS_TEST_TMPDIR/held" 2>&1
	holder=$!
	within 60 grep -q holding "$BATS_TEST_TMPDIR/held" || { cat "$BATS_TEST_TMPDIR/held" && return 1; }
}

steady() {
	kill -TERM "$holder"
	wait "$holder"
	grep ' 0 errors' "$BATS_TEST_TMPDIR/held"
}

is() { # UNIT STATE
	[ "$(machine "systemctl is-enabled $1")" = "$2" ]
}

@test "nothing runs: nothing is adopted, and no unit changes" {
	run machine "liosh --yes adopt"
	[ "$status" -eq 65 ]
	[[ $output == *"there is nothing to adopt"* ]]
	is $THEIRS disabled
	is liosh.service disabled
	machine "[ ! -e /etc/liosh/saveconfig.yaml ]"
}

@test "adopt: what differs is told, what runs is saved, nobody is dropped" {
	by_targetcli
	hold
	# Only what runs has it.
	machine "targetcli /backstores/ramdisk create three 8M"
	run machine "liosh adopt"
	[ "$status" -eq 77 ]
	[[ $output == *"$CONFIG is not what runs"*"ramdisk/three"* ]]
	is $THEIRS enabled
	expect 0 machine "liosh --yes adopt"
	[[ $output == *"1 target with 1 session: nobody was dropped."* ]]
	is $THEIRS masked
	is liosh.service enabled
	machine "grep -q 'three:' /etc/liosh/saveconfig.yaml"
	steady
}

# The packages themselves, as apt brings them; a later version is the same one renamed.
@test "the packages of targetcli are installed again, upgraded and removed, nobody is dropped" {
	hold
	machine "set -e
		export DEBIAN_FRONTEND=noninteractive
		cd /var/cache/tests
		is_masked() { [ \"\$(systemctl is-enabled $THEIRS)\" = masked ]; }
		apt-get install -q -y --reinstall ./python3-rtslib-fb_*.deb ./targetcli-fb_*.deb
		is_masked
		for deb in python3-rtslib-fb targetcli-fb; do
			dpkg-deb -R ./\${deb}_*.deb /tmp/deb
			sed -i 's/^Version: .*/&+later/' /tmp/deb/DEBIAN/control
			dpkg-deb -b /tmp/deb /tmp/\$deb.deb
			rm -r /tmp/deb
		done
		apt-get install -q -y /tmp/python3-rtslib-fb.deb /tmp/targetcli-fb.deb
		[ \"\$(dpkg-query -W -f '\${Version}\\n' python3-rtslib-fb targetcli-fb | grep -c '+later\$')\" = 2 ]
		is_masked
		apt-get remove -q -y targetcli-fb python3-rtslib-fb
		[ ! -e /usr/bin/targetcli ]" >&2
	[ "$(machine "cat /sys/kernel/config/target/iscsi/$IQN:t/tpgt_1/enable")" = 1 ]
	steady
	machine "cd /var/cache/tests && dpkg -i ./python3-rtslib-fb_*.deb ./targetcli-fb_*.deb" >&2
}

@test "liosh restores it at the next start, and alone" {
	machine_reboot
	machine_settled
	[ "$(machine "systemctl is-active liosh.service")" = active ]
	[ "$(machine "systemctl is-active $THEIRS")" = inactive ]
	expect 0 "${login[@]}" check "of liosh"
}

@test "release: targetcli restores it at the next start" {
	hold
	expect 0 machine "liosh --yes release"
	[[ $output == *"1 target with 1 session: nobody was dropped."* ]]
	is $THEIRS enabled
	is liosh.service disabled
	# Nor would liosh bring anything of its own after this.
	machine "! systemctl -q is-active liosh-pending.path liosh-pending.timer liosh-check.path"
	machine "systemctl start liosh-pending.service && journalctl --sync &&
		journalctl -b -u liosh-pending.service | grep 'Skipped due to .exec-condition'"
	machine "grep -q three $CONFIG && [ \$(stat -c %a $CONFIG) = 600 ]"
	steady
	machine_reboot
	machine_settled
	[ "$(machine "systemctl is-active $THEIRS")" = active ]
	expect 0 "${login[@]}" check "of targetcli"
	machine "ls /sys/kernel/config/target/core/rd_mcp_*/three"
}
