/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presets: what other storage systems give these clients, and what AWS asks for large
 * transfers. */
#include "tui/presets.h"

#include <string.h>

static const struct setting virtual_disk[] = {
	{ "emulate_3pc", "1" },
	{ "emulate_caw", "1" },
	{ "is_nonrot", "1" },
	{ 0 },
};

static const struct setting flash[] = {
	{ "is_nonrot", "1" },
	{ 0 },
};

static const struct setting large_bursts[] = {
	{ "FirstBurstLength", "262144" },
	{ "MaxBurstLength", "1048576" },
	{ "MaxRecvDataSegmentLength", "262144" },
	{ 0 },
};

const struct preset presets[] = {
	{ .name = "vmware",
	  .label = "VMware: 512-byte blocks, copies in the storage",
	  .block_size = "512",
	  .small_blocks = true,
	  .disk = virtual_disk },
	{ .name = "windows",
	  .label = "Windows: 512-byte blocks; sparse files shrink",
	  .block_size = "512",
	  .discards = true,
	  .disk = flash },
	{ .name = "linux",
	  .label = "Linux, KVM: device's blocks; sparse files shrink",
	  .discards = true,
	  .disk = flash },
	{ .name = "xen",
	  .label = "Xen: as VMware",
	  .block_size = "512",
	  .small_blocks = true,
	  .disk = virtual_disk },
	{ .name = "legacy",
	  .label = "Older systems: 512-byte blocks",
	  .block_size = "512",
	  .small_blocks = true,
	  .disk = virtual_disk },
	{ .name = "modern",
	  .label = "Newer systems only: 4096-byte blocks",
	  .block_size = "4096",
	  .disk = virtual_disk },
	{ .name = "backup",
	  .label = "Backups, large transfers: large bursts",
	  .block_size = "512",
	  .disk = flash,
	  .target = large_bursts },
	{ .name = "boot",
	  .label = "A disk to start from: LUN 0, 512-byte blocks",
	  .block_size = "512",
	  .small_blocks = true,
	  .disk = virtual_disk },
	{ 0 },
};

const struct preset *preset_find(const char *name)
{
	for (const struct preset *preset = presets; preset->name != NULL; preset++)
		if (strcmp(preset->name, name) == 0)
			return preset;
	return &presets[0];
}
