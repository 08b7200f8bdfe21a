#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What was saved comes back as at the start of a machine: whole, or each target that can.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash

DIR=/srv/boot
IQN=iqn.2026-11.org.example
SAVED=/etc/liosh/saveconfig.yaml

# Five targets: mutual CHAP on a file, a file on a file system of its own, a device, two
# disks of which one may be missing, and a portal of its own.
profile() {
	cat <<-END
		liosh: 1
		backstores:
		  fileio:
		    one: { path: $DIR/one.img, size: 8MiB }
		    two: { path: $DIR/mnt/two.img, size: 8MiB }
		    late: { path: $DIR/late.img, size: 8MiB }
		    five: { path: $DIR/five.img, size: 8MiB }
		  block:
		    three: { device: $(device) }
		  ramdisk:
		    four: { size: 8MiB }
		iscsi:
		  $IQN:one:
		    tpg1:
		      portals: { "127.0.0.1:3260": {} }
		      luns: { 0: fileio/one }
		      acls:
		        $IQN:h1:
		          chap: { userid: host, password: secret-of-host1, mutual_userid: target, mutual_password: secret-of-peer1 }
		          luns: { 0: 0 }
		  $IQN:two:
		    tpg1:
		      attributes: { authentication: false }
		      portals: { "127.0.0.1:3261": {} }
		      luns: { 0: fileio/two }
		      acls: { $IQN:h1: { luns: { 0: 0 } } }
		  $IQN:three:
		    tpg1:
		      attributes: { authentication: false }
		      portals: { "127.0.0.1:3262": {} }
		      luns: { 0: block/three }
		      acls: { $IQN:h1: { luns: { 0: 0 } } }
		  $IQN:four:
		    if_missing: serve
		    tpg1:
		      attributes: { authentication: false }
		      portals: { "127.0.0.1:3263": {} }
		      luns: { 0: ramdisk/four, 1: fileio/late }
		      acls: { $IQN:h1: { luns: { 0: 0, 1: 1 } } }
		  $IQN:five:
		    tpg1:
		      attributes: { authentication: false }
		      portals: { "127.0.0.5:3264": {} }
		      luns: { 0: fileio/five }
		      acls: { $IQN:h1: { luns: { 0: 0 } } }
	END
}

device() { echo "/dev/$(basename /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*)"; }

# The same disk goes and comes: another of its kind would have another WWN.
device_goes() { echo 1 >"/sys/block/$(basename "$(device)")/device/delete"; }
device_is_there() { [ -b "$(device)" ]; }
device_comes() { echo '- - -' | tee /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/scsi_host/host*/scan; }

mount_two() {
	mkdir -p $DIR/mnt
	mount -o loop $DIR/fs.img $DIR/mnt
}

setup_file() {
	mkdir -p $DIR /etc/liosh
	modprobe sd_mod
	modprobe scsi_debug dev_size_mb=8
	modprobe loop
	truncate -s 8M $DIR/one.img $DIR/late.img $DIR/five.img
	truncate -s 32M $DIR/fs.img
	mkfs.ext4 -q $DIR/fs.img
	mount_two
	truncate -s 8M $DIR/mnt/two.img
	profile >$DIR/profile.yaml
	chmod 600 $DIR/profile.yaml
	"$LIOSH" restoreconfig $DIR/profile.yaml
	# So that there is one before it.
	"$LIOSH" saveconfig
	"$LIOSH" "/iscsi/$IQN:one/tpg1" set parameter DefaultTime2Retain=19
	"$LIOSH" saveconfig
	"$DUMP" -n >$DIR/whole
	cp -p $SAVED $DIR/saved
	cp -p $SAVED.prev $DIR/saved.prev
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true
	umount $DIR/mnt
	rmmod scsi_debug
	rm -rf $DIR /etc/liosh
}

# The machine was started again: nothing runs.
setup() {
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf /run/liosh
	cp -p $DIR/saved $SAVED
	cp -p $DIR/saved.prev $SAVED.prev
	find $DIR /etc/liosh | sort >"$BATS_TEST_TMPDIR/files"
}

# Nothing was created or saved.
teardown() {
	find $DIR /etc/liosh | sort | diff "$BATS_TEST_TMPDIR/files" -
	cmp $DIR/saved.prev $SAVED.prev
}

serves() { # NAME
	local auth=() address=127.0.0.1 port
	case $1 in
	one) port=3260 auth=(-u host%secret-of-host1 -m target%secret-of-peer1) ;;
	two) port=3261 ;;
	three) port=3262 ;;
	four) port=3263 ;;
	five) port=3264 address=127.0.0.5 ;;
	esac
	expect 0 "$INITIATOR" -i "$IQN:h1" "${auth[@]}" -p "$address:$port" "$IQN:$1" check "by $1"
}

all_but() { # NAME
	local name
	for name in one two three four five; do
		[ "$name" = "$1" ] || serves "$name"
	done
}

