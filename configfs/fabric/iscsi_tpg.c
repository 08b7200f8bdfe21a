/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of iSCSI TPGs: attributes, negotiated parameters, CHAP. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

#define ATTRIBUTE(row, low, high, value, text)                                           \
	{                                                                                \
		.name = row, .kind = ATTR_UINT, .min = low, .max = high, .dflt = value,  \
		.help = text                                                             \
	}
#define SWITCH(row, value, opens, text)                                                  \
	{                                                                                \
		.name = row, .kind = ATTR_BOOL, .dflt = value, .openness = opens,        \
		.help = text                                                             \
	}

/* The kernel turns it on with generate_node_acls, and not off again. */
static char *default_cache(const struct node *tpg)
{
	return xstrdup(node_is(tpg, "generate_node_acls", "1") ? "1" : "0");
}

static char *moved_cache(const struct node *tpg)
{
	return node_is(tpg, "generate_node_acls", "1") ? xstrdup("1") : NULL;
}

static const struct attr attribute_rows[] = {
	{ .name = "authentication",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "1",
	  .openness = open_when_off,
	  .moves = "AuthMethod",
	  .help = "Whether initiators must log in with CHAP." },
	{ .name = "generate_node_acls",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "0",
	  .openness = open_when_on,
	  .moves = "cache_dynamic_acls",
	  .moved = moved_cache,
	  .help = "Whether initiators without an ACL may log in (demo mode)." },
	{ .name = "cache_dynamic_acls",
	  .kind = ATTR_BOOL,
	  .rule = default_cache,
	  .help = "Whether what an initiator without an ACL got is kept." },
	SWITCH("demo_mode_write_protect", "1", open_when_off,
	       "Whether initiators without an ACL may only read."),
	/* Whoever maps a LUN has to know it. */
	{ .name = "prod_mode_write_protect",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "0",
	  .openness = open_when_off,
	  .help = "Whether new mapped LUNs are read-only." },
	SWITCH("demo_mode_discovery", "1", open_when_on,
	       "Whether initiators without an ACL see the target when they discover."),
	SWITCH("tpg_enabled_sendtargets", "1", NULL,
	       "Whether discovery leaves disabled TPGs out."),
	SWITCH("login_keys_workaround", "1", NULL,
	       "Whether initiators that send keys late are put up with."),
	SWITCH("t10_pi", "0", NULL, "Whether protection information is offered."),
	{ .name = "fabric_prot_type",
	  .kind = ATTR_ENUM,
	  CHOICES(protection_modes),
	  .dflt = "0",
	  .help = "T10 protection on the way: 0 none, 1 or 3." },
	{ .name = "login_timeout",
	  .kind = ATTR_UINT,
	  .min = 5,
	  .max = 30,
	  .dflt = "15",
	  .unit = "s",
	  .help = "How long a login may take." },
	{ .name = "netif_timeout",
	  .kind = ATTR_UINT,
	  .min = 2,
	  .max = 15,
	  .dflt = "2",
	  .unit = "s",
	  .help = "How long a network failure is waited for." },
	ATTRIBUTE("default_cmdsn_depth", 1, 512, "64",
		  "Commands that an initiator may have under way."),
	ATTRIBUTE("default_erl", 0, 2, "0", "Error recovery level of new ACLs."),
};

/* Writing authentication adds and removes None. */
static char *default_methods(const struct node *tpg)
{
	return xstrdup(node_is(tpg, "authentication", "0") ? "CHAP,None" : "CHAP");
}

static int open_with_none(const char *canonical)
{
	return strstr(canonical, "None") != NULL;
}

/* Words of a list of known ones, separated by commas, each at most once. */
static int check_list(const char *name, const char *text, const char *const *words,
		      struct error *err)
{
	struct text range = { 0 };
	unsigned seen = 0, bit = 0;

	for (const char *at = text;; at += strcspn(at, ",") + 1) {
		size_t length = strcspn(at, ",");

		for (bit = 0; words[bit] != NULL; bit++)
			if (strlen(words[bit]) == length &&
			    strncmp(words[bit], at, length) == 0)
				break;
		if (words[bit] == NULL || seen & 1U << bit)
			break;
		seen |= 1U << bit;
		if (at[length] == '\0')
			return 0;
	}
	for (size_t i = 0; words[i] != NULL; i++)
		text_addf(&range, "%s%s", i == 0 ? "" : ", ", words[i]);
	error_set(err, NULL, -EINVAL, "%s cannot be '%.64s'", name, text);
	because(err, "%s takes a list of %s, separated by commas alone", name,
		range.data);
	text_free(&range);
	return -EINVAL;
}

