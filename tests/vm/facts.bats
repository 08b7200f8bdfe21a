#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a real kernel tells of itself: addresses, who listens, file systems, initiators.

load ../helpers.bash

UNIT=${UNIT:-$TOP/build/release/tests/unit}
DIR=/srv/facts
IQN=iqn.2026-11.org.example

setup_file() {
	mkdir -p $DIR/disk $DIR/again $DIR/memory
}

setup() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
}

# What a failing test left must not fail the next ones.
teardown() {
	local name
	# shellcheck disable=SC2046 # numbers
	kill $(jobs -p) 2>/dev/null || :
	for name in again memory disk disk; do umount -q "$DIR/$name" || :; done
	ip link delete facts0 2>/dev/null || :
	ip link delete facts2 2>/dev/null || :
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rm -rf $DIR
}

has() { # PATTERN COMMAND...
	local pattern=$1
	shift
	"$@" | grep -qE "$pattern"
}

# --- addresses ------------------------------------------------------------------------

# Two ends of a cable, facts0 and facts1, without addresses of their own making.
cable() {
	ip link add facts0 type veth peer name facts1
	ip link set facts0 addrgenmode none mtu 9000
	ip link set facts1 addrgenmode none
	ip link set facts0 up
	ip link set facts1 up
}

of_interface() { # NAME
	expect 0 "$UNIT/test_address" list
	grep " $1 " <<<"$output"
}

@test "addresses, and what is said of each" {
	cable
	ip address add 10.9.9.1/24 dev facts0
	ip address add 10.9.9.2/24 dev facts0
	ip address add 8.8.4.4/32 dev facts0 valid_lft 600 preferred_lft 300
	ip address add 169.254.9.9/16 dev facts0
	ip address add fd09::1/64 dev facts0 nodad
	ip address add fd09::2/64 dev facts0 nodad preferred_lft 0
	ip address add 2a00::9/64 dev facts0 nodad valid_lft 600 preferred_lft 300
	ip address add fe80::9/64 dev facts0 nodad
	expect 0 of_interface facts0
	diff <(sort <<<"$output") - <<-END
		10.9.9.1 facts0 mtu=9000 speed=10000 up
		10.9.9.2 facts0 mtu=9000 speed=10000 up
		169.254.9.9 facts0 mtu=9000 speed=10000 up link-local
		2a00::9 facts0 mtu=9000 speed=10000 up dynamic global
		8.8.4.4 facts0 mtu=9000 speed=10000 up dynamic global
		fd09::1 facts0 mtu=9000 speed=10000 up
		fd09::2 facts0 mtu=9000 speed=10000 up deprecated
		fe80::9%facts0 facts0 mtu=9000 speed=10000 up link-local
	END
	expect 0 of_interface lo
	[[ $output == *"127.0.0.1 lo mtu=65536 speed=0 up loopback"* ]]
	[[ $output == *"::1 lo mtu=65536 speed=0 up loopback"* ]]
}

@test "a portal can be had at each of them" {
	local address
	cable
	ip address add 10.9.9.1/24 dev facts0
	ip address add fd09::1/64 dev facts0 nodad
	ip address add fe80::9/64 dev facts0 nodad
	expect 0 "$LIOSH" /iscsi create $IQN:facts
	expect 0 "$LIOSH" /iscsi/$IQN:facts/tpg1/portals delete 0.0.0.0 3260
	for address in $(of_interface facts0 | cut -d ' ' -f 1); do
		expect 0 "$LIOSH" /iscsi/$IQN:facts/tpg1/portals create "$address" 3260
	done
}