# That one is there, but lets nobody in; it is told, and why.
held() { # NAME WHY
	[ "$(cat "/sys/kernel/config/target/iscsi/$IQN:$1/tpgt_1/enable")" = 0 ]
	[[ $stderr == *"/iscsi/$IQN:$1 stays disabled"*"$2"* ]]
	all_but "$1"
}

whole() {
	"$DUMP" -n | diff $DIR/whole -
	[ ! -s /run/liosh/pending.yaml ] || ! grep -q what: /run/liosh/pending.yaml
}

at_boot() { # STATUS ARGUMENT...
	local want=$1
	shift
	expect "$want" "$LIOSH" restoreconfig --boot "$@"
}

@test "all is there" {
	at_boot 0
	[ "$output" = "Configuration restored from $SAVED" ]
	[ -z "$stderr" ]
	whole
	all_but nobody
	# Again: nothing is to be done.
	at_boot 0
	whole
}

@test "a file is missing, and comes" {
	mv $DIR/one.img $DIR/one.away
	at_boot 10
	[ ! -e $DIR/one.img ]
	held one "$DIR/one.img"
	# What is saved is not replaced by less.
	expect 75 "$LIOSH" saveconfig
	[[ $stderr == *"what is saved is more than what runs: /iscsi/$IQN:one stays disabled"* ]]
	cmp $DIR/saved $SAVED
	expect 0 "$LIOSH" saveconfig "$BATS_TEST_TMPDIR/elsewhere"
	mv $DIR/one.away $DIR/one.img
	expect 0 "$LIOSH" restoreconfig --pending
	whole
	serves one
	expect 0 "$LIOSH" saveconfig --check
}

@test "what is still missing stays pending, and what others did meanwhile stays" {
	mv $DIR/one.img $DIR/one.away
	mv $DIR/five.img $DIR/five.away
	at_boot 10
	"$LIOSH" /backstores/ramdisk create meanwhile 1M
	mv $DIR/five.away $DIR/five.img
	expect 10 "$LIOSH" restoreconfig --pending
	held one "$DIR/one.img"
	mv $DIR/one.away $DIR/one.img
	expect 0 "$LIOSH" restoreconfig --pending
	"$LIOSH" /backstores/ramdisk delete meanwhile
	whole
}

@test "a file system is not mounted" {
	umount $DIR/mnt
	at_boot 10
	held two "$DIR/mnt/two.img"
	[ -z "$(ls $DIR/mnt)" ]
	mount_two
	expect 0 "$LIOSH" restoreconfig --pending
	whole
}

@test "another file of that name, below a file system that is not mounted" {
	umount $DIR/mnt
	truncate -s 8M $DIR/mnt/two.img
	at_boot 10
	held two "$DIR/mnt/two.img is not on the file system that is meant"
	expect 65 "$LIOSH" --yes restoreconfig
	rm $DIR/mnt/two.img
	mount_two
	expect 0 "$LIOSH" restoreconfig --pending
	whole
}

@test "a file of another size" {
	truncate -s 4M $DIR/five.img
	at_boot 10
	held five "$DIR/five.img"
	[ "$(stat -c %s $DIR/five.img)" -eq 4194304 ]
	truncate -s 8M $DIR/five.img
}

@test "a device is missing, and comes late" {
	device_goes
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:three stays disabled"* ]]
	all_but three
	device_comes
	within 20 device_is_there
	expect 0 "$LIOSH" restoreconfig --pending
	serves three
	"$LIOSH" --yes clearconfig confirm=true
	device_goes
	export -f device_comes
	behind bash -c 'sleep 4; device_comes'
	at_boot 0 --wait-devices=60s
	[ -z "$stderr" ]
	whole
	all_but nobody
}

# As of a volume that is there before udev has given it its name.
@test "a device is there before its name" {
	sed "s|device: $(device)|device: /dev/named/three|" $SAVED >"$BATS_TEST_TMPDIR/named"
	cp "$BATS_TEST_TMPDIR/named" $SAVED
	grep -q 'device: /dev/named/three' $SAVED
	behind sh -c "sleep 2; mkdir /dev/named; ln -s $(device) /dev/named/three"
	at_boot 0 --wait-devices=60s
	[ "$(cat /sys/kernel/config/target/core/iblock_*/three/udev_path)" = /dev/named/three ]
	serves three
	rm -r /dev/named
	# Where it never comes, the disk is told by another.
	"$LIOSH" --yes clearconfig confirm=true
	at_boot 0 --wait-devices=60s
	[[ $stderr == *"/dev/named/three is $(device) now, which is used"* ]]
	serves three
}

@test "the disk that may be missing is; who is logged in stays" {
	mv $DIR/late.img $DIR/late.away
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:four serves only a part"*"$DIR/late.img"* ]]
	all_but nobody
	behind "$INITIATOR" -i "$IQN:h1" -p 127.0.0.1:3263 "$IQN:four" hold >"$BATS_TEST_TMPDIR/held"
	local holder=$!
	within 20 grep -q holding "$BATS_TEST_TMPDIR/held"
	mv $DIR/late.away $DIR/late.img
	expect 0 "$LIOSH" restoreconfig --pending
	kill -TERM "$holder"
	wait "$holder"
	grep -q ' 0 errors' "$BATS_TEST_TMPDIR/held"
	whole
	expect 0 "$INITIATOR" -i "$IQN:h1" -p 127.0.0.1:3263 -l 1 "$IQN:four" check late
}