static int check_methods(const char *canonical, struct error *err)
{
	static const char *const words[] = { "CHAP",  "None", "KRB5", "SPKM1",
					     "SPKM2", "SRP",  NULL };

	return check_list("AuthMethod", canonical, words, err);
}

static const char *const digests[] = { "CRC32C", "None", NULL };

static int check_header(const char *canonical, struct error *err)
{
	return check_list("HeaderDigest", canonical, digests, err);
}

static int check_data(const char *canonical, struct error *err)
{
	return check_list("DataDigest", canonical, digests, err);
}

static int check_alias(const char *canonical, struct error *err)
{
	if (strchr(canonical, ',') == NULL)
		return 0;
	error_set(err, NULL, -EINVAL, "TargetAlias cannot be '%.64s'", canonical);
	because(err, "the kernel takes no comma in it");
	return -EINVAL;
}

#define LENGTH(row, value, text)                                                         \
	{                                                                                \
		.name = row, .kind = ATTR_UINT, .min = 512, .max = 16777215,             \
		.dflt = value, .unit = "bytes", .help = text                             \
	}
#define YES(row, text)                                                                   \
	{                                                                                \
		.name = row, .kind = ATTR_YESNO, .dflt = "Yes", .help = text             \
	}
#define UNUSED "Kept for old initiators; it has no effect."

static const struct attr parameter_rows[] = {
	{ .name = "AuthMethod",
	  .kind = ATTR_TEXT,
	  .max = 255,
	  .rule = default_methods,
	  .openness = open_with_none,
	  .check = check_methods,
	  .help = "Ways to log in, in order of preference; CHAP and None work." },
	{ .name = "HeaderDigest",
	  .kind = ATTR_TEXT,
	  .max = 255,
	  .dflt = "CRC32C,None",
	  .check = check_header,
	  .help = "Checksums of headers, by preference." },
	{ .name = "DataDigest",
	  .kind = ATTR_TEXT,
	  .max = 255,
	  .dflt = "CRC32C,None",
	  .check = check_data,
	  .help = "Checksums of data, by preference." },
	ATTRIBUTE("MaxConnections", 1, 65535, "1", "Connections of one session."),
	{ .name = "TargetAlias",
	  .kind = ATTR_TEXT,
	  .max = 255,
	  .dflt = "LIO Target",
	  .check = check_alias,
	  .help = "Name of the target for people." },
	YES("InitialR2T", "Whether the initiator waits before it sends data."),
	YES("ImmediateData", "Whether data may come with the command."),
	LENGTH("MaxRecvDataSegmentLength", "8192", "Largest segment that is received."),
	LENGTH("MaxXmitDataSegmentLength", "262144", "Largest segment that is sent."),
	LENGTH("MaxBurstLength", "262144", "Largest amount of data in one sequence."),
	LENGTH("FirstBurstLength", "65536", "Largest amount of data sent unasked."),
	{ .name = "DefaultTime2Wait",
	  .kind = ATTR_UINT,
	  .max = 3600,
	  .dflt = "2",
	  .unit = "s",
	  .help = "How long to wait before a new connection." },
	{ .name = "DefaultTime2Retain",
	  .kind = ATTR_UINT,
	  .max = 3600,
	  .dflt = "20",
	  .unit = "s",
	  .help = "How long a session without connection is kept." },
	ATTRIBUTE("MaxOutstandingR2T", 1, 65535, "1", "Requests for data at a time."),
	YES("DataPDUInOrder", "Whether data comes in order within a sequence."),
	YES("DataSequenceInOrder", "Whether sequences come in order."),
	ATTRIBUTE("ErrorRecoveryLevel", 0, 2, "0", "How much is recovered from."),
	{ .name = "IFMarker", .kind = ATTR_YESNO, .dflt = "No", .help = UNUSED },
	{ .name = "OFMarker", .kind = ATTR_YESNO, .dflt = "No", .help = UNUSED },
	{ .name = "IFMarkInt",
	  .kind = ATTR_TEXT,
	  .max = 255,
	  .dflt = "Reject",
	  .help = UNUSED },
	{ .name = "OFMarkInt",
	  .kind = ATTR_TEXT,
	  .max = 255,
	  .dflt = "Reject",
	  .help = UNUSED },
};

static const struct attr_group attributes = { "attribute", "attributes", "attrib",
					      ROWS(attribute_rows), .open = true };
static const struct attr_group parameters = { "parameter", "parameters", "param",
					      ROWS(parameter_rows), .open = true };
static const struct attr_group chap = { "auth", "chap", "auth", ROWS(chap_rows) };

const struct attr_group *const iscsi_tpg_groups[] = { &enable_group, &attributes,
						      &parameters, &chap, NULL };
