/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot simply be written: what is made anew, and what lets go meanwhile. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/plan_draft.h"

static int unpair_one(struct node *node, void *data)
{
	struct node *other = node->plan->other;

	(void)data;
	if (other == NULL)
		return 0;
	other->plan->marks |= MARK_REPLACE;
	other->plan->was = node;
	other->plan->other = NULL;
	node->plan->marks |= MARK_REPLACE;
	node->plan->was = other;
	node->plan->other = NULL;
	return 0;
}

/* The object goes away with all below it and is made anew. */
static void replace(struct node *wanted)
{
	node_walk(wanted, unpair_one, NULL);
}

static bool is_growth(const struct difference *diff)
{
	return diff->attr->flags & ATTR_RESIZE && diff->old != NULL &&
	       strtoull(diff->text, NULL, 10) > strtoull(diff->old, NULL, 10);
}

/* The flags of all values that differ and cannot simply be written. */
static unsigned hard_changes(const struct node *live, const struct node *wanted)
{
	struct difference *diffs;
	size_t count = node_differences(live, wanted, &diffs);
	unsigned flags = 0;

	for (size_t i = 0; i < count; i++) {
		const struct attr *attr = diffs[i].attr;

		/* What this kernel lacks ends in a warning, not in something made anew.
		 */
		bool lacks = diffs[i].old == NULL && live->flags & NODE_LOADED;

		if (attr == NULL || lacks || is_growth(&diffs[i]) ||
		    is_new_medium(wanted, attr))
			continue;
		flags |= attr->flags & (ATTR_AT_CREATE | ATTR_BEFORE_EXPORT |
					ATTR_WHILE_DISABLED | ATTR_BEFORE_LUNS);
	}
	differences_free(diffs, count);
	return flags;
}

static void bounce(struct node *live)
{
	live->plan->marks |= MARK_BOUNCE;
	if (live->plan->other != NULL)
		live->plan->other->plan->marks |= MARK_BOUNCE;
}

static void mark_storage_object(struct node *live)
{
	struct node *wanted = live->plan->other;
	unsigned flags = wanted == NULL ? 0 : hard_changes(live, wanted);

	/* Nothing of one that was never enabled can be changed, nor is anything lost. */
	bool completes = wanted != NULL && live->flags & NODE_DISABLED &&
			 !(wanted->flags & NODE_DISABLED);

	if (flags & ATTR_AT_CREATE || completes)
		replace(wanted);
	else if (flags & ATTR_BEFORE_EXPORT)
		bounce(live);
}

/* The text of the link differs, or what it leads to is replaced or has to be let go. */
static bool has_to_move(const struct node *live)
{
	const struct node *wanted = live->plan->other;
	const char *name = live->type->class == CLASS_LUN ? "storage_object" : "lun";
	const struct value *old = node_value(live, name), *new = node_value(wanted, name);
	const struct node *target = node_target(live);

	if (!text_equal(old == NULL ? NULL : old->text, new == NULL ? NULL : new->text))
		return true;
	if (live->flags & NODE_BROKEN) /* a profile that names it makes it whole */
		return !(wanted->flags & NODE_BROKEN);
	if (target == NULL)
		return false;
	return target->plan->other == NULL || is_bounced(target);
}

static void mark_links(struct node *part, bool all)
{
	node_foreach (live, part)
		if (live->plan->other != NULL && (all || has_to_move(live)))
			bounce(live);
}

static uint64_t read_count(const struct fs *fs, const char *path)
{
	autofree char *text = NULL;
	uint64_t number = 0;

	if (fs == NULL || fs_read_text(fs, path, &text) < 0 || !parse_uint(text, &number))
		return 0;
	return number;
}

bool will_be(const struct node *live, const char *name, const char *text)
{
	const struct node *wanted = live->plan->other;
	bool known = node_value(wanted, name) != NULL || wanted->flags & NODE_WHOLE;

	return node_is(known ? wanted : live, name, text);
}

/* An ACL that is made for whoever is logged in by demo mode takes over that session, and
 * with it an initiator that never proved its name (Linux 6.1). */
