/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connect sheet: from a target to the lines that another machine runs. */
#include "configfs/connect.h"

#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/connect_part.h"
#include "configfs/connect_platforms.h"
#include "configfs/path.h"

const struct connect_platform *const connect_platforms[] = {
	&connect_linux,
	&connect_windows,
	&connect_esxi,
	NULL,
};

const struct connect_platform *connect_platform_find(const char *name)
{
	for (const struct connect_platform *const *at = connect_platforms; *at != NULL;
	     at++)
		if (strcmp((*at)->name, name) == 0)
			return *at;
	return NULL;
}

char *connect_platform_names(void)
{
	struct text out = { 0 };

	for (const struct connect_platform *const *at = connect_platforms; *at != NULL;
	     at++)
		text_addf(&out, "%s%s", out.length > 0 ? ", " : "", (*at)->name);
	return text_take(&out);
}

static const struct node *choose_tpg(const struct node *node)
{
	const struct node *first = NULL;

	if (node->type->class == CLASS_TPG)
		return node;
	node_foreach (tpg, node) {
		if (tpg->type->class != CLASS_TPG)
			continue;
		if (node_is(tpg, "enable", "1"))
			return tpg;
		first = first == NULL ? tpg : first;
	}
	return first;
}

static int no_tpg(const struct node *node, struct error *err)
{
	autofree char *path = node_path(node);

	(void)fail(err, -ENOENT, "%s has no TPG", path);
	advise(err, "'%s create 1' makes one", path);
	return -ENOENT;
}

int sheet_begin(struct sheet *sheet, const struct node *node, struct error *err)
{
	sheet->target = node_above(node, CLASS_TARGET);
	sheet->tpg = choose_tpg(node);
	if (sheet->tpg == NULL)
		return no_tpg(node, err);
	int result = sheet_find_initiator(sheet, err);
	if (result == 0)
		sheet_find_facts(sheet);
	return result;
}

int connect_sheet(const struct node *node, const struct connect_options *options,
		  char **sheet, bool *has_secrets, struct error *err)
{
	autosheet struct sheet made = { .options = options };
	int result = sheet_begin(&made, node, err);

	if (result < 0)
		return result;
	sheet_top(&made);
	options->platform->write(&made);
	*sheet = text_take(&made.out);
	*has_secrets = made.has_secrets;
	return 0;
}
