/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iSCSI: targets on IP addresses. */
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"
#include "configfs/wwn.h"

static const struct attr fabric_rows[] = {
	{ .name = "cpus_allowed_list",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_KEEP | ATTR_DEVICE,
	  .max = 4095,
	  .help = "CPUs that the threads of connections may run on." },
};

static const struct attr discovery_rows[] = {
	{ .name = "enable",
	  .file = "enforce_discovery_auth",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "0",
	  .openness = open_when_off,
	  .help = "Whether initiators must log in before they see the list of targets." },
};

static const struct attr_group fabric_group = { .dir = "", ROWS(fabric_rows) };
static const struct attr_group discovery = { "discovery_auth", "discovery_auth",
					     "discovery_auth", ROWS(discovery_rows) };
static const struct attr_group discovery_chap = { "discovery_auth", "discovery_auth/chap",
						  "discovery_auth", ROWS(chap_rows) };

static const struct attr_group *const groups[] = { &fabric_group, &discovery,
						   &discovery_chap, NULL };

static const struct attr portal_rows[] = {
	{ .name = "iser",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "0",
	  .openness = open_when_on,
	  .help = "Whether the portal takes iSCSI over RDMA too." },
	{ .name = "offload",
	  .file = "cxgbit",
	  .kind = ATTR_BOOL,
	  .flags = ATTR_SUMMARY,
	  .dflt = "0",
	  .openness = open_when_on,
	  .help = "Whether a Chelsio adapter does the work." },
};

static const struct attr_group portal_group = { .dir = "", ROWS(portal_rows) };
static const struct attr_group *const portal_groups[] = { &portal_group, NULL };

static const enum wwn_kind wwns[] = { WWN_IQN, WWN_NAA, WWN_EUI };

const struct fabric fabric_iscsi = {
	.name = "iscsi",
	.dir = "iscsi",
	.module = "iscsi_target_mod",
	.title = "iSCSI",
	.help = "Targets that initiators reach over IP networks.",
	.flags = FABRIC_TPGS | FABRIC_ACLS | FABRIC_PORTALS | FABRIC_ENABLE |
		 FABRIC_AUTH | FABRIC_SHOWN | FABRIC_AUTOLOAD,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_IQN | 1U << WWN_NAA | 1U << WWN_EUI,
	.tpg_max = 65535,
	.groups = groups,
	.tpg_groups = iscsi_tpg_groups,
	.acl_groups = iscsi_acl_groups,
	.portal_groups = portal_groups,
	.generate = wwn_generate_iqn,
};
