#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ALUA and LU groups that change their numbers, or take one that another group leaves:
# they are made anew, their members go along, and an undo puts them all back.

load ../helpers.bash

DIR=/srv/groups
TARGET=/sys/kernel/config/target

profile() { # GROUPS SHELVES
	cat <<-END
		liosh: 1
		backstores:
		  ramdisk:
		    a: { size: 1MiB, serial: a, alua: { $1 } }
		    b: { size: 1MiB, serial: b, lu_group: shelf }
		    c: { size: 1MiB, serial: c, lu_group: shelf }
		  lu_groups: { $2 }
		iscsi:
		  iqn.2026-11.org.example:groups:
		    tpg1: { luns: { 0: { storage_object: ramdisk/a, alua: g1 }, 1: ramdisk/b } }
	END
}

setup_file() {
	mkdir -p "$DIR"
	profile "g1: { id: 16 }, g2: { id: 17 }" "shelf: { id: 7 }, other: { id: 9 }" \
		>"$DIR/first.yaml"
	profile "g1: { id: 17 }, g3: { id: 16 }" "shelf: { id: 9 }, tray: { id: 7 }" \
		>"$DIR/second.yaml"
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf "$DIR"
}

restore() { # NAME
	"$LIOSH" --yes restoreconfig "$DIR/$1.yaml" clear_existing=true
}

members() { # GROUP
	cat "$TARGET/core/$1/members"
}

@test "numbers go from one group to another, and the members stay" {
	local so
	restore first
	restore second
	so=$(cd $TARGET/core && echo ramdisk_*/a rd_mcp_*/a | tr ' ' '\n' | grep -v '[*]')
	[ "$(<"$TARGET/core/$so/alua/g1/tg_pt_gp_id")" = 17 ]
	[ "$(<"$TARGET/core/$so/alua/g3/tg_pt_gp_id")" = 16 ]
	[[ $(members "$so/alua/g1") == *groups/tpgt_1/lun_0 ]]
	[ "$(<$TARGET/core/alua/lu_gps/shelf/lu_gp_id)" = 9 ]
	[ "$(<$TARGET/core/alua/lu_gps/tray/lu_gp_id)" = 7 ]
	[ "$(members alua/lu_gps/shelf | wc -l)" -eq 2 ]
	# Nothing is left to do.
	"$LIOSH" restoreconfig "$DIR/second.yaml" clear_existing=true
}

@test "a group is renamed and keeps its number; objects go with their group" {
	restore first
	profile "one: { id: 16 }, two: { id: 17 }" "shelf: { id: 9 }, tray: { id: 7 }" |
		sed 's/alua: g1/alua: one/; s/lu_group: shelf/lu_group: tray/; /^ *c:/d' >"$DIR/third.yaml"
	"$DUMP" -n >"$DIR/before"
	local call
	for call in mkdirat:when=1 mkdirat:when=3 unlinkat:when=5 write:when=4; do
		run strace -f -o /dev/null -e trace="${call%%:*}" \
			-e inject="${call%%:*}:error=EIO:${call#*:}" \
			"$LIOSH" --yes --workers 1 restoreconfig "$DIR/third.yaml" clear_existing=true
		[ "$status" -eq 71 ]
		"$DUMP" -n | diff "$DIR/before" -
	done
	restore third
	[ "$(members alua/lu_gps/tray | wc -l)" -eq 1 ]
	# The group and its object go in one plan; the fault comes after both.
	"$DUMP" -n >"$DIR/before"
	"$LIOSH" --yes clearconfig confirm=true
	restore third
	"$DUMP" -n | diff "$DIR/before" -
}

@test "the undo of such a change puts the members back" {
	need strace
	restore first
	"$DUMP" -n >"$DIR/before"
	local call
	for call in mkdirat:when=1 mkdirat:when=2 mkdirat:when=4 unlinkat:when=3; do
		run strace -f -o /dev/null -e trace="${call%%:*}" \
			-e inject="${call%%:*}:error=EIO:${call#*:}" \
			"$LIOSH" --yes --workers 1 restoreconfig "$DIR/second.yaml" clear_existing=true
		[ "$status" -eq 71 ]
		"$DUMP" -n | diff "$DIR/before" -
	done
}
