#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/canary.bats on a kernel: a secret that the wizard gave to it, that was saved, and
# that commands were told of, is in no screen, log, argument or environment, and in no file
# but the saved profile and the kernel's own.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load ../tui.bash
load ../pages.bash
load ../canary.bash

TPG=/iscsi/$IQN:disk1/tpg1
AUTH=/sys/kernel/config/target/iscsi/$IQN:disk1/tpgt_1/acls/$IQN:h1/auth

setup_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	mkdir -p /etc/liosh
	rm -f /etc/liosh/saveconfig.yaml /etc/systemd/system/multi-user.target.wants/*target*.service
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rm -rf /etc/liosh
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export XDG_STATE_HOME=$PWD/state XDG_DATA_HOME=$PWD/data
	ulimit -c unlimited
}

# What the kernel says of it, and which files hold it: here, and all that somebody writes.
told() {
	dmesg | grep -a canary-secret || :
	grep -rl canary-secret . || :
	grep -rl --exclude-dir='bats-run-*' canary-secret /etc /run /tmp /srv 2>/dev/null || :
}

@test "made, saved and shown by the wizard" {
	local view
	terminal 80 24 "'$LIOSH' wizard"
	shows "[Target]"
	secrets_typed "$PWD/disk1.img" 16M
	clean_so_far
	press C-a
	review
	for view in c y w p; do
		press $view
		sleep 0.5
		clean_so_far
	done
	press Enter
	shows "Save this change"
	clean_so_far
	press y
	shows "Saved in /etc/liosh/saveconfig.yaml"
	for view in l m x; do
		press $view
		sleep 0.5
		clean_so_far
	done
	press q
	ends 0
	[ "$(<$AUTH/password)" = $CANARY ]
	[ "$(<$AUTH/password_mutual)" = $PEER ]
	lacks raw canary-secret
	[ "$(told)" = /etc/liosh/saveconfig.yaml ]
	[ "$(stat -c %a /etc/liosh/saveconfig.yaml)" = 600 ]
}

@test "by commands that show, compare, save, export and restore it" {
	local line
	while IFS= read -r line; do
		# shellcheck disable=SC2086 # words
		"$LIOSH" --yes $line >>said 2>&1 || { echo "$line: $?" && tail -n 3 said; } >>failed
	done <<-END
		ls /
		ls $TPG
		$TPG/acls/$IQN:h1 info
		$TPG/acls/$IQN:h1 get auth
		-j ls /
		-j $TPG/acls/$IQN:h1 get auth
		sessions
		-j sessions
		status
		connect $IQN:disk1
		diff
		diff /etc/liosh/saveconfig.yaml
		saveconfig
		restoreconfig
		checkconfig
		$TPG disable
		clearconfig confirm=true
		restoreconfig
	END
	[ ! -e failed ] || { cat failed && return 1; }
	[ -s said ]
	lacks said canary-secret
	[ "$(<$AUTH/password)" = $CANARY ]
	[ -z "$(told | grep -v '^/etc/liosh/')" ]
	[ -z "$(find /etc/liosh -type f -perm /077)" ]
}

@test "not in a core file, nor what was kept of a wizard that was killed" {
	local signal
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf /etc/liosh/*
	for signal in SEGV ABRT; do
		terminal 80 24 "'$LIOSH' wizard"
		shows "[Target]"
		secrets_typed "$PWD/disk1.img" 16M
		killed_by $signal
		[ -z "$(told)" ]
		[ -z "$(find . /srv /tmp -name 'core*' -type f)" ]
		rm -r state raw status
	done
}

@test "this test sees what is said where it must not be" {
	echo "canary-secret of this test" >/dev/kmsg
	told | grep -q canary-secret
	dmesg -C
	echo $CANARY >/run/canary
	[ "$(told)" = /run/canary ]
	rm /run/canary
}
