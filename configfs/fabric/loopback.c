/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopback: LUNs that appear as disks of this machine. */
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"
#include "configfs/wwn.h"

static const struct choice transports[] = { { .value = "online" },
					    { .value = "offline" } };

static const struct attr own_rows[] = {
	{ .name = "transport_status",
	  .kind = ATTR_ENUM,
	  CHOICES(transports),
	  .dflt = "online",
	  .help = "Whether the disks answer." },
	{ .name = "address",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_READ_ONLY,
	  .max = 255,
	  .help = "SCSI address of the disks: host, channel, target." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };
static const struct attr_group *const tpg_groups[] = {
	&nexus_group, &own_group, &rtpi_group, &protection_group, NULL,
};

static const enum wwn_kind wwns[] = { WWN_NAA, WWN_IQN };

const struct fabric fabric_loopback = {
	.name = "loopback",
	.dir = "loopback",
	.module = "tcm_loop",
	.title = "loopback",
	.help = "LUNs that this machine itself sees as SCSI disks.",
	.flags = FABRIC_NEXUS | FABRIC_SHOWN | FABRIC_AUTOLOAD,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_NAA,
	.tpg_max = 31,
	.tpg_groups = tpg_groups,
	.generate = wwn_generate_naa,
};
