/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qla2xxx: QLogic Fibre Channel adapters, and virtual ports on them. */
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

static const struct attr own_rows[] = {
	{ .name = "fabric_prot_type",
	  .kind = ATTR_ENUM,
	  CHOICES(protection_modes),
	  .dflt = "0",
	  .help = "T10 protection on the way: 0 none, 1 or 3." },
	{ .name = "dynamic_sessions",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_READ_ONLY | ATTR_LINES,
	  .max = 4096,
	  .help = "Initiators that are logged in without an ACL." },
};

static const struct attr debug_rows[] = {
	{ .name = "jam_host",
	  .kind = ATTR_BOOL,
	  .dflt = "0",
	  .help = "For testing: commands are dropped." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };
static const struct attr_group debug_group = { "attribute", "attributes", "attrib",
					       ROWS(debug_rows) };
static const struct attr_group *const tpg_groups[] = {
	&enable_group, &own_group, &demo_group, &debug_group, NULL,
};
static const struct attr_group *const npiv_groups[] = { &enable_group, NULL };

static void ports(void (*add)(const char *wwn, void *data), void *data)
{
	fc_ports("QL", add, data);
}

static const enum wwn_kind wwns[] = { WWN_NAA };

const struct fabric fabric_qla2xxx = {
	.name = "qla2xxx",
	.dir = "qla2xxx",
	.module = "tcm_qla2xxx",
	.title = "QLogic Fibre Channel",
	.help = "Targets on QLogic Fibre Channel adapters.",
	.flags = FABRIC_ACLS | FABRIC_ENABLE | FABRIC_HARDWARE,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_NAA,
	.tpg_min = 1,
	.tpg_max = 1,
	.tpg_groups = tpg_groups,
	.wwn_to_dir = naa_to_colons,
	.dir_to_wwn = colons_to_naa,
	.acl_to_dir = naa_to_colons,
	.dir_to_acl = colons_to_naa,
	.ports = ports,
};

static const enum wwn_kind npiv_wwns[] = { WWN_FREE };

/* PORT@VIRTUAL_PORT:VIRTUAL_NODE: the kernel's own spelling, as no other tool has it. */
const struct fabric fabric_qla2xxx_npiv = {
	.name = "qla2xxx_npiv",
	.dir = "qla2xxx_npiv",
	.module = "tcm_qla2xxx",
	.title = "QLogic Fibre Channel, virtual ports",
	.help = "Targets on virtual ports of QLogic Fibre Channel adapters.",
	.flags = FABRIC_ACLS | FABRIC_ENABLE | FABRIC_HARDWARE,
	.wwns = npiv_wwns,
	.wwn_count = sizeof npiv_wwns / sizeof *npiv_wwns,
	.tpg_min = 1,
	.tpg_max = 1,
	.tpg_groups = npiv_groups,
	.acl_to_dir = naa_to_colons,
	.dir_to_acl = colons_to_naa,
};
