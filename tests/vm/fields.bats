#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow cold
# The fields of the wizard on a machine with a kernel: by the table tests/fields/kernel what
# each is when nobody answered and which files below configfs an answer changes, and what
# the lists say of this machine's devices, addresses and initiators.

# shellcheck disable=SC2034,SC2154 # each_row takes the table, bats sets stderr
load ../helpers.bash
load ../tui.bash
load ../pages.bash
load ../fields.bash

table=kernel
DIR=/srv/fields

setup_file() {
	need mkfs.ext4
	"$TOP/tests/vm/warm"
	mkdir -p $DIR /etc/liosh
	rm -f /etc/systemd/system/multi-user.target.wants/*target*.service
	modprobe -a sd_mod loop ext4 veth dummy
	modprobe scsi_debug dev_size_mb=32 add_host=3 per_host_store=1
	until [ -b /dev/sda ] && [ -b /dev/sdb ] && [ -b /dev/sdc ]; do sleep 0.1; done
	mkfs.ext4 -q -m 0 -O ^has_journal /dev/sdc
	mount /dev/sdc $DIR
	truncate -s 4M $DIR/there.img $DIR/looped.img
	losetup /dev/loop6 $DIR/looped.img
	addresses
}

# On one interface an address of each kind.
addresses() {
	local settings=/proc/sys/net/ipv6/conf/near0
	ip link add near0 address 02:00:00:00:00:05 type veth peer name far0
	ip link set near0 up
	ip link set far0 up
	echo 2 >$settings/use_tempaddr
	ip address add 10.77.0.5/24 dev near0
	ip address add 10.77.0.6/24 dev near0 valid_lft 7200 preferred_lft 7200
	ip address add 8.8.4.4/32 dev near0
	ip address add fd77::5/64 dev near0 nodad valid_lft 7200 preferred_lft 3600 mngtmpaddr
	ip address add fd77::6/64 dev near0 nodad preferred_lft 0
	within 60 settled
	# The next one is asked for that often.
	echo 1000 >$settings/dad_transmits
	ip link add down0 type dummy
	ip address add 10.78.0.5/24 dev down0
}
settled() {
	ip address show dev near0 | grep -q temporary && ip address show dev near0 | grep -q fe80 &&
		! ip address | grep -q tentative
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p "$HOME"
	"$UNIT/test_questions" list >list
	nothing
}

nothing() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rm -f /etc/liosh/saveconfig.yaml /run/liosh/running.yaml $DIR/{disk1,disk2,other}.img
}

# --- by answers ---

# On a machine of that name, with what stands there before.
on_machine() { # COMMAND...
	local host=box.example.org
	[ "$place" != unnamed ] || host=localhost
	unshare -u sh -c 'hostname "$0" && exec "$@"' $host "$@"
}

begin() {
	nothing
	[ ! -e "$FIELDS/$place.yaml" ] || {
		install -m 600 "$FIELDS/$place.yaml" before.yaml
		"$LIOSH" --yes restoreconfig before.yaml >/dev/null
		"$LIOSH" saveconfig >/dev/null
	}
}

# What the kernel has then, and whether the file has all its room.
made() { # ANSWERS
	begin
	on_machine "$LIOSH" --yes wizard "answers=$1" >told 2>&1 || { cat "$1" told >&2 && return 1; }
	"$DUMP" -n | "$FIELDS/tree"
	[ ! -e $DIR/disk1.img ] || echo "file: $(is_allocated $DIR/disk1.img && echo allocated || echo sparse)"
}
is_allocated() { (($(stat -c '%b * %B >= %s' "$1"))); }

changes() { # NUMBER
	local also
	mapfile -t also < <(printf '%s' "${alsos[$1]}")
	compose given "${nots[$1]}" "$key: ${texts[$1]}" "${also[@]}"
	made given >given.tree || return
	diff usual.tree given.tree | sed -n 's/^</-/p; s/^>/+/p'
}

usual_is_made() { made usual >usual.tree; }

@test "which files of the kernel each answer changes, and no others" {
	each_row write_row >written
	golden "$FIELDS/kernel" "$(<written)"
}

# Nothing is done but to ask; what is wrong changes nothing.
ask() { # ANSWERS
	on_machine "$FIELDS/ask" "$1" list "$LIOSH" --check wizard --plain
}

default_and_refusals() {
	local number answer
	begin
	"$DUMP" >before
	compose usual ''
	sed "/^$key: /d" usual >defaults
	run --separate-stderr ask defaults
	grep -q "^$key"$'\t'"$drawn"$'\t' <<<"$output" ||
		{ printf '%s is not [%s]:\n%s\n%s\n' "$key" "$drawn" "$output" "$stderr" && return 1; }
	for number in "${!verbs[@]}"; do
		[ "${verbs[number]}" = refuses ] || continue
		answer=${texts[number]%% => *}
		compose given '' "$key: $answer"
		run --separate-stderr on_machine "$LIOSH" --yes wizard answers=given
		[[ $status =~ ^(65|73|75)$ ]] || { echo "$answer: status $status: $stderr" && return 1; }
		has "$stderr" "$key: "
		has "$stderr" "${texts[number]#* => }"
	done
	"$DUMP" | diff before -
}

@test "the default of each, and what this machine has no place for" {
	each_row default_and_refusals
}

@test "each field has a row" {
	local counted
	diff <(sed -n 's/^field //p' "$FIELDS/kernel" | sort -u) <(cut -f 1 list | sort)
	counted=$(grep -c '^takes ' "$FIELDS/kernel")
	echo "# $counted answers" >&3
	[ "$counted" -ge 50 ]
}

# --- on the screen ---

# To that page of a new disk, in a terminal that has room for long lines.
to_page() { # TITLE
	local at=Target
	rm -rf "$HOME/.local"
	terminal 132 50 "'$LIOSH' wizard"
	shows "[$at]"
	while [ "$at" != "$1" ]; do
		case $at in
		Target) target && at=Extent ;;
		Extent)
			choose Extent file && press Down C-u && type_ "$DIR/disk1.img"
			press Down C-u && type_ 4M && shows "4194304 bytes" && at=Portal
			;;
		Portal) at=Access ;;
		Access) type_ "$IQN:h1" && at=Review ;;
		esac
		press NPage
		shows "[$at]"
	done
}

# The lines of the list of the field in focus.
open_list() { # HEADING
	press F2
	shows "─$1─"
	shows "Esc: leave it"
	screen | sed -n "/─$1─/,/Esc: leave it/s/^ *│ \(.*[^ ]\) *│\$/\1/p" | sed '$d' | grep . >listed
}
close_list() { press Escape && hides "Esc: leave it"; }

# Each of these is the whole of a line, as a pattern, and there are no others.
lists() {
	local line
	while read -r line; do
		[ "$(grep -cx -- "$line" listed)" = 1 ] || { printf 'no line, or several: %s\n' "$line" && cat listed && return 1; }
	done
	[ "$(wc -l <listed)" = "$1" ] || { cat listed && return 1; }
}

@test "each device with its size and model, or why it cannot be had" {
	blockdev --setro /dev/sdb
	wipefs -qa /dev/sda
	to_page Extent
	shows "Extent              device"
	open_list Device
	lists 4 <<-'END'
		/dev/sda  32\.0MiB, scsi_debug
		/dev/sdb  32\.0MiB, scsi_debug, read-only
		- /dev/sdc  it is mounted on /srv/fields
		/dev/loop6  4\.0MiB
	END
	# What cannot be had is not taken; what cannot be written is read-only.
	press End Enter
	shows "Esc: leave it"
	press Home Down Enter
	hides "Esc: leave it"
	shows "Device              /dev/sdb"
	shows "Read-only           [x]"
	leave_terminal
	blockdev --setrw /dev/sdb
	mkfs.ext4 -q /dev/sdb
	to_page Extent
	open_list Device
	lists 4 <<-'END'
		/dev/sda  32\.0MiB, scsi_debug
		! /dev/sdb  32\.0MiB, scsi_debug, not empty
		- /dev/sdc  it is mounted on /srv/fields
		/dev/loop6  4\.0MiB
	END
	close_list
	leave_terminal
	wipefs -qa /dev/sdb
}

@test "where no device is free it begins with a file" {
	local device devices=(/dev/sda /dev/sdb /dev/loop6)
	for device in "${devices[@]}"; do mkswap "$device" >/dev/null && swapon "$device"; done
	to_page Extent
	shows "Extent              file"
	leave_terminal
	for device in "${devices[@]}"; do swapoff "$device" && wipefs -qa "$device"; done
}

@test "a file that is there has its size, a new one what is left" {
	local room
	to_page Extent
	choose Extent file
	press Down C-u
	type_ "$DIR/there.img"
	shows "is there, 4.0MiB"
	hides "  Size "
	press C-u
	type_ "$DIR/disk1.img"
	shows "a new file; "
	# All that is left, and one block more.
	room=$(($(stat -f -c '%a * %S' $DIR)))
	press Down C-u
	type_ "$room"
	shows "$room bytes; 0 bytes stay free there"
	press C-u
	type_ "$((room + 512))"
	shows "have no room there"
	choose Blocks sparse
	hides "have no room there"
	leave_terminal
}

@test "each address with what is to be said of it, and none of them ticked" {
	local near=near0,\ 10000\ Mbit/s,\ MTU\ 1500
	ip address add fd77::7/64 dev near0
	to_page Portal
	shows "Listen on           ::"
	open_list "Listen on"
	lists 14 <<-END
		\[x\] ::  every address, IPv6 and IPv4
		\[ \] 0\.0\.0\.0  every IPv4 address
		\[ \] 127\.0\.0\.1  lo, MTU 65536, this machine alone
		\[ \] 10\.77\.0\.5  $near
		\[ \] 10\.77\.0\.6  $near, by DHCP, it may change
		\[ \] 8\.8\.4\.4  $near, open to the internet
		\[ \] 10\.78\.0\.5  down0, MTU 1500, down
		\[ \] ::1  lo, MTU 65536, this machine alone
		\[ \] fd77::5  $near, by DHCP, it may change
		\[ \] fd77::6  $near, on its way out
		\[ \] fd77::7  $near, not in use yet
		\[ \] fd77::.*:.*  $near, temporary, by DHCP, it may change
		\[ \] fe80::ff:fe00:5%near0  $near, this link alone
		\[ \] fe80::.*%far0  far0, 10000 Mbit/s, MTU 1500, this link alone
	END
	close_list
	leave_terminal
}

@test "an address of one link, with another one" {
	to_page Portal
	open_list "Listen on"
	close_list
	press C-u
	type_ "10.77.0.5"
	shows "Listen on           10.77.0.5"
	press F2
	shows "Esc: leave it"
	press Home
	until under_cursor | grep -q 'fe80::ff:fe00:5%near0'; do press Down && sleep 0.1; done
	press Space Enter
	shows "Listen on           10.77.0.5 fe80::ff:fe00:5%near0"
	press NPage
	shows "[Access]"
	type_ "$IQN:h1"
	review
	press End
	shows "! initiators are told of all these addresses"
	press Enter
	shows "Save this change"
	press n
	shows "Not saved"
	shows "# The disks of $IQN:disk1"
	leave_terminal
	find /sys/kernel/config/target/iscsi/$IQN:disk1/tpgt_1/np -mindepth 1 -maxdepth 1 -printf '%f\n' | sort |
		diff - <(printf '%s\n' 10.77.0.5:3260 '[fe80::ff:fe00:5%near0]:3260')
	expect 0 "$INITIATOR" -i "$IQN:h1" -p 10.77.0.5:3260 "$IQN:disk1" check "by the other one"
}

@test "where others listen it cannot be, and that is told with their name" {
	place=served begin
	to_page Portal
	shows "Listen on           10.77.0.5"
	to "Listen on"
	press C-u
	type_ "0.0.0.0"
	shows "! the portal 0.0.0.0:3260 cannot stand beside 10.77.0.5:3260 of $IQN:two"
	press NPage
	shows "[Portal]"
	press Down C-u
	type_ 3261
	hides "cannot stand beside"
	to Portals
	press Right
	shows "$IQN:two/tpg1  (as it: 10.77.0.5:3260)"
	hides "Listen on"
	leave_terminal
}

# Whoever is there, whoever has access, whoever was refused, the last one first; and a
# name that no ACL can have is none to choose.
@test "initiators that are known, and why" {
	local name
	"$LIOSH" <<-END
		/backstores/ramdisk create r 1M
		/iscsi create $IQN:open
		/iscsi/$IQN:open/tpg1/luns create /backstores/ramdisk/r
		/iscsi/$IQN:open/tpg1 set attribute authentication=0 generate_node_acls=1 demo_mode_write_protect=0
		/iscsi create $IQN:closed
		/iscsi/$IQN:closed/tpg1/acls create $IQN:known
		saveconfig
	END
	behind "$INITIATOR" -i "$IQN:guest" "$IQN:open" hold >held 2>&1
	local holder=$!
	within 60 grep -q holding held
	for name in "$IQN:late" "$IQN:known2" "what is [31m this" "$IQN:late"; do
		expect 1 "$INITIATOR" -i "$name" "$IQN:closed" login
	done
	to_page Access
	open_list Initiators
	lists 4 <<-END
		\[ \] $IQN:guest  connected to $IQN:open
		\[ \] $IQN:known  has access to $IQN:closed
		! \[ \] $IQN:late  was refused; anybody can say that this is the name
		! \[ \] $IQN:known2  was refused; anybody can say that this is the name
	END
	press Down Down Space Enter
	shows "Initiators          $IQN:late"
	leave_terminal
	kill -TERM "$holder"
	wait "$holder" || :
}

@test "a log of the kernel that cannot be read" {
	mv /dev/kmsg /dev/kmsg.away
	to_page Access
	open_list Initiators
	mv /dev/kmsg.away /dev/kmsg
	lists 1 <<-'END'
		- \[ \] .*the kernel's log cannot be read: nothing is known of refused.*
	END
	press Enter
	sleep 1
	hides "Initiators          ?"
	leave_terminal
}
