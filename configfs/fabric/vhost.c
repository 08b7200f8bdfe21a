/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vhost: disks of virtual machines on this machine. */
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"
#include "configfs/wwn.h"

static const struct attr_group *const tpg_groups[] = { &nexus_group, &rtpi_group,
						       &protection_group, NULL };

static const enum wwn_kind wwns[] = { WWN_NAA, WWN_IQN };

const struct fabric fabric_vhost = {
	.name = "vhost",
	.dir = "vhost",
	.module = "vhost_scsi",
	.title = "vhost",
	.help = "Disks of virtual machines that run here.",
	.flags = FABRIC_TPGS | FABRIC_ACLS | FABRIC_NEXUS | FABRIC_SHOWN,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_NAA,
	.tpg_max = 255,
	.tpg_groups = tpg_groups,
	.generate = wwn_generate_naa,
};
