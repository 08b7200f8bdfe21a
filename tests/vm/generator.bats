#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the units wait for follows the saved profile, whoever writes it. No systemd runs
# here: what liosh asks of it is written down, and the generator is run as it would be.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash

DIR=/srv/generator
SAVED=/etc/liosh/saveconfig.yaml
UNIT=/etc/systemd/system/liosh-shutdown.service
GENERATED=/run/systemd/generator
DROP_IN=$GENERATED/liosh-shutdown.service.d/extents.conf

setup() {
	mkdir -p $DIR/old $DIR/new /etc/liosh $GENERATED /run/systemd/system \
		/etc/systemd/system/multi-user.target.wants
	printf '[Service]\nExecStart=true\n[Install]\nWantedBy=multi-user.target\n' >$UNIT
	ln -s $UNIT /etc/systemd/system/multi-user.target.wants/
	ln -s "$LIOSH" $DIR/liosh-generator
	cat >$DIR/systemctl <<-END
		#!/bin/sh
		echo "\$*" >>$DIR/asked
		[ "\$1" != daemon-reload ] || $DIR/liosh-generator $GENERATED
	END
	chmod 755 $DIR/systemctl
	mount --bind $DIR/systemctl /usr/bin/systemctl
	truncate -s 1M $DIR/old/disk.img $DIR/new/disk.img
	written old
	$DIR/liosh-generator $GENERATED
	wants old
}

teardown() {
	"$LIOSH" --yes clearconfig confirm=true
	umount /usr/bin/systemctl
	umount $DIR/auto 2>/dev/null || :
	rm -r $DIR /etc/liosh /run/systemd $UNIT \
		/etc/systemd/system/multi-user.target.wants/liosh-shutdown.service
}

# By hand: nobody but the file itself tells of it.
written() { # DIRECTORY
	printf 'liosh: 1\nbackstores: { fileio: { d: { path: %s, size: 1MiB } } }\n' \
		"$DIR/$1/disk.img" >$SAVED
	chmod 600 $SAVED
}

wants() { # DIRECTORY
	grep -qx "Wants=srv-generator-$1.mount" $DROP_IN &&
		grep -qx "After=srv-generator-$1.mount" $DROP_IN
}

reloads() {
	grep -cx daemon-reload $DIR/asked
}

@test "what was written by hand and is restored" {
	written new
	expect 1 "$LIOSH" --check restoreconfig
	wants old
	expect 0 "$LIOSH" restoreconfig
	wants new
	[ "$(reloads)" = 1 ]
	expect 0 "$LIOSH" restoreconfig
	[ "$(reloads)" = 1 ]
}

@test "what was written by hand and is checked, as the unit does when the file changes" {
	written new
	expect 0 "$LIOSH" checkconfig
	wants new
	[ "$(reloads)" = 1 ]
	expect 0 "$LIOSH" checkconfig
	[ "$(reloads)" = 1 ]
	# A file that is wrong for this machine is what it starts with all the same.
	sed -i 's/1MiB/2MiB/; s|new/disk|old/disk|' $SAVED
	expect 65 "$LIOSH" checkconfig
	wants old
	# Another file says nothing of the start.
	written new
	cp $SAVED $DIR/other.yaml
	written old
	expect 0 "$LIOSH" checkconfig $DIR/other.yaml
	expect 0 "$LIOSH" restoreconfig $DIR/other.yaml
	wants old
	[ "$(reloads)" = 2 ]
}

# An automounter that never answers: whoever looks into its directory waits for good.
@test "nobody is waited for" {
	need_module autofs4
	mkdir $DIR/auto
	behind setsid sleep 600
	local sleeper=$!
	mkfifo $DIR/pipe
	exec 7<>$DIR/pipe
	mount -t autofs -o "fd=7,pgrp=$sleeper,minproto=5,maxproto=5,direct" auto $DIR/auto
	# It does keep others waiting.
	expect 124 timeout 2 ls $DIR/auto/
	written auto
	expect 0 timeout 20 $DIR/liosh-generator $GENERATED
	wants auto
	kill "$sleeper"
	exec 7>&-
}
