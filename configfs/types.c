/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What LIO is: the classes of objects, the kinds of backstore, the fabrics. */
#include <string.h>

#include "configfs/backstore/kinds.h"
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

const struct node_type node_types[CLASS_COUNT] = {
	[CLASS_ROOT] = { CLASS_ROOT, .what = "the tree", .child = -1 },
	[CLASS_GLOBAL] = { CLASS_GLOBAL, .what = "global settings", .key = "global",
			   .flags = TYPE_HIDDEN, .child = -1, .groups = global_groups },
	[CLASS_BACKSTORES] = { CLASS_BACKSTORES, .what = "backstores",
			       .key = "backstores", .dir = "core",
			       .flags = TYPE_CONTAINER, .child = -1 },
	[CLASS_KIND] = { CLASS_KIND, .what = "kind of backstore", .flags = TYPE_CONTAINER,
			 .child = CLASS_SO },
	[CLASS_SO] = { CLASS_SO, .what = "storage object", .child = -1,
		       .groups = so_groups },
	[CLASS_ALUA] = { CLASS_ALUA, .what = "ALUA groups", .key = "alua", .dir = "alua",
			 .flags = TYPE_CONTAINER, .child = CLASS_ALUA_GROUP },
	[CLASS_ALUA_GROUP] = { CLASS_ALUA_GROUP, .what = "ALUA group", .child = -1,
			       .kernel_made = "default_tg_pt_gp",
			       .groups = alua_group_groups },
	[CLASS_LU_GROUPS] = { CLASS_LU_GROUPS, .what = "LU groups", .key = "lu_groups",
			      .dir = "core/alua/lu_gps",
			      .flags = TYPE_CONTAINER | TYPE_HIDE_EMPTY,
			      .child = CLASS_LU_GROUP },
	[CLASS_LU_GROUP] = { CLASS_LU_GROUP, .what = "LU group", .child = -1,
			     .kernel_made = "default_lu_gp", .groups = lu_group_groups },
	[CLASS_FABRIC] = { CLASS_FABRIC, .what = "fabric", .child = CLASS_TARGET },
	[CLASS_TARGET] = { CLASS_TARGET, .what = "target", .child = CLASS_TPG,
			   .groups = target_groups },
	[CLASS_TPG] = { CLASS_TPG, .what = "TPG", .flags = TYPE_NUMBERED,
			.name_prefix = "tpg", .key_prefix = "tpg", .dir_prefix = "tpgt_",
			.max = 65535, .child = -1 },
	[CLASS_LUNS] = { CLASS_LUNS, .what = "LUNs", .key = "luns", .dir = "lun",
			 .flags = TYPE_CONTAINER, .child = CLASS_LUN },
	[CLASS_LUN] = { CLASS_LUN, .what = "LUN", .flags = TYPE_NUMBERED | TYPE_LINK,
			.name_prefix = "lun", .key_prefix = "", .dir_prefix = "lun_",
			.max = 65535, .child = -1, .groups = lun_groups },
	[CLASS_ACLS] = { CLASS_ACLS, .what = "ACLs", .key = "acls", .dir = "acls",
			 .flags = TYPE_CONTAINER, .child = CLASS_ACL },
	[CLASS_ACL] = { CLASS_ACL, .what = "ACL", .child = CLASS_MAPPED_LUN },
	[CLASS_MAPPED_LUN] = { CLASS_MAPPED_LUN, .what = "mapped LUN", .key = "luns",
			       .flags = TYPE_NUMBERED | TYPE_LINK,
			       .name_prefix = "mapped_lun", .key_prefix = "",
			       .dir_prefix = "lun_", .max = 65535, .child = -1,
			       .groups = mapped_lun_groups },
	[CLASS_PORTALS] = { CLASS_PORTALS, .what = "portals", .key = "portals",
			    .dir = "np", .flags = TYPE_CONTAINER, .child = CLASS_PORTAL },
	[CLASS_PORTAL] = { CLASS_PORTAL, .what = "portal", .child = -1 },
};

const struct backstore *const backstores[] = {
	&backstore_block,   &backstore_fileio, &backstore_pscsi,
	&backstore_ramdisk, &backstore_user,   NULL,
};

const struct fabric *const fabrics[] = {
	&fabric_iscsi,
	&fabric_loopback,
	&fabric_vhost,
	&fabric_xen_pvscsi,
	&fabric_qla2xxx,
	&fabric_efct,
	&fabric_qla2xxx_npiv,
	&fabric_tcm_fc,
	&fabric_srpt,
	&fabric_sbp,
	&fabric_ibmvscsis,
	&fabric_usb_gadget,
	NULL,
};

const struct backstore *backstore_find(const char *name)
{
	size_t length = strcspn(name, ":");

	for (const struct backstore *const *kind = backstores; *kind != NULL; kind++) {
		if (strncmp((*kind)->name, name, length) != 0 ||
		    (*kind)->name[length] != '\0')
			continue;
		if (name[length] == '\0' || (*kind)->flags & BACKSTORE_BY_HANDLER)
			return *kind;
	}
	return NULL;
}

const struct backstore *backstore_by_hba(const char *hba)
{
	for (const struct backstore *const *kind = backstores; *kind != NULL; kind++)
		if (strcmp((*kind)->hba, hba) == 0)
			return *kind;
	return NULL;
}

const struct fabric *fabric_find(const char *name)
{
	for (const struct fabric *const *fabric = fabrics; *fabric != NULL; fabric++)
		if (strcmp((*fabric)->name, name) == 0)
			return *fabric;
	return NULL;
}

const struct fabric *fabric_by_dir(const char *dir)
{
	for (const struct fabric *const *fabric = fabrics; *fabric != NULL; fabric++)
		if (strcmp((*fabric)->dir, dir) == 0)
			return *fabric;
	return NULL;
}
