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

# What stands beside the profile is, for this kernel, how FILE2 differs from FILE1; that of
# 6.1, on which it was saved, says nothing. A file that cannot be read is no difference.
same_changes() { # SUFFIX FILE1 FILE2
	local kept=/dev/null
	[ "$KERNEL" = 6.1 ] || kept=$KEPT/$KERNEL.$1
	[ -s "$2" ] && [ -s "$3" ] && [ -r "$kept" ] || { echo "missing: $*" && return 1; }
	diff "$2" "$3" >"$DIR/changes" || [ $? -eq 1 ]
	sed -n '/^[<>]/p' "$DIR/changes" | diff "$kept" -
}

@test "it comes up with the warnings that are listed" {
	run --separate-stderr "$LIOSH" restoreconfig --boot
	# shellcheck disable=SC2154 # bats sets stderr
	printf '%s\n' "status $status" "$stderr" >"$DIR/told.first"
	same_changes warnings "$KEPT/everything.warnings" "$DIR/told.first"
}

@test "what runs is what was saved, but for the lines that are listed" {
	install -m 600 /dev/null "$DIR/saved"
	"$LIOSH" saveconfig - 2>"$DIR/told" >"$DIR/saved"
	named <"$KEPT/everything.yaml" >"$DIR/wanted"
	sed '/^end:/d; 1s/  #.*//' "$DIR/saved" >"$DIR/runs"
	same_changes saved "$DIR/wanted" "$DIR/runs"
	[ ! -s "$DIR/told" ]
}

@test "control: a file that is missing or empty, or one line more, is told" {
	: >"$DIR/empty"
	run ! same_changes saved "$DIR/wanted" "$DIR/none"
	run ! same_changes saved "$DIR/empty" "$DIR/runs"
	KERNEL=0.1 run ! same_changes saved "$DIR/wanted" "$DIR/runs"
	(cat "$DIR/runs" && echo one more) >"$DIR/more"
	run ! same_changes saved "$DIR/wanted" "$DIR/more"
}

@test "a second start changes nothing" {
	"$DUMP" -n >"$DIR/before"
	run "$LIOSH" restoreconfig --boot
	[ "status $status" = "$(head -n 1 "$DIR/told.first")" ]
	"$DUMP" -n | diff "$DIR/before" -
}
