/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TPG knows the SCSI address of its disks, and sysfs their names. */
#include "configfs/lun_disk.h"

#include <glob.h>
#include <inttypes.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

char *lun_disk(const struct node *lun)
{
	const struct node *tpg = node_above(lun, CLASS_TPG);
	const char *address = node_text(tpg, "address");
	char *disk = NULL;
	glob_t found;

	if (!(tpg->fabric->flags & FABRIC_NEXUS) || address == NULL || *address == '\0')
		return NULL;
	autofree char *pattern =
		xasprintf("/sys/class/scsi_device/%s:%" PRIu64 "/device/block/*", address,
			  (uint64_t)lun->number);
	if (glob(pattern, 0, NULL, &found) == 0)
		disk = xasprintf("/dev/%s", strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
	return disk;
}