@test "an address that is still asked for, one that another has, no link" {
	cable
	# The other end is asked a hundred times, a second each.
	echo 100 >/proc/sys/net/ipv6/conf/facts0/dad_transmits
	ip address add fd09::3/64 dev facts0
	expect 0 of_interface facts0
	[ "$output" = "fd09::3 facts0 mtu=9000 speed=10000 up tentative" ]
	ip address flush dev facts0
	echo 1 >/proc/sys/net/ipv6/conf/facts0/dad_transmits
	ip address add fd09::4/64 dev facts1 nodad
	ip address add fd09::4/64 dev facts0
	within 20 has dadfailed ip address show dev facts0
	expect 0 of_interface facts0
	[ "$output" = "fd09::4 facts0 mtu=9000 speed=10000 up tentative" ]
	ip address flush dev facts0
	ip address add 10.9.9.1/24 dev facts0
	ip link set facts1 down
	within 20 has 0 cat /sys/class/net/facts0/carrier
	expect 0 of_interface facts0
	[[ $output == "10.9.9.1 facts0 mtu=9000 speed="* && $output != *" up"* ]]
}

@test "a temporary address" {
	cable
	echo 2 >/proc/sys/net/ipv6/conf/facts0/use_tempaddr
	ip address add fd09::5/64 dev facts0 nodad mngtmpaddr valid_lft 600 preferred_lft 300
	within 20 has temporary ip address show dev facts0
	expect 0 of_interface facts0
	grep -qE "^fd09:.* facts0 mtu=9000 speed=10000 up dynamic temporary( tentative)?$" <<<"$output"
	grep -qx "fd09::5 facts0 mtu=9000 speed=10000 up dynamic" <<<"$output"
}

@test "many addresses are more than one message" {
	local i
	ip link add facts2 type dummy
	ip link set facts2 up
	for i in 1 2; do
		printf "address add 10.$i.%d.1/32 dev facts2\n" {1..250}
	done | ip -batch -
	expect 0 of_interface facts2
	[ "$(wc -l <<<"$output")" -ge 500 ]
	[ "$(sort -u <<<"$output" | wc -l)" = "$(wc -l <<<"$output")" ]
}

# --- who listens ------------------------------------------------------------------------

@test "a portal of LIO is the kernel's, another program has a name" {
	local listener
	expect 0 "$LIOSH" /iscsi create $IQN:facts
	expect 0 "$LIOSH" /iscsi/$IQN:facts/tpg1/portals delete 0.0.0.0 3260
	expect 0 "$LIOSH" /iscsi/$IQN:facts/tpg1/portals create 127.0.0.1 3999
	expect 0 "$UNIT/test_address_port" 3999
	[ "$output" = "the kernel" ]
	expect 0 "$UNIT/test_address_port" 3998
	[ "$output" = nobody ]
	behind busybox httpd -f -p 127.0.0.2:3999
	listener=$!
	# (Some versions call themselves by the command.)
	within 20 has '^(busybox|httpd)$' "$UNIT/test_address_port" 3999
	kill "$listener"
	wait "$listener" || :
	expect 0 "$LIOSH" --yes /iscsi delete $IQN:facts
	expect 0 "$UNIT/test_address_port" 3999
	[ "$output" = nobody ]
}

# --- file systems -------------------------------------------------------------------------

extents() {
	expect 0 "$UNIT/test_volume" extents
	[ "$output" = "$1" ] || {
		echo "extents in $output"
		return 1
	}
}

volume() { # PATH
	"$UNIT/test_volume" list | grep "^$1 "
}

@test "a disk, a part of it, memory" {
	need mkfs.ext4
	local free
	modprobe -a loop ext4
	volume / | grep -q "^/ overlay root root volatile bytes="
	truncate --size=64M $DIR/disk.img
	mkfs.ext4 -q $DIR/disk.img
	extents /var/lib/liosh/extents
	mount -o loop $DIR/disk.img $DIR/disk
	mkdir $DIR/disk/part
	mount --bind $DIR/disk/part $DIR/again
	mount -t tmpfs -o size=1M memory $DIR/memory
	head -c 512K /dev/zero >$DIR/memory/file
	free=$(($(stat -f -c '%a * %S' $DIR/disk)))
	volume $DIR/disk | grep -qx "$DIR/disk ext4 /dev/loop[0-9]* bytes=[0-9]* free=$free"
	expect 1 volume $DIR/again
	expect 0 volume $DIR/memory
	[ "$output" = "$DIR/memory tmpfs memory volatile bytes=1048576 free=524288" ]
	extents $DIR/disk
	mount -o remount,ro $DIR/disk
	volume $DIR/disk | grep -q " read-only bytes="
	extents /var/lib/liosh/extents
}