@test "a secret is missing, a value is wrong, a name is none" {
	mkdir -p /etc/liosh/secrets
	printf secret-of-host1 | install -m 600 /dev/stdin /etc/liosh/secrets/one
	sed "s/password: secret-of-host1/password: !secret file:one/" $DIR/profile.yaml >$SAVED
	at_boot 0
	serves one
	"$LIOSH" --yes clearconfig confirm=true
	rm -r /etc/liosh/secrets
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:one stays disabled"*"/etc/liosh/secrets/one"* ]]
	all_but one
	"$LIOSH" --yes clearconfig confirm=true
	sed "s/3264\": {} }/3264\": {} }\n      parameters: { MaxBurstLength: lots }/" $DIR/profile.yaml >$SAVED
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:five stays disabled"*MaxBurstLength* ]]
	all_but five
	"$LIOSH" --yes clearconfig confirm=true
	sed "s|$IQN:five:|bad/name:|" $DIR/profile.yaml >$SAVED
	at_boot 10
	[[ $stderr == *"/iscsi/bad/name is left out"* ]]
	all_but five
}

@test "a format that only a newer liosh reads" {
	sed 's/^liosh: 1/liosh: 9/' $DIR/profile.yaml >$SAVED
	at_boot 65
	[[ $stderr == *"it is format 9"* ]]
}

@test "somebody has the port" {
	behind busybox nc -l -p 3264 </dev/null
	local listener=$!
	within 20 grep -q ':0CC0 ' /proc/net/tcp /proc/net/tcp6
	at_boot 10
	[ ! -e "/sys/kernel/config/target/iscsi/$IQN:five" ]
	[[ $stderr == *"/iscsi/$IQN:five is not made"*"127.0.0.5:3264"* ]]
	all_but five
	kill "$listener"
	expect 0 "$LIOSH" restoreconfig --pending
	whole
}

@test "what runs is not changed, and what is new of it is added only where it is pending" {
	local acl=/sys/kernel/config/target/iscsi/$IQN:two/tpgt_1/acls/$IQN:h1
	at_boot 0
	"$LIOSH" "/iscsi/$IQN:two/tpg1/acls/$IQN:h1/mapped_lun0" set attribute write_protect=1 ||
		"$LIOSH" "/iscsi/$IQN:two/tpg1/acls/$IQN:h1" delete 0
	"$LIOSH" --yes "/iscsi/$IQN:five/tpg1" disable
	"$LIOSH" --yes /iscsi delete "$IQN:four"
	"$DUMP" -n >"$BATS_TEST_TMPDIR/changed"
	expect 0 "$LIOSH" restoreconfig --pending
	"$DUMP" -n | diff "$BATS_TEST_TMPDIR/changed" -
	[ "$(cat $acl/lun_0/write_protect 2>/dev/null || echo 1)" = 1 ]
	# At a start of the service what is gone comes again, what is off stays off.
	at_boot 0
	[ "$(cat "/sys/kernel/config/target/iscsi/$IQN:five/tpgt_1/enable")" = 0 ]
	serves four
}

@test "what somebody did to a target of which a part is pending stays" {
	local tpg=/sys/kernel/config/target/iscsi/$IQN:four/tpgt_1
	mv $DIR/late.img $DIR/late.away
	mv $DIR/one.img $DIR/one.away
	mv $DIR/five.img $DIR/five.away
	at_boot 10
	"$LIOSH" --yes "/iscsi/$IQN:four/tpg1" disable
	"$LIOSH" --yes /iscsi delete "$IQN:one"
	"$LIOSH" --yes "/iscsi/$IQN:five/tpg1/acls" delete "$IQN:h1"
	expect 10 "$LIOSH" restoreconfig --pending
	[ "$(<"$tpg/enable")" = 0 ]
	[ ! -e "/sys/kernel/config/target/iscsi/$IQN:one" ]
	# No longer pending: nobody wants it.
	[[ $stderr != *"$IQN:one"* ]]
	mv $DIR/late.away $DIR/late.img
	mv $DIR/one.away $DIR/one.img
	mv $DIR/five.away $DIR/five.img
	expect 0 "$LIOSH" restoreconfig --pending
	[ ! -e /run/liosh/pending.yaml ]
	# The disk came, and nobody is let in.
	[ -n "$(find "$tpg/lun/lun_1" -type l)" ]
	[ "$(<"$tpg/enable")" = 0 ]
	[ ! -e "/sys/kernel/config/target/iscsi/$IQN:one" ]
	[ -z "$(ls -d /sys/kernel/config/target/core/fileio_*/one 2>/dev/null)" ]
	# The one that the restore itself held off is on, and the ACL is still gone.
	[ "$(<"/sys/kernel/config/target/iscsi/$IQN:five/tpgt_1/enable")" = 1 ]
	[ -z "$(ls "/sys/kernel/config/target/iscsi/$IQN:five/tpgt_1/acls")" ]
	serves two
	serves three
}

