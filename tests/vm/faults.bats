#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# All or nothing: a restore is broken off at each of its steps, by a system call that
# fails or by Ctrl-C, and the kernel must hold again what it held before. Two restores:
# of a whole configuration onto nothing, and of another one over it, with objects that go
# away, LUNs that are unlinked meanwhile, values that change.
#
# EVERY=N tries only every Nth step, SIGNAL_EVERY=N presses Ctrl-C at every Nth; both are 1
# with LONG=1, else 4 and 16.

# boot: slow
load ../helpers.bash
load break.bash

: "${EVERY:=${LONG:+1}}" "${EVERY:=4}"
: "${SIGNAL_EVERY:=${LONG:+1}}" "${SIGNAL_EVERY:=$((4 * EVERY))}"
DIR=/srv/faults
EXPEDITED=/sys/kernel/rcu_expedited

# --- two configurations -----------------------------------------------------------

first_profile() {
	cat <<-END
		liosh: 1
		backstores:
		  fileio:
		    a:
		      path: $DIR/a.img
		      size: 16MiB
		      write_back: false
		      serial: 00000000-0000-4000-8000-00000000000a
		      attributes: { emulate_tpu: true, max_unmap_lba_count: 4096 }
		    b:
		      path: $DIR/b.img
		      size: 16MiB
		      write_back: true
		      serial: 00000000-0000-4000-8000-00000000000b
		      alua: { g1: { id: 16, attributes: { preferred: true } } }
		  ramdisk:
		    r:
		      size: 4MiB
		      serial: 00000000-0000-4000-8000-00000000000c
		      lu_group: shelf
		      alua: { default_tg_pt_gp: { attributes: { preferred: true } } }
		  lu_groups: { shelf: { id: 7 } }
		iscsi:
		  discovery_auth: { enable: true, chap: { userid: d, password: secret-discovery } }
		  iqn.2026-11.org.example:first:
		    tpg1:
		      parameters: { MaxBurstLength: 1048576 }
		      portals: { "127.0.0.1:3260": {}, "127.0.0.1:3261": {} }
		      luns: { 0: fileio/a, 1: { storage_object: fileio/b, alua: g1 }, 2: ramdisk/r }
		      acls:
		        iqn.2026-11.org.example:host1:
		          tag: office
		          attributes: { $(acl_authentication)nopin_timeout: 30 }
		          chap:
		            userid: host1
		            password: secret-one-of-host1
		            mutual_userid: target
		            mutual_password: secret-two-of-host1
		          luns: { 0: 0, 1: { lun: 1, write_protect: true } }
		        iqn.2026-11.org.example:host2:
		          chap: { userid: host2, password: secret-of-host2 }
		          luns: { 0: { lun: 2, write_protect: true } }
		    tpg2:
		      enable: false
		      attributes: { generate_node_acls: true, demo_mode_write_protect: true }
		      chap: { userid: guest, password: secret-of-guest }
		      luns: { 0: fileio/a }
		    tpg3:
		      attributes: { authentication: false, generate_node_acls: true }
		      luns: { 0: fileio/a, 1: fileio/b }
		loopback:
		  naa.5001405a1b2c3d4e: { nexus: naa.5001405000000001, luns: { 0: ramdisk/r } }
		  naa.5001405a1b2c3d4f: { nexus: naa.5001405000000002, luns: { 0: fileio/b } }
	END
}

