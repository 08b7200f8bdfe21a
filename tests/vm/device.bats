#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Devices that something uses: each is refused with what uses it, and freed again it is
# accepted. On real devices: a SCSI disk with two partitions, loop, device mapper.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load ../tui.bash

CORE=/sys/kernel/config/target/core
GUARD=${UNIT:-$TOP/build/release/tests/unit}/test_device

disk() {
	basename /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*
}

setup_file() {
	modprobe sd_mod
	modprobe scsi_debug dev_size_mb=64 num_parts=2
	modprobe -a loop dm_mod ext4
	# The units of targetcli, where it is installed beside, would be told of first.
	rm -f /etc/systemd/system/multi-user.target.wants/*target*.service
	until [ -e "/dev/$(disk)2" ]; do sleep 0.1; done
	export DISK
	DISK=/dev/$(disk)
	mkdir -p "$BATS_FILE_TMPDIR/mnt"
}

# What a failing test left must not fail the next ones.
teardown() {
	local name
	leave_terminal
	umount -q "$BATS_FILE_TMPDIR/mnt" || :
	rmdir $CORE/{iblock_90/d,fileio_90/f,iblock_90,fileio_90} 2>/dev/null || :
	swapoff "${DISK}1" 2>/dev/null || :
	for name in plain vol crypt mpatha; do
		dmsetup remove "$name" 2>/dev/null || :
	done
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rmmod scsi_debug
}

free() { # PATH [BYTES]
	expect 0 "$GUARD" guard "$@"
	[ -z "$output" ]
}

# Refused when it is asked for, by `create`, by a restore and on the wizard's screen.
# What the tree knows of it is said there instead of what the kernel tells.
busy() { # PATH WHY FIX [WHY-OF-THE-TREE WHY-ON-THE-SCREEN]
	local why="it is $2" kind=block
	[ -b "$1" ] || kind=fileio
	expect 1 "$GUARD" guard "$1"
	diff <(printf '%s is in use\nwhy: %s\nfix: %s\n' "$1" "$why" "$3") - <<<"$output"
	refused $kind "$1" "$1 is in use"$'\n'"why: ${4:-$why}"
	refused_on_screen "$1" "${5:-$why}"
}

# All that a file made by mistake would be seen in, and what is exported.
places() {
	find /dev "$BATS_FILE_TMPDIR" -path /dev/pts -prune -o -printf '%p %y %i %s\n' | sort
	find $CORE -mindepth 2 -maxdepth 2 -type d | sort
}

# By `create` and by a restore; no file is made, none made longer or shorter.
refused() { # KIND PATH MESSAGE [KEYS]
	local key=device
	[ "$1" = block ] || key=path
	cat >"$BATS_TEST_TMPDIR/guarded.yaml" <<-END
		liosh: 1
		backstores: { $1: { guarded: { $key: $2$([ "$1" = block ] || echo ", size: 1MiB")${4:-} } } }
	END
	chmod 600 "$BATS_TEST_TMPDIR/guarded.yaml"
	places >"$BATS_TEST_TMPDIR/places"
	run --separate-stderr "$LIOSH" restoreconfig "$BATS_TEST_TMPDIR/guarded.yaml"
	[[ $status -ne 0 && $stderr == *"$3"* ]] || { echo "$status $stderr" && return 1; }
	run --separate-stderr "$LIOSH" "/backstores/$1" create guarded "$2"
	[[ $status -ne 0 && $stderr == *"$3"* ]] || { echo "$status $stderr" && return 1; }
	expect 64 "$LIOSH" "/backstores/$1/guarded" status
	places | diff "$BATS_TEST_TMPDIR/places" -
}

# The page with the disk says so, and is not left.
refused_on_screen() { # PATH WHY
	local kind=file other=device
	[ ! -b "$1" ] || kind=device other=file
	cd "$BATS_TEST_TMPDIR" || return
	terminal 132 50 "'$LIOSH' wizard"
	until screen | grep -qF "[Target]"; do
		! screen | grep -q "Before you begin" || press Enter
		sleep 0.3
	done
	press NPage
	shows "[Extent]"
	until under_cursor | grep -q "^  Extent"; do
		press Up
		sleep 0.2
	done
	if screen | grep -q "^  Extent *$other"; then
		press Left
		shows "$kind  ("
	fi
	press Down C-u
	type_ "$1"
	press NPage
	shows "! $1 "
	screen | grep -F "${2:0:30}" || { screen && return 1; }
	shows "[Extent]"
	leave_terminal
}

@test "a disk and a partition that nobody uses are accepted" {
	free "$DISK"
	free "${DISK}1"
	# A declared size is for files.
	free "$DISK" 512
}

@test "what a disk holds is told, and what its file system has no room for" {
	need mkfs.ext4
	local mnt=$BATS_FILE_TMPDIR/mnt
	mkfs.ext4 -q "${DISK}1"
	expect 0 "$LIOSH" /backstores/block create held "${DISK}1"
	[[ $stderr == *"${DISK}1 may be another disk after a restart"* ]]
	[[ $stderr == *"${DISK}1 is not empty"*"ext4"* ]]
	expect 0 "$LIOSH" /backstores/block delete held
	mount "${DISK}1" "$mnt"
	expect 73 "$LIOSH" /backstores/fileio create big "$mnt/big" 1G sparse=false
	[[ $stderr == *"cannot make the file $mnt/big of 1GiB"*"its file system has"* ]]
	[ ! -e "$mnt/big" ]
	expect 0 "$LIOSH" /backstores/fileio create big "$mnt/big" 1G sparse=true
	[[ $stderr == *"$mnt/big has 1GiB, its file system has"* ]]
	expect 0 "$LIOSH" /backstores/fileio delete big
	umount "$mnt"
	wipefs -qa "${DISK}1"
}

@test "mounted, and the disk of a mounted partition" {
	need mkfs.ext4
	mkfs.ext4 -q "${DISK}1"
	mount "${DISK}1" "$BATS_FILE_TMPDIR/mnt"
	busy "${DISK}1" "mounted on $BATS_FILE_TMPDIR/mnt" \
		"unmount it first (umount), and take it out of /etc/fstab"
	busy "$DISK" "the disk of $(basename "$DISK")1, which is mounted on $BATS_FILE_TMPDIR/mnt" \
		"unmount it first (umount), and take it out of /etc/fstab"
	free "${DISK}2"
	umount "$BATS_FILE_TMPDIR/mnt"
	free "${DISK}1"
	free "$DISK"
	expect 0 "$GUARD" look "${DISK}1"
	[[ $output == *"contents=ext4 file system" ]]
	wipefs -aq "${DISK}1"
}

@test "a name that links to it is the same device" {
	ln -s "$DISK"1 "$BATS_FILE_TMPDIR/link"
	mkswap "${DISK}1" >/dev/null
	swapon "${DISK}1"
	busy "$BATS_FILE_TMPDIR/link" "swap space" "switch it off first (swapoff)"
	busy "$DISK" "the disk of $(basename "$DISK")1, which is swap space" \
		"switch it off first (swapoff)"
	swapoff "${DISK}1"
	free "$BATS_FILE_TMPDIR/link"
	wipefs -aq "${DISK}1"
}

@test "held by device mapper" {
	need dmsetup
	dmsetup create plain --table "0 2048 linear ${DISK}2 0"
	busy "${DISK}2" "part of device mapper device plain" \
		"export that device, or remove it (dmsetup)"
	free /dev/dm-0
	dmsetup remove plain
	dmsetup create vol --uuid LVM-0123 --table "0 2048 linear ${DISK}2 0"
	busy "${DISK}2" "part of LVM volume vol" \
		"export that volume, or free the device (vgchange -an)"
	dmsetup remove vol
	dmsetup create crypt --uuid CRYPT-LUKS2-0 --table "0 2048 linear ${DISK}2 0"
	busy "${DISK}2" "part of encrypted volume crypt" \
		"export that volume, or close it (cryptsetup)"
	dmsetup remove crypt
	dmsetup create mpatha --uuid mpath-0 --table "0 2048 linear ${DISK}2 0"
	busy "${DISK}2" "part of multipath device mpatha" \
		"export that device: it has every path"
	dmsetup remove mpatha
	free "${DISK}2"
}

@test "behind a loop device: a partition, a file" {
	local loop file=$BATS_FILE_TMPDIR/file
	loop=$(losetup --find --show "${DISK}2")
	busy "${DISK}2" "behind $loop" "detach that loop device first (losetup --detach)"
	losetup --detach "$loop"
	free "${DISK}2"
	truncate --size=1M "$file"
	loop=$(losetup --find --show "$file")
	busy "$file" "behind $loop" "detach that loop device first (losetup --detach)"
	free "$loop"
	losetup --detach "$loop"
	free "$file" 1048576
}

@test "held by a block object of the kernel's target, opened by a fileio object" {
	local core=$CORE file=$BATS_FILE_TMPDIR/exported
	mkdir -p "$core/iblock_90/d" "$core/fileio_90/f"
	printf 'udev_path=%s' "$DISK" >"$core/iblock_90/d/control"
	printf 1 >"$core/iblock_90/d/enable"
	busy "$DISK" "held by the kernel or another program" \
		"find out with lsblk and fuser, and release it there" \
		"the storage object /backstores/block/d has it" "it is the disk of /backstores/block/d"
	busy "${DISK}1" "held by the kernel or another program" \
		"find out with lsblk and fuser, and release it there"
	truncate --size=1M "$file"
	printf 'fd_dev_name=%s,fd_dev_size=1048576' "$file" >"$core/fileio_90/f/control"
	printf 1 >"$core/fileio_90/f/enable"
	busy "$file" "open in another program or the kernel" "find out with fuser, and close it there" \
		"the storage object /backstores/fileio/f has it" "it is open in another program"
	rmdir "$core/iblock_90/d" "$core/iblock_90" "$core/fileio_90/f" "$core/fileio_90"
	free "$DISK"
	free "$file"
}

@test "exported by the kernel's NVMe target" {
	need_module nvmet
	local nvmet=/sys/kernel/config/nvmet/subsystems/nqn.test
	mkdir -p "$nvmet/namespaces/1"
	printf '%s' "${DISK}2" >"$nvmet/namespaces/1/device_path"
	busy "${DISK}2" "exported by NVMe subsystem nqn.test" "remove it there first (nvmetcli)"
	rmdir "$nvmet/namespaces/1" "$nvmet"
	free "${DISK}2"
}

@test "swap in a file" {
	local file
	need mkfs.ext4
	mkfs.ext4 -q "${DISK}1"
	mount "${DISK}1" "$BATS_FILE_TMPDIR/mnt"
	file=$BATS_FILE_TMPDIR/mnt/swap
	dd if=/dev/zero of="$file" bs=1M count=8 status=none
	chmod 600 "$file"
	mkswap "$file" >/dev/null
	swapon "$file"
	busy "$file" "swap space" "switch it off first (swapoff)"
	swapoff "$file"
	umount "$BATS_FILE_TMPDIR/mnt"
	wipefs -aq "${DISK}1"
}

@test "no device, no medium, not in /dev" {
	expect 1 "$GUARD" guard /dev/sdzz
	[[ $output == "there is no device /dev/sdzz"* ]]
	[ ! -e /dev/sdzz ]
	expect 1 "$GUARD" guard "$(losetup --find)"
	[[ $output == *"has no size"* ]]
	expect 1 "$GUARD" make /dev/sdzz 1048576
	[ "${lines[0]}" = "no backing file can be made in /dev" ]
	[ ! -e /dev/sdzz ]
}

@test "what cannot be exported at all is refused by create and by a restore" {
	local dir=$BATS_FILE_TMPDIR/odd loop
	mkdir "$dir"
	truncate --size=1M "$dir/file"
	ln -s file "$dir/link"
	ln -s nothing "$dir/dangling"
	mkfifo "$dir/fifo"
	loop=$(losetup --find)
	refused block /dev/sdzz "there is no device /dev/sdzz"
	refused fileio /dev/sdzz "there is no device /dev/sdzz"
	refused fileio /dev/disk/by-id/none "there is no device /dev/disk/by-id/none"
	refused block "$loop" "$loop has no size"
	refused fileio "$loop" "$loop has no size"
	refused block "$dir/file" "$dir/file "
	refused block "$dir" "$dir cannot be"
	refused fileio "$dir" "$dir cannot be"
	refused fileio "$dir/fifo" "$dir/fifo cannot be"
	refused fileio /dev/null "/dev/null cannot be"
	refused fileio "$dir/link" "$dir/link is a symbolic link"
	refused fileio "$dir/dangling" "$dir/dangling"
	refused fileio "$dir/missing" "$dir/missing"
	refused fileio "$dir/none/missing" "$dir/none/missing"
	rm -r "$dir"
}

@test "a full file system: the file is not made" {
	local dir=$BATS_FILE_TMPDIR/mnt
	mount -t tmpfs -o size=1M none "$dir"
	expect 1 "$GUARD" make "$dir/big" 4194304
	[ "${lines[0]}" = "cannot make the file $dir/big of 4MiB" ]
	[ "${lines[1]}" = "why: there is not enough room on the file system" ]
	[ -z "$(ls -A "$dir")" ]
	expect 0 "$GUARD" make "$dir/big" 4194304 sparse
	[ "$(stat -c '%s %a' "$dir/big")" = "4194304 600" ]
	mount -o remount,ro "$dir"
	expect 1 "$GUARD" make "$dir/more" 4096
	[ "${lines[1]}" = "why: the file system is read-only" ]
	umount "$dir"
}

@test "the stablest link is found" {
	mkdir -p /dev/disk/by-id /dev/disk/by-path
	ln -s "../../$(basename "$DISK")" /dev/disk/by-path/pci-1
	ln -s "../../$(basename "$DISK")" /dev/disk/by-id/scsi-1
	ln -s "../../$(basename "$DISK")" /dev/disk/by-id/lvm-pv-uuid-1
	ln -s "../../$(basename "$DISK")1" /dev/disk/by-id/wwn-0x1
	expect 0 "$GUARD" look "$DISK"
	[[ $output == *" stable=/dev/disk/by-id/scsi-1 "* ]]
	ln -s "../../$(basename "$DISK")" /dev/disk/by-id/wwn-0x2
	expect 0 "$GUARD" look "$DISK"
	[[ $output == *" stable=/dev/disk/by-id/wwn-0x2 "* ]]
	rm -r /dev/disk/by-id/* /dev/disk/by-path/*
	expect 0 "$GUARD" look "$DISK"
	[[ $output == *" stable=- "* ]]
}

@test "the list has the disk and says who uses it" {
	mkswap "${DISK}1" >/dev/null
	swapon "${DISK}1"
	expect 0 "$GUARD" list
	grep -q "^${DISK}1 form=2 .*user=swap space" <<<"$output"
	grep -q "^${DISK}2 form=2 .*user=- " <<<"$output"
	grep -q "^$DISK form=2 bytes=67108864 block=512 .*model=scsi_debug " <<<"$output"
	swapoff "${DISK}1"
	wipefs -aq "${DISK}1"
}

@test "a medium is changed by a handler that answers, or not at all" {
	expect 0 "$LIOSH" /backstores/user create name=m size=1M cfgstring=none/one
	expect 71 "$LIOSH" /backstores/user:none changemedium m 2M two
	[[ $stderr == *"no program serves this disk"* ]]
	expect 0 "$LIOSH" /backstores/user:none/m info
	[[ $output == *"config: none/one"*"size: 1048576"* ]]
	expect 0 "$LIOSH" /backstores/user:none delete m
}
