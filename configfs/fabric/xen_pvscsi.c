/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xen-pvscsi: disks of Xen guests. */
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"
#include "configfs/wwn.h"

static const struct attr parameter_rows[] = {
	{ .name = "alias",
	  .kind = ATTR_TEXT,
	  .max = 31,
	  .dflt = "",
	  .unset = "\n",
	  .help = "Name by which the guest's configuration names the target." },
};

static const struct attr_group parameters = { "parameter", "parameters", "param",
					      ROWS(parameter_rows), .open = true };
static const struct attr_group *const tpg_groups[] = { &nexus_group, &rtpi_group,
						       &parameters, NULL };

static const enum wwn_kind wwns[] = { WWN_NAA, WWN_IQN };

const struct fabric fabric_xen_pvscsi = {
	.name = "xen-pvscsi",
	.dir = "xen-pvscsi",
	.module = "xen-scsiback",
	.title = "Xen pvSCSI",
	.help = "Disks of Xen guests that run here.",
	.flags = FABRIC_TPGS | FABRIC_NEXUS | FABRIC_SHOWN,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_NAA,
	.tpg_max = 65535,
	.tpg_groups = tpg_groups,
	.generate = wwn_generate_naa,
};
