/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tcm_fc: Fibre Channel over Ethernet. */
#include <string.h>

#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

static char *default_port(const struct node *acl)
{
	return naa_to_colons(acl->name);
}

/* Eight octets of lower-case hexadecimal digits. */
static int check_port(const char *canonical, struct error *err)
{
	static const char digits[] = "0123456789abcdef";
	size_t i = 0;

	while (canonical[i] != '\0' &&
	       (i % 3 == 2 ? canonical[i] == ':' : strchr(digits, canonical[i]) != NULL))
		i++;
	if (canonical[i] == '\0' && i == 23)
		return 0;
	error_set(err, NULL, -EINVAL, "'%.64s' is no name of a Fibre Channel port",
		  canonical);
	because(err, "such a name reads 20:00:00:00:00:00:00:01, in lower case");
	return -EINVAL;
}

static const struct attr acl_rows[] = {
	{ .name = "port_name",
	  .kind = ATTR_TEXT,
	  .max = 23,
	  .rule = default_port,
	  .check = check_port,
	  .help = "Name of the initiator's port." },
	{ .name = "node_name",
	  .kind = ATTR_TEXT,
	  .max = 23,
	  .dflt = "00:00:00:00:00:00:00:00",
	  .check = check_port,
	  .help = "Name of the initiator's node." },
	{ .name = "tag",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_SUMMARY,
	  .max = 63,
	  .dflt = "",
	  .unset = "NULL",
	  .check = check_not_null,
	  .help = "Name that groups ACLs for people." },
};

static const struct attr_group acl_group = { .dir = "", ROWS(acl_rows) };
static const struct attr_group *const acl_groups[] = { &acl_group, NULL };
static const struct attr_group *const tpg_groups[] = { &rtpi_group, NULL };

static void ports(void (*add)(const char *wwn, void *data), void *data)
{
	fc_ports("fcoe", add, data);
}

static const enum wwn_kind wwns[] = { WWN_NAA };

const struct fabric fabric_tcm_fc = {
	.name = "tcm_fc",
	.dir = "fc",
	.module = "tcm_fc",
	.title = "FCoE",
	.help = "Targets on Fibre Channel over Ethernet.",
	.flags = FABRIC_ACLS | FABRIC_HARDWARE,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_NAA,
	.tpg_max = 65535,
	.tpg_groups = tpg_groups,
	.acl_groups = acl_groups,
	.wwn_to_dir = naa_to_colons,
	.dir_to_wwn = colons_to_naa,
	.acl_to_dir = naa_to_colons,
	.dir_to_acl = colons_to_naa,
	.ports = ports,
};