# Of the first one: the block size of an exported object, the group of a LUN, a portal
# that moves to another target, an ACL, a TPG, LUNs of one that lets in anybody, two targets, a storage object whose serial
# another one takes, secrets.
second_profile() {
	cat <<-END
		liosh: 1
		backstores:
		  fileio:
		    a:
		      path: $DIR/a.img
		      size: 16MiB
		      write_back: false
		      serial: 00000000-0000-4000-8000-00000000000a
		      attributes: { emulate_tpu: true, block_size: 4096 }
		    b:
		      path: $DIR/b.img
		      size: 16MiB
		      write_back: true
		      serial: 00000000-0000-4000-8000-00000000000b
		      alua: { g2: { id: 17, attributes: { alua_access_state: 1 } } }
		    c:
		      path: $DIR/c.img
		      size: 16MiB
		      write_back: false
		      serial: 00000000-0000-4000-8000-00000000000c
		iscsi:
		  iqn.2026-11.org.example:first:
		    tpg1:
		      attributes: { login_timeout: 10 }
		      portals: { "127.0.0.1:3260": {}, "127.0.0.1:3262": {} }
		      luns: { 0: fileio/b, 1: { storage_object: fileio/b, alua: g2 }, 3: fileio/a }
		      acls:
		        iqn.2026-11.org.example:host1:
		          chap: { userid: host1, password: secret-three-of-host1 }
		          luns: { 0: { lun: 3, write_protect: true }, 2: 1 }
		        iqn.2026-11.org.example:host3:
		          chap: { userid: host3, password: secret-of-host3 }
		          luns: { 0: { lun: 0, write_protect: true } }
		    tpg3:
		      attributes: { authentication: false, generate_node_acls: true }
		      luns: { 0: fileio/b, 2: fileio/c }
		  iqn.2026-11.org.example:second:
		    tpg1:
		      portals: { "127.0.0.1:3261": {} }
		      luns: { 0: fileio/c }
		      acls:
		        iqn.2026-11.org.example:host2:
		          chap: { userid: host2, password: secret-of-host2 }
		          luns: { 0: 0, 5: 0 }
		loopback:
		  naa.5001405a1b2c3d4f: { nexus: naa.5001405000000003, luns: { 0: fileio/b } }
	END
}

# An attribute of ACLs that kernels before 6.1 lack.
acl_authentication() {
	local target=/sys/kernel/config/target/iscsi/iqn.2026-11.org.example:probe
	local acl=$target/tpgt_1/acls/iqn.2026-11.org.example:probe
	mkdir -p "$acl"
	[ ! -e "$acl/attrib/authentication" ] || printf 'authentication: true, '
	rmdir "$acl" "${acl%/*/*}" "$target"
}

setup_file() {
	need strace
	mkdir -p "$DIR"
	truncate -s 16M "$DIR"/{a,b,c}.img
	(umask 077 && first_profile >"$DIR/first.yaml" && second_profile >"$DIR/second.yaml")
	# What waits for the kernel's grace periods is not what is tried here.
	[ ! -w $EXPEDITED ] || echo 1 >$EXPEDITED
	"$LIOSH" --yes clearconfig confirm=true
}

teardown_file() {
	[ ! -w $EXPEDITED ] || echo 0 >$EXPEDITED
	nothing
	rm -rf "$DIR"
}

# --- one restore, broken off --------------------------------------------------------

restore=(--yes --workers 1 restoreconfig)

# The two states from which the restores start.
nothing() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	find /sys/kernel/config/target -mindepth 1 -maxdepth 1 -type d ! -name core -exec rmdir {} +
}

first_one() {
	nothing && "$LIOSH" "${restore[@]}" "$DIR/first.yaml" clear_existing=true >/dev/null
}

points() { # PROFILE
	points_of "${restore[@]}" "$1" clear_existing=true
}

broken_off() { # STATUS PROFILE INJECTION...
	local want=$1 profile=$2
	shift 2
	break_off "$want" "$@" -- "${restore[@]}" "$profile" clear_existing=true
}

# All steps of one restore, one run each.
every_step() { # START PROFILE
	local start=$1 profile=$2
	"$start"
	"$DUMP" -n >"$DIR/before"
	points "$profile" >"$DIR/points"
	"$start"
	"$DUMP" -n | diff "$DIR/before" -
	echo "# $(wc -l <"$DIR/points") steps" >&3
	[ "$(wc -l <"$DIR/points")" -ge 60 ]
	break_each "$start" -- "${restore[@]}" "$profile" clear_existing=true
}

# --- the tests ------------------------------------------------------------------------

@test "onto nothing: each step fails once, and nothing is there afterwards" {
	every_step nothing "$DIR/first.yaml"
}

@test "a change: each step fails once, and the kernel holds what it held" {
	every_step first_one "$DIR/second.yaml"
}

@test "Ctrl-C between two steps" {
	# shellcheck disable=SC2034 # traced looks at it
	local call number index=0 tried=0 wrong bad=0 filter=
	first_one
	"$DUMP" -n >"$DIR/before"
	points "$DIR/second.yaml" | head -n -1 >"$DIR/points"
	first_one
	while read -r call number; do
		index=$((index + 1))
		[ $(((index - 1) % SIGNAL_EVERY)) -eq 0 ] || continue
		tried=$((tried + 1))
		wrong=$(broken_off 130 "$DIR/second.yaml" "$call:signal=SIGINT:when=$number")
		[ -n "$wrong" ] || continue
		printf '%s\n' "$wrong"
		bad=$((bad + 1))
		first_one
	done <"$DIR/points"
	echo "# $tried of $index steps" >&3
	[ "$tried" -ge 5 ] && [ "$bad" -eq 0 ]
}

