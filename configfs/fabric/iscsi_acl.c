/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of iSCSI ACLs: what one initiator may do. */
#include <string.h>

#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

/* A new ACL starts with what its TPG says then. */
static char *default_depth(const struct node *acl)
{
	const struct node *tpg = node_above(acl, CLASS_TPG);

	return xstrdup_null(tpg == NULL ? NULL : node_text(tpg, "default_cmdsn_depth"));
}

static char *default_level(const struct node *acl)
{
	const struct node *tpg = node_above(acl, CLASS_TPG);

	return xstrdup_null(tpg == NULL ? NULL : node_text(tpg, "default_erl"));
}

static const struct attr own_rows[] = {
	{ .name = "tag",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_SUMMARY,
	  .max = 63,
	  .dflt = "",
	  .unset = "NULL",
	  .check = check_not_null,
	  .help = "Name that groups ACLs for people." },
	{ .name = "cmdsn_depth",
	  .kind = ATTR_UINT,
	  .flags = ATTR_DROPS,
	  .min = 1,
	  .max = 512,
	  .rule = default_depth,
	  .help = "Commands that the initiator may have under way." },
};

static const struct choice authentications[] = {
	{ "-1", .name = "inherit" },
	{ "0", .name = "false" },
	{ "1", .name = "true" },
};

static int openness(const char *canonical)
{
	if (strcmp(canonical, "0") == 0)
		return 2;
	return strcmp(canonical, "-1") == 0;
}

#define SECONDS(row, low, high, value, text)                                             \
	{                                                                                \
		.name = row, .kind = ATTR_UINT, .min = low, .max = high, .dflt = value,  \
		.unit = "s", .help = text                                                \
	}
#define RANDOM(row, text)                                                                \
	{                                                                                \
		.name = row, .kind = ATTR_BOOL, .dflt = "0", .help = text                \
	}

/* 0 turns the ping off; 1 and 2 the kernel takes for mistakes. */
static int check_nopin(const char *canonical, struct error *err)
{
	if (strcmp(canonical, "1") != 0 && strcmp(canonical, "2") != 0)
		return 0;
	error_set(err, NULL, -EINVAL, "nopin_timeout cannot be '%s'", canonical);
	because(err, "nopin_timeout takes 0 for off, or 3..60 s");
	return -EINVAL;
}

static const struct attr attribute_rows[] = {
	{ .name = "authentication",
	  .kind = ATTR_ENUM,
	  CHOICES(authentications),
	  .dflt = "-1",
	  .openness = openness,
	  .help = "Whether the initiator must log in with CHAP; inherit: as the TPG." },
	SECONDS("dataout_timeout", 2, 60, "3", "How long data is waited for."),
	{ .name = "dataout_timeout_retries",
	  .kind = ATTR_UINT,
	  .min = 1,
	  .max = 15,
	  .dflt = "5",
	  .help = "How often data is waited for again." },
	{ .name = "default_erl",
	  .kind = ATTR_UINT,
	  .max = 2,
	  .rule = default_level,
	  .help = "Error recovery level." },
	{ .name = "nopin_timeout",
	  .kind = ATTR_UINT,
	  .max = 60,
	  .dflt = "15",
	  .check = check_nopin,
	  .unit = "s",
	  .help = "After how long a silent initiator is pinged; 0 never." },
	SECONDS("nopin_response_timeout", 3, 60, "30", "How long it may take to answer."),
	RANDOM("random_datain_pdu_offsets", "For testing initiators."),
	RANDOM("random_datain_seq_offsets", "For testing initiators."),
	RANDOM("random_r2t_offsets", "For testing initiators."),
};

#define NEGOTIATED(row)                                                                  \
	{                                                                                \
		.name = row, .kind = ATTR_TEXT, .flags = ATTR_READ_ONLY, .max = 255,     \
		.help = "As negotiated with the session that is open."                   \
	}

static const struct attr parameter_rows[] = {
	NEGOTIATED("MaxConnections"),     NEGOTIATED("InitialR2T"),
	NEGOTIATED("ImmediateData"),      NEGOTIATED("MaxBurstLength"),
	NEGOTIATED("FirstBurstLength"),   NEGOTIATED("DefaultTime2Wait"),
	NEGOTIATED("DefaultTime2Retain"), NEGOTIATED("MaxOutstandingR2T"),
	NEGOTIATED("DataPDUInOrder"),     NEGOTIATED("DataSequenceInOrder"),
	NEGOTIATED("ErrorRecoveryLevel"),
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };
static const struct attr_group attributes = { "attribute", "attributes", "attrib",
					      ROWS(attribute_rows), .open = true };
static const struct attr_group parameters = { "parameter", NULL, "param",
					      ROWS(parameter_rows) };
static const struct attr_group chap = { "auth", "chap", "auth", ROWS(chap_rows) };

const struct attr_group *const iscsi_acl_groups[] = { &own_group, &attributes,
						      &parameters, &chap, NULL };
