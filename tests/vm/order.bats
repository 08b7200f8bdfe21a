#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# No instant of a change is more open than both its ends: while a configuration goes back
# and forth between two, initiators try without pause what neither of them allows. And
# what is the same in both goes on: sessions with verified I/O stay the same sessions.

# boot: slow
# processors: 2
load ../helpers.bash

DIR=/srv/order
IQN=iqn.2026-11.org.example
TARGET=/sys/kernel/config/target

# --- two configurations -------------------------------------------------------------

# Every disk says in its first block which one it is.
make_disk() { # NAME
	truncate -s 8M "$DIR/$1.img"
	yes "$1" | head -c 512 | dd of="$DIR/$1.img" conv=notrunc status=none
}

disks=(public private keyed keep left right still here there)

backstores() {
	local disk number=0
	printf 'liosh: 1\nbackstores:\n  fileio:\n'
	for disk in "${disks[@]}"; do
		number=$((number + 1))
		printf '    %s: { path: %s, size: 8MiB, write_back: false, serial: %s }\n' \
			"$disk" "$DIR/$disk.img" "${number}0000000-0000-4000-8000-00000000000$number"
	done
	printf 'iscsi:\n'
}

chap() { # HOST LUNS
	printf '        %s:%s: { chap: { userid: %s, password: %s-own-secret }, luns: { %s } }\n' \
		"$IQN" "$1" "$1" "$1" "$2"
}

target() { # NAME LUNS ATTRIBUTES
	printf '  %s:%s:\n    tpg1:\n      portals: { "127.0.0.1:3260": {} }\n' "$IQN" "$1"
	printf '      attributes: { %s }\n      luns: { %s }\n      acls:\n' "$3" "$2"
}

# Five targets: a door that is open for anyone to read one disk, or closed around another;
# a lock that is there or not; two disks that change their places, of which one initiator
# always has the same and another may only read one; one that stays as it is; one that is open to all, whose disk
# is another.
left() {
	backstores
	target door "1: fileio/public" \
		"authentication: false, generate_node_acls: true, demo_mode_write_protect: true"
	echo "        {}"
	target lock "1: fileio/keyed" "authentication: false"
	chap host2 "1: 1"
	target disks "0: fileio/keep, 1: fileio/left, 2: fileio/right" "authentication: true"
	chap host1 "1: 1, 2: 2"
	chap reader "1: { lun: 1, write_protect: true }"
	chap keeper "7: 0"
	stays
	target open "1: fileio/here" "authentication: false, generate_node_acls: true"
	echo "        {}"
}

right() {
	backstores
	target door "1: fileio/private" "authentication: true"
	chap host1 "1: 1"
	target lock "1: fileio/keyed" "authentication: true"
	chap host1 "1: 1"
	target disks "0: fileio/keep, 1: fileio/right, 2: fileio/left" "authentication: true"
	chap host1 "1: 2, 2: 1"
	chap reader "1: { lun: 1, write_protect: true }, 2: { lun: 2, write_protect: true }"
	chap keeper "7: 0"
	stays
	target open "1: fileio/there" "authentication: false, generate_node_acls: true"
	echo "        {}"
}

stays() {
	target still "1: fileio/still" "authentication: true"
	chap host1 "1: 1"
}

setup_file() {
	local disk
	mkdir -p "$DIR"
	for disk in "${disks[@]}"; do make_disk "$disk"; done
	(umask 077 && left >"$DIR/left.yaml" && right >"$DIR/right.yaml")
	"$LIOSH" --yes clearconfig confirm=true
	become left
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf "$DIR"
}

teardown() {
	local pid
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || :; done
	wait
}

become() { # SIDE
	timeout 60 "$LIOSH" --yes restoreconfig "$DIR/$1.yaml" clear_existing=true >/dev/null 3>&-
}

# --- what neither allows ----------------------------------------------------------------

# A line each: target, initiator, what it does.
probes() {
	cat <<-END
		door stranger -l 1 probe other public
		door host1 -l 1 probe other public
		lock host1 probe login
		lock host1 -u host1%not-the-secret probe login
		lock stranger probe login
		disks host1 -u host1%host1-own-secret -l 1 probe other left
		disks host1 -u host1%host1-own-secret -l 2 probe other right
		disks reader -u reader%reader-own-secret -l 1 probe write spoilt
		disks keeper -u keeper%not-the-secret probe login
	END
}

pids=()

start() { # FILE TARGET INITIATOR OPTION-OR-ARGUMENT...
	local file=$1 target=$2 initiator=$3 options=()
	shift 3
	while [ "${1#-}" != "$1" ]; do
		options+=("$1" "$2")
		shift 2
	done
	behind "$INITIATOR" -i "$IQN:$initiator" "${options[@]}" "$IQN:$target" "$@" \
		>"$DIR/$file.out" 2>"$DIR/$file.err"
	pids+=($!)
}

start_probes() {
	local words number=0
	while read -ra words; do
		number=$((number + 1))
		start "probe$number" "${words[@]}"
	done < <(probes)
}

# One new initiator after the other, each where everybody may read: the kernel makes each
# one's mappings when he first logs in, and a LUN that goes just then must not be among them.
start_guests() {
	# shellcheck disable=SC2016 # expanded by that shell
	behind bash -c 'for ((i = 0;; i++)); do
		"$0" -i "$1:guest$i" -l 1 "$1:open" read >>"$2" 2>&1; done' \
		"$INITIATOR" "$IQN" "$DIR/guests.out"
	pids+=($!)
}

