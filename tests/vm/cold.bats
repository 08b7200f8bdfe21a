# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold
# A machine where nobody used LIO yet, and machines where someone else does right now.
# The tests build on each other: the machine gets warm on the way.
load ../helpers

T=/sys/kernel/config/target
IQN=iqn.2026-11.org.example

setup_file() {
	export files=$BATS_FILE_TMPDIR
}

state() {
	lsmod | cut -d ' ' -f 1 | sort
	cat /proc/mounts
	ls -A /etc/target /var/target /sys/kernel/config 2>&1 || :
}

loaded() { grep -q "^$1 " /proc/modules; }
absent() { ! loaded "$1"; } # of its own, for a ! hides the status from the test

traced() { # STATUS WORD...
	local want=$1 trace=$BATS_TEST_TMPDIR/trace
	shift
	expect "$want" strace -f -y -s 256 -o "$trace" "$LIOSH" "$@"
	changes=$("$TOP/tests/vm/modifying" "$trace")
}

harmless() { # STATUS WORD...
	local before
	before=$(state)
	traced "$@"
	[ -z "$changes" ] || { printf '%s: %s\n' "$*" "$changes"; return 1; }
	diff <(printf '%s\n' "$before") <(state)
}

# --- nothing there ------------------------------------------------------------------

@test "this machine is cold" {
	absent target_core_mod
	absent iscsi_target_mod
	run mountpoint -q /sys/kernel/config
	[ "$status" -ne 0 ]
}

@test "without LIO: 69, what is missing, and both ways on" {
	mount -t tmpfs none "/lib/modules/$(uname -r)"
	local command
	for command in "ls /" "/iscsi create" "saveconfig $files/none" "/backstores get"; do
		# shellcheck disable=SC2086 # words
		harmless 69 $command
		[ -z "$output" ]
		[[ $stderr == *target_core_mod* ]]
		[[ $stderr == *"liosh -f PROFILE"* ]]
		[[ $stderr == *"make try"* ]]
	done
	[ ! -e "$files/none" ]
	expect 0 "$LIOSH" -f "$files/profile.yaml" /backstores/ramdisk create r1 1M
	expect 0 "$LIOSH" -f "$files/profile.yaml" ls /backstores/ramdisk
	[[ $output == *"o- r1 "* ]]
	umount "/lib/modules/$(uname -r)"
	expect 0 "$LIOSH" ls /
}

@test "ls shows the empty tree and changes nothing" {
	harmless 0 ls /
	diff - <(printf '%s\n' "$output" | sed -E 's/ \.+ / /') <<-'EOF'
		o- / [...]
		  o- backstores [...]
		  | o- block [Storage Objects: 0]
		  | o- fileio [Storage Objects: 0]
		  | o- pscsi [Storage Objects: 0]
		  | o- ramdisk [Storage Objects: 0]
		  o- iscsi [Targets: 0]
		  o- loopback [Targets: 0]
		  o- vhost [Targets: 0]
		  o- xen-pvscsi [Targets: 0]
	EOF
}

@test "the other readers change nothing either" {
	harmless 0 ls /iscsi
	harmless 0 /iscsi info
	harmless 0 /iscsi get discovery_auth
	harmless 0 / status
	harmless 0 sessions
	harmless 0 saveconfig "$files/empty.yaml"
	harmless 0 restoreconfig "$files/empty.yaml"
}

@test "what is wrong is refused before anything is loaded" {
	harmless 65 /backstores/ramdisk create r1 lots
	harmless 64 /backstores/ramdisk frobnicate
	harmless 65 /iscsi create iqn.of-nothing
}

# --- the first create ---------------------------------------------------------------

@test "the first create loads what it needs, and no more" {
	traced 0 /backstores/fileio create d1 "$files/d1.img" 16M
	grep -q init_module <<<"$changes"
	grep -q '\<mount(' <<<"$changes"
	mountpoint -q /sys/kernel/config
	loaded target_core_mod
	loaded target_core_file
	absent iscsi_target_mod
	absent tcm_loop
	expect 0 "$LIOSH" ls /backstores/fileio
	[[ $output == *"o- d1 "*"(16.0MiB) write-back deactivated"* ]]
}

@test "dbroot is set before the first storage object" {
	[ "$(cat $T/dbroot)" = /etc/target ]
	[ "$(stat -c '%a %U' /etc/target)" = "700 root" ]
	[ -d /etc/target/pr ]
	[ -d /etc/target/alua ]
}

@test "the first target loads its fabric, and an initiator reads from it" {
	expect 0 "$LIOSH" /iscsi create $IQN:cold
	loaded iscsi_target_mod
	absent tcm_loop
	expect 0 "$LIOSH" /iscsi/$IQN:cold/tpg1/luns create /backstores/fileio/d1
	expect 1 "$INITIATOR" -i $IQN:host1 $IQN:cold check "not yet"
	expect 0 "$LIOSH" /iscsi/$IQN:cold/tpg1/acls create $IQN:host1
	expect 0 "$INITIATOR" -i $IQN:host1 $IQN:cold check "from the cold"
	grep -q "from the cold" "$files/d1.img"
}

@test "a fabric that this machine cannot have is refused, and nothing stays" {
	"$DUMP" >"$files/before"
	run --separate-stderr "$LIOSH" /xen-pvscsi create
	((status == 69 || status == 71))
	[[ $stderr == *xen* ]]
	diff "$files/before" <("$DUMP")
}

# --- someone else ------------------------------------------------------------------

hold() { # LOCK
	behind flock "$1" sleep 120
	holder=$!
	while ! grep -q "FLOCK .* $holder " /proc/locks; do sleep 0.1; done
}

release() {
	pkill -P "$holder" sleep
	wait "$holder" || :
}

refused_while_held() { # LOCK
	hold "$1"
	"$DUMP" >"$files/before"
	expect 75 "$LIOSH" /backstores/ramdisk create late 1M
	[[ $stderr == *"process $holder has held $1"* ]]
	diff "$files/before" <("$DUMP")
	expect 0 timeout 5 "$LIOSH" ls / # readers need no lock
	release
	expect 0 "$LIOSH" /backstores/ramdisk create late 1M
	expect 0 "$LIOSH" /backstores/ramdisk delete late
}

@test "75 and the owner's pid while another liosh has the lock" {
	refused_while_held /run/liosh.lock
}

@test "75 and the owner's pid while targetcli has its lock" {
	refused_while_held /var/run/targetcli.lock
}

@test "75 during an apply that takes long, and both are whole afterwards" {
	local slow pid
	strace -f -o "$files/slow" -e inject=mkdirat,mkdir:delay_enter=15000000:when=1 \
		"$LIOSH" /backstores/ramdisk create slow 1M 3>&- >/dev/null 2>&1 &
	slow=$!
	until pid=$(pgrep -P $slow) && grep -q "FLOCK .* $pid " /proc/locks; do sleep 0.1; done
	expect 75 "$LIOSH" /backstores/ramdisk create late 1M
	[[ $stderr == *"process $pid has held /run/liosh.lock"* ]]
	wait $slow
	expect 0 "$LIOSH" /backstores/ramdisk create late 1M # a moment of waiting is fine
	expect 0 "$LIOSH" ls /backstores/ramdisk
	[[ $output == *"o- late "* && $output == *"o- slow "* ]]
}

@test "a short wait for the lock is no error" {
	behind flock /run/liosh.lock sleep 2
	expect 0 "$LIOSH" /backstores/ramdisk create patient 1M
	wait
}
