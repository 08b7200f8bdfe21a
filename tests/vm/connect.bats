#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold
# The connect sheet for Linux, run as it was written: open-iscsi of this machine logs in
# to LIO of the same machine, with a real disk at the end.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load open-iscsi.bash

DIR=/srv/connect
IQN=iqn.2026-11.org.example
ADDRESS=192.0.2.10

setup_file() {
	export XDG_CONFIG_HOME=$BATS_FILE_TMPDIR
	"$TOP/tests/vm/warm"
	modprobe dummy
	# An address that a portal on all addresses can be reached by: lo has none.
	ip link add net0 type dummy
	ip address add $ADDRESS/24 dev net0
	ip link set net0 up
	start_open_iscsi "$DIR"
	"$LIOSH" <<-END
		/backstores/fileio create rw $DIR/rw.img 8M
		/backstores/fileio create ro $DIR/ro.img 16M
		/backstores/fileio create later $DIR/later.img 4M
		/iscsi create $IQN:mutual
		/iscsi/$IQN:mutual/tpg1/luns create /backstores/fileio/rw
		/iscsi/$IQN:mutual/tpg1/luns create /backstores/fileio/ro
		/iscsi/$IQN:mutual/tpg1/luns create /backstores/fileio/later
		/iscsi/$IQN:mutual/tpg1 set attribute authentication=1
		/iscsi/$IQN:mutual/tpg1/acls create $IQN:host1 add_mapped_luns=false
		/iscsi/$IQN:mutual/tpg1/acls/$IQN:host1 set auth userid="it's host1" password='s"p a%c#e \$HOME \`d\`'
		/iscsi/$IQN:mutual/tpg1/acls/$IQN:host1 set auth mutual_userid='t g' mutual_password='the way back; !1'
		/iscsi/$IQN:mutual/tpg1/acls/$IQN:host1 create 0 0
		/iscsi/$IQN:mutual/tpg1/acls/$IQN:host1 create 300 1 1
		/iscsi create $IQN:second
		/iscsi/$IQN:second/tpg1/luns create /backstores/fileio/later
		/iscsi/$IQN:second/tpg1 set attribute authentication=0
		/iscsi/$IQN:second/tpg1/acls create $IQN:host1
		/iscsi create $IQN:several
		/iscsi/$IQN:several/tpg1/portals delete 0.0.0.0 3260
		/iscsi/$IQN:several/tpg1/portals create 127.0.0.1 3270
		/iscsi/$IQN:several/tpg1/portals create [::1] 3270
		/iscsi/$IQN:several/tpg1/luns create /backstores/fileio/later
		/iscsi/$IQN:several/tpg1 set attribute authentication=0
		/iscsi/$IQN:several/tpg1/acls create $IQN:host1
	END
}

teardown_file() {
	iscsiadm -m node --logout || :
	# shellcheck disable=SC2046 # it is two processes
	kill $(pidof iscsid) || :
	udevadm control --exit || :
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
}

# As somebody would who pastes it there.
run_sheet() { # WORD...
	expect 0 "$LIOSH" connect "$@" --show-secrets
	sheet=$output
	expect 0 env PATH="$DIR/bin:$PATH" sh -c "$sheet"
}

# What the sheet has as the line for a case that comes later.
hint() { # PATTERN
	sed -n "s/^#     \(.*$1.*\)/\1/p" <<<"$sheet"
}

# On a busy machine a session may be away for a moment, and cannot be logged out then.
forget() { # TARGET
	within 60 iscsiadm -m node -T "$1" --logout
	iscsiadm -m node -T "$1" -o delete
}

mutual_disk() { # LUN
	echo "/dev/disk/by-path/ip-$ADDRESS:3260-iscsi-$IQN:mutual-lun-$1"
}

