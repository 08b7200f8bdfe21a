/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of targets, TPGs and portals. */
#include "tests/unit/edit_steps.h"

static const struct edit_moves bare = { 0 };
/* --- targets --------------------------------------------------------------------- */

static const struct step targets[] = {
	{ "/iscsi create IQN.2026-11.org.example:disk0",
	  "Created target " IQN ".\nCreated TPG 1.\n"
	  "Global pref auto_add_default_portal=true\n"
	  "Created default portal listening on all IPs (0.0.0.0), port 3260.\n" },
	{ "/iscsi/" IQN " create",
	  "Created TPG 2.\n"
	  "Default portal not created, another portal has that address and port.\n" },
	{ "/iscsi/" IQN " create tpg5", NULL },
	{ "/iscsi create iqn.2026-11.org.example:disk1", NULL },
	{ "/loopback create naa.5001405000000001",
	  "Created target naa.5001405000000001.\n" },
	{ "/vhost create 5001405000000002",
	  "Created target naa.5001405000000002.\nCreated TPG 1.\n" },
	{ "ls", "iscsi/" IQN "\n"
		"  tpg1 authentication=0 enable=1\n"
		"    0.0.0.0:3260\n"
		"  tpg2 authentication=0 enable=1\n"
		"  tpg5 authentication=0 enable=1\n"
		"iscsi/iqn.2026-11.org.example:disk1\n"
		"  tpg1 authentication=0 enable=1\n"
		"    0.0.0.0:3260\n"
		"loopback/naa.5001405000000001\n"
		"  tpg1 nexus=*\n"
		"vhost/naa.5001405000000002\n"
		"  tpg1 nexus=*\n" },
	{ "/iscsi/" IQN " create 5", "the TPG " IQN "/tpg5 exists\n" },
	{ "/iscsi/" IQN " create five",
	  "'five' is not the number of a TPG\n"
	  "why: it is a number from 0 to 65535, with or without 'tpg' before it\n" },
	{ "/iscsi create " IQN, "the target /iscsi/" IQN " exists\n" },
	{ "/iscsi create disk0",
	  "'disk0' is not the name of a target of iscsi\n"
	  "why: iscsi takes iqn.YYYY-MM.domain:name, or naa. and 16 hexadecimal digits, "
	  "or eui. and 16 hexadecimal digits\n"
	  "fix: write it like iqn.2026-11.org.example:disk1\n" },
	{ "/iscsi/" IQN " delete tpg2", "Deleted TPGT 2.\n" },
	{ "/iscsi/" IQN " delete 7",
	  "/iscsi/" IQN " has no '7'\nfix: 'ls /iscsi/" IQN "' shows what is there\n" },
	{ "/iscsi delete iqn.2026-11.org.example:Disk1",
	  "Deleted Target iqn.2026-11.org.example:disk1.\n" },
	{ "/iscsi delete iqn.2026-11.org.example:disk9",
	  "/iscsi has no 'iqn.2026-11.org.example:disk9'\n"
	  "fix: did you mean '" IQN "'?\n" },
	{ "/loopback delete naa.5001405000000001",
	  "Deleted Target naa.5001405000000001.\n" },
	{ "/iscsi/" IQN "/tpg1 disable", "" },
	{ "/vhost/naa.5001405000000002/tpg1 enable", "" },
	{ "/vhost/naa.5001405000000002/tpg1 disable",
	  "/vhost/naa.5001405000000002/tpg1 cannot be disabled\n"
	  "why: what is exported through vhost is always on\n"
	  "fix: delete its LUNs, or the target\n" },
	{ "/iscsi/" IQN " enable", "/iscsi/" IQN " has no command 'enable'\n" },
	{ "ls", "iscsi/" IQN "\n"
		"  tpg1 authentication=0 enable=0\n"
		"    0.0.0.0:3260\n"
		"  tpg5 authentication=0 enable=1\n"
		"vhost/naa.5001405000000002\n"
		"  tpg1 nexus=*\n" },
	{ 0 },
};

static const struct step bare_targets[] = {
	{ "/iscsi create " IQN, "Created target " IQN ".\nCreated TPG 1.\n" },
	{ "/backstores/ramdisk create r0 1M", NULL },
	{ "/iscsi/" IQN "/tpg1/luns create /backstores/ramdisk/r0", "Created LUN 0.\n" },
	{ "/iscsi/" IQN "/tpg1/acls create iqn.1994-05.com.example:h1",
	  "Created Node ACL for iqn.1994-05.com.example:h1\n" },
	{ "ls", "ramdisk/r0 nullio=0 serial=* size=1048576\n"
		"iscsi/" IQN "\n"
		"  tpg1 authentication=0 enable=0\n"
		"    " HOST "1\n"
		"    lun0 storage_object=ramdisk/r0\n" },
	{ 0 },
};

