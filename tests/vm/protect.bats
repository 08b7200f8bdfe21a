#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk that nobody may write, which the kernel cannot say: every mapping says it, by
# whatever command it is made, and the disk is still known by the next run of liosh.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash

IQN=iqn.2026-11.org.example
TPG=/iscsi/$IQN:ro/tpg1
DISK=/backstores/ramdisk/d

setup_file() {
	export XDG_CONFIG_HOME=$BATS_FILE_TMPDIR
	"$LIOSH" <<-END
		/backstores/ramdisk create d 8M
		$DISK set attribute write_protect=true
		/iscsi create $IQN:ro
		$TPG/luns create $DISK
	END
}

teardown_file() { "$LIOSH" --yes clearconfig confirm=true >/dev/null; }

# The name of the machine is part of what the wizard shows.
setup() { MACHINE=$(hostname); }
teardown() { hostname "$MACHINE"; }

reads_only() { # INITIATOR
	expect 0 "$INITIATOR" -i "$IQN:$1" "$IQN:ro" read
	expect 1 "$INITIATOR" -i "$IQN:$1" "$IQN:ro" write "must not arrive"
}

@test "another run of liosh knows it, and nobody else can read where" {
	expect 0 "$LIOSH" $DISK get attribute write_protect
	[ "$output" = "write_protect=1" ]
	[ "$(stat -c '%a %U' /run/liosh/running.yaml)" = "600 root" ]
}

@test "an ACL that comes later gets it read-only: a real write is refused" {
	expect 0 "$LIOSH" $TPG/acls create "$IQN:h1"
	expect 0 "$LIOSH" $TPG/acls create "$IQN:h2" add_mapped_luns=false
	expect 0 "$LIOSH" $TPG/acls/$IQN:h2 create 0 0
	reads_only h1
	reads_only h2
}

@test "a way that could write is refused" {
	expect 65 "$LIOSH" $TPG/acls/$IQN:h1 create 3 0 write_protect=false
	[[ $stderr == *"mapped_lun3 can be written, although $DISK is write-protected"* ]]
	expect 65 "$LIOSH" $TPG set attribute generate_node_acls=1 demo_mode_write_protect=0
	[[ $stderr == *"everybody may write to $TPG/luns/lun0"* ]]
	reads_only h1
}

@test "to all, for reading" {
	expect 0 "$LIOSH" $TPG set attribute generate_node_acls=1
	reads_only stranger
	expect 0 "$LIOSH" --yes $TPG set attribute generate_node_acls=0 cache_dynamic_acls=0
}

@test "a disk with a way that writes cannot become one unnoticed" {
	"$LIOSH" <<-END
		/backstores/ramdisk create w 8M
		$TPG/luns create /backstores/ramdisk/w
	END
	expect 65 "$LIOSH" /backstores/ramdisk/w set attribute write_protect=1
	[[ $stderr == *"can be written, although /backstores/ramdisk/w is write-protected"* ]]
	expect 0 "$LIOSH" /backstores/ramdisk/w get attribute write_protect
	[ "$output" = "write_protect=0" ]
}

@test "saved and restored it is the same, and no difference" {
	expect 0 "$LIOSH" saveconfig "$BATS_FILE_TMPDIR/saved.yaml"
	grep -A5 '    d:' "$BATS_FILE_TMPDIR/saved.yaml" | grep 'write_protect: true'
	expect 0 "$LIOSH" diff "$BATS_FILE_TMPDIR/saved.yaml"
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	expect 0 "$LIOSH" --yes restoreconfig "$BATS_FILE_TMPDIR/saved.yaml"
	expect 0 "$LIOSH" $DISK get attribute write_protect
	[ "$output" = "write_protect=1" ]
	reads_only h1
}

@test "another object of that name is another disk, and so is another boot" {
	"$LIOSH" --yes <<-END
		/backstores/ramdisk delete d
		/backstores/ramdisk create d 8M
	END
	expect 0 "$LIOSH" $DISK get attribute write_protect
	[ "$output" = "write_protect=0" ]
	expect 0 "$LIOSH" $DISK set attribute write_protect=1
	sed -i 's/^boot: .*/boot: 00000000-0000-0000-0000-000000000000/' /run/liosh/running.yaml
	expect 0 "$LIOSH" $DISK get attribute write_protect
	[ "$output" = "write_protect=0" ]
}