# By another's lock: nothing was even looked at.
locked() { # COMMAND...
	flock /run/liosh.lock "$@"
}

# By whom, and whatever it is called: nothing is hung on it.
@test "another disk runs by that name" {
	truncate -s 8M "$BATS_TEST_TMPDIR/other.img"
	"$LIOSH" /backstores/fileio create five "$BATS_TEST_TMPDIR/other.img"
	at_boot 10
	held five "has $BATS_TEST_TMPDIR/other.img open, which is not what was saved"
	[ -z "$(ls "/sys/kernel/config/target/iscsi/$IQN:five/tpgt_1/lun")" ]
	expect 10 "$LIOSH" restoreconfig --pending
	held five other.img
	"$LIOSH" /backstores/fileio delete five
	expect 0 "$LIOSH" restoreconfig --pending
	whole
	serves five
}

running() { # PATH SERIAL
	printf 'liosh: 1\nbackstores:\n  fileio:\n    five: { path: %s, size: 8MiB, serial: %s }\n' "$1" "$2" |
		install -m 600 /dev/stdin "$BATS_TEST_TMPDIR/running.yaml"
	"$LIOSH" restoreconfig "$BATS_TEST_TMPDIR/running.yaml"
}

@test "the same disk runs by that name, and was found on another way" {
	local serial
	at_boot 0
	serial=$(sed 's/.*: //' /sys/kernel/config/target/core/fileio_*/five/wwn/vpd_unit_serial)
	"$LIOSH" --yes clearconfig confirm=true
	mkdir "$BATS_TEST_TMPDIR/same"
	mount --bind $DIR "$BATS_TEST_TMPDIR/same"
	running "$BATS_TEST_TMPDIR/same/five.img" "$serial"
	at_boot 0
	all_but nobody
	"$LIOSH" --yes clearconfig confirm=true
	umount "$BATS_TEST_TMPDIR/same"
	# Initiators would take it for another.
	running $DIR/five.img another
	at_boot 10
	held five "its serial is 'another'"
	"$LIOSH" --yes clearconfig confirm=true
	# What is missing of it would be missed.
	"$LIOSH" /backstores/ramdisk create four 4M wwn="$(sed -n '/^    four:/,/serial/s/.*serial: \([^ ,}]*\).*/\1/p' $SAVED)"
	at_boot 10
	held four "its size is '4194304', and '8388608' was saved"
}

@test "the same disk runs, and may be written" {
	local serial
	at_boot 0
	serial=$(sed 's/.*: //' /sys/kernel/config/target/core/fileio_*/five/wwn/vpd_unit_serial)
	"$LIOSH" --yes clearconfig confirm=true
	sed 's/ five: { path/ five: { write_protect: true, path/' $DIR/profile.yaml >$SAVED
	grep -q 'five: { write_protect' $SAVED
	running $DIR/five.img "$serial"
	at_boot 10
	held five "its write_protect is '0', and '1' was saved"
}

@test "another disk runs as the one that may be missing" {
	truncate -s 8M "$BATS_TEST_TMPDIR/other.img"
	"$LIOSH" /backstores/fileio create late "$BATS_TEST_TMPDIR/other.img"
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:four serves only a part"*other.img* ]]
	[ "$(ls "/sys/kernel/config/target/iscsi/$IQN:four/tpgt_1/lun")" = lun_0 ]
	all_but nobody
	"$LIOSH" /backstores/fileio delete late
	expect 0 "$LIOSH" restoreconfig --pending
	whole
}

@test "somebody changed a password while a disk was missing" {
	mv $DIR/one.img $DIR/one.away
	at_boot 10
	printf another-secret1 | install -m 600 /dev/stdin "$BATS_TEST_TMPDIR/secret"
	"$LIOSH" "/iscsi/$IQN:one/tpg1/acls/$IQN:h1" set auth password=@"$BATS_TEST_TMPDIR/secret"
	mv $DIR/one.away $DIR/one.img
	expect 0 "$LIOSH" restoreconfig --pending
	expect 0 "$INITIATOR" -i "$IQN:h1" -u host%another-secret1 -m target%secret-of-peer1 -p 127.0.0.1:3260 "$IQN:one" check "by one"
}

@test "a target runs that lets more in than was saved" {
	local tpg=/iscsi/$IQN:one/tpg1
	at_boot 0
	"$LIOSH" --yes "$tpg/acls" delete "$IQN:h1"
	"$LIOSH" --yes "$tpg/luns" delete lun0
	"$LIOSH" --yes "$tpg" set attribute authentication=0 generate_node_acls=1
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:one runs, and not as it was saved"*"is not what was saved"* ]]
	[ -z "$(ls "/sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/lun")" ]
	[ -z "$(ls "/sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/acls")" ]
	all_but one
}

