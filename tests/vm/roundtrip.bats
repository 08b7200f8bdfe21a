#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold
# processors: 2
# Everything that LIO can hold, made without liosh, is saved, taken away and restored:
# the kernel must hold the same again, and a second save must be the same bytes.

load ../helpers.bash

DIR=/srv/roundtrip
ROOT=/sys/kernel/config/target

# What a plain write does not move either, on one kernel or another.
known_still() {
	cat <<-END
		dbroot                          frozen once a fabric is there
		hba/hba_mode                    of the HBA, not of an object
		object/action/block_dev         an action, not a setting
		object/pr/res_aptpl_metadata    reads the same whatever is written
		fc/acl/node_name                no write is implemented
		fc/acl/port_name                no write is implemented
		iscsi/portal/cxgbit             needs a Chelsio adapter
		user/attrib/dev_config          needs a handler; given in control
		user/attrib/dev_size            needs a handler; given in control
		user/attrib/emulate_write_cache needs a handler
		iblock/attrib/emulate_write_cache the disk decides
		iblock/attrib/pi_prot_type      the disk decides
		iblock/attrib/pi_prot_verify    the disk decides
		rd_mcp/attrib/emulate_tpu       a ramdisk discards nothing
		rd_mcp/attrib/emulate_tpws      a ramdisk discards nothing
		user/attrib/alua_support        moved before enable on another object
		pscsi/attrib/alua_support       fixed
		pscsi/attrib/pgr_support        fixed
	END
	local kind
	for kind in fileio iblock rd_mcp; do
		cat <<-END
			$kind/attrib/alua_support       fixed
			$kind/attrib/pgr_support        fixed
			$kind/attrib/emulate_dpo        written, but ignored
			$kind/attrib/emulate_fua_read   written, but ignored
			$kind/attrib/emulate_rest_reord not implemented
			$kind/attrib/pi_prot_format     an action, reads 0
		END
	done
}

setup_file() {
	mkdir -p "$DIR"
	"$TOP/tests/vm/warm"
	"$TOP/tests/vm/everything" "$DIR/disks" >"$DIR/everything"
	"$DUMP" >"$DIR/made.exact"
	"$DUMP" -n >"$DIR/made"
}

@test "every value that takes another one is off its default" {
	sed -n 's/^still \([^:]*\):.*/\1/p' "$DIR/everything" | sort >"$DIR/still"
	known_still | cut -d ' ' -f 1 | sort >"$DIR/known"
	cat "$DIR/everything"
	[ -z "$(comm -23 "$DIR/still" "$DIR/known")" ]
	[ -z "$(grep ^lacks "$DIR/everything")" ]
	[ "$(sed -n 's/^off //p' "$DIR/everything")" -ge 190 ]
}

@test "a save says all, and changes nothing" {
	expect 0 "$LIOSH" saveconfig "$DIR/a.yaml"
	[ -z "$stderr" ]
	[[ $(head -n 1 "$DIR/a.yaml") == "liosh: 1"* ]]
	[[ $(tail -n 1 "$DIR/a.yaml") == "end: {"* ]]
	"$DUMP" | diff "$DIR/made.exact" -
}

@test "a clear leaves what the kernel makes itself, and no more" {
	expect 0 "$LIOSH" clearconfig confirm=true
	# All modules are loaded, so each fabric has its directory, and nothing in it.
	"$DUMP" -n | grep '/$' | sort >"$DIR/cleared"
	diff "$DIR/cleared" <(
		printf '%s\n' core/ core/alua/ core/alua/lu_gps/ core/alua/lu_gps/default_lu_gp/
		for fabric in fc iscsi loopback sbp srpt vhost; do
			printf '%s\n' "$fabric/" "$fabric/discovery_auth/"
		done
	)
	# A setting of the machine for which the kernel has no default: it stays.
	printf 0-1 >"$ROOT/iscsi/cpus_allowed_list" || :
}

@test "the writes that diff gives bring all of it back without liosh" {
	expect 1 "$LIOSH" diff "$DIR/a.yaml" "writes=$DIR/writes.sh"
	[ "$(stat -c %a "$DIR/writes.sh")" = 600 ]
	expect 0 sh "$DIR/writes.sh"
	"$DUMP" -n | diff "$DIR/made" -
	expect 0 "$LIOSH" diff "$DIR/a.yaml"
	[ -z "$output" ]
	expect 0 "$LIOSH" clearconfig confirm=true
	"$DUMP" -n | grep '/$' | sort | diff "$DIR/cleared" -
	printf 0-1 >"$ROOT/iscsi/cpus_allowed_list" || :
}

