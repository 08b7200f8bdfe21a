/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as people see it: what changes, and what that does to initiators. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/plan_draft.h"
#include "configfs/sessions.h"

static struct change *add_change(struct draft *draft, char mark, const struct node *node)
{
	struct plan *plan = draft->plan;

	grow(plan->changes, plan->change_count);
	struct change *change = &plan->changes[plan->change_count++];
	*change = (struct change){ .mark = mark, .path = node_path(node) };
	return change;
}

static void has_impact(struct draft *draft, struct change *change, enum impact impact)
{
	if (impact > change->impact)
		change->impact = impact;
	if (change->impact > draft->plan->impact)
		draft->plan->impact = change->impact;
}

static unsigned count_sessions(const struct draft *draft, const struct node *live)
{
	const struct value *nexus = node_value(live, "nexus");

	if (draft->options->fs == NULL)
		return 0;
	/* A nexus is the session of its fabric: a machine has the LUNs as disks. */
	if (nexus != NULL && live->fabric->flags & FABRIC_NEXUS)
		return *nexus->text != '\0' &&
		       node_part(live, CLASS_LUNS)->child_count > 0;
	return sessions_count(draft->options->fs, live);
}

static void drops(struct draft *draft, struct change *change, const struct node *live)
{
	unsigned sessions = count_sessions(draft, live);

	if (sessions == 0)
		return;
	change->sessions += sessions;
	draft->plan->drops += sessions;
	has_impact(draft, change, IMPACT_DROPS);
}

/* Its file was deleted while it was exported: the kernel's hold is the last one. */
static bool holds_deleted_file(const struct draft *draft, const struct node *so)
{
	const char *name = so->backstore->path_value;
	const struct value *path = name == NULL ? NULL : node_value(so, name);

	return draft->options->fs != NULL && path != NULL &&
	       so->backstore->flags & BACKSTORE_OPENS_PATH &&
	       node_attr(so, "size", NULL) != NULL && !(so->flags & NODE_DISABLED) &&
	       access(path->text, F_OK) < 0 && errno == ENOENT;
}

/* Taken away or replaced: who notices? */
static void removal_impact(struct draft *draft, struct change *change,
			   const struct node *live)
{
	const struct node *tpg = node_above(live, CLASS_TPG);

	switch (live->type->class) {
	case CLASS_SO:
		if (is_doomed(live) && (live->backstore->flags & BACKSTORE_VOLATILE ||
					holds_deleted_file(draft, live)))
			has_impact(draft, change, IMPACT_LOSES_DATA);
		else if (live->plan->marks & MARK_REPLACE &&
			 live->plan->blocker_count > 0)
			has_impact(draft, change, IMPACT_IDENTITY);
		break;
	case CLASS_TPG:
	case CLASS_ACL:
		drops(draft, change, live);
		break;
	case CLASS_LUN:
	case CLASS_MAPPED_LUN:
		/* The disk disappears under whoever is logged in; counted with the TPG
		 * or ACL where that goes too. */
		if (!is_doomed(tpg) && !is_doomed(live->parent))
			drops(draft, change,
			      live->type->class == CLASS_LUN ? tpg : live->parent);
		break;
	case CLASS_ROOT:
	case CLASS_BACKSTORES:
	case CLASS_KIND:
	case CLASS_ALUA:
	case CLASS_ALUA_GROUP:
	case CLASS_LU_GROUPS:
	case CLASS_LU_GROUP:
	case CLASS_FABRIC:
	case CLASS_TARGET:
	case CLASS_LUNS:
	case CLASS_ACLS:
	case CLASS_PORTALS:
	case CLASS_PORTAL:
		break;
	}
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

static void value_impact(struct draft *draft, struct change *change,
			 const struct node *live, const struct difference *diff)
{
	unsigned flags = diff->attr == NULL ? 0 : diff->attr->flags;

	if (flags & ATTR_IDENTITY && is_bounced(live))
		has_impact(draft, change, IMPACT_IDENTITY);
	if (flags & (ATTR_DROPS | ATTR_WHILE_DISABLED) &&
	    (diff->old != NULL || !(live->flags & NODE_LOADED)))
		drops(draft, change, live);
	if (live->type->class == CLASS_TPG && strcmp(diff->name, "enable") == 0 &&
	    strcmp(diff->text, "0") == 0)
		drops(draft, change, live);
}

static void changed(struct draft *draft, const struct node *live,
		    const struct node *wanted)
{
	struct difference *diffs;
	size_t count = node_differences(live, wanted, &diffs);
	autotext struct text detail = { 0 };

	for (size_t i = 0; i < count; i++) {
		autofree char *text = difference_text(&diffs[i]);

		text_addf(&detail, "%s%s", i == 0 ? "" : ", ", text);
	}
	if (count > 0 || is_bounced(live)) {
		struct change *change =
			add_change(draft, is_bounced(live) ? 'r' : '~', wanted);

		for (size_t i = 0; i < count; i++)
			value_impact(draft, change, live, &diffs[i]);
		if (is_bounced(live))
			removal_impact(draft, change, live);
		change->detail = text_take(&detail);
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

static int live_change(struct node *live, void *data)
{
	if (!is_listed(live) || !is_doomed(live))
		return 0;
	bool replaced = (live->plan->marks & MARK_REPLACE) != 0;
	struct change *change = add_change(data, replaced ? 'r' : '-', live);

	removal_impact(data, change, live);
	return 0;
}

void plan_changes(struct draft *draft)
{
	node_walk(node_mutable(draft->live), live_change, draft);
	node_walk(draft->wanted, wanted_change, draft);
}

static void add_impact(struct text *out, const struct change *change)
{
	switch (change->impact) {
	case IMPACT_LIVE:
		break;
	case IMPACT_DROPS:
		text_addf(out, "  [drops %u session%s]", change->sessions,
			  change->sessions == 1 ? "" : "s");
		break;
	case IMPACT_IDENTITY:
		text_add(out, "  [changes the identity initiators see]");
		break;
	case IMPACT_LOSES_DATA:
		text_add(out, "  [loses data]");
		break;
	}
}

char *plan_text(const struct plan *plan)
{
	struct text out = { 0 };

	for (size_t i = 0; i < plan->change_count; i++) {
		const struct change *change = &plan->changes[i];
		autofree char *path = escape_text(change->path);

		text_addf(&out, "%s %s",
			  change->mark == 'r' ? "-/+"
					      : (char[]){ ' ', ' ', change->mark, '\0' },
			  path);
		if (change->detail != NULL && *change->detail != '\0') {
			autofree char *detail = escape_text(change->detail);

			text_addf(&out, ": %s", detail);
		}
		add_impact(&out, change);
		text_add(&out, "\n");
	}
	return text_take(&out);
}
