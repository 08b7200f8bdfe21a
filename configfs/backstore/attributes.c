/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes of storage objects that several kinds share; limits are in limits.h. */
#include <stdint.h>

#include "configfs/backstore/kinds.h"
#include "configfs/rows.h"

/* The kernel turns it on for an object that writes through the page cache. */
static char *default_write_cache(const struct node *so)
{
	return xstrdup(node_is(so, "write_back", "1") ? "1" : "0");
}

static const struct attr cache_rows[] = {
	{ .name = "emulate_write_cache",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .rule = default_write_cache,
	  .help = "Whether initiators are told that the disk has a write cache." },
	{ .name = "enforce_pr_isids",
	  .kind = ATTR_BOOL,
	  .dflt = "1",
	  .help = "Whether registrations count per session identifier." },
	{ .name = "force_pr_aptpl",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_BEFORE_EXPORT,
	  .dflt = "0",
	  .help = "Whether every registration survives power loss." },
};

#define SWITCH(row, more, value, text)                                                   \
	{                                                                                \
		.name = row, .kind = ATTR_BOOL, .flags = more, .dflt = value,            \
		.help = text                                                             \
	}
#define READ_ONLY(row, text)                                                             \
	{                                                                                \
		.name = row, .kind = ATTR_UINT, .flags = ATTR_READ_ONLY,                 \
		.max = UINT32_MAX, .help = text                                          \
	}

/* Turning protection on turns it on too, unless the device itself protects. */
static char *default_verify(const struct node *so)
{
	const struct attr *type = node_attr(so, "pi_prot_type", NULL);
	bool ours = type != NULL && !(type->flags & ATTR_DEVICE);
	bool on = node_is(so, "pi_prot_type", "1") || node_is(so, "pi_prot_type", "3");

	return xstrdup(ours && on ? "1" : "0");
}

/* Turned on where nothing can be discarded, they take all limits from the device. */
static const struct attr discard_rows[] = {
	SWITCH("emulate_tpu", 0, "0", "Whether initiators may discard with UNMAP."),
	SWITCH("emulate_tpws", 0, "0", "Whether initiators may discard with WRITE SAME."),
};

static const struct attr disk_rows[] = {
	{ .name = "emulate_model_alias",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_BEFORE_EXPORT,
	  .dflt = "0",
	  .moves = "product_id",
	  .help = "Whether initiators see the object's name as the product." },
	SWITCH("emulate_dpo", 0, "1", "Whether DPO is reported as supported."),
	SWITCH("emulate_fua_read", 0, "1",
	       "Whether FUA reads are reported as supported."),
	SWITCH("emulate_fua_write", 0, "1", "Whether FUA writes are supported."),
	{ .name = "emulate_ua_intlck_ctrl",
	  .kind = ATTR_UINT,
	  .flags = ATTR_BEFORE_EXPORT,
	  .max = 2,
	  .dflt = "0",
	  .help = "How unit attentions are cleared: 0, 1 or 2 as in SPC." },
	SWITCH("emulate_tas", ATTR_BEFORE_EXPORT, "1",
	       "Whether aborted commands end with a status."),
	SWITCH("emulate_caw", 0, "1", "Whether COMPARE AND WRITE is supported."),
	SWITCH("emulate_3pc", 0, "1", "Whether initiators may copy between LUNs."),
	SWITCH("emulate_rest_reord", 0, "0", "Restricted reordering: always 0."),
	SWITCH("emulate_rsoc", 0, "1", "Whether supported commands are reported."),
	SWITCH("alua_support", 0, "1", "Whether ALUA is emulated."),
	SWITCH("pgr_support", 0, "1", "Whether persistent reservations are emulated."),
	{ .name = "pi_prot_verify",
	  .kind = ATTR_BOOL,
	  .rule = default_verify,
	  .help = "Whether protection information is verified." },
	{ .name = "pi_prot_format",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_ACTION | ATTR_BEFORE_EXPORT,
	  .dflt = "0",
	  .help = "1 formats protection information now." },
	READ_ONLY("hw_block_size", "Block size of the device."),
	READ_ONLY("hw_max_sectors", "Largest transfer that the device takes."),
	READ_ONLY("atomic_max_len", "Largest atomic write."),
	READ_ONLY("atomic_alignment", "Alignment of atomic writes."),
	READ_ONLY("atomic_granularity", "Granularity of atomic writes."),
	READ_ONLY("atomic_max_with_boundary", "Largest atomic write with a boundary."),
	READ_ONLY("atomic_max_boundary", "Largest boundary of an atomic write."),
};

const struct attr_group cache_group = { "attribute", "attributes", "attrib",
					ROWS(cache_rows) };
const struct attr_group discard_group = { "attribute", "attributes", "attrib",
					  ROWS(discard_rows) };
const struct attr_group disk_group = { "attribute", "attributes", "attrib",
				       ROWS(disk_rows) };