@test "a restore brings all of it back" {
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/a.yaml"
	"$DUMP" -n | diff "$DIR/made" -
}

@test "a second save is the same bytes" {
	expect 0 "$LIOSH" saveconfig "$DIR/b.yaml"
	cmp "$DIR/a.yaml" "$DIR/b.yaml"
}

@test "restoring what is there already changes nothing" {
	"$DUMP" >"$DIR/before"
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/a.yaml" clear_existing=true
	"$DUMP" | diff "$DIR/before" -
}

@test "with all values at their default the same: a save, a clear, a restore, a save" {
	expect 0 "$LIOSH" saveconfig "$DIR/all.yaml" --all
	[ "$(wc -l <"$DIR/all.yaml")" -gt "$(wc -l <"$DIR/a.yaml")" ]
	expect 0 "$LIOSH" diff "$DIR/all.yaml"
	[ -z "$output" ]
	"$DUMP" >"$DIR/before"
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/all.yaml" clear_existing=true
	"$DUMP" | diff "$DIR/before" -
	expect 0 "$LIOSH" clearconfig confirm=true
	printf 0-1 >"$ROOT/iscsi/cpus_allowed_list" || :
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/all.yaml"
	"$DUMP" -n | diff "$DIR/made" -
	expect 0 "$LIOSH" saveconfig "$DIR/again.yaml" --all
	cmp "$DIR/all.yaml" "$DIR/again.yaml"
}

# A profile that was designed elsewhere also names what this kernel has not.
@test "a profile with all defaults, made without a kernel, differs in nothing" {
	install -m 600 "$DIR/a.yaml" "$DIR/designed.yaml"
	expect 0 "$LIOSH" -f "$DIR/designed.yaml" saveconfig --all
	[ "$(wc -l <"$DIR/designed.yaml")" -gt "$(wc -l <"$DIR/a.yaml")" ]
	expect 0 "$LIOSH" diff "$DIR/designed.yaml"
	[ -z "$output" ]
	"$DUMP" >"$DIR/before"
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/designed.yaml"
	[ -z "$stderr" ]
	"$DUMP" | diff "$DIR/before" -
	expect 0 "$LIOSH" clearconfig confirm=true
	printf 0-1 >"$ROOT/iscsi/cpus_allowed_list" || :
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/designed.yaml"
	"$DUMP" -n | diff "$DIR/made" -
}

# The dump sees a change of each kind, and so does the save.
@test "what was changed meanwhile is another save, and comes back" {
	local tpg="$ROOT/iscsi/iqn.2026-11.org.example:a/tpgt_1"
	printf 44 >"$tpg/acls/iqn.2026-11.org.example:early/attrib/nopin_timeout"
	printf 9 >"$tpg/attrib/login_timeout"
	printf 1048576 >"$tpg/param/MaxBurstLength"
	printf 2 >"$tpg/lun/lun_0/alua_tg_pt_status"
	printf online >"$ROOT/loopback/naa.5001405a1b2c3d4e/tpgt_1/transport_status"
	printf NULL >"$tpg/acls/iqn.2026-11.org.example:one-way/auth/password"
	# Six files, and the group's text that repeats the status of the LUN.
	"$DUMP" -n | diff "$DIR/made" - >"$DIR/changes" || cat "$DIR/changes"
	[ "$(grep -c '^>' "$DIR/changes")" -eq 7 ]
	expect 0 "$LIOSH" saveconfig "$DIR/c.yaml"
	expect 1 cmp "$DIR/a.yaml" "$DIR/c.yaml"
	expect 0 "$LIOSH" --yes restoreconfig "$DIR/a.yaml"
	"$DUMP" -n | diff "$DIR/made" -
	expect 0 "$LIOSH" saveconfig "$DIR/c.yaml"
	cmp "$DIR/a.yaml" "$DIR/c.yaml"
}

@test "fabrics that no machine here has go the same way, without a kernel" {
	local golden=$TOP/tests/golden/vm/hardware.yaml
	cd "$DIR"
	cp "$golden" hardware.yaml
	expect 0 "$LIOSH" -f hardware.yaml saveconfig one.yaml
	sed '1s/  #.*//; $d' one.yaml | diff "$golden" -
	expect 0 "$LIOSH" -f hardware.yaml clearconfig confirm=true
	[ "$(wc -l <hardware.yaml)" -eq 2 ]
	expect 0 "$LIOSH" --yes -f hardware.yaml restoreconfig one.yaml
	expect 0 "$LIOSH" -f hardware.yaml saveconfig two.yaml
	cmp one.yaml two.yaml
	cmp one.yaml hardware.yaml
}
