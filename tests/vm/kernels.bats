#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold
# processors: 2
# A profile with everything set, saved on 6.1, restored at the start of this kernel: it
# comes up with just the warnings that are kept beside it, and what it then says of itself
# differs from what was saved by just the lines that are kept too.

load ../helpers.bash

DIR=/srv/kernels
KEPT=$TOP/tests/golden/kernels

# The names of disks go by the order in which they were found.
disk_of() { # WWN
	local file
	for file in /sys/class/block/*/device/wwid; do
		[ "$(<"$file")" != "$1" ] || echo "/dev/$(basename "${file%/device/wwid}")"
	done
}

named() {
	local line device='' disk
	while IFS= read -r line; do
		case $line in
		*"device: @DISK@") device=$line ;;
		*"identity: wwn:"*)
			disk=$(disk_of "${line#*wwn:}")
			[ -z "$device" ] || echo "${device/@DISK@/$disk}"
			device=''
			echo "$line"
			;;
		*) echo "$line" ;;
		esac
	done
}

setup_file() {
	"$TOP/tests/vm/everything" --devices $DIR
	mkdir -p /etc/liosh
	named <"$KEPT/everything.yaml" | install -m 600 /dev/stdin /etc/liosh/saveconfig.yaml
}

# What stands beside the profile; for another kernel, only how it differs from that.
kept() { # SUFFIX
	cat "$KEPT/$KERNEL.$1" 2>/dev/null || :
}

changes() { # FILE1 FILE2
	diff "$@" | grep '^[<>]' || :
}

@test "it comes up with the warnings that are listed" {
	run --separate-stderr "$LIOSH" restoreconfig --boot
	# shellcheck disable=SC2154 # bats sets stderr
	printf '%s\n' "status $status" "$stderr" >"$DIR/told.first"
	diff <(kept warnings) <(changes "$KEPT/everything.warnings" "$DIR/told.first")
}

@test "what runs is what was saved, but for the lines that are listed" {
	install -m 600 /dev/null "$DIR/saved"
	"$LIOSH" saveconfig - 2>"$DIR/told" >"$DIR/saved"
	diff <(kept saved) <(changes <(named <"$KEPT/everything.yaml") \
		<(sed '/^end:/d; 1s/  #.*//' "$DIR/saved"))
	[ ! -s "$DIR/told" ]
}

@test "a second start changes nothing" {
	"$DUMP" -n >"$DIR/before"
	run "$LIOSH" restoreconfig --boot
	[ "status $status" = "$(head -n 1 "$DIR/told.first")" ]
	"$DUMP" -n | diff "$DIR/before" -
}
