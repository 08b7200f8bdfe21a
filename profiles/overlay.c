/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile laid over a copy of the live tree. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/wwn.h"
#include "profiles/profile.h"
#include "profiles/restrict.h"

/* Only a part of the profile was chosen. */
#define OVERLAY_PART (1U << 31)

/* --- values
 * ------------------------------------------------------------------------------ */

/* Whether a value that the profile leaves out is the live one, not its default. */
static bool stays(const struct value *value)
{
	const struct attr *row = value->attr;

	if (row != NULL && row->flags & ATTR_KEPT)
		return false;
	return row == NULL || (row->flags & (ATTR_KEEP | ATTR_DEVICE | ATTR_VIRTUAL |
					     ATTR_READ_ONLY | ATTR_ACTION)) != 0;
}

static void drop_values(struct node *node, const struct node *profile)
{
	for (size_t i = node->value_count; i > 0; i--) {
		const struct value *value = &node->values[i - 1];
		bool named = profile != NULL && node_value(profile, value->name) != NULL;

		if (!named && !stays(value))
			node_unset(node, value->name);
	}
}

static void take_value(struct node *node, const struct value *from)
{
	struct value *value =
		from->attr != NULL
			? node_set(node, from->name, from->text)
			: node_set_unknown(node, from->group, from->name, from->text);

	value->mark = from->mark;
	free(value->reference);
	value->reference = xstrdup_null(from->reference);
}

static bool names_credentials(const struct node *profile, const struct attr_group *group)
{
	value_foreach(value,
		      profile) if (value->group == group && value->attr != NULL &&
				   value->attr->flags & ATTR_CREDENTIAL) return true;
	return false;
}

/* A CHAP that a profile names is whole: a mutual pair that it leaves out is none. */
static void drop_credentials(struct node *node, const struct node *profile)
{
	value_foreach(value, node)
	{
		if (value->attr == NULL || !(value->attr->flags & ATTR_CREDENTIAL) ||
		    node_value(profile, value->name) != NULL ||
		    !names_credentials(profile, value->group))
			continue;
		node_set(node, value->name, "");
	}
}

/* What was meant by another path. */
static void drop_identity(struct node *node, const struct node *profile)
{
	const struct backstore *backstore = node->backstore;

	if (node->type->class != CLASS_SO || backstore->identity_value == NULL)
		return;
	const struct value *path = node_value(profile, backstore->path_value);
	if (path != NULL && !node_is(node, backstore->path_value, path->text))
		node_unset(node, backstore->identity_value);
}

static void take_values(struct node *node, const struct node *profile, unsigned flags)
{
	bool whole = (profile->flags & NODE_WHOLE) != 0;

	/* A fabric is there whether a profile names it or not, and so is /global: their
	 * values go back to their defaults only where everything does; so do the kernel's
	 * own groups. */
	if (flags & OVERLAY_REPLACE &&
	    (profile->type->class == CLASS_FABRIC ||
	     profile->type->class == CLASS_GLOBAL || node_kernel_made(profile)))
		whole = true;
	if (whole) {
		node->flags |= NODE_WHOLE;
		drop_values(node, profile);
		drop_credentials(node, profile);
	}
	drop_identity(node, profile);
	for (size_t i = 0; i < profile->value_count; i++)
		take_value(node, &profile->values[i]);
	if (profile->mark.line != 0)
		node->mark = profile->mark;
	/* The profile says where it leads, and makes it whole. */
	if (profile->flags & NODE_WHOLE)
		node->flags &= ~(unsigned)(NODE_BROKEN | NODE_DISABLED);
}

/* --- objects
 * ----------------------------------------------------------------------------- */

/* Its place in the tree: kinds are known by the objects they show. */
static struct node *counterpart(struct node *parent, const struct node *child)
{
	if (child->type->class == CLASS_KIND) {
		const char *handler = strchr(child->name, ':');

		return kind_for(node_root(parent), child->backstore,
				handler == NULL ? NULL : handler + 1);
	}
	if (child->type->class == CLASS_SO) {
		autofree char *reference = so_reference(child);
		struct node *so = so_find(node_root(parent), reference);

		if (so != NULL && so->parent != parent)
			node_move(so, parent);
		return so;
	}
	if (child->type->class == CLASS_PORTAL)
		return node_portal(parent, child->name);
	return node_child(parent, child->name);
}

/* The other way round. */
static const struct node *named_by(const struct node *profile, const struct node *child)
{
	autofree char *canonical =
		child->type->class == CLASS_PORTAL ? portal_canonical(child->name) : NULL;

	if (profile == NULL)
		return NULL;
	const struct node *named = node_child(profile, child->name);
	return named == NULL && canonical != NULL ? node_child(profile, canonical)
						  : named;
}

static bool can_go(const struct node *node)
{
	switch (node->type->class) {
	case CLASS_SO:
	case CLASS_ALUA_GROUP:
	case CLASS_LU_GROUP:
	case CLASS_TARGET:
	case CLASS_TPG:
	case CLASS_LUN:
	case CLASS_ACL:
	case CLASS_MAPPED_LUN:
	case CLASS_PORTAL:
		return !node_kernel_made(node);
	case CLASS_ROOT:
	case CLASS_GLOBAL:
	case CLASS_BACKSTORES:
	case CLASS_KIND:
	case CLASS_ALUA:
	case CLASS_LU_GROUPS:
	case CLASS_FABRIC:
	case CLASS_LUNS:
	case CLASS_ACLS:
	case CLASS_PORTALS:
		return false;
	}
	return false;
}

