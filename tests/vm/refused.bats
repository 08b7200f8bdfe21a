#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Wrong profiles on a real kernel that serves something: each is refused with just the
# message that is kept beside it, and the kernel sees not one write.

load ../helpers.bash
load trace.bash

DIR=/srv/refused
GOLDEN=$TOP/tests/golden
setup_file() {
	need strace mkfs.ext4
	modprobe -a loop ext4
	mkdir -p "$DIR/mnt"
	truncate -s 8M "$DIR"/{disk,open,live,mounted}.img
	ln "$DIR/disk.img" "$DIR/other-name.img"
	ln -s nothing "$DIR/link.img"
	mkfs.ext4 -q "$DIR/mounted.img"
	losetup /dev/loop7 "$DIR/mounted.img"
	mount /dev/loop7 "$DIR/mnt"
	"$LIOSH" /backstores/fileio create live "$DIR/live.img" write_back=false
	"$LIOSH" /backstores/ramdisk create r 1M
	"$LIOSH" /iscsi create iqn.2026-11.org.example:live
	# Another port than the profiles have.
	"$LIOSH" /iscsi/iqn.2026-11.org.example:live/tpg1/portals delete 0.0.0.0 3260
	"$LIOSH" /iscsi/iqn.2026-11.org.example:live/tpg1/portals create 0.0.0.0 3261
	"$LIOSH" /iscsi/iqn.2026-11.org.example:live/tpg1/luns create /backstores/ramdisk/r
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true
	umount "$DIR/mnt"
	losetup -d /dev/loop7
	rm -rf "$DIR"
}

# Restores every STEPth profile of a directory, all under one trace; NAME.out gets what
# was said, then "-- STATUS".
restore_all() { # DIRECTORY MODE [STEP]
	local file number=0
	for file in "$1"/*.yaml; do
		[ $((number++ % ${3:-1})) -ne 0 ] || install -m "$2" "$file" .
	done
	# shellcheck disable=SC2016
	strace "${TRACING[@]}" -o trace bash -c '
		exec 9<"$2"
		for file in *.yaml; do
			"$1" --yes restoreconfig "$file" >"${file%.yaml}.out" 2>&1
			echo "-- $?" >>"${file%.yaml}.out"
		done' bash "$LIOSH" "$DIR/open.img"
}

# What is not as it should be, one after the other.
complaints() { # DIRECTORY
	local file name
	for file in *.yaml; do
		name=${file%.yaml}
		[ -z "${UPDATE:-}" ] || head -n -1 "$name.out" >"$1/$name.err"
		diff -u "$1/$name.err" <(head -n -1 "$name.out") || :
		[[ $(tail -n 1 "$name.out") =~ ^--\ (65|66|75)$ ]] ||
			echo "$name: $(tail -n 1 "$name.out")"
	done
}

# Nothing written, everything as it was.
refused() { # DIRECTORY MODE LEAST [STEP]
	cd "$BATS_TEST_TMPDIR"
	"$DUMP" >before
	restore_all "$GOLDEN/$1" "$2" "${4:-1}"
	complaints "$GOLDEN/$1" >complaints
	cat complaints
	"$TOP/tests/vm/modifying" trace | tee changes
	[ ! -s complaints ] && [ ! -s changes ]
	"$DUMP" | diff before -
	[ "$(find . -name '*.out' | wc -l)" -ge "$3" ]
}

# That others can read them is what is wrong about some. Every third will do, but with
# LONG=1: what reads them is the same without a kernel, and there all of them are tried.
@test "profiles that cannot be read" {
	refused bad 644 55 "$([ -n "${LONG:-}" ] && echo 1 || echo 3)"
}

@test "profiles that break a rule of the tree" {
	refused refused 600 40
}

@test "profiles that this machine cannot have" {
	refused refused-here 600 12
}

@test "the same trace of a good profile shows writes" {
	cd "$BATS_TEST_TMPDIR"
	mkdir good
	cat >good/good.yaml <<-END
		liosh: 1
		backstores: { ramdisk: { other: { size: 1MiB } } }
	END
	restore_all good 600
	grep -qx -- '-- 0' good.out
	[ "$("$TOP/tests/vm/modifying" trace | wc -l)" -ge 5 ]
}