# strace counts in each thread: what fails in one of them must not be needed to undo.
@test "with all workers: links, removals and steps beside them fail" {
	local start profile injection wrong bad=0 restore=(--yes restoreconfig)
	while read -r start profile injection; do
		"$start"
		"$DUMP" -n >"$DIR/before"
		wrong=$(broken_off 71 "$DIR/$profile.yaml" "$injection")
		[ -n "$wrong" ] || continue
		printf '%s\n' "$wrong"
		bad=$((bad + 1))
	done <<-END
		nothing first symlinkat:error=EIO:when=1
		nothing first write:error=EIO:when=30
		nothing first mkdirat:error=EIO:when=20
		first_one second unlinkat:error=EIO:when=1
		first_one second unlinkat:error=EIO:when=3
		first_one second mkdirat:error=EIO:when=1
		first_one second write:error=EIO:when=24
	END
	[ "$bad" -eq 0 ]
}

@test "someone else made it, or took it away: 75, and everything is undone" {
	first_one
	"$DUMP" -n >"$DIR/before"
	[ -z "$(broken_off 75 "$DIR/second.yaml" mkdirat:error=EEXIST:when=5)" ]
	[ -z "$(broken_off 75 "$DIR/second.yaml" unlinkat:error=ENOENT:when=5)" ]
	grep -q 'someone else' "$DIR/err"
}

# The removal of the LUN's link.
@test "a step that the kernel does not answer is named while it is waited for" {
	first_one
	expect 0 strace -f -o /dev/null -e trace=unlinkat \
		-e inject=unlinkat:delay_enter=12000000:when=1 "$LIOSH" --yes \
		/iscsi/iqn.2026-11.org.example:first/tpg2/luns delete 0
	[[ $stderr == *"kernel has been busy with iscsi/iqn.2026-11.org.example:first/tpgt_2/lun/lun_0/"*" s: waiting"* ]]
}

# The commands that liosh names, carried out, lead to where the undo did not get.
finish_by_hand() {
	grep -c '^fix: finish with: ' "$DIR/err"
	sed -n 's/^fix: finish with: //p' "$DIR/err" >"$DIR/commands"
	sed -i "s/'\*\*\*\*\*\*\*\*' > \([^;]*host2.auth.password\)/secret-of-host2 > \1/g" "$DIR/commands"
	lacks "$DIR/commands" '\*\*\*\*\*\*\*\*'
	bash -ec "$(<"$DIR/commands")"
	"$DUMP" -n | diff "$DIR/before" -
}

@test "an undo that fails names the commands that finish it: things made" {
	nothing
	"$DUMP" -n >"$DIR/before"
	run broken_off 71 "$DIR/first.yaml" write:error=EIO:when=30 unlinkat:error=EIO:when=3+
	[[ $output == *"not as before"* ]]
	[[ $output != *"a secret is shown"* ]]
	grep -q 'not everything could be put back' "$DIR/err"
	finish_by_hand
}

@test "an undo that fails names the commands that finish it: things taken away" {
	first_one
	"$DUMP" -n >"$DIR/before"
	run broken_off 71 "$DIR/second.yaml" mkdirat:error=EIO:when=1+
	[[ $output == *"not as before"* ]]
	[[ $output != *"a secret is shown"* ]]
	grep -q 'not everything could be put back' "$DIR/err"
	grep -qF "printf %s '********' > " "$DIR/err"
	finish_by_hand
}

@test "a liosh that never undoes is noticed at every step" {
	local LIOSH=${DUMP%/*}/broken/apply_undo call number
	first_one
	"$DUMP" -n >"$DIR/before"
	for call in "unlinkat 5" "mkdirat 3" "write 20" "symlinkat 2"; do
		number=${call#* }
		run broken_off 71 "$DIR/second.yaml" "${call% *}:error=EIO:when=$number"
		[[ $output == *"not as before"* ]]
		first_one
	done
}
