# SPDX-License-Identifier: GPL-3.0-or-later
# Persistent reservations that were saved before a power loss are there again after a
# restore: the kernel writes them and never reads them.
load ../helpers

ROOT=/sys/kernel/config/target
IQN=iqn.2026-11.org.example
SERIAL=6f1f3e2a-0000-4000-8000-0000000000aa

# What the kernel leaves behind for one registration that holds the reservation.
saved_registration() {
	cat <<-END
		PR_REG_START: 0
		initiator_fabric=iSCSI
		initiator_node=$IQN:host1
		initiator_sid=00023d000001
		sa_res_key=2748
		res_holder=1
		res_type=01
		res_scope=00
		res_all_tg_pt=0
		mapped_lun=0
		target_fabric=iSCSI
		target_node=$IQN:reserved
		tpgt=1
		port_rtpi=1
		target_lun=0
		PR_REG_END: 0
	END
}

profile() {
	cat <<-END
		liosh: 1
		backstores:
		  ramdisk:
		    held: { size: 1MiB, serial: $SERIAL }
		iscsi:
		  $IQN:reserved:
		    tpg1:
		      attributes: { authentication: false }
		      luns: { 0: ramdisk/held }
		      acls:
		        $IQN:host1: { luns: { 0: 0 } }
	END
}

teardown() {
	"$LIOSH" clearconfig confirm=true >/dev/null
	rm -f "$(cat $ROOT/dbroot)/pr/aptpl_$SERIAL"
}

@test "a saved registration and its reservation come back" {
	profile >"$BATS_TEST_TMPDIR/p.yaml"
	saved_registration >"$(cat $ROOT/dbroot)/pr/aptpl_$SERIAL"
	expect 0 "$LIOSH" restoreconfig "$BATS_TEST_TMPDIR/p.yaml"
	run cat $ROOT/core/rd_mcp_*/held/pr/res_pr_registered_i_pts
	[[ $output == *"$IQN:host1,i,0x00023d000001 Key: 0x0000000000000abc"* ]]
	run cat $ROOT/core/rd_mcp_*/held/pr/res_holder
	[[ $output == *"$IQN:host1"* ]]
}

@test "they stay when the LUNs of the object let go of it for a moment" {
	local number
	profile >"$BATS_TEST_TMPDIR/p.yaml"
	saved_registration >"$(cat $ROOT/dbroot)/pr/aptpl_$SERIAL"
	expect 0 "$LIOSH" restoreconfig "$BATS_TEST_TMPDIR/p.yaml"
	sed -i 's/size: 1MiB,/size: 1MiB, attributes: { block_size: 4096 },/' "$BATS_TEST_TMPDIR/p.yaml"
	expect 0 "$LIOSH" --yes restoreconfig "$BATS_TEST_TMPDIR/p.yaml"
	[ "$(cat $ROOT/core/rd_mcp_*/held/attrib/block_size)" = 4096 ]
	run cat $ROOT/core/rd_mcp_*/held/pr/res_pr_registered_i_pts
	[[ $output == *"$IQN:host1,i,0x00023d000001 Key: 0x0000000000000abc"* ]]
	number=$(grep -c "$IQN:host1" <<<"$output")
	[ "$number" -eq 1 ]
	run cat $ROOT/core/rd_mcp_*/held/pr/res_holder
	[[ $output == *"$IQN:host1"* ]]
}

@test "nothing is registered where nothing was saved" {
	profile >"$BATS_TEST_TMPDIR/p.yaml"
	expect 0 "$LIOSH" restoreconfig "$BATS_TEST_TMPDIR/p.yaml"
	run cat $ROOT/core/rd_mcp_*/held/pr/res_pr_registered_i_pts
	[[ $output == *None* ]]
}
