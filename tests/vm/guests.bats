#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Demo mode while LUNs go.  Whoever logs in while the kernel still waits for a command on a
# LUN that goes keeps a mapping to what is freed then, and crashes the kernel: this machine
# would not live to its next test.

load ../helpers.bash

DIR=/srv/guests
IQN=iqn.2026-11.org.example
TARGET=/sys/kernel/config/target/iscsi/$IQN:open
TPG=/iscsi/$IQN:open/tpg1

# A disk whose commands can be made to wait.
setup_file() {
	mkdir -p $DIR
	truncate -s 8M $DIR/slow.img $DIR/other.img
	yes slow | head -c 512 | dd of=$DIR/slow.img conv=notrunc status=none
	yes other | head -c 512 | dd of=$DIR/other.img conv=notrunc status=none
	modprobe -a loop dm_mod
	dmsetup create slow --table "0 16384 linear $(losetup -f --show $DIR/slow.img) 0"
	dmsetup mknodes
	write slow >$DIR/slow.yaml
	write other >$DIR/other.yaml
}

write() { # DISK
	cat <<-END
		liosh: 1
		backstores:
		  block:
		    slow: { device: /dev/mapper/slow }
		  fileio:
		    other: { path: $DIR/other.img, size: 8MiB }
		iscsi:
		  $IQN:open:
		    tpg1:
		      portals: { "127.0.0.1:3260": {} }
		      attributes: { authentication: false, generate_node_acls: true }
		      luns: { 1: $([ "$1" = slow ] && echo block/slow || echo fileio/other) }
	END
}

setup() {
	pids=()
	"$LIOSH" --yes restoreconfig $DIR/slow.yaml clear_existing=true >/dev/null
}

teardown() {
	local pid
	dmsetup resume slow
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || :; done
	wait
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	dmsetup remove slow
	losetup -D
	rm -rf $DIR
}

# A guest that is in and reads all the time.
guest_reads() {
	behind "$INITIATOR" -i $IQN:in -l 1 $IQN:open probe other slow \
		>$DIR/in.out 2>$DIR/in.err
	pids+=($!)
	within 60 grep -q "$IQN:in" $TARGET/tpgt_1/dynamic_sessions
	sleep 0.5
}

# With another session of the same guest: the kernel keeps what it may reach once a name.
guest_has() { # TEXT
	[ "$("$INITIATOR" -i $IQN:in -l 1 $IQN:open read 2>/dev/null)" = "$1" ]
}

waits_in_the_kernel() { # PID
	grep -q core_tpg_remove_lun /proc/"$1"/task/*/stack
}

accepted() {
	cat $TARGET/fabric_statistics/iscsi_login_stats/accepts
}

# Whoever is new tries to get in while the change goes on.
change() { # INITIATOR COMMAND...
	local before change new=$1
	shift
	guest_reads
	before=$(accepted)
	dmsetup suspend --nolockfs --noflush slow
	behind "$LIOSH" --yes "$@" >$DIR/said 2>&1
	change=$!
	pids+=("$change")
	within 60 waits_in_the_kernel "$change"
	expect 1 "$INITIATOR" -i "$IQN:$new" $IQN:open login
	[[ $stderr == *"login refused: 0202"* ]]
	dmsetup resume slow
	wait "$change" || { cat $DIR/said && return 1; }
	[ "$(accepted)" = "$before" ]
}

@test "nobody new logs in while a LUN is exchanged, and who is in gets the other disk" {
	local tried worked
	change first restoreconfig $DIR/other.yaml clear_existing=true
	[ "$(cat $TARGET/tpgt_1/attrib/generate_node_acls)" = 1 ]
	expect 0 "$INITIATOR" -i $IQN:first -l 1 $IQN:open read
	[ "$output" = other ]
	sleep 0.5
	kill -TERM "${pids[0]}"
	wait "${pids[0]}" || :
	read -r tried _ worked _ < <(tail -n 1 $DIR/in.out)
	echo "$worked of $tried"
	[ "$worked" -gt 0 ]
	[ "$(accepted)" = 2 ]
}

@test "a change that fails gives the guest the disk back" {
	guest_reads
	expect 71 strace -f -o /dev/null -e trace=symlinkat \
		-e inject=symlinkat:error=EIO:when=1 "$LIOSH" --yes --workers 1 \
		restoreconfig $DIR/other.yaml clear_existing=true
	[ "$(cat $TARGET/tpgt_1/attrib/generate_node_acls)" = 1 ]
	expect 0 "$INITIATOR" -i $IQN:third -l 1 $IQN:open read
	[ "$output" = slow ]
	guest_has slow
	# The other disk was never there.
	kill -TERM "${pids[0]}"
	wait "${pids[0]}"
}

@test "a LUN that goes or comes back: what is said of a guest, and of one with an ACL by now" {
	guest_reads
	expect 1 "$LIOSH" --check $TPG/luns delete 1
	[[ $output == *"luns/lun1  [takes a disk from 1 session]" ]]
	sed 's|mapper/slow|&, attributes: { emulate_tas: false }|' $DIR/slow.yaml >$DIR/relink.yaml
	expect 1 "$LIOSH" diff $DIR/relink.yaml
	[[ $output == *"luns/lun1  [takes a disk from 1 session for a moment]" ]]
	# The kernel gives it back to guests only while they are let in.
	echo 0 >$TARGET/tpgt_1/attrib/generate_node_acls
	expect 1 "$LIOSH" diff $DIR/relink.yaml
	[[ $output == *"luns/lun1  [takes a disk from 1 session]" ]]
	echo 1 >$TARGET/tpgt_1/attrib/generate_node_acls
	"$LIOSH" $TPG/acls create $IQN:in add_mapped_luns=false
	expect 1 "$LIOSH" --check $TPG/luns delete 1
	[[ $output == *"luns/lun1  [takes a disk from 1 session]" ]]
	guest_has slow
	"$LIOSH" --yes $TPG/luns delete 1
	guest_has ""
}

@test "nobody new logs in while a LUN is deleted" {
	change second $TPG/luns delete 1
	[ "$(cat $TARGET/tpgt_1/attrib/generate_node_acls)" = 1 ]
	expect 0 "$INITIATOR" -i $IQN:second $IQN:open login
}
