#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The tables of what LIO is, against this kernel: new objects, made by plain writes, are
# at the defaults of their rows, and no file of theirs is without a row.

load ../helpers.bash

ROWS=${UNIT:-$TOP/build/release/tests/unit}/test_rows
T=/sys/kernel/config/target

# One write(2), no newline.
put() { # FILE VALUE
	printf %s "$2" >"$1"
}

make_object() { # HBA/NAME CONTROL
	mkdir -p "$T/core/$1"
	put "$T/core/$1/control" "$2"
	put "$T/core/$1/enable" 1
}

remove() { # DIRECTORY...
	local dir
	for dir; do
		if [ -d "$dir" ]; then rmdir "$dir"; fi
	done
}

teardown() {
	find "$T"/{iscsi,loopback,vhost,fc,sbp} -type l -delete 2>/dev/null || :
	find "$T"/{iscsi,loopback,vhost,fc,sbp} -mindepth 1 -depth -type d \
		-exec rmdir {} + 2>/dev/null || :
	remove "$T"/core/*_*/*/alua/made "$T"/core/alua/lu_gps/made
	remove "$T"/core/*_*/* "$T"/core/*_*
}

# The list of devices shows what is there.
teardown_file() { modprobe -r null_blk || :; }

@test "storage objects that no device stands behind" {
	truncate -s 1M "$BATS_TEST_TMPDIR/"{a,b}
	make_object fileio_0/a "fd_dev_name=$BATS_TEST_TMPDIR/a,fd_dev_size=1048576"
	make_object fileio_1/b \
		"fd_dev_name=$BATS_TEST_TMPDIR/b,fd_dev_size=1048576,fd_buffered_io=1"
	make_object rd_mcp_0/r rd_pages=256
	make_object user_0/u \
		dev_config=qcow/x,dev_size=1048576,nl_reply_supported=-1
	mkdir "$T"/core/{fileio_0/a/alua,alua/lu_gps}/made
	put "$T/core/fileio_0/a/alua/made/tg_pt_gp_id" 1
	put "$T/core/alua/lu_gps/made/lu_gp_id" 1

	# Plain writes leave udev_path alone, which liosh would not.
	expect 0 "$ROWS" live
	diff - <(sort <<<"$output") <<-EOF
		off /backstores/fileio/a udev_path: , not $BATS_TEST_TMPDIR/a
		off /backstores/fileio/b udev_path: , not $BATS_TEST_TMPDIR/b
		off /backstores/fileio/b write_back: 1, not 0
	EOF
}

@test "block devices: the device decides, liosh knows no better" {
	need_module null_blk
	make_object iblock_0/n udev_path=/dev/nullb0
	make_object fileio_0/n fd_dev_name=/dev/nullb0

	expect 0 "$ROWS" live
	diff - <(sort <<<"$output") <<-EOF
		off /backstores/block/n udev_path: , not /dev/nullb0
		off /backstores/fileio/n udev_path: , not /dev/nullb0
	EOF
}

@test "iSCSI: target, TPG, portal, LUN, ACL, mapped LUN" {
	local tpg=$T/iscsi/iqn.2026-11.org.example:t/tpgt_1
	make_object rd_mcp_0/r rd_pages=256
	mkdir -p "$tpg"/{lun/lun_0,acls/iqn.2026-11.org.example:i/lun_0}
	mkdir "$tpg/np/127.0.0.1:3260"
	ln -s "$T/core/rd_mcp_0/r" "$tpg/lun/lun_0/link"
	ln -s "$tpg/lun/lun_0" "$tpg/acls/iqn.2026-11.org.example:i/lun_0/link"

	expect 0 "$ROWS" live
	diff - <(sort <<<"$output") <<-EOF
		off /iscsi/iqn.2026-11.org.example:t/tpg1 enable: 0, not 1
	EOF
}

@test "fabrics that need no hardware" {
	need_module vhost_scsi tcm_fc sbp_target
	mkdir -p "$T"/{loopback/naa.5001405000000001,vhost/naa.5001405000000002}/tpgt_1
	mkdir -p "$T/fc/20:00:00:00:00:00:00:01/tpgt_1/acls/20:00:00:00:00:00:00:02"
	mkdir -p "$T/sbp/0010dc0000dd197d/tpgt_1/acls/0010dc0000dd197e"

	expect 0 "$ROWS" live
	diff - <(sort <<<"$output") <<-EOF
		off /sbp/eui.0010dc0000dd197d enable: 0, not 1
	EOF
}