static bool takes_over(const struct node *live)
{
	const struct node *acls = node_part(live->plan->other, CLASS_ACLS);

	if (acls == NULL || !node_is(live, "authentication", "0") ||
	    !will_be(live, "authentication", "1"))
		return false;
	node_foreach (acl, acls)
		if (is_new(acl))
			return true;
	return false;
}

/* Somebody is logged in without an ACL, and would stay. */
static bool has_guests(const struct draft *draft, const struct node *tpg)
{
	autofree char *path = xasprintf("%s/dynamic_sessions", tpg->dir);
	autofree char *text = NULL;

	return draft->options->fs != NULL &&
	       fs_read_text(draft->options->fs, path, &text) == 0 &&
	       text[strspn(text, "\n ")] != '\0';
}

/* Demo mode outlives its switches: initiators that were let in once are remembered with
 * what they could write, and only a new TPG forgets them (Linux 6.1).  With
 * authentication they need the TPG's CHAP: without one they stay out. */
static bool must_forget(const struct draft *draft, const struct node *live)
{
	const struct node *wanted = live->plan->other, *target = live->parent;
	const char *user = node_text(wanted, "userid");

	if (!node_is(live, "generate_node_acls", "1"))
		return false;
	bool shut = will_be(live, "generate_node_acls", "0") &&
		    (will_be(live, "authentication", "0") ||
		     (user != NULL && *user != '\0') || has_guests(draft, live));
	bool protect = node_is(live, "demo_mode_write_protect", "0") &&
		       will_be(live, "demo_mode_write_protect", "1");
	if (!shut && !protect && !takes_over(live))
		return false;
	autofree char *accepts =
		xasprintf("%s/fabric_statistics/iscsi_login_stats/accepts", target->dir);
	return read_count(draft->options->fs, accepts) > 0;
}

static void mark_tpg(struct draft *draft, struct node *live)
{
	struct node *wanted = live->plan->other, *acls = node_part(live, CLASS_ACLS);

	if (wanted != NULL && must_forget(draft, live))
		replace(wanted);
	wanted = live->plan->other;
	if (wanted == NULL)
		return;
	unsigned flags = hard_changes(live, wanted);
	if (flags & ATTR_WHILE_DISABLED && live->fabric->flags & FABRIC_ENABLE)
		live->plan->marks |= MARK_SWITCH;
	mark_links(node_part(live, CLASS_LUNS), (flags & ATTR_BEFORE_LUNS) != 0);
	if (acls == NULL)
		return;
	node_foreach (acl, acls)
		mark_links(acl, false);
}

/* The groups that the live group will stand among; NULL: none. */
static const struct node *future_siblings(const struct draft *draft,
					  const struct node *live)
{
	const struct node *so = node_above(live, CLASS_SO);

	if (so == NULL)
		return node_part(node_part(draft->wanted, CLASS_BACKSTORES),
				 CLASS_LU_GROUPS);
	return so->plan->other == NULL ? NULL : node_part(so->plan->other, CLASS_ALUA);
}

/* The number of a group is written once, and two groups cannot have one. */
static void mark_group(const struct draft *draft, struct node *live)
{
	const struct node *siblings = future_siblings(draft, live);
	const char *id = node_text(live, "id");

	if (node_kernel_made(live) || siblings == NULL)
		return;
	if (live->plan->other != NULL) {
		if (hard_changes(live, live->plan->other) & ATTR_AT_CREATE)
			replace(live->plan->other);
		return;
	}
	node_foreach (wanted, siblings)
		if (id != NULL && node_is(wanted, "id", id))
			live->plan->marks |= MARK_EARLY;
}

static int mark(struct node *live, void *data)
{
	if (live->type->class == CLASS_SO)
		mark_storage_object(live);
	if (live->type->class == CLASS_TPG)
		mark_tpg(data, live);
	if (live->type->class == CLASS_ALUA_GROUP || live->type->class == CLASS_LU_GROUP)
		mark_group(data, live);
	return 0;
}

void plan_mark(struct draft *draft)
{
	node_walk(node_part(draft->live, CLASS_BACKSTORES), mark, draft);
	node_walk(node_mutable(draft->live), mark, draft);
}