@test "somebody took the number of a LUN that is pending" {
	local tpg=/sys/kernel/config/target/iscsi/$IQN
	mv $DIR/late.img $DIR/late.away
	mv $DIR/five.img $DIR/five.away
	at_boot 10
	"$LIOSH" /backstores/ramdisk create meanwhile 1M
	"$LIOSH" "/iscsi/$IQN:five/tpg1/luns" create ramdisk/meanwhile lun=0 add_mapped_luns=false
	"$LIOSH" "/iscsi/$IQN:four/tpg1/luns" create ramdisk/meanwhile lun=1 add_mapped_luns=false
	mv $DIR/late.away $DIR/late.img
	mv $DIR/five.away $DIR/five.img
	expect 10 "$LIOSH" restoreconfig --pending
	[[ $stderr == *"/iscsi/$IQN:five stays disabled"*"its storage_object is 'ramdisk/meanwhile', and 'fileio/five' was saved"* ]]
	[[ $stderr == *"/iscsi/$IQN:four runs, and not as it was saved"*"'fileio/late' was saved"* ]]
	[ "$(cat "$tpg:five/tpgt_1/enable")" = 0 ]
	[ ! -e "$tpg:five/tpgt_1/acls/$IQN:h1/lun_0" ]
	[ ! -e "$tpg:four/tpgt_1/acls/$IQN:h1/lun_1" ]
	[ "$(ls "$tpg:four/tpgt_1/lun")" = "$(printf 'lun_0\nlun_1')" ]
	"$LIOSH" --yes /backstores/ramdisk delete meanwhile
	expect 10 "$LIOSH" restoreconfig --pending
	# That number was his: what is saved for it comes with a whole start.
	at_boot 0
	serves four
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf /run/liosh
	at_boot 0
	whole
}

@test "one whose initiators would find no disk is held, whatever may be missing" {
	mv $DIR/late.img $DIR/late.away
	mv $DIR/five.img $DIR/five.away
	sed '/:four:/,/:five:/{s/luns: { 0: ramdisk.four, 1: fileio.late }/luns: { 1: fileio\/late, 2: fileio\/five }/;s/luns: { 0: 0, 1: 1 }/luns: { 1: 1, 2: 2 }/}' \
		$DIR/profile.yaml >$SAVED
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:four stays disabled"* ]]
	[ "$(cat "/sys/kernel/config/target/iscsi/$IQN:four/tpgt_1/enable")" = 0 ]
	"$LIOSH" --yes clearconfig confirm=true
	mv $DIR/five.away $DIR/five.img
	# There is a LUN 0, but not for this one.
	sed '/:four:/,/:five:/s/luns: { 0: 0, 1: 1 }/luns: { 1: 1 }/' $DIR/profile.yaml >$SAVED
	at_boot 10
	held four "$DIR/late.img"
	mv $DIR/late.away $DIR/late.img
	expect 0 "$LIOSH" restoreconfig --pending
}

@test "a start that failed as a whole is made up for as a whole" {
	expect 75 locked "$LIOSH" restoreconfig --boot
	[ -z "$(ls -d /sys/kernel/config/target/iscsi/iqn* 2>/dev/null)" ]
	expect 75 "$LIOSH" saveconfig
	[[ $stderr == *"nothing of $SAVED was restored"* ]]
	mv $DIR/one.img $DIR/one.away
	expect 10 "$LIOSH" restoreconfig --pending
	held one "$DIR/one.img"
	mv $DIR/one.away $DIR/one.img
	# What is known of the one does not give way to "all of it".
	expect 75 locked "$LIOSH" service start
	"$LIOSH" --yes /iscsi delete "$IQN:four"
	expect 0 "$LIOSH" restoreconfig --pending
	serves one
	[ ! -e "/sys/kernel/config/target/iscsi/$IQN:four" ]
	[ ! -e /run/liosh/pending.yaml ]
}

# Killed where it makes a link, or SIGTERM, as of a unit that takes too long.
@test "a start that is broken off is known, and made up for" {
	local nth
	for nth in 1 2 4 7; do
		"$LIOSH" --yes clearconfig confirm=true
		rm -rf /run/liosh
		expect 137 strace -f -o /dev/null -e trace=symlinkat \
			-e inject=symlinkat:signal=SIGKILL:when=$nth "$LIOSH" --workers=1 restoreconfig --boot
		expect 75 "$LIOSH" saveconfig
		[[ $stderr == *"the restore of $SAVED has not ended"* ]]
		expect 0 "$LIOSH" restoreconfig --pending
		whole
		[ ! -e /run/liosh/pending.yaml ]
		[ ! -e /run/liosh/restoring.yaml ]
	done
	all_but nobody
	"$LIOSH" --yes clearconfig confirm=true
	expect 130 strace -f -o /dev/null -e trace=symlinkat \
		-e inject=symlinkat:signal=SIGTERM:when=3 "$LIOSH" --workers=1 restoreconfig --boot
	[ -e /run/liosh/pending.yaml ]
	expect 75 "$LIOSH" saveconfig
	expect 0 "$LIOSH" restoreconfig --pending
	whole
	# Whoever saves what there is, told to, or restores all of it, has ended it.
	for nth in "saveconfig force=true" restoreconfig; do
		"$LIOSH" --yes clearconfig confirm=true
		rm -rf /run/liosh
		cp -a /etc/liosh "$BATS_TEST_TMPDIR/etc"
		expect 137 strace -f -o /dev/null -e trace=symlinkat \
			-e inject=symlinkat:signal=SIGKILL:when=7 "$LIOSH" --workers=1 restoreconfig --boot
		[ -e /run/liosh/restoring.yaml ]
		# shellcheck disable=SC2086 # words
		expect 0 "$LIOSH" --yes $nth
		[ ! -e /run/liosh/restoring.yaml ]
		expect 0 "$LIOSH" /backstores/ramdisk create later 1M
		expect 0 "$LIOSH" saveconfig
		rm -r /etc/liosh
		mv "$BATS_TEST_TMPDIR/etc" /etc/liosh
	done
}