# Through the target and not from a cache.
writes_and_reads() { # DEVICE FILE TEXT
	printf '%-512s' "$3" | dd of="$1" bs=512 count=1 oflag=direct conv=notrunc status=none
	[ "$(dd if="$1" bs=512 count=1 iflag=direct status=none)" = "$(printf '%-512s' "$3")" ]
	[ "$(head -c "${#3}" "$2")" = "$3" ]
}

@test "the sheet of mutual CHAP, as it is: its disks are there, and hold what is written" {
	run_sheet "$IQN:mutual"
	[[ $output == *"-lun-0 -> "* ]]
	[ "$(cat /etc/iscsi/initiatorname.iscsi)" = "InitiatorName=$IQN:host1" ]
	diff "$DIR/called" - <<-END
		systemctl enable --now iscsid
		systemctl restart iscsid
	END
	[[ $sheet == *"LUN 0: 8MiB (fileio/rw)"*"LUN 300: 16MiB (fileio/ro), read-only"* ]]
	while read -r _ _ path; do
		[ -b "$path" ]
	done < <(grep '^ls -l' <<<"$sheet")
	[ "$(blockdev --getsize64 "$(mutual_disk 0)")" -eq 8388608 ]
	[ "$(blockdev --getsize64 "$(mutual_disk 0x012c000000000000)")" -eq 16777216 ]
	[ "$(blockdev --getro "$(mutual_disk 0x012c000000000000)")" -eq 1 ]
	writes_and_reads "$(mutual_disk 0)" "$DIR/rw.img" "written through the sheet"
	expect 0 "$LIOSH" sessions detail
	[[ $output == *"name: $IQN:host1 (mutual CHAP)"*"address: $ADDRESS (TCP)"* ]]
}

@test "its settings hold: timeouts, start with the machine" {
	expect 0 iscsiadm -m node -T "$IQN:mutual" -p $ADDRESS:3260,1 -S
	[[ $output == *"node.startup = automatic"* ]]
	[[ $output == *"replacement_timeout = 600"*"noop_out_interval = 60"*"noop_out_timeout = 600"* ]]
	expect 0 iscsiadm -m session -P 2
	[[ $output == *"Recovery Timeout: 600"* ]]
}

@test "a disk that was added later is found by its line" {
	sheet=$("$LIOSH" connect "$IQN:mutual")
	[ ! -e "$(mutual_disk 7)" ]
	expect 0 "$LIOSH" "/iscsi/$IQN:mutual/tpg1/acls/$IQN:host1" create 7 2
	expect 0 sh -c "$(hint rescan)"
	udevadm settle
	[ "$(blockdev --getsize64 "$(mutual_disk 7)")" -eq 4194304 ]
}

@test "the timeout of disks is set by its line for udev" {
	sheet=$("$LIOSH" connect "$IQN:mutual")
	local disk timeout
	disk=$(basename "$(readlink "$(mutual_disk 0)")")
	timeout=/sys/block/$disk/device/timeout
	[ "$(cat "$timeout")" -eq 30 ]
	hint 'ACTION==' >/run/60-liosh.rules
	install -D /run/60-liosh.rules /run/udev/rules.d/60-liosh.rules
	udevadm control --reload
	udevadm trigger --action=add --settle "/sys/block/$disk/device"
	[ "$(cat "$timeout")" -eq 600 ]
}

@test "the lines that forget the target leave nothing" {
	sheet=$("$LIOSH" connect "$IQN:mutual")
	expect 0 sh -c "$(hint 'iscsiadm -m node')"
	expect 21 iscsiadm -m session
	expect 21 iscsiadm -m node -T "$IQN:mutual"
	udevadm settle
	[ ! -e "$(mutual_disk 0)" ]
	expect 0 sh -c "$(hint 'discoverydb.*delete')"
}

# Runs a sheet that is wrong in one place.
refused() { # SHEET
	run env PATH="$DIR/bin:$PATH" sh -c "$1"
	[[ $output == *"Could not login to"*"$IQN:mutual"* ]] || {
		printf '%s\n' "${lines[@]}"
		return 1
	}
	expect 21 iscsiadm -m session
	iscsiadm -m node -T "$IQN:mutual" -o delete
}

@test "a wrong secret is refused, whichever proves it, and so is the mask" {
	sheet=$("$LIOSH" connect "$IQN:mutual" --show-secrets)
	refused "${sheet/a%c#e/a%c#E}"
	refused "${sheet/the way back/the way baCk}"
	refused "$("$LIOSH" connect "$IQN:mutual")"
	run_sheet "$IQN:mutual"
	forget "$IQN:mutual"
}

@test "discovery that has to be proved, both ways" {
	expect 0 "$LIOSH" /iscsi set discovery_auth userid=finder password='find "er" 12' \
		mutual_userid=found mutual_password="fou'nd 1234" enable=1
	expect 24 iscsiadm -m discovery -t sendtargets -p $ADDRESS
	run_sheet "$IQN:mutual"
	writes_and_reads "$(mutual_disk 0)" "$DIR/rw.img" "discovered with a secret"
	forget "$IQN:mutual"
	expect 0 sh -c "$(hint 'discoverydb.*delete')"
	expect 0 "$LIOSH" /iscsi set discovery_auth enable=0
}

@test "a second sheet leaves what the first one set" {
	run_sheet "$IQN:mutual"
	run_sheet "$IQN:second"
	[ "$(iscsiadm -m session | wc -l)" -eq 2 ]
	expect 0 iscsiadm -m node -T "$IQN:mutual" -p $ADDRESS:3260,1 -S
	[[ $output == *"node.startup = automatic"*"auth.authmethod = CHAP"*"auth.username = it's host1"* ]]
	forget "$IQN:second"
	forget "$IQN:mutual"
}

@test "several portals, IPv6 among them: a session and a name for each" {
	run_sheet "$IQN:several"
	grep -q 'enable --now multipathd' "$DIR/called"
	[ "$(iscsiadm -m session | wc -l)" -eq 2 ]
	writes_and_reads "/dev/disk/by-path/ip-127.0.0.1:3270-iscsi-$IQN:several-lun-0" \
		"$DIR/later.img" "by IPv4"
	writes_and_reads "/dev/disk/by-path/ip-::1:3270-iscsi-$IQN:several-lun-0" \
		"$DIR/later.img" "by IPv6"
	expect 0 iscsiadm -m session -P 2
	[[ $output == *"Recovery Timeout: 15"* ]]
	forget "$IQN:several"
}
