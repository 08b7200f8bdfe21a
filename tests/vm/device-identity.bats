#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A name like /dev/sdb may be another disk's after a restart: what was meant is served
# under its new name, anything else is refused. Real devices, whose names are swapped.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load trace.bash

CORE=/sys/kernel/config/target/core
DIR=/srv/identity
BLOCK=/backstores/block

setup_file() {
	need dmsetup strace
	mkdir -p "$DIR"
	modprobe sd_mod
	modprobe scsi_debug dev_size_mb=16 num_parts=2
	modprobe brd rd_nr=2 rd_size=16384
	modprobe -a loop dm_mod
	within 60 has_disk
	truncate -s 16M "$DIR"/{a,b}.img
}

teardown() {
	rmdir $CORE/{iblock_90/d,fileio_90/f,iblock_90,fileio_90} 2>/dev/null || :
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	drop_mapped
	losetup -D
	# Nothing is saved over what a test wrote.
	rm -f "$DIR/p.yaml"
}

teardown_file() {
	rmmod brd scsi_debug
	rm -r "$DIR"
}

# The names of all disks of scsi_debug.
disks() {
	local disk
	for disk in /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*; do
		[ ! -e "$disk" ] || basename "$disk"
	done
}

no_disk() {
	[ -z "$(disks)" ]
}

# With its partitions.
has_disk() {
	[ -e "/dev/$(disks)2" ]
}

# Devices that say who they are, the first is dm-0: the names go by the order.
map() { # UUID...
	local uuid number=0
	for uuid; do
		dmsetup create "map$uuid" --uuid "ID-$uuid" --table "0 16384 linear /dev/ram1 $((number++ * 16384))"
	done
}

drop_mapped() {
	local name
	for name in $(dmsetup ls | sed -n 's/^\(map[^[:space:]]*\).*/\1/p'); do
		dmsetup remove "$name"
	done
}

profile() { # KIND KEYS
	printf 'liosh: 1\nbackstores: { %s: { d: { %s } } }\n' "$1" "$2" >"$DIR/p.yaml"
	chmod 600 "$DIR/p.yaml"
}

