#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold
# kernel: ipv6.disable=1
# A machine whose kernel was told to do without IPv6: it is said, and all else works.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load ../tui.bash

IQN=iqn.2026-11.org.example
DIR=/srv/ipv6-off

setup_file() {
	mkdir -p "$DIR" /etc/liosh
	[ ! -e /proc/net/if_inet6 ]
	# The units of targetcli, where it is installed beside, would be told of first.
	rm -f /etc/systemd/system/multi-user.target.wants/*target*.service
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

@test "the wizard says it, offers IPv4 alone, and makes a target that can be reached" {
	terminal 80 24 "'$LIOSH' wizard"
	shows "Before you begin"
	shows "! IPv6 is off: targets can listen on IPv4 alone"
	shows "start the kernel without ipv6.disable=1"
	shows "None of this keeps you from going on"
	press Enter
	shows "[Target]"
	press Down
	press C-u
	type_ "$IQN:four"
	press NPage
	shows "[Extent]"
	type_ "8M"
	press Up
	press C-u
	type_ "$DIR/four.img"
	press NPage
	shows "[Portal]"
	shows "Listen on           0.0.0.0"
	press F2
	shows "every IPv4 address"
	hides "::"
	press Escape
	hides "Space: tick"
	press C-u
	type_ "fd00::1"
	shows "! IPv6 is off here: fd00::1 cannot be had"
	press C-u
	type_ "0.0.0.0"
	hides "! IPv6"
	press NPage
	shows "[Access]"
	type_ "$IQN:h1"
	press NPage
	shows "This will be done"
	press Enter
	shows "Save this change"
	press y
	shows "Saved in /etc/liosh/saveconfig.yaml"
	press Enter
	ends 0
	expect 0 "$INITIATOR" -i "$IQN:h1" "$IQN:four" check "by IPv4"
}

@test "the shell's own portal is one that can be had" {
	expect 0 "$LIOSH" /iscsi create "$IQN:shell"
	[ -d "/sys/kernel/config/target/iscsi/$IQN:shell/tpgt_1/np/0.0.0.0:3260" ]
}

@test "a portal that cannot be had is refused, with the reason, and all is as before" {
	"$DUMP" >before
	expect 65 "$LIOSH" "/iscsi/$IQN:shell/tpg1/portals" create fd00::1 3262
	[[ $stderr == *"the portal [fd00::1]:3262 cannot be had on this machine"*"IPv6 is off in its kernel"* ]]
	cat >six.yaml <<-END
		liosh: 1
		iscsi:
		  $IQN:six:
		    tpg1:
		      portals: { "[::]:3263": {} }
	END
	chmod 600 six.yaml
	expect 65 "$LIOSH" restoreconfig six.yaml
	[[ $stderr == *"six.yaml:5:"*"the portal [::]:3263 cannot be had"* ]]
	"$DUMP" | diff before -
}

@test "at boot a target of IPv6 alone stays off, and the others are served" {
	local name
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	cat >/etc/liosh/saveconfig.yaml <<-END
		liosh: 1
		backstores:
		  ramdisk: { a: { size: 8MiB }, b: { size: 8MiB } }
		iscsi:
	END
	for name in a b; do
		cat >>/etc/liosh/saveconfig.yaml <<-END
			  $IQN:$name:
			    tpg1:
			      attributes: { authentication: false }
			      portals: { "$([ $name = a ] && echo '[::1]' || echo 127.0.0.1):3264": {} }
			      luns: { 0: ramdisk/$name }
			      acls: { $IQN:h1: { luns: { 0: 0 } } }
		END
	done
	expect 10 "$LIOSH" restoreconfig --boot
	[[ $stderr == *"/iscsi/$IQN:a stays disabled"*"IPv6 is off in its kernel"* ]]
	[ "$(cat "/sys/kernel/config/target/iscsi/$IQN:a/tpgt_1/enable")" = 0 ]
	expect 0 "$INITIATOR" -i "$IQN:h1" -p 127.0.0.1:3264 "$IQN:b" check "by IPv4"
}