@test "what cannot be kept is not begun" {
	cat >"$BATS_TEST_TMPDIR/k.yaml" <<-END
		liosh: 1
		backstores: { ramdisk: { k: { size: 1MiB, write_protect: true } } }
	END
	mount -t tmpfs -o ro none /run/liosh
	run --separate-stderr "$LIOSH" restoreconfig "$BATS_TEST_TMPDIR/k.yaml"
	umount /run/liosh
	[ "$status" -eq 74 ]
	[[ $stderr == *"nothing was done, for /run/liosh/running.yaml cannot be written"* ]]
	run ! ls -d /sys/kernel/config/target/core/*/k
	expect 0 "$LIOSH" restoreconfig "$BATS_TEST_TMPDIR/k.yaml"
	ls -d /sys/kernel/config/target/core/*/k
}

# Settings that the kernel has no place for are kept the same way.
@test "the base of names is kept between commands, saved, and comes from the saved profile" {
	cd "$BATS_TEST_TMPDIR"
	hostname localhost
	expect 0 "$LIOSH" --yes clearconfig confirm=true
	cat >answers <<-END
		target.name: first
		extent: file
		extent.file: $BATS_TEST_TMPDIR/first.img
		extent.size: 1M
		access.initiators: $IQN:h1
		access.auth: none
	END
	cp answers named
	echo "target.base: $IQN" >>named
	rm -f /etc/liosh/saveconfig.yaml /run/liosh/running.yaml
	expect 0 "$LIOSH" --yes wizard answers=named
	[ -d "/sys/kernel/config/target/iscsi/$IQN:first" ]
	expect 0 "$LIOSH" /global get setting iqn_base
	[ "$output" = "iqn_base=$IQN" ]
	# With this change only, too.
	grep -qx "global: { iqn_base: $IQN }" /etc/liosh/saveconfig.yaml
	expect 0 "$LIOSH" diff /etc/liosh/saveconfig.yaml
	# Nothing is asked again: not while it runs, nor after a boot before the restore.
	sed -i 's/first/second/' answers
	expect 0 "$LIOSH" --yes wizard answers=answers
	[ -d "/sys/kernel/config/target/iscsi/$IQN:second" ]
	rm /run/liosh/running.yaml
	expect 0 "$LIOSH" /global get setting iqn_base
	[ "$output" = "iqn_base=" ]
	sed -i 's/second/third/' answers
	expect 0 "$LIOSH" --yes wizard answers=answers
	[ -d "/sys/kernel/config/target/iscsi/$IQN:third" ]
	expect 0 "$LIOSH" /global get setting iqn_base
	[ "$output" = "iqn_base=$IQN" ]
	expect 0 "$LIOSH" diff /etc/liosh/saveconfig.yaml
}

@test "what a profile leaves out is the server's: a file's size; what lacks is told" {
	cd "$BATS_TEST_TMPDIR"
	# Of what the tests before left, diff would tell.
	"$LIOSH" --yes clearconfig confirm=true
	rm -f /etc/liosh/saveconfig.yaml /run/liosh/running.yaml
	hostname server
	cat >answers <<-END
		target.name: $IQN:away
		extent: file
		extent.file: $BATS_TEST_TMPDIR/there.img
		portal.addresses:
		access.initiators: $IQN:h1
		access.auth: none
	END
	expect 0 "$LIOSH" --yes -f away.yaml wizard answers=answers
	expect 65 "$LIOSH" --yes restoreconfig away.yaml
	[[ $stderr == *"there is no file $BATS_TEST_TMPDIR/there.img"* ]]
	truncate -s 3M there.img
	expect 0 "$LIOSH" --yes restoreconfig away.yaml
	[[ $stderr == *"warning: "*"/iscsi/$IQN:away/tpg1 has no portal"* ]]
	grep -q 'Size: 3145728' /sys/kernel/config/target/core/fileio_*/away/info
	# The profile still says the same.
	expect 0 "$LIOSH" diff away.yaml
	expect 0 "$LIOSH" "/iscsi/$IQN:away/tpg1/portals" create 127.0.0.1
	expect 0 "$LIOSH" saveconfig saved.yaml
	expect 0 "$LIOSH" diff saved.yaml
}