/* --- portals --------------------------------------------------------------------- */

static const struct step portals[] = {
	{ "/iscsi create " IQN, NULL },
	{ TPG "/portals create", "the portal " TPG "/portals/0.0.0.0:3260 exists\n" },
	{ TPG "/portals delete 0.0.0.0 3260", "Deleted network portal 0.0.0.0:3260\n" },
	{ TPG "/portals create",
	  "Using default IP port 3260\nBinding to INADDR_ANY (0.0.0.0)\n"
	  "Created network portal 0.0.0.0:3260.\n" },
	{ TPG "/portals create ip_port=3261 ip_address=10.0.0.1",
	  "Created network portal 10.0.0.1:3261.\n" },
	{ TPG "/portals create FD00::0:1 3262",
	  "Created network portal [fd00::1]:3262.\n" },
	{ TPG "/portals create [fd00::1] 3262",
	  "the portal " TPG "/portals/[fd00::1]:3262 exists\n" },
	{ TPG "/portals create fe80::1%eth0 3262", NULL },
	{ TPG "/portals/[fd00::1]:3262 set iser=true", "" },
	{ "ls", "iscsi/" IQN "\n"
		"  tpg1 authentication=0 enable=1\n"
		"    0.0.0.0:3260\n"
		"    10.0.0.1:3261\n"
		"    [fd00::1]:3262 iser=1\n"
		"    [fe80::1%eth0]:3262\n" },
	{ TPG "/portals delete fd00::0001 3262",
	  "Deleted network portal [fd00::1]:3262\n" },
	{ TPG "/portals delete 10.0.0.1",
	  "delete needs 'ip_port'\nwhy: delete takes ip_address ip_port\n" },
	{ TPG "/portals delete 10.0.0.1 3263",
	  TPG "/portals has no '10.0.0.1:3263'\nfix: did you mean '10.0.0.1:3261'?\n" },
	{ 0 },
};

/* The kernel would refuse 0.0.0.0:3260 beside these. */
static const struct step portal_conflicts[] = {
	{ "/iscsi create " IQN, NULL },
	{ TPG "/portals delete 0.0.0.0 3260", NULL },
	{ TPG "/portals create ::0", NULL },
	{ "/iscsi create iqn.2026-11.org.example:b",
	  "Created target iqn.2026-11.org.example:b.\nCreated TPG 1.\n"
	  "Default portal not created, another portal has that address and port.\n" },
	{ TPG "/portals delete :: 3260", NULL },
	{ TPG "/portals create 10.0.0.1", NULL },
	{ "/iscsi create iqn.2026-11.org.example:c",
	  "Created target iqn.2026-11.org.example:c.\nCreated TPG 1.\n"
	  "Default portal not created, another portal has that address and port.\n" },
	{ TPG "/portals delete 10.0.0.1 3260", NULL },
	{ TPG "/portals create fd00::1", NULL },
	{ TPG "/portals create 10.0.0.1 3261", NULL },
	{ "/iscsi create iqn.2026-11.org.example:d",
	  "Created target iqn.2026-11.org.example:d.\nCreated TPG 1.\n"
	  "Global pref auto_add_default_portal=true\n"
	  "Created default portal listening on all IPs (0.0.0.0), port 3260.\n" },
	{ 0 },
};

/* Where the machine's ports are the targets, one must be named. */
static void test_ports(void)
{
	struct node *tree = tree_new();
	autoerror struct error err = { 0 };
	autofree char *notes = NULL;
	const struct edit_arg wwn = { "wwn", "naa.21000024ff000001" };
	struct node *fabric = node_child(tree, "qla2xxx"), *made = NULL;

	if (edit_create(fabric, NULL, 0, &usual, NULL, NULL, &err) != -ENOSYS ||
	    edit_create(fabric, &wwn, 1, &usual, &made, &notes, &err) < 0 ||
	    !starts_with(notes, "Hardware missing for this WWN\n") ||
	    made->type->class != CLASS_TPG || !node_is(made, "enable", "1")) {
		fprintf(stderr, "a target on a port: %s\n", notes);
		failures++;
	}
	node_free(tree);
}

int main(void)
{
	steps_begin();
	run_scenario(targets, &usual);
	run_scenario(bare_targets, &bare);
	run_scenario(portals, &usual);
	run_scenario(portal_conflicts, &usual);
	test_ports();
	return steps_end();
}
