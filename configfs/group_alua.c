/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of ALUA groups (target port groups) and of LU groups. */
#include <stdint.h>
#include <stdlib.h>

#include "configfs/node.h"
#include "configfs/rows.h"

/* `read` is what `ls` says of a group, the kernel itself prints the number. */
static const struct choice states[] = {
	{ "0", .read = "Active/optimized" }, { "1", .read = "Active/non-optimized" },
	{ "2", .read = "Standby" },          { "3", .read = "Unavailable" },
	{ "4", .read = "LBA Dependent" },    { "14", .read = "Offline" },
	{ "15", .read = "Transitioning" },
};

static const struct choice statuses[] = {
	{ "0", .read = "None" },
	{ "1", .read = "Altered by Explicit STPG" },
	{ "2", .read = "Altered by Implicit ALUA" },
};

static const struct choice types[] = {
	{ "0", .read = "None" },
	{ "1", .read = "Implicit" },
	{ "2", .read = "Explicit" },
	{ "3", .read = "Implicit and Explicit" },
};

/* The group that the kernel makes has its number for good. */
static char *default_id(const struct node *node)
{
	return node_kernel_made(node) ? xstrdup("0") : NULL;
}

static const struct attr id_rows[] = {
	{ .name = "id",
	  .file = "tg_pt_gp_id",
	  .kind = ATTR_UINT,
	  .flags = ATTR_AT_CREATE,
	  .min = 1,
	  .max = 65535,
	  .rule = default_id,
	  .also = "tg_pt_gp_id",
	  .help = "Number of the group, unique within its storage object." },
};

/* Whoever writes the state is the target, says the kernel. */
static char *altered_implicitly(const struct node *node)
{
	(void)node;
	return xstrdup("2");
}

#define SUPPORT(state, value, text)                                                      \
	{                                                                                \
		.name = "alua_support_" state, .kind = ATTR_BOOL, .dflt = value,         \
		.help = text                                                             \
	}

/*
 * In the order in which a new group takes them: the state while implicit changes are
 * allowed and its state supported, as both are at first, and before a delay would hold
 * it up; its status after it.
 */
static const struct attr rows[] = {
	SUPPORT("lba_dependent", "0", "Whether the state depends on the block address."),
	{ .name = "alua_access_state",
	  .kind = ATTR_ENUM,
	  .flags = ATTR_SUMMARY,
	  CHOICES(states),
	  .dflt = "0",
	  .moves = "alua_access_status",
	  .moved = altered_implicitly,
	  .help = "State of the paths through this group." },
	{ .name = "alua_access_status",
	  .kind = ATTR_ENUM,
	  CHOICES(statuses),
	  .dflt = "0",
	  .help = "Why the state is what it is: 0 none, 1 by an initiator, 2 by the "
		  "target." },
	{ .name = "nonop_delay_msecs",
	  .kind = ATTR_UINT,
	  .max = 10000,
	  .dflt = "100",
	  .unit = "ms",
	  .help = "How long a command waits while non-optimized." },
	{ .name = "trans_delay_msecs",
	  .kind = ATTR_UINT,
	  .max = 30000,
	  .dflt = "0",
	  .unit = "ms",
	  .help = "How long a change of state takes." },
	{ .name = "implicit_trans_secs",
	  .kind = ATTR_UINT,
	  .max = 255,
	  .dflt = "0",
	  .unit = "s",
	  .help = "How long initiators are told to wait for a change." },
	{ .name = "preferred",
	  .kind = ATTR_BOOL,
	  .dflt = "0",
	  .help = "Whether initiators are told to prefer this group." },
	{ .name = "alua_write_metadata",
	  .kind = ATTR_BOOL,
	  .dflt = "0",
	  .help = "Whether the state is kept in a file below dbroot." },
	{ .name = "alua_access_type",
	  .kind = ATTR_ENUM,
	  CHOICES(types),
	  .dflt = "3",
	  .help = "Who may change the state: 0 nobody, 1 the target, 2 initiators, "
		  "3 both." },
	SUPPORT("transitioning", "1", "Whether the group can be in transition."),
	SUPPORT("offline", "1", "Whether the group can be offline."),
	SUPPORT("unavailable", "1", "Whether the group can be unavailable."),
	SUPPORT("standby", "1", "Whether the group can be in standby."),
	SUPPORT("active_nonoptimized", "1", "Whether the group can be non-optimized."),
	SUPPORT("active_optimized", "1", "Whether the group can be optimized."),
	{ .name = "members",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_READ_ONLY | ATTR_LINES,
	  .max = 4096,
	  .help = "LUNs in this group." },
};

static const struct attr_group id_group = { .name = "alua", .dir = "", ROWS(id_rows) };
static const struct attr_group alua_group = { "alua", "attributes", "", ROWS(rows) };

const struct attr_group *const alua_group_groups[] = { &id_group, &alua_group, NULL };

static char *default_lu_id(const struct node *node)
{
	return node_kernel_made(node) ? xstrdup("0") : NULL;
}

static const struct attr lu_rows[] = {
	{ .name = "id",
	  .file = "lu_gp_id",
	  .kind = ATTR_UINT,
	  .flags = ATTR_AT_CREATE,
	  .max = 65535,
	  .rule = default_lu_id,
	  .also = "lu_gp_id",
	  .help = "Number of the group, unique on the machine." },
	{ .name = "members",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_READ_ONLY | ATTR_LINES,
	  .max = 4096,
	  .help = "Storage objects in this group." },
};

static const struct attr_group lu_group = { .dir = "", ROWS(lu_rows) };

const struct attr_group *const lu_group_groups[] = { &lu_group, NULL };
