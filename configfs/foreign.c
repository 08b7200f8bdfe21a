/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fabrics that no row knows: shown and left alone. */
#include <stdlib.h>
#include <string.h>

#include "configfs/type.h"

static const struct attr_group attributes = {
	.name = "attribute",
	.key = "attributes",
	.dir = "attrib",
	.open = true,
};

static const struct attr_group parameters = {
	.name = "parameter",
	.key = "parameters",
	.dir = "param",
	.open = true,
};

static const struct attr_group *const target_groups[] = { &parameters, NULL };
static const struct attr_group *const tpg_groups[] = { &attributes, &parameters, NULL };
static const struct attr_group *const acl_groups[] = { &attributes, NULL };

static const enum wwn_kind wwns[] = { WWN_FREE };

/* One row for each name that was ever asked for; they live as long as the program. */
const struct fabric *fabric_foreign(const char *dir)
{
	static struct fabric **known;
	static size_t count;

	for (size_t i = 0; i < count; i++)
		if (strcmp(known[i]->dir, dir) == 0)
			return known[i];
	struct fabric *fabric = xcalloc(1, sizeof *fabric);
	*fabric = (struct fabric){
		.name = xstrdup(dir),
		.dir = xstrdup(dir),
		.title = "a fabric that liosh does not know",
		.flags = FABRIC_TPGS | FABRIC_ACLS | FABRIC_PORTALS,
		.wwns = wwns,
		.wwn_count = sizeof wwns / sizeof *wwns,
		.tpg_max = 65535,
		.target_groups = target_groups,
		.tpg_groups = tpg_groups,
		.acl_groups = acl_groups,
	};
	grow(known, count);
	known[count++] = fabric;
	return fabric;
}