# On a machine that is busy the stream is thin.
few_guests() {
	(($(grep -cx here "$DIR/guests.out") < 20 || $(grep -cx there "$DIR/guests.out") < 20))
}

# Each got in and read one of the disks, or came while the door was shut, or was being shut
# (the kernel cuts the connection in the middle of a login), or the LUN away.
check_guests() {
	echo "# guests: $(sort "$DIR/guests.out" | uniq -c | sort -rn | head -n 6 | tr -s ' \n' ' ')" >&3
	run few_guests
	[ "$status" -eq 1 ]
	[ -z "$(grep -vxE "here|there|initiator: (login refused: (0202|0301): .*|login failed: .*[Cc]an not reconnect.*|.*sense 05/25/00)" "$DIR/guests.out" | sort | uniq -c | head -n 5 | tee /dev/stderr)" ]
}

attempts=0 successes=0

# Adds up what the probes say, and what each that worked was.
stop_probes() {
	local pid tried worked number=0 words
	for pid in "${pids[@]}"; do kill -TERM "$pid"; done
	wait "${pids[@]}" || :
	pids=()
	while read -ra words; do
		number=$((number + 1))
		read -r tried _ worked _ < <(tail -n 1 "$DIR/probe$number.out")
		attempts=$((attempts + tried))
		successes=$((successes + worked))
		[ "$worked" -eq 0 ] || echo "worked $worked times: ${words[*]}"
	done < <(probes)
}

session_id() { # TARGET INITIATOR
	grep -o 'LIO Session ID: [0-9]*' "$TARGET/iscsi/$IQN:$1/tpgt_1/acls/$IQN:$2/info"
}

# --- the tests -----------------------------------------------------------------------------

@test "the probes work: each is let in where it is allowed" {
	become left
	expect 0 "$INITIATOR" -i $IQN:stranger -l 1 $IQN:door read
	[ "$output" = public ]
	expect 0 "$INITIATOR" -i $IQN:host1 -u host1%host1-own-secret -l 1 $IQN:disks read
	[ "$output" = left ]
	expect 1 "$INITIATOR" -i $IQN:host1 $IQN:lock login
	[[ $stderr == *"login refused: 0202"* ]]
	become right
	expect 1 "$INITIATOR" -i $IQN:stranger -l 1 $IQN:door read
	expect 0 "$INITIATOR" -i $IQN:host1 -u host1%host1-own-secret -l 1 $IQN:disks read
	[ "$output" = left ]
	expect 0 "$INITIATOR" -i $IQN:host1 -u host1%host1-own-secret $IQN:lock login
	expect 1 "$INITIATOR" -i $IQN:host1 -u host1%not-the-secret $IQN:lock login
	[[ $stderr == *"login refused: 0201"* ]]
	expect 1 "$INITIATOR" -i $IQN:reader -u reader%reader-own-secret -l 1 $IQN:disks write x
	[[ $stderr == *"sense 07/27/00"* ]]
}

@test "nothing forbidden ever works, and what stays keeps its sessions" {
	local round flip flips=0 keeper still least=12
	[ -z "${LONG:-}" ] || least=24
	become left
	start keeper disks keeper -u keeper%keeper-own-secret -l 7 hold
	start still still host1 -u host1%host1-own-secret -l 1 hold
	start_guests
	local holds=("${pids[@]}")
	until grep -q holding "$DIR/keeper.out" && grep -q holding "$DIR/still.out"; do sleep 0.1; done
	keeper=$(session_id disks keeper)
	still=$(session_id still host1)
	for ((round = 0; round < 20; round++)); do
		((attempts < 4000 || flips < least)) || few_guests || break
		pids=()
		start_probes
		for flip in right left right left right left; do
			become "$flip"
			flips=$((flips + 1))
		done
		stop_probes
	done
	pids=("${holds[@]}")
	echo "# $flips changes, $attempts attempts, $successes successes" >&3
	[ "$successes" -eq 0 ]
	[ "$attempts" -ge 4000 ]
	[ "$(session_id disks keeper)" = "$keeper" ]
	[ "$(session_id still host1)" = "$still" ]
	kill -TERM "${holds[@]}"
	wait "${holds[0]}"
	wait "${holds[1]}"
	check_guests
	echo "# $(tail -n 1 "$DIR/keeper.out"); $(tail -n 1 "$DIR/still.out")" >&3
	grep -q ' 0 errors' "$DIR/keeper.out"
	grep -q ' 0 errors' "$DIR/still.out"
}

# Each way from a sound start, until both kinds were seen: the moments are short. The wrong
# disk behind a number is not among what such plans do: the kernel takes a mapped LUN away
# with its LUN.
@test "plans in the wrong order are noticed" {
	local round way good=$LIOSH broken=${DUMP%/*}/broken/plan_make
	local ways=("left right" "right left")
	: >"$DIR/seen"
	for ((round = 0; round < 20; round++)); do
		way=${ways[round % 2]}
		"$LIOSH" --yes clearconfig confirm=true >/dev/null
		become "${way% *}"
		start_probes
		sleep 1
		LIOSH=$broken become "${way#* }" || :
		LIOSH=$good
		sleep 0.2
		stop_probes >>"$DIR/seen"
		grep -q 'lock host1' "$DIR/seen" && grep -q 'disks reader' "$DIR/seen" && break
	done
	echo "# $((round + 1)) changes, $attempts attempts, $successes successes" >&3
	cat "$DIR/seen"
	grep -q 'lock host1' "$DIR/seen"
	grep -q 'disks reader' "$DIR/seen"
}