# One that was never enabled cannot be changed, nor led to.
@test "a start that is broken off before a disk was enabled" {
	local root=/sys/kernel/config/target name paths
	at_boot 0
	paths=$(cd $root && echo core/fileio_*/five core/iblock_*/three)
	for name in $paths; do
		"$LIOSH" --yes clearconfig confirm=true
		rm -rf /run/liosh
		expect 137 strace -f -o /dev/null -P "$root/$name/enable" -e trace=write \
			-e inject=write:error=EIO:signal=SIGKILL "$LIOSH" --workers=1 restoreconfig --boot
		grep -q DEACTIVATED "$root/$name/info"
		expect 0 "$LIOSH" restoreconfig --pending
		whole
	done
	name=${paths%% *}
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf /run/liosh
	expect 137 strace -f -o /dev/null -P "$root/$name/enable" -e trace=write \
		-e inject=write:error=EIO:signal=SIGKILL "$LIOSH" --workers=1 restoreconfig --boot
	mv $DIR/five.img $DIR/five.away
	expect 10 "$LIOSH" restoreconfig --pending
	held five "$DIR/five.img"
	mv $DIR/five.away $DIR/five.img
	expect 0 "$LIOSH" restoreconfig --pending
	whole
}

@test "what is brought later, broken off and then hindered is made up for" {
	behind busybox nc -l -p 3264 </dev/null
	local listener=$!
	within 20 grep -q ':0CC0 ' /proc/net/tcp /proc/net/tcp6
	at_boot 10
	kill "$listener"
	expect 137 strace -f -o /dev/null -e trace=symlinkat \
		-e inject=symlinkat:signal=SIGKILL:when=2 "$LIOSH" --workers=1 restoreconfig --pending
	[ -d "/sys/kernel/config/target/iscsi/$IQN:five" ]
	expect 75 flock /run/liosh.lock "$LIOSH" restoreconfig --pending
	expect 0 "$LIOSH" restoreconfig --pending
	whole
}

@test "what is brought later and broken off is made up for, secrets first" {
	mv $DIR/one.img $DIR/one.away
	mv $DIR/late.img $DIR/late.away
	at_boot 10
	mv $DIR/one.away $DIR/one.img
	mv $DIR/late.away $DIR/late.img
	expect 137 strace -f -o /dev/null -e trace=symlinkat \
		-e inject=symlinkat:signal=SIGKILL:when=1 "$LIOSH" --workers=1 restoreconfig --pending
	expect 0 "$LIOSH" restoreconfig --pending
	whole
	all_but nobody
}

@test "a fault in the file does not open what runs" {
	local mapped=/sys/kernel/config/target/iscsi/$IQN:two/tpgt_1/acls/$IQN:h1/lun_0
	sed "/$IQN:two:/,/$IQN:three:/s/luns: { 0: 0 }/luns: { 0: { lun: 0, write_protect: true } }/" $DIR/profile.yaml >$SAVED
	at_boot 0
	[ "$(<$mapped/write_protect)" = 1 ]
	sed -i 's/write_protect: true/write_protect: yes/' $SAVED
	"$DUMP" -n >"$BATS_TEST_TMPDIR/before"
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:two runs, and not as it was saved"*write_protect* ]]
	"$DUMP" -n | diff "$BATS_TEST_TMPDIR/before" -
	"$LIOSH" --yes clearconfig confirm=true
	at_boot 10
	held two write_protect
}

@test "what stands twice in the file keeps its target off, and no older file is taken" {
	sed "/$IQN:two:/,/$IQN:three:/s/luns: { 0: fileio.two }/luns: { 0: fileio\/two, 0: fileio\/one }/" $DIR/profile.yaml >$SAVED
	at_boot 10
	held two "key '0' is here twice"
	[[ $stderr != *"is taken in its place"* ]]
	"$LIOSH" --yes clearconfig confirm=true
	# Not with one of the two secrets, nor without any.
	sed "s/password: secret-of-host1/&, password: secret-of-host2/" $DIR/profile.yaml >$SAVED
	at_boot 10
	held one "key 'password' is here twice"
	"$LIOSH" --yes clearconfig confirm=true
	sed "\$a\  $IQN:five: { tpg1: { attributes: { generate_node_acls: true } } }" $DIR/profile.yaml >$SAVED
	at_boot 10
	[[ $stderr == *"/iscsi/$IQN:five is not made"*"key '$IQN:five' is here twice"* ]]
	all_but five
}

