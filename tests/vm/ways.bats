#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow cold
# The three disks of tests/ways.bash on the real kernel: by keys, by the commands that the
# screen shows, line by line and from answers. What is saved of each, and what `saveconfig`
# then reads from the kernel, is what -f writes without one.

# shellcheck disable=SC2034 # for the answers
load ../helpers.bash
load ../tui.bash
load ../ways.bash

DIR=/srv/ways
SAVED=/etc/liosh/saveconfig.yaml

setup_file() {
	mkdir -p "$DIR" /etc/liosh
	rm -f /etc/systemd/system/multi-user.target.wants/*target*.service
	"$TOP/tests/vm/warm"
	modprobe sd_mod
	modprobe scsi_debug dev_size_mb=32
	within 60 eval 'ls /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*/size'
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	DEVICE=/dev/$(basename /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*)
	write_answers
	nothing
	for disk in "${DISKS[@]}"; do
		expect 0 "$LIOSH" --yes -f wanted.yaml wizard "answers=answers.$disk"
	done
}

nothing() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	find /sys/kernel/config/target -mindepth 1 -maxdepth 1 -type d ! -name core -exec rmdir {} +
	rm -f $DIR/*.img $SAVED
}

# The same bytes each way; and what was designed without a kernel, which does not know what
# only the device says, is just that.
is_as_wanted() {
	local first=$BATS_FILE_TMPDIR/first.yaml
	expect 0 "$LIOSH" saveconfig kernel.yaml
	[ -e "$first" ] || cp kernel.yaml "$first"
	diff "$first" kernel.yaml
	expect 0 "$LIOSH" diff wanted.yaml
	[ -z "$output" ]
	[ "$(stat -c '%a %s' $DIR/one.img)" = "600 67108864" ]
	[ "$(stat -c '%a %s' $DIR/all.img)" = "600 16777216" ]
}

# Made by keys; the commands go to commands.DISK.
by_keys() {
	local disk
	for disk in "${DISKS[@]}"; do
		terminal 100 80 "'$LIOSH' wizard"
		type_answers "answers.$disk"
		cut_commands
		mv commands "commands.$disk"
		press Enter
		shows "Save this change"
		press y
		shows "Saved in $SAVED"
		press Enter
		ends 0
		leave_terminal
	done
}

@test "by keys on the screen, and by the commands that it shows" {
	local disk
	by_keys
	is_as_wanted
	expect 0 "$LIOSH" diff $SAVED
	nothing
	for disk in "${DISKS[@]}"; do
		expect 0 "$LIOSH" <"commands.$disk"
	done
	is_as_wanted
}

@test "line by line" {
	local disk
	for disk in "${DISKS[@]}"; do
		{ typed_lines "$disk" && echo yes; } >typed # save it
		# shellcheck disable=SC2016
		expect 0 bash -c '"$0" wizard --plain <typed' "$LIOSH"
	done
	is_as_wanted
	expect 0 "$LIOSH" diff $SAVED
}

@test "from answers" {
	local disk
	for disk in "${DISKS[@]}"; do
		expect 0 "$LIOSH" --yes wizard "answers=answers.$disk"
	done
	is_as_wanted
	expect 0 "$LIOSH" diff $SAVED
}