/* Takes away what the profile does not name.  What belongs to a fabric that liosh does
 * not know stays: no profile could name it. */
static void remove_others(struct node *node, const struct node *profile)
{
	if (node->type->class == CLASS_FABRIC && fabric_find(node->name) == NULL)
		return;
	for (size_t i = node->child_count; i > 0; i--) {
		struct node *child = node->children[i - 1];

		if (named_by(profile, child) != NULL)
			continue;
		if (can_go(child))
			node_free(child);
		else
			remove_others(child, NULL);
	}
}

/* The kernel's own objects that the profile does not name are at their defaults. */
static void reset_kernel_made(struct node *node, const struct node *profile)
{
	node_foreach (child, node) {
		if (!node_kernel_made(child) || node_child(profile, child->name) != NULL)
			continue;
		child->flags |= NODE_WHOLE;
		drop_values(child, NULL);
	}
}

/* With only a part of a profile chosen, what it does not name stays, but for what is
 * below the chosen objects. */
static bool is_chosen(const struct node *node)
{
	return node_above(node, CLASS_TARGET) != NULL ||
	       node_above(node, CLASS_SO) != NULL;
}

static void lay(struct node *node, const struct node *profile, unsigned flags)
{
	unsigned replace = flags & OVERLAY_PART && !is_chosen(node) ? 0 : flags;

	take_values(node, profile, replace);
	if (replace & OVERLAY_REPLACE) {
		remove_others(node, profile);
		reset_kernel_made(node, profile);
	}
	node_foreach (child, profile) {
		struct node *to = counterpart(node, child);

		if (to == NULL)
			to = node_add(node, child->type->class, child->name);
		to->number = child->number;
		lay(to, child, flags);
	}
}

/* --- attributes that no row knows
 * ---------------------------------------------------------- */

struct judge {
	struct node *wanted;
	const struct node *node;
	const struct node *like; /* a loaded object of the same class and kind */
	struct error *err;
};

static int find_like(struct node *node, void *data)
{
	struct judge *judge = data;

	if (node->type != judge->node->type || !(node->flags & NODE_LOADED) ||
	    node->backstore != judge->node->backstore ||
	    node->fabric != judge->node->fabric)
		return 0;
	judge->like = node;
	return 1;
}

static const char *nearest_value(const struct judge *judge, const char *name)
{
	const struct attr_group *groups[GROUPS_MAX];
	const struct node *like = judge->like;
	const char *names[256];
	size_t count = 0;

	for (size_t i = node_groups(judge->node, groups); i-- > 0;)
		attr_foreach (row, groups[i])
			if (count < sizeof names / sizeof *names)
				names[count++] = row->name;
	for (size_t i = 0; like != NULL && i < like->value_count; i++)
		if (count < sizeof names / sizeof *names)
			names[count++] = like->values[i].name;
	return nearest_name(name, names, count);
}

/* Where the kernel can be asked, an attribute that it lacks is an error; where it
 * cannot (nothing of the kind is there yet), one that looks like a slip of the pen. */
static void judge_value(struct judge *judge, const struct value *value)
{
	const struct node *like = judge->like;
	const char *near = nearest_value(judge, value->name);
	struct error one = { 0 };

	if (like != NULL ? node_value(like, value->name) != NULL : near == NULL)
		return;
	error_set(&one, &value->mark, -EINVAL, "unknown key '%s' in %s of %s '%s'",
		  value->name, value->group->key == NULL ? "values" : value->group->key,
		  judge->node->type->what, judge->node->name);
	because(&one, like != NULL ? "neither liosh nor this kernel has it"
				   : "liosh does not know it");
	if (near != NULL)
		advise(&one, "did you mean '%s'?", near);
	else
		advise(&one, "leave it out");
	error_append(judge->err, &one);
}

static int judge_node(struct node *node, void *data)
{
	struct judge *judge = data;

	for (size_t i = 0; i < node->value_count; i++) {
		/* What was loaded, not written by somebody, needs no judge. */
		if (node->values[i].attr != NULL || node->values[i].mark.line == 0)
			continue;
		judge->node = node;
		judge->like = NULL;
		node_walk(judge->wanted, find_like, judge);
		judge_value(judge, &node->values[i]);
	}
	return 0;
}

/* NOLINTNEXTLINE(readability-function-size): six parameters */
int profile_overlay(struct node *wanted, const struct node *profile, unsigned flags,
		    const char *target, const char *storage_object, struct error *err)
{
	autonode struct node *part = NULL;
	struct judge judge = { .wanted = wanted, .err = err };

	if (target != NULL || storage_object != NULL) {
		part = node_copy(profile);
		int result = profile_restrict(part, target, storage_object, err);
		if (result < 0)
			return result;
		profile = part;
	}
	if (flags & OVERLAY_KERNEL)
		node_walk(node_mutable(profile), judge_node, &judge);
	if (err->code != 0)
		return -EINVAL;
	lay(wanted, profile, flags | (part == NULL ? 0 : OVERLAY_PART));
	return 0;
}
