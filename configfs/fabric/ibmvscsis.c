/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ibmvscsis: disks of other partitions of an IBM Power machine. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/fabric/fabrics.h"

static const struct attr_group *const tpg_groups[] = { &enable_group, NULL };

struct search {
	void (*add)(const char *wwn, void *data);
	void *data;
};

/* "/vdevice/v-scsi-host@30000002": the name is what follows the @. */
static void look_at_device(const char *path, void *data)
{
	const struct search *search = data;
	autofree char *line = sys_line(path);
	const char *at = line == NULL ? NULL : strchr(line, '@');

	if (at != NULL)
		search->add(at + 1, search->data);
}

static void ports(void (*add)(const char *wwn, void *data), void *data)
{
	struct search search = { add, data };

	sys_glob("/sys/module/ibmvscsis/drivers/vio:ibmvscsis/*/devspec", look_at_device,
		 &search);
}

static const enum wwn_kind wwns[] = { WWN_FREE };

const struct fabric fabric_ibmvscsis = {
	.name = "ibmvscsis",
	.dir = "ibmvscsis",
	.module = "ibmvscsis",
	.title = "IBM virtual SCSI",
	.help = "Disks of other partitions of an IBM Power machine.",
	.flags = FABRIC_ENABLE | FABRIC_HARDWARE,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_FREE,
	.tpg_max = 65535,
	.tpg_groups = tpg_groups,
	.ports = ports,
};