# Each of these commands, with just that message; the kernel sees not one write.
refused() { # STATUS MESSAGE [COMMAND]...
	local command
	local commands=("restoreconfig $DIR/p.yaml" "apply $DIR/p.yaml" "diff $DIR/p.yaml"
		"--check apply $DIR/p.yaml")
	[ $# -eq 2 ] || commands=("${@:3}")
	"$DUMP" >"$DIR/before"
	for command in "${commands[@]}"; do
		# shellcheck disable=SC2086 # words
		expect "$1" strace "${TRACING[@]}" -o "$DIR/trace" "$LIOSH" --yes $command
		[[ $stderr == *"$2"* ]] || { echo "$command: $stderr" && return 1; }
		[ -z "$("$TOP/tests/vm/modifying" "$DIR/trace")" ]
	done
	"$DUMP" | diff "$DIR/before" -
}

# Save, clear, restore, save: the same bytes, and the same disk.
round() { # REMARKS-OF-THE-RESTORE
	expect 0 "$LIOSH" saveconfig "$DIR/one.yaml"
	[ -z "$stderr" ]
	"$DUMP" -n >"$DIR/made"
	expect 0 "$LIOSH" diff "$DIR/one.yaml"
	[ -z "$output$stderr" ]
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/one.yaml"
	diff <(printf '%s' "$1") <(sed -nE 's/^(warning: |why: )([^ ]*yaml:[0-9:]+ )?//p' <<<"$stderr")
	"$DUMP" -n | diff "$DIR/made" -
	expect 0 "$LIOSH" saveconfig "$DIR/two.yaml"
	cmp "$DIR/one.yaml" "$DIR/two.yaml"
}

# The saved object of that name has these lines.
holds() { # NAME LINE...
	local line
	for line in "${@:2}"; do
		sed -n "/^    $1:/,/^    [^ ]/p" "$DIR/one.yaml" | grep -qxF -- "      $line" ||
			{ cat "$DIR/one.yaml" && return 1; }
	done
}

@test "a SCSI disk and its partition are kept with their WWN" {
	local disk wwn
	disk=/dev/$(disks)
	wwn=$(cat "/sys/block/${disk##*/}/device/wwid")
	expect 0 "$LIOSH" $BLOCK create whole "$disk"
	[[ $stderr == *"$disk may be another disk after a restart"*"it has no name that stays"* ]]
	round ""
	holds whole "device: $disk" "identity: wwn:$wwn"
	expect 0 "$LIOSH" $BLOCK delete whole
	expect 0 "$LIOSH" $BLOCK create part "${disk}2"
	expect 0 "$LIOSH" /backstores/fileio create other "${disk}1"
	round ""
	holds part "device: ${disk}2" "identity: wwn:$wwn-part2"
	holds other "path: ${disk}1" "identity: wwn:$wwn-part1"
}

@test "what has no identity of its own has a name of the kernel, a pin and a warning" {
	local loop
	loop=$(losetup --find --show "$DIR/a.img")
	expect 0 "$LIOSH" $BLOCK create loop "$loop"
	[[ $stderr == *"$loop may be another disk after a restart"*"no name that stays"* ]]
	expect 0 "$LIOSH" $BLOCK create ram /dev/ram0
	[[ $stderr == *"/dev/ram0 may be another disk after a restart"*"no name that stays"* ]]
	round "/dev/ram0 may be another disk after a restart
the profile knows it by its size alone
"
	holds loop "device: $loop" "identity: file:$DIR/a.img"
	holds ram "device: /dev/ram0" "identity: size:16777216"
}

@test "a SCSI device that is passed through has one too" {
	modprobe target_core_pscsi
	expect 0 "$LIOSH" /backstores/pscsi create p "/dev/$(disks)"
	round "the serial of /backstores/pscsi/p has 4 hexadecimal digits, fewer than 25
the kernel makes the NAA identifier of them, which another disk may then have too
"
	holds p "device: /dev/$(disks)" "identity: wwn:$(cat "/sys/block/$(disks)/device/wwid")"
}

@test "what others made is saved with its identity" {
	map A
	mkdir -p $CORE/iblock_90/d $CORE/fileio_90/f
	printf 'udev_path=/dev/dm-0,readonly=0' >$CORE/iblock_90/d/control
	printf 1 >$CORE/iblock_90/d/enable
	printf 'fd_dev_name=/dev/ram0' >$CORE/fileio_90/f/control
	printf 1 >$CORE/fileio_90/f/enable
	"$DUMP" >"$DIR/exact"
	expect 0 "$LIOSH" saveconfig "$DIR/one.yaml"
	"$DUMP" | diff "$DIR/exact" -
	holds d "device: /dev/dm-0" "identity: dm-uuid:ID-A"
	holds f "path: /dev/ram0" "identity: size:16777216"
	# By the number of what is open, not by where the path leads now.
	mv /dev/dm-0 /dev/dm-0.away
	expect 0 "$LIOSH" saveconfig "$DIR/two.yaml"
	cmp "$DIR/one.yaml" "$DIR/two.yaml"
	mv /dev/dm-0.away /dev/dm-0
	expect 0 "$LIOSH" diff "$DIR/one.yaml"
	[ -z "$output" ]
}

@test "another device by that name is refused, and nothing is written" {
	local kind
	map B
	for kind in "block: device" "fileio: path"; do
		profile "${kind%:*}" "${kind#*: }: /dev/dm-0, identity: dm-uuid:ID-A"
		refused 65 "/dev/dm-0 is not the device that is meant
why: its identity is dm-uuid:ID-B, not dm-uuid:ID-A
fix: attach the device that has it"
		refused 65 "/dev/dm-0 is not the device that is meant" \
			"/backstores/${kind%:*} create d /dev/dm-0 identity=dm-uuid:ID-A" \
			"--check /backstores/${kind%:*} create d /dev/dm-0 identity=dm-uuid:ID-A"
	done
	# The right one is taken by the same words.
	expect 0 "$LIOSH" $BLOCK create d /dev/dm-0 identity=dm-uuid:ID-B
	expect 0 "$LIOSH" $BLOCK delete d
	# What is served by that name is not taken for what the profile means either.
	profile block "device: /dev/dm-0"
	expect 0 "$LIOSH" restoreconfig "$DIR/p.yaml"
	profile block "device: /dev/dm-0, identity: dm-uuid:ID-A"
	refused 65 "its identity is dm-uuid:ID-B, not dm-uuid:ID-A"
}

@test "another SCSI disk got the name of one that is gone" {
	local old new
	old=$(disks)
	expect 0 "$LIOSH" $BLOCK create d "/dev/$old"
	expect 0 "$LIOSH" saveconfig "$DIR/p.yaml"
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	rmmod scsi_debug
	within 20 no_disk
	refused 75 "there is no device /dev/$old"
	# The same host number again is the same WWN: this one goes by UUID.
	modprobe scsi_debug dev_size_mb=16 num_parts=2 uuid_ctl=1
	within 60 has_disk
	new=$(disks)
	[ "$new" = "$old" ]
	refused 65 "/dev/$old is not the device that is meant"
	[ ! -e $CORE/iblock_0/d ]
}

@test "a size that differs, a file, a name that is not there" {
	profile block 'device: /dev/ram0, identity: "size:16777217"'
	refused 65 "its identity is size:16777216, not size:16777217"
	profile fileio "path: $DIR/a.img, size: 16MiB, identity: wwn:none"
	refused 65 "its identity is unknown, not wwn:none"
	profile block "device: /dev/sdzz, identity: wwn:none"
	refused 75 "there is no device /dev/sdzz"
	[ ! -e /dev/sdzz ]
	refused 65 "$DIR/new.img is not the device that is meant" \
		"/backstores/fileio create d $DIR/new.img 1M identity=wwn:none"
	[ ! -e "$DIR/new.img" ]
}

@test "names that were swapped: each disk is served as before, and its new name told" {
	cat >"$DIR/p.yaml" <<-END
		liosh: 1
		backstores:
		  block: { a: { device: /dev/dm-0, identity: dm-uuid:ID-A } }
		  fileio: { b: { path: /dev/dm-1, identity: dm-uuid:ID-B } }
	END
	map B A
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/p.yaml"
	[[ $stderr == *"p.yaml:3:25: /dev/dm-0 is /dev/dm-1 now, which is used
why: it has the identity dm-uuid:ID-A
fix: save the configuration, so that it has the new name"* ]]
	[[ $stderr == *"p.yaml:4:24: /dev/dm-1 is /dev/dm-0 now, which is used
why: it has the identity dm-uuid:ID-B"* ]]
	[[ $stderr != *"may be another disk"* ]]
	# Major 254 or so, minor 1: the second by now.
	grep -q " Minor: 1 " $CORE/iblock_*/a/info
	# It is what the profile means: no difference, no write.
	expect 0 "$LIOSH" diff "$DIR/p.yaml"
	[ -z "$output" ] && [[ $stderr == *"/dev/dm-0 is /dev/dm-1 now, which is used"* ]]
	round ""
	holds a "device: /dev/dm-1" "identity: dm-uuid:ID-A"
	holds b "path: /dev/dm-0" "identity: dm-uuid:ID-B"
}

@test "the name is gone, the disk is not" {
	local loop
	loop=$(losetup --find --show "$DIR/a.img")
	profile block "device: /dev/nothing, identity: \"file:$DIR/a.img\""
	expect 0 "$LIOSH" restoreconfig "$DIR/p.yaml"
	[[ $stderr == *"/dev/nothing is $loop now, which is used"* ]]
	expect 0 "$LIOSH" saveconfig "$DIR/one.yaml"
	holds d "device: $loop"
	profile block "device: $loop, identity: \"file:$DIR/a.img\""
	expect 0 "$LIOSH" diff "$DIR/p.yaml"
	[ -z "$output$stderr" ]
}

@test "two devices that it may be are none, and one in use is refused as ever" {
	local loop
	losetup --find --show "$DIR/a.img"
	loop=$(losetup --find --show "$DIR/a.img")
	profile block "device: /dev/ram0, identity: \"file:$DIR/a.img\""
	refused 65 "its identity is size:16777216, not file:$DIR/a.img"
	losetup --detach "$loop"
	map A
	expect 0 "$LIOSH" $BLOCK create holder /dev/dm-0
	profile block "device: /dev/ram0, identity: dm-uuid:ID-A"
	refused 75 "is in use" "restoreconfig $DIR/p.yaml"
}

@test "without an identity any disk of that name is taken, with a warning" {
	map A
	profile block "device: /dev/dm-0"
	expect 0 "$LIOSH" restoreconfig "$DIR/p.yaml"
	[[ $stderr == *"/dev/dm-0 may be another disk after a restart
why: the profile has no identity for it, so any disk of that name is taken"* ]]
	expect 0 "$LIOSH" diff "$DIR/p.yaml"
	[ -z "$output$stderr" ]
	# Another device, and what was known of the one before goes with it.
	profile block "device: /dev/ram0"
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/p.yaml"
	expect 0 "$LIOSH" saveconfig "$DIR/one.yaml"
	holds d "device: /dev/ram0" "identity: size:16777216"
}

@test "a profile without a kernel looks at no device" {
	cd "$BATS_TEST_TMPDIR"
	profile block "device: /dev/ram0, identity: wwn:of-another-machine"
	cp "$DIR/p.yaml" p.yaml
	expect 0 "$LIOSH" -f p.yaml $BLOCK create e /dev/ram1
	expect 0 "$LIOSH" -f p.yaml $BLOCK create f /dev/no identity=serial:x
	cp p.yaml "$DIR/one.yaml"
	grep -qx "    d: { device: /dev/ram0, identity: wwn:of-another-machine }" p.yaml
	grep -q "^    e: { device: /dev/ram1, serial: " p.yaml
	holds f "device: /dev/no" "identity: serial:x"
	expect 1 "$LIOSH" -f p.yaml diff "$DIR/p.yaml"
	expect 65 "$LIOSH" -f p.yaml $BLOCK create g /dev/no identity=sdb
	[[ $stderr == *"identity cannot be 'sdb'"* ]]
}

@test "a file is known with its file system" {
	local uuid=0ddba11d-0000-4000-8000-00000000f11e number file=$DIR/mnt/f.img
	mkdir "$DIR/mnt"
	for number in 1 2; do
		truncate -s 32M "$DIR/fs$number.img"
	done
	mkfs.ext4 -q -U $uuid "$DIR/fs1.img"
	mkfs.ext4 -q "$DIR/fs2.img"
	mount -o loop "$DIR/fs1.img" "$DIR/mnt"
	expect 0 "$LIOSH" /backstores/fileio create d "$file" 1M
	round ""
	holds d "path: $file" "identity: filesystem:$uuid"
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	umount "$DIR/mnt"
	cp "$DIR/one.yaml" "$DIR/p.yaml"
	refused 65 "there is no file $file"
	mount -o loop "$DIR/fs2.img" "$DIR/mnt"
	truncate -s 1M "$file"
	refused 65 "$file is not on the file system that is meant
why: it is on filesystem:$(blkid -o value -s UUID "$DIR/fs2.img"), not filesystem:$uuid
fix: mount the one that has it"
	# The place of a new file is judged, too.
	refused 65 "$file.new is not on the file system that is meant" \
		"/backstores/fileio create e $file.new 1M identity=filesystem:$uuid"
	[ ! -e "$file.new" ]
	umount "$DIR/mnt"
	# Wherever else it is mounted, the words of the profile hold.
	mount -o loop "$DIR/fs1.img" "$DIR/mnt"
	expect 0 "$LIOSH" restoreconfig "$DIR/p.yaml"
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	umount "$DIR/mnt"
}

# What lies where a part of the same file system is not mounted is another file.
@test "a file on btrfs is known with its subvolume" {
	local uuid=0ddba11d-0000-4000-8000-0000000b7f55 file=$DIR/mnt/srv/f.img loop
	need mkfs.btrfs
	need_module btrfs
	truncate -s 128M "$DIR/btrfs.img"
	mkfs.btrfs -q -U $uuid "$DIR/btrfs.img"
	mkdir -p "$DIR/mnt"
	loop=$(losetup --find --show "$DIR/btrfs.img")
	mount "$loop" "$DIR/mnt"
	btrfs subvolume create "$DIR/mnt/part"
	mkdir "$DIR/mnt/srv"
	mount -o subvol=part "$loop" "$DIR/mnt/srv"
	expect 0 "$LIOSH" /backstores/fileio create d "$file" 1M
	round ""
	holds d "path: $file" "identity: filesystem:$uuid-subvol256"
	# As it was saved before there were these numbers: the same, and completed.
	sed -E '1s/ +#.*//; /^end:/d; s/-subvol256//' "$DIR/one.yaml" >"$DIR/p.yaml"
	chmod 600 "$DIR/p.yaml"
	grep -q "identity: filesystem:$uuid\$" "$DIR/p.yaml"
	expect 0 "$LIOSH" diff "$DIR/p.yaml"
	[ -z "$output$stderr" ]
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	expect 0 "$LIOSH" restoreconfig "$DIR/p.yaml"
	expect 0 "$LIOSH" saveconfig "$DIR/two.yaml"
	cmp "$DIR/one.yaml" "$DIR/two.yaml"
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	umount "$DIR/mnt/srv"
	truncate -s 1M "$file"
	cp "$DIR/one.yaml" "$DIR/p.yaml"
	refused 65 "$file is not on the file system that is meant
why: it is on filesystem:$uuid-subvol5, not filesystem:$uuid-subvol256
fix: mount the one that has it"
	umount "$DIR/mnt"
}