@test "a part that cannot be named keeps its target off" {
	sed 's/"127.0.0.5:3264"/"127.0.0.5"/' $DIR/profile.yaml >$SAVED
	at_boot 10
	held five "127.0.0.5"
	"$LIOSH" --yes clearconfig confirm=true
	sed "/$IQN:five:/,\$s/acls: { $IQN:h1:/acls: { a\/b:/" $DIR/profile.yaml >$SAVED
	at_boot 10
	held five "a/b"
}

@test "all targets of a fabric whose module is not there" {
	sed 's/^iscsi:/vhost:\n  naa.5001405a1b2c3d4e:\n    luns: { 0: ramdisk\/four }\niscsi:/' $DIR/profile.yaml >$SAVED
	rmdir /sys/kernel/config/target/vhost 2>/dev/null || :
	modprobe -r vhost_scsi
	expect 10 strace -f -o /dev/null -e trace=init_module,finit_module \
		-e inject=init_module,finit_module:error=ENOEXEC "$LIOSH" restoreconfig --boot
	[[ $stderr == *"/vhost/naa.5001405a1b2c3d4e is not made"* ]]
	all_but nobody
}

@test "the kernel refuses every link, and then only the third" {
	expect 10 strace -f -o /dev/null -e trace=symlink,symlinkat \
		-e inject=symlinkat:error=ENODEV:when=2+ "$LIOSH" --workers=1 restoreconfig --boot
	[[ $stderr == *"/iscsi/$IQN:one is not made"*"/iscsi/$IQN:two is not made"* ]]
	"$LIOSH" --yes clearconfig confirm=true
	expect 0 strace -f -o /dev/null -e trace=symlink,symlinkat \
		-e inject=symlinkat:error=ENODEV:when=3 "$LIOSH" --workers=1 restoreconfig --boot
	whole
}

@test "the kernel refuses one disk, and then what all have in common" {
	local so
	# Its directory is made relative to that of the target.
	at_boot 0
	so=$(cd /sys/kernel/config/target && echo core/fileio_*/five)
	"$LIOSH" --yes clearconfig confirm=true
	expect 10 strace -f -o /dev/null -e trace=mkdirat -P "$so" \
		-e inject=mkdirat:error=ENOMEM "$LIOSH" --workers=1 restoreconfig --boot
	held five "cannot create"
	[ ! -e "/sys/kernel/config/target/$so" ]
	expect 0 "$LIOSH" restoreconfig --pending
	whole
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf /run/liosh
	# A disk that no target has.
	sed 's/^  ramdisk:/&\n    alone: { size: 1MiB }/' $DIR/profile.yaml >$SAVED
	expect 10 strace -f -o /dev/null -e trace=mkdirat -P core/rd_mcp_0/alone -P core/rd_mcp_1/alone \
		-e inject=mkdirat:error=ENOMEM "$LIOSH" --workers=1 restoreconfig --boot
	[[ $stderr == *"/backstores/ramdisk/alone is missing"* ]]
	all_but nobody
}

# At some lines with nothing running before it, and with logins.
@test "a saved file that is cut: the one before it, loudly" {
	local lines line
	lines=$(wc -l <$SAVED)
	for ((line = 1; line < lines; line++)); do
		head -n $line $DIR/saved >$SAVED
		[ $((line % 9)) -ne 1 ] || "$LIOSH" --yes clearconfig confirm=true
		at_boot 10 || { echo "cut after line $line" && return 1; }
		[[ $stderr == *"$SAVED.prev is taken in its place"* ]] ||
			{ echo "cut after line $line: $stderr" && return 1; }
		[ $((line % 9)) -ne 1 ] || all_but nobody
		sed 's/DefaultTime2Retain = 19/DefaultTime2Retain = 20/' $DIR/whole |
			diff - <("$DUMP" -n)
	done
	"$LIOSH" --yes clearconfig confirm=true
	: >$SAVED
	at_boot 10
	# Within the first line.
	for line in 3 6 8 16; do
		head -c $line $DIR/saved >$SAVED
		at_boot 10
	done
	rm $SAVED.prev
	"$LIOSH" --yes clearconfig confirm=true
	at_boot 65
	[ ! -e /sys/kernel/config/target/iscsi/$IQN:one ]
	# Nothing runs: that is not saved.
	expect 75 "$LIOSH" saveconfig
	cp -p $DIR/saved.prev $SAVED.prev
}

