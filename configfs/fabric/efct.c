/* SPDX-License-Identifier: GPL-3.0-or-later */
/* efct: Emulex Fibre Channel adapters. */
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

static const struct attr own_rows[] = {
	{ .name = "session_deletion_wait",
	  .kind = ATTR_BOOL,
	  .dflt = "1",
	  .help = "Whether removing a session waits for its commands." },
};

static const struct attr_group own_group = { "attribute", "attributes", "attrib",
					     ROWS(own_rows) };
static const struct attr_group *const tpg_groups[] = { &enable_group, &demo_group,
						       &own_group, NULL };

static void ports(void (*add)(const char *wwn, void *data), void *data)
{
	fc_ports("Emulex", add, data);
}

static const enum wwn_kind wwns[] = { WWN_NAA };

const struct fabric fabric_efct = {
	.name = "efct",
	.dir = "efct",
	.module = "efct",
	.title = "Emulex Fibre Channel",
	.help = "Targets on Emulex Fibre Channel adapters.",
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
