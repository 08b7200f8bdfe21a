/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as people see it: what changes, and what that does to initiators. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/plan_draft.h"

/* What stands below what goes is told there, and a target's end with its TPGs. */
static bool is_told_elsewhere(const struct node *node)
{
	const struct node *above = node->parent;

	while (above != NULL && above->type->flags & TYPE_CONTAINER)
		above = above->parent;
	return is_doomed(node) &&
	       (node->type->class == CLASS_TARGET || (above != NULL && is_doomed(above)));
}

static struct change *add_change(struct draft *draft, char mark, const struct node *node)
{
	struct plan *plan = draft->plan;
	bool silent =
		mark == '+' || draft->options->changes_only || is_told_elsewhere(node);

	grow(plan->changes, plan->change_count);
	struct change *change = &plan->changes[plan->change_count++];
	*change = (struct change){
		.mark = mark,
		.path = node_path(node),
		.impact = silent ? IMPACT_NONE : IMPACT_LIVE,
	};
	return change;
}

static bool is_listed(const struct node *node)
{
	return !(node->type->flags & TYPE_CONTAINER) && !node_kernel_made(node);
}

static char *difference_text(const struct difference *diff)
{
	if (diff->attr != NULL && diff->attr->kind == ATTR_SECRET)
		return xasprintf("%s (secret changed)", diff->name);
	const char *old = diff->old == NULL    ? "?"
			  : *diff->old == '\0' ? "(unset)"
					       : diff->old;

	return xasprintf("%s %s → %s", diff->name, old,
			 *diff->text == '\0' ? "(unset)" : diff->text);
}

/* Owned. */
static char *detail_text(const struct difference *diffs, size_t count)
{
	struct text detail = { 0 };

	for (size_t i = 0; i < count; i++) {
		autofree char *text = difference_text(&diffs[i]);

		text_addf(&detail, "%s%s", i == 0 ? "" : ", ", text);
	}
	return text_take(&detail);
}

static void changed(struct draft *draft, const struct node *live,
		    const struct node *wanted)
{
	struct difference *diffs;
	size_t count = node_differences(live, wanted, &diffs);

	if (count > 0 || is_bounced(live)) {
		struct change *change =
			add_change(draft, is_bounced(live) ? 'r' : '~', wanted);

		values_impact(draft, change, live, diffs, count);
		if (is_bounced(live))
			removal_impact(draft, change, live);
		change->detail = detail_text(diffs, count);
	}
	differences_free(diffs, count);
}

static int wanted_change(struct node *wanted, void *data)
{
	if (!is_listed(wanted) && wanted->type->class != CLASS_FABRIC &&
	    !node_kernel_made(wanted))
		return 0;
	if (!is_new(wanted))
		changed(data, wanted->plan->other, wanted);
	else if (wanted->plan->marks & MARK_REPLACE)
		return 0; /* told when the old one goes */
	else if (is_listed(wanted))
		add_change(data, '+', wanted);
	return 0;
}

/* What is different when it is there again. */
static void replaced(struct draft *draft, struct change *change, const struct node *live)
{
	struct difference *diffs = NULL;
	size_t count = node_differences(live, live->plan->was, &diffs);

	if (count > 0)
		change->detail = detail_text(diffs, count);
	for (size_t i = 0; i < count; i++)
		if (node_above(live, CLASS_TPG) != NULL)
			value_impact(draft, change, live, &diffs[i]);
	differences_free(diffs, count);
}

static int live_change(struct node *live, void *data)
{
	if (!is_listed(live) || !is_doomed(live))
		return 0;
	bool returns = (live->plan->marks & MARK_REPLACE) != 0;
	struct change *change = add_change(data, returns ? 'r' : '-', live);

	if (returns)
		replaced(data, change, live);
	removal_impact(data, change, live);
	return 0;
}

void plan_changes(struct draft *draft)
{
	node_walk(node_mutable(draft->live), live_change, draft);
	node_walk(draft->wanted, wanted_change, draft);
}

char *impact_text(const struct change *change)
{
	switch (change->impact) {
	case IMPACT_NONE:
		return NULL;
	case IMPACT_LIVE:
		return xstrdup("live");
	case IMPACT_TAKES:
		return xasprintf("takes %s from %u session%s%s",
				 change->writes ? "writing" : "a disk", change->sessions,
				 change->sessions == 1 ? "" : "s",
				 change->returns ? " for a moment" : "");
	case IMPACT_DROPS:
		return xasprintf("drops %u session%s", change->sessions,
				 change->sessions == 1 ? "" : "s");
	case IMPACT_IDENTITY:
		return xstrdup("changes the identity initiators see");
	case IMPACT_LOSES_DATA:
		return xstrdup("loses data");
	}
	return NULL;
}

char *change_text(const struct change *change)
{
	autofree char *path = escape_text(change->path);
	autofree char *impact = impact_text(change);
	struct text out = { 0 };

	text_addf(&out, "%s %s",
		  change->mark == 'r' ? "-/+" : (char[]){ ' ', ' ', change->mark, '\0' },
		  path);
	if (change->detail != NULL && *change->detail != '\0') {
		autofree char *detail = escape_text(change->detail);

		text_addf(&out, ": %s", detail);
	}
	if (impact != NULL)
		text_addf(&out, "  [%s]", impact);
	return text_take(&out);
}

char *plan_text(const struct plan *plan)
{
	struct text out = { 0 };

	for (size_t i = 0; i < plan->change_count; i++) {
		autofree char *line = change_text(&plan->changes[i]);

		text_addf(&out, "%s\n", line);
	}
	return text_take(&out);
}
