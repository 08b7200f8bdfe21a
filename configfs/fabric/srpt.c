/* SPDX-License-Identifier: GPL-3.0-or-later */
/* srpt: SCSI RDMA, on InfiniBand and other RDMA ports. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

#define GID_DIGITS 32

static bool is_gid(const char *digits)
{
	return strlen(digits) == GID_DIGITS &&
	       strspn(digits, "0123456789abcdef") == GID_DIGITS;
}

/* ib.HEX and 0xHEX; the names of GUIDs and addresses stay as they are. */
static char *to_dir(const char *wwn)
{
	const char *digits = after_prefix(wwn, "ib.");

	if (digits == NULL || !is_gid(digits))
		return xstrdup(wwn);
	return xasprintf("0x%s", digits);
}

static char *from_dir(const char *dir)
{
	const char *digits = after_prefix(dir, "0x");

	if (digits == NULL || !is_gid(digits))
		return xstrdup(dir);
	return xasprintf("ib.%s", digits);
}

static const struct attr discovery_rows[] = {
	{ .name = "rdma_cm_port",
	  .kind = ATTR_UINT,
	  .max = 65535,
	  .dflt = "0",
	  .help = "Port for connections by IP address; 0 for none." },
};

static const struct attr attribute_rows[] = {
	{ .name = "srp_max_rdma_size",
	  .kind = ATTR_UINT,
	  .min = 65536,
	  .max = 16777216,
	  .dflt = "65536",
	  .unit = "bytes",
	  .help = "Largest RDMA transfer." },
	{ .name = "srp_max_rsp_size",
	  .kind = ATTR_UINT,
	  .min = 40,
	  .max = 1024,
	  .dflt = "256",
	  .unit = "bytes",
	  .help = "Largest response." },
	{ .name = "srp_sq_size",
	  .kind = ATTR_UINT,
	  .min = 16,
	  .max = 65535,
	  .dflt = "4096",
	  .help = "Length of the send queue." },
	{ .name = "use_srq",
	  .kind = ATTR_BOOL,
	  .dflt = "0",
	  .help = "Whether connections share one receive queue." },
};

static const struct attr_group discovery = { "discovery_auth", "discovery_auth",
					     "discovery_auth", ROWS(discovery_rows) };
static const struct attr_group attributes = { "attribute", "attributes", "attrib",
					      ROWS(attribute_rows), .open = true };
static const struct attr_group *const groups[] = { &discovery, NULL };
static const struct attr_group *const tpg_groups[] = { &enable_group, &attributes, NULL };

struct search {
	void (*add)(const char *wwn, void *data);
	void *data;
};

static void look_at_gid(const char *path, void *data)
{
	const struct search *search = data;
	autofree char *line = sys_line(path);
	struct text wwn = { 0 };

	if (line == NULL)
		return;
	text_add(&wwn, "ib.");
	for (const char *at = line; *at != '\0'; at++)
		if (*at != ':')
			text_add_bytes(&wwn, at, 1);
	search->add(wwn.data, search->data);
	text_free(&wwn);
}

static void ports(void (*add)(const char *wwn, void *data), void *data)
{
	struct search search = { add, data };

	sys_glob("/sys/class/infiniband/*/ports/*/gids/0", look_at_gid, &search);
}

static const enum wwn_kind wwns[] = { WWN_IB };

const struct fabric fabric_srpt = {
	.name = "srpt",
	.dir = "srpt",
	.module = "ib_srpt",
	.title = "SRP",
	.help = "Targets on InfiniBand and other RDMA ports.",
	.flags = FABRIC_ACLS | FABRIC_ENABLE | FABRIC_HARDWARE,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_IB,
	.tpg_max = 65535,
	.groups = groups,
	.tpg_groups = tpg_groups,
	.wwn_to_dir = to_dir,
	.dir_to_wwn = from_dir,
	.acl_to_dir = to_dir,
	.dir_to_acl = from_dir,
	.ports = ports,
};