@test "a portal that another program named in its own way" {
	local np="/sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/np" file=$BATS_TEST_TMPDIR/odd.yaml
	local auth=(-u host%secret-of-host1 -m target%secret-of-peer1)
	at_boot 0
	mkdir "$np/[::0]:3270"
	expect 0 "$LIOSH" saveconfig "$file"
	[ -z "$stderr" ]
	grep -qF '"[::]:3270"' "$file"
	expect 0 "$LIOSH" diff "$file"
	[ -z "$output$stderr" ]
	expect 0 "$LIOSH" --check apply "$file"
	"$DUMP" -n >"$BATS_TEST_TMPDIR/before"
	expect 0 "$LIOSH" apply "$file"
	at_boot 0 "$file"
	"$DUMP" -n | diff "$BATS_TEST_TMPDIR/before" -
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf /run/liosh
	at_boot 0 "$file"
	[ -z "$stderr" ]
	[ "$(cd "$np" && printf '%s\n' *)" = $'127.0.0.1:3260\n[::]:3270' ]
	expect 0 "$INITIATOR" -i "$IQN:h1" "${auth[@]}" -p "[::1]:3270" "$IQN:one" check "over IPv6"
	expect 0 "$LIOSH" diff "$file"
	[ -z "$output$stderr" ]
	all_but nobody
}

@test "a list of many is read to its end, and one that cannot be read is not an empty one" {
	mv $DIR/one.img $DIR/one.away
	at_boot 10
	awk '/^ *out:/ { print; for (i = 0; i < 30000; i++)
		printf "      \"/iscsi/iqn.2026-11.org.example:a%d/tpg1/luns/lun1\": left\n", i; next } 1' \
		/run/liosh/pending.yaml >"$BATS_TEST_TMPDIR/many"
	cp "$BATS_TEST_TMPDIR/many" /run/liosh/pending.yaml
	[ "$(stat -c %s /run/liosh/pending.yaml)" -gt 1200000 ]
	expect 75 "$LIOSH" saveconfig
	cp "$BATS_TEST_TMPDIR/many" /run/liosh/pending.yaml
	echo '"' >>/run/liosh/pending.yaml
	expect 75 "$LIOSH" saveconfig
	[[ $stderr == *"nobody can tell what is pending"* ]]
	mv $DIR/one.away $DIR/one.img
	expect 74 "$LIOSH" restoreconfig --pending
	[ -e /run/liosh/pending.yaml ]
	cp "$BATS_TEST_TMPDIR/many" /run/liosh/pending.yaml
	expect 0 "$LIOSH" restoreconfig --pending
	whole
	[ ! -e /run/liosh/pending.yaml ]
}

@test "no room below /run leaves nothing half written there" {
	mkdir -p /run/liosh
	mount -t tmpfs -o size=8k tmpfs /run/liosh
	head -c 100000 /dev/zero >/run/liosh/full || :
	mv $DIR/five.img $DIR/five.away
	at_boot 74
	ls -l /run/liosh
	[ -z "$(ls /run/liosh/*.tmp 2>/dev/null)" ]
	umount /run/liosh
	mv $DIR/five.away $DIR/five.img
}

# As systemd does it at the end of liosh-pending.service.
after_pending() { # STATUS
	local post
	post=$(sed -n "/^ExecStopPost=/,/'\$/p" "$TOP/profiles/units/liosh-pending.service.in" |
		sed -e "s/^ExecStopPost=.bin.sh -c '//" -e "s/'\$//" -e 's/\\$//' -e 's/\$\$/$/g')
	[ -n "$post" ]
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho "$@" >>%s\n' "$BATS_TEST_TMPDIR/asked" >"$BATS_TEST_TMPDIR/bin/systemctl"
	chmod +x "$BATS_TEST_TMPDIR/bin/systemctl"
	: >"$BATS_TEST_TMPDIR/asked"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH EXIT_STATUS=$1 sh -c "$post" || :
}

@test "a start from the file before it is a failure, even when all of that is there" {
	head -n 5 $DIR/saved >$SAVED
	mv $DIR/one.img $DIR/one.away
	at_boot 10
	after_pending 10
	[ ! -s "$BATS_TEST_TMPDIR/asked" ]
	mv $DIR/one.away $DIR/one.img
	expect 10 "$LIOSH" restoreconfig --pending
	[ ! -e /run/liosh/pending.yaml ]
	after_pending 10
	grep 'stop liosh-pending.timer' "$BATS_TEST_TMPDIR/asked"
	lacks "$BATS_TEST_TMPDIR/asked" reset-failed
	cp -p $DIR/saved $SAVED
	expect 0 "$LIOSH" restoreconfig --pending
	after_pending 0
	grep 'reset-failed liosh.service' "$BATS_TEST_TMPDIR/asked"
}

@test "no saved file is a failure" {
	rm $SAVED
	at_boot 66
	cp -p $DIR/saved $SAVED
}

@test "what it is not for" {
	expect 64 "$LIOSH" restoreconfig --boot --wait-devices=soon
	expect 64 "$LIOSH" restoreconfig --boot target=$IQN:one
	expect 64 "$LIOSH" -f $DIR/profile.yaml restoreconfig --boot
}
