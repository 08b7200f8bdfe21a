/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of LUNs and mapped LUNs. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/text.h"
#include "configfs/kept.h"
#include "configfs/rows.h"

static const struct choice statuses[] = {
	{ "0", .read = "None" },
	{ "1", .read = "Altered by Explicit STPG" },
	{ "2", .read = "Altered by Implicit ALUA" },
};

/* "TG Port Alias: g1\nTG Port Group ID: 1\n…": the group's name, "" for the kernel's. */
static char *decode_group(const char *raw)
{
	const char *name = after_prefix(raw, "TG Port Alias: ");

	if (name == NULL)
		return xstrdup("");
	size_t length = strcspn(name, "\n");
	const char *kernel_made = node_types[CLASS_ALUA_GROUP].kernel_made;
	if (strlen(kernel_made) == length && strncmp(name, kernel_made, length) == 0)
		return xstrdup("");
	return xstrndup(name, length);
}

static const struct attr link_rows[] = {
	{ .name = "storage_object",
	  .kind = ATTR_REF,
	  .flags = ATTR_VIRTUAL | ATTR_SUMMARY | ATTR_ALWAYS | ATTR_IDENTITY,
	  .max = 511,
	  .help = "What the LUN exports: KIND/NAME." },
};

static const struct attr alua_rows[] = {
	{ .name = "alua",
	  .file = "alua_tg_pt_gp",
	  .kind = ATTR_REF,
	  .flags = ATTR_LINKED | ATTR_SUMMARY,
	  .max = 255,
	  .dflt = "",
	  .decode = decode_group,
	  .unset = "NULL",
	  .also = "alua_tg_pt_gp_name",
	  .help = "ALUA group of the storage object that this LUN belongs to." },
	{ .name = "alua_tg_pt_offline",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_LINKED,
	  .dflt = "0",
	  .help = "Whether the LUN's secondary state is offline." },
	{ .name = "alua_tg_pt_status",
	  .kind = ATTR_ENUM,
	  .flags = ATTR_LINKED,
	  CHOICES(statuses),
	  .dflt = "0",
	  .help = "Why the secondary state is what it is." },
	{ .name = "alua_tg_pt_write_md",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_LINKED,
	  .dflt = "0",
	  .help = "Whether the secondary state is kept in a file below dbroot." },
};

static const struct attr_group link_group = { .dir = "", ROWS(link_rows) };
static const struct attr_group alua_group = { .name = "alua",
					      .dir = "",
					      ROWS(alua_rows) };

const struct attr_group *const lun_groups[] = { &link_group, &alua_group, NULL };

/* Of a disk that initiators may only read. */
static char *default_protect(const struct node *mapped)
{
	const struct node *lun = node_target(mapped);

	return xstrdup(lun != NULL && so_is_protected(node_target(lun)) ? "1" : "0");
}

static const struct attr mapped_rows[] = {
	{ .name = "lun",
	  .kind = ATTR_REF,
	  .flags = ATTR_VIRTUAL | ATTR_SUMMARY | ATTR_ALWAYS | ATTR_IDENTITY,
	  .max = 20,
	  .help = "Number of the TPG's LUN that the initiator sees here." },
	{ .name = "write_protect",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_LINKED | ATTR_SUMMARY | ATTR_SAID,
	  .rule = default_protect,
	  .openness = open_when_off,
	  .help = "Whether this initiator may only read." },
};

static const struct attr_group mapped_group = { .dir = "", ROWS(mapped_rows) };

const struct attr_group *const mapped_lun_groups[] = { &mapped_group, NULL };