@test "what another mount covers is not offered, another way to it is" {
	need mkfs.ext4
	modprobe -a loop ext4
	truncate --size=64M $DIR/disk.img
	mkfs.ext4 -qF $DIR/disk.img
	mount -o loop $DIR/disk.img $DIR/disk
	mount -t tmpfs memory $DIR/disk
	expect 0 volume $DIR/disk
	[[ $output == "$DIR/disk tmpfs memory volatile "* ]]
	extents /var/lib/liosh/extents
	umount $DIR/disk
	mount --bind $DIR/disk $DIR/again
	mount -t tmpfs memory $DIR/disk
	extents $DIR/again
}

@test "what the kernel makes up is not offered" {
	expect 0 "$UNIT/test_volume" list
	! grep -E '^/(proc|sys|dev|dev/pts) ' <<<"$output"
}

# --- initiators -----------------------------------------------------------------------------

login() { # NAME TARGET COMMAND...
	"$INITIATOR" -i "$@"
}

@test "connected, known, refused" {
	local held=$BATS_TEST_TMPDIR/held open=$BATS_TEST_TMPDIR/open
	"$LIOSH" <<-END
		/backstores/fileio create facts $DIR/facts.img 8M
		/backstores/fileio create open $DIR/open.img 8M
		/iscsi create $IQN:facts
		/iscsi/$IQN:facts/tpg1/luns create /backstores/fileio/facts
		/iscsi/$IQN:facts/tpg1/acls create iqn.2026-11.facts:a
		/iscsi/$IQN:facts/tpg1/acls create iqn.2026-11.facts:b
		/iscsi create $IQN:open
		/iscsi/$IQN:open/tpg1/luns create /backstores/fileio/open
		/iscsi/$IQN:open/tpg1 set attribute generate_node_acls=1 demo_mode_write_protect=0
	END
	expect 1 login iqn.2026-11.facts:first $IQN:facts login
	expect 1 login 'iqn.2026-11.FACTS:o\dd one' $IQN:facts login
	expect 1 login iqn.2026-11.facts:c $IQN:facts login
	echo "<3>iSCSI Initiator Node: iqn.2026-11.facts:forged is not authorized to access" \
		"iSCSI target portal group: 1." >/dev/kmsg
	behind "$INITIATOR" -i iqn.2026-11.facts:a $IQN:facts hold 60 >"$held"
	behind "$INITIATOR" -i iqn.2026-11.facts:c $IQN:open hold 60 >"$open"
	within 60 has holding cat "$held"
	within 60 has holding cat "$open"
	expect 0 "$UNIT/test_initiators" list
	diff <(grep 'iqn\.2026-11\.facts' <<<"$output" | grep -v refused | sort) - <<-END
		connected iqn.2026-11.facts:a at $IQN:facts
		connected iqn.2026-11.facts:c at $IQN:open
		known iqn.2026-11.facts:b at $IQN:facts
	END
	diff <(grep 'refused iqn\.2026-11\.facts' <<<"$output") - <<-'END'
		refused iqn.2026-11.facts:o\dd one
		refused iqn.2026-11.facts:first
	END
	[[ $output != *"no log"* && $output != *forged* ]]
	# Who gets an ACL is known from then on.
	expect 0 "$LIOSH" /iscsi/$IQN:facts/tpg1/acls create iqn.2026-11.facts:first
	expect 0 "$UNIT/test_initiators" list
	[[ $output == *"known iqn.2026-11.facts:first at $IQN:facts"* ]]
	[[ $output != *"refused iqn.2026-11.facts:first"* ]]
}

@test "a log that must not be read is no error" {
	need setpriv
	expect 0 setpriv --bounding-set=-syslog,-sys_admin "$UNIT/test_initiators" list
	[[ $output == *"no log" && $output != *refused* ]]
	expect 0 "$UNIT/test_initiators" list
	[[ $output != *"no log"* ]]
}
