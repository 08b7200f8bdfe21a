/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the targets that are there listen: one set of portals for each TPG. */
#include "tui/portal_sets.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/wwn.h"

static const struct node *portals_of(const struct node *tpg)
{
	return node_part(tpg, CLASS_PORTALS);
}

/* --- as options ------------------------------------------------------------------ */

/* The target, and which of its TPGs if it has several; owned. */
static char *set_name(const struct node *tpg)
{
	const struct node *target = tpg->parent;

	return target->child_count == 1 ? xstrdup(target->name)
					: xasprintf("%s/%s", target->name, tpg->name);
}

const struct node *portal_set_find(const struct wizard *wizard, const char *name)
{
	autofree char *wwn = xstrndup(name, strcspn(name, "/"));
	const struct node *target = node_child(wizard_fabric(wizard), wwn);

	for (size_t i = 0; target != NULL && i < target->child_count; i++) {
		autofree char *own = set_name(target->children[i]);

		if (strcmp(own, name) == 0)
			return target->children[i];
	}
	return NULL;
}

static void add_option(struct option_list *list, const struct node *tpg)
{
	struct text label = { 0 };

	if (portals_of(tpg)->child_count == 0)
		return;
	text_add(&label, "as it:");
	node_foreach (portal, portals_of(tpg))
		text_addf(&label, " %s", portal->name);
	option_add(list, set_name(tpg), text_take(&label));
}

void portal_set_options(const struct wizard *wizard, struct option_list *list)
{
	node_foreach (target, wizard_fabric(wizard))
		node_foreach (tpg, target)
			add_option(list, tpg);
}

bool portal_set_is_any(const struct wizard *wizard)
{
	node_foreach (target, wizard_fabric(wizard))
		node_foreach (tpg, target)
			if (portals_of(tpg)->child_count > 0)
				return true;
	return false;
}

/* --- what most have -------------------------------------------------------------- */

/* The portals of one TPG, in the order of the tree. */
struct ballot {
	char *portals; /* owned */
	const struct node *tpg;
	size_t order;
};

struct ballots {
	struct ballot *all;
	size_t count;
};

static void cast(struct ballots *ballots, const struct node *tpg)
{
	struct text text = { 0 };

	if (portals_of(tpg)->child_count == 0)
		return;
	node_foreach (portal, portals_of(tpg))
		text_addf(&text, "%s ", portal->name);
	grow(ballots->all, ballots->count);
	ballots->all[ballots->count] =
		(struct ballot){ text_take(&text), tpg, ballots->count };
	ballots->count++;
}

static int compare(const void *a, const void *b)
{
	const struct ballot *left = a, *right = b;
	int order = strcmp(left->portals, right->portals);

	if (order != 0)
		return order;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* Equal ones stand together, the first of the tree first. */
static const struct ballot *elect(const struct ballots *ballots)
{
	const struct ballot *best = NULL, *first = NULL;
	size_t most = 0;

	for (size_t i = 0; i < ballots->count; i++) {
		const struct ballot *ballot = &ballots->all[i];

		if (first == NULL || strcmp(first->portals, ballot->portals) != 0)
			first = ballot;
		size_t votes = (size_t)(ballot - first) + 1;
		if (votes < most ||
		    (best != NULL && votes == most && first->order > best->order))
			continue;
		most = votes;
		best = first;
	}
	return best;
}

const struct node *portal_set_usual(const struct wizard *wizard)
{
	struct ballots ballots = { 0 };

	node_foreach (target, wizard_fabric(wizard))
		node_foreach (tpg, target)
			cast(&ballots, tpg);
	if (ballots.count > 1)
		qsort(ballots.all, ballots.count, sizeof *ballots.all, compare);
	const struct ballot *best = elect(&ballots);
	const struct node *tpg = best == NULL ? NULL : best->tpg;
	for (size_t i = 0; i < ballots.count; i++)
		free(ballots.all[i].portals);
	free(ballots.all);
	return tpg;
}

char *portal_set_port(const struct node *tpg)
{
	node_foreach (portal, portals_of(tpg)) {
		autofree char *address = NULL;
		unsigned port;
		bool is_ipv6;

		if (portal_parse(portal->name, &address, &port, &is_ipv6) == 0)
			return xasprintf("%u", port);
	}
	return xstrdup("");
}

char *portal_set_addresses(const struct node *tpg)
{
	autofree char *wanted = portal_set_port(tpg);
	struct text out = { 0 };

	node_foreach (portal, portals_of(tpg)) {
		autofree char *address = NULL, *here = NULL;
		unsigned port;
		bool is_ipv6;

		if (portal_parse(portal->name, &address, &port, &is_ipv6) < 0)
			continue;
		here = xasprintf("%u", port);
		if (strcmp(here, wanted) == 0)
			text_addf(&out, "%s%s", out.length == 0 ? "" : " ", address);
	}
	return text_take(&out);
}
