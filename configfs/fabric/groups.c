/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of values that several fabrics have. */
#include <stdint.h>

#include "configfs/base/parse.h"
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

/* 0 is what a TPG that was never enabled reads: it has none yet. */
static char *decode_rtpi(const char *raw)
{
	uint64_t number;

	if (!parse_kernel_uint(raw, &number))
		return xstrdup(raw);
	if (number == 0)
		return xstrdup("");
	return xasprintf("%llu", (unsigned long long)number);
}

static const struct attr enable_rows[] = {
	{ .name = "enable",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "1",
	  .openness = open_when_on,
	  .help = "Whether initiators can log in." },
	{ .name = "rtpi",
	  .kind = ATTR_UINT,
	  .flags = ATTR_WHILE_DISABLED | ATTR_KEEP,
	  .min = 1,
	  .max = 65535,
	  .decode = decode_rtpi,
	  .help = "Relative port identifier, unique on the machine." },
};

/* Of a TPG that is always on: the kernel takes a number at any time. */
static const struct attr rtpi_rows[] = {
	{ .name = "rtpi",
	  .kind = ATTR_UINT,
	  .flags = ATTR_KEEP,
	  .min = 1,
	  .max = 65535,
	  .decode = decode_rtpi,
	  .help = "Relative port identifier, unique on the machine." },
};

static const struct attr nexus_rows[] = {
	{ .name = "nexus",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_KEEP | ATTR_BEFORE_LUNS | ATTR_SUMMARY | ATTR_GENERATED,
	  .max = 255,
	  .unset = "NULL",
	  .check = check_not_null,
	  .help = "Name of the initiator's side, before the first LUN is linked." },
};

const struct choice protection_modes[3] = {
	{ .value = "0" },
	{ .value = "1" },
	{ .value = "3" },
};

static const struct attr protection_rows[] = {
	{ .name = "fabric_prot_type",
	  .kind = ATTR_ENUM,
	  CHOICES(protection_modes),
	  .dflt = "0",
	  .help = "T10 protection on the way: 0 none, 1 or 3." },
};

static const struct attr demo_rows[] = {
	{ .name = "generate_node_acls",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "1",
	  .openness = open_when_on,
	  .help = "Whether initiators without an ACL may log in." },
	{ .name = "cache_dynamic_acls",
	  .kind = ATTR_BOOL,
	  .dflt = "1",
	  .help = "Whether what an initiator without an ACL got is kept." },
	{ .name = "demo_mode_write_protect",
	  .kind = ATTR_BOOL,
	  .dflt = "1",
	  .openness = open_when_off,
	  .help = "Whether initiators without an ACL may only read." },
	{ .name = "prod_mode_write_protect",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "0",
	  .openness = open_when_off,
	  .help = "Whether new mapped LUNs are read-only." },
	{ .name = "demo_mode_login_only",
	  .kind = ATTR_BOOL,
	  .dflt = "1",
	  .openness = open_when_off,
	  .help = "Whether initiators without an ACL see no LUN." },
};

const struct attr_group enable_group = { .dir = "", ROWS(enable_rows) };
const struct attr_group rtpi_group = { .dir = "", ROWS(rtpi_rows) };
const struct attr_group nexus_group = { .dir = "", ROWS(nexus_rows) };
const struct attr_group protection_group = { "attribute", "attributes", "attrib",
					     ROWS(protection_rows), .open = true };
const struct attr_group demo_group = { "attribute", "attributes", "attrib",
				       ROWS(demo_rows), .open = true };

/* "NULL…" is what a cleared value reads for ever after. */
static char *decode_chap(const char *raw)
{
	return xstrdup(*raw == '\n' || starts_with(raw, "NULL") ? "" : raw);
}

#define CHAP (ATTR_CREDENTIAL | ATTR_KEEP | ATTR_SUMMARY)

const struct attr chap_rows[5] = {
	{ .name = "userid",
	  .kind = ATTR_TEXT,
	  .flags = CHAP,
	  .max = 255,
	  .dflt = "",
	  .decode = decode_chap,
	  .unset = "NULL",
	  .check = check_not_null,
	  .help = "Name that the initiator logs in with." },
	{ .name = "password",
	  .kind = ATTR_SECRET,
	  .flags = CHAP,
	  .max = 255,
	  .dflt = "",
	  .decode = decode_chap,
	  .unset = "NULL",
	  .help = "Secret that the initiator proves to know." },
	{ .name = "mutual_userid",
	  .file = "userid_mutual",
	  .kind = ATTR_TEXT,
	  .flags = CHAP,
	  .max = 255,
	  .dflt = "",
	  .decode = decode_chap,
	  .unset = "NULL",
	  .check = check_not_null,
	  .help = "Name that the target answers with." },
	{ .name = "mutual_password",
	  .file = "password_mutual",
	  .kind = ATTR_SECRET,
	  .flags = CHAP,
	  .max = 255,
	  .dflt = "",
	  .decode = decode_chap,
	  .unset = "NULL",
	  .help = "Secret that the target proves to know." },
	{ .name = "authenticate_target",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_READ_ONLY,
	  .help = "Whether the target proves itself too." },
};
