/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that storage objects of every kind have. */
#include <stdint.h>
#include <string.h>

#include "configfs/backstore/kinds.h"
#include "configfs/rows.h"

/* "LU Group Alias: g\nLU Group ID: 1": the name, "" for the group of the kernel. */
static char *decode_lu_group(const char *raw)
{
	const char *name = after_prefix(raw, "LU Group Alias: ");

	if (name == NULL)
		return xstrdup("");
	size_t length = strcspn(name, "\n");
	const char *kernel_made = node_types[CLASS_LU_GROUP].kernel_made;
	if (strlen(kernel_made) == length && strncmp(name, kernel_made, length) == 0)
		return xstrdup("");
	return xstrndup(name, length);
}

static const struct attr own_rows[] = {
	{ .name = "status",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_READ_ONLY | ATTR_VIRTUAL | ATTR_SUMMARY,
	  .max = 16,
	  .help = "activated while at least one LUN exports it." },
	{ .name = "alias",
	  .kind = ATTR_TEXT,
	  .max = 511,
	  .dflt = "",
	  .unset = "\n",
	  .help = "Free text; the kernel makes nothing of it." },
	/* It cannot be unset: NULL would break the kernel.  Removing the group does. */
	{ .name = "lu_group",
	  .file = "alua_lu_gp",
	  .kind = ATTR_REF,
	  .max = 255,
	  .dflt = "",
	  .decode = decode_lu_group,
	  .also = "alua_lu_gp",
	  .help = "LU group: objects of one group change their ALUA state together." },
	{ .name = "lba_map",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_LINES,
	  .max = 4095,
	  .dflt = "",
	  .unset = "\n",
	  .help = "ALUA state by block address: segment size and multiplier, then one "
		  "line per range." },
};

static const struct attr attribute_rows[] = {
	{ .name = "emulate_pr",
	  .kind = ATTR_BOOL,
	  .dflt = "1",
	  .help = "Whether initiators may reserve the disk." },
	{ .name = "submit_type",
	  .kind = ATTR_UINT,
	  .max = 2,
	  .dflt = "0",
	  .help = "How commands are submitted: 0 as the fabric does, 1 directly, 2 "
		  "queued." },
	{ .name = "complete_type",
	  .kind = ATTR_UINT,
	  .max = 2,
	  .dflt = "0",
	  .help = "How commands are completed: 0 as the fabric does, 1 directly, 2 "
		  "queued." },
	{ .name = "hw_pi_prot_type",
	  .kind = ATTR_UINT,
	  .flags = ATTR_READ_ONLY,
	  .max = 3,
	  .help = "Protection information that the device has." },
	{ .name = "hw_queue_depth",
	  .kind = ATTR_UINT,
	  .flags = ATTR_READ_ONLY,
	  .max = UINT32_MAX,
	  .help = "Commands that the device takes at a time." },
};

#define PR_TEXT(row, text)                                                               \
	{                                                                                \
		.name = row, .kind = ATTR_TEXT, .flags = ATTR_READ_ONLY | ATTR_LINES,    \
		.max = 4096, .help = text                                                \
	}

static const struct attr reservation_rows[] = {
	PR_TEXT("res_type", "Kind of reservations that the object keeps."),
	PR_TEXT("res_holder", "Who holds the reservation."),
	PR_TEXT("res_pr_type", "What the reservation forbids to others."),
	PR_TEXT("res_pr_generation", "How often registrations changed."),
	PR_TEXT("res_pr_registered_i_pts", "Initiators that are registered."),
	PR_TEXT("res_pr_all_tgt_pts", "Target ports that the reservation is for."),
	PR_TEXT("res_pr_holder_tg_port", "Target port of the holder."),
	PR_TEXT("res_aptpl_active", "Whether registrations survive power loss."),
	{ .name = "res_aptpl_metadata",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_ACTION | ATTR_BEFORE_EXPORT | ATTR_LINES,
	  .max = 4095,
	  .help = "Takes one registration back from the file that survived." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };
/* Files that no row of any group knows are found through this one. */
static const struct attr_group attributes = { "attribute", "attributes", "attrib",
					      ROWS(attribute_rows), .open = true };
static const struct attr_group reservations = { .dir = "pr", ROWS(reservation_rows) };

static const struct attr kept_rows[] = {
	{ .name = "write_protect",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_VIRTUAL | ATTR_KEPT,
	  .dflt = "0",
	  .openness = open_when_off,
	  .help = "Whether initiators may only read the disk, through whatever leads to "
		  "it." },
};

static const struct attr_group kept = { .name = "attribute", .dir = "", ROWS(kept_rows) };

const struct attr_group *const so_groups[] = { &own_group, &kept, &attributes,
					       &reservations, NULL };

/* targetcli writes the path there; other tools may write anything. */
static char *default_udev_path(const struct node *so)
{
	bool opens = so->backstore->flags & BACKSTORE_OPENS_PATH;
	const char *path = opens ? node_text(so, so->backstore->path_value) : NULL;

	return xstrdup(path == NULL ? "" : path);
}

static const struct attr udev_path_rows[] = {
	{ .name = "udev_path",
	  .kind = ATTR_TEXT,
	  .max = 511,
	  .rule = default_udev_path,
	  .unset = "\n",
	  .help = "Free text; by custom the path of the backing device." },
};

const struct attr_group udev_path_group = { .dir = "", ROWS(udev_path_rows) };
