/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A restore at boot next to what runs already. */
#include "configfs/keep.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/error.h"
#include "configfs/path.h"

struct node *keep_find(const struct node *root, const char *path)
{
	struct error autoerror ignored = { 0 };
	struct node *found = NULL;

	if (path_find(node_mutable(root), path, &found, &ignored) < 0)
		return NULL;
	/* Names such as ".." lead elsewhere. */
	autofree char *own = node_path(found);
	return strcmp(own, path) == 0 ? found : NULL;
}

void keep_values(struct node *node, const struct node *live)
{
	for (size_t i = node->value_count; i > 0; i--)
		node_unset(node, node->values[i - 1].name);
	value_foreach(value, live) if (value->attr != NULL)
		node_set(node, value->name, value->text);
	else node_set_unknown(node, value->group, value->name, value->text);
	node->flags = live->flags;
}

/* --- values ---------------------------------------------------------------------- */

struct keeping {
	struct node *wanted;
	const struct node *live;
	struct left_list *left;
	const struct faults *faults;
};

/* A disk or a target, or a part of one; a fabric that has targets. */
static bool is_in_use(const struct node *live)
{
	if (live->type->class == CLASS_FABRIC)
		return live->child_count > 0;
	return node_above(live, CLASS_SO) != NULL ||
	       node_above(live, CLASS_TARGET) != NULL ||
	       live->type->class == CLASS_LU_GROUP || live->type->class == CLASS_GLOBAL;
}

bool keep_is_half(struct left_list *left, const struct node *live)
{
	for (; live->parent != NULL; live = live->parent) {
		autofree char *path = node_path(live);

		if (left_has(left, path, LEFT_HALF))
			return true;
	}
	return false;
}

void keep_follow(struct left_list *left, const struct node *live)
{
	size_t count = 0;

	for (size_t i = 0; i < left->count; i++) {
		struct left *one = &left->all[i];

		if (one->how == LEFT_OUT && keep_find(live, one->path) != NULL)
			free(one->path);
		else
			left->all[count++] = *one;
	}
	left->count = count;
	left->sorted = 0;
}

static int keep_one(struct node *live, void *data)
{
	const struct keeping *keeping = data;
	autofree char *path = node_path(live);
	struct node *node = keep_find(keeping->wanted, path);

	if (node == NULL || node->type != live->type || !is_in_use(live) ||
	    keep_is_half(keeping->left, live))
		return 0;
	bool on = live->type->class == CLASS_TPG && node_is(node, "enable", "1") &&
		  left_has(keeping->left, path, LEFT_OFF);
	keep_values(node, live);
	if (on)
		node_set(node, "enable", "1");
	return 0;
}

void keep_running(struct node *wanted, const struct node *live, struct left_list *left)
{
	struct keeping keeping = { wanted, live, left, NULL };

	node_walk(node_mutable(live), keep_one, &keeping);
}

/* --- objects --------------------------------------------------------------------- */

static bool was_left_out(const struct keeping *keeping, const char *path)
{
	return left_has(keeping->left, path, LEFT_OUT) ||
	       left_has(keeping->left, path, LEFT_HALF);
}

static bool is_kept(const struct keeping *keeping, const struct node *node)
{
	autofree char *path = node_path(node);

	return keep_find(keeping->live, path) != NULL || was_left_out(keeping, path);
}

static bool was_left(const struct keeping *keeping, const struct node *node,
		     const char *path)
{
	return was_left_out(keeping, path) ||
	       (node->type->flags & TYPE_CONTAINER &&
		left_has(keeping->left, path, LEFT_UNSET) &&
		!faults_have(keeping->faults, path));
}

/* Of targets and what is below; of one that was left all is kept. */
static void drop_new(const struct keeping *keeping, struct node *node)
{
	for (size_t i = node->child_count; i > 0; i--) {
		struct node *child = node->children[i - 1];
		autofree char *path = node_path(child);

		if (was_left(keeping, child, path))
			continue;
		if (child->type->flags & TYPE_CONTAINER ||
		    keep_find(keeping->live, path) != NULL)
			drop_new(keeping, child);
		else
			node_free(child);
	}
}

static bool has_lun(const struct keeping *keeping, const struct node *so)
{
	struct node **luns = NULL;
	size_t count = luns_of(keeping->wanted, so, &luns);

	free(luns);
	return count > 0;
}

/* A disk that LUNs have comes with one of them, or not at all. */
static void leave_to_luns(const struct keeping *keeping, const struct node *kind)
{
	node_foreach (so, kind) {
		autofree char *path = node_path(so);

		if (so->type->class == CLASS_SO &&
		    left_has(keeping->left, path, LEFT_OUT) && has_lun(keeping, so))
			left_drop(keeping->left, path, LEFT_OUT);
	}
}

static bool is_alua_used(const struct keeping *keeping, const struct node *group)
{
	struct node **luns = NULL;
	const struct node *so = node_above(group, CLASS_SO);
	size_t count = luns_of(keeping->wanted, so, &luns);
	bool used = false;

	for (size_t i = 0; i < count; i++)
		used = used || group_of(luns[i], "alua") == group;
	free(luns);
	return used;
}

static void drop_alua(const struct keeping *keeping, const struct node *so)
{
	struct node *groups = node_part(so, CLASS_ALUA);

	for (size_t i = groups == NULL ? 0 : groups->child_count; i > 0; i--) {
		struct node *group = groups->children[i - 1];

		if (!is_kept(keeping, group) && !is_alua_used(keeping, group))
			node_free(group);
	}
}

/* What a LUN that is brought needs comes with it. */
static void drop_disks(const struct keeping *keeping, struct node *kind)
{
	for (size_t i = kind->child_count; i > 0; i--) {
		struct node *so = kind->children[i - 1];
		autofree char *path = node_path(so);

		if (so->type->class != CLASS_SO)
			continue;
		if (keep_find(keeping->live, path) != NULL)
			drop_alua(keeping, so);
		else if (!was_left_out(keeping, path) && !has_lun(keeping, so))
			node_free(so);
	}
}

static bool has_members(const struct node *stores, const struct node *group)
{
	node_foreach (kind, stores)
		if (kind->type->class == CLASS_KIND)
			node_foreach (so, kind)
				if (node_is(so, "lu_group", group->name))
					return true;
	return false;
}

static void drop_lu_groups(const struct keeping *keeping, struct node *stores)
{
	struct node *groups = node_part(stores, CLASS_LU_GROUPS);

	for (size_t i = groups == NULL ? 0 : groups->child_count; i > 0; i--) {
		struct node *group = groups->children[i - 1];

		if (!is_kept(keeping, group) && !has_members(stores, group))
			node_free(group);
	}
}

void keep_to_left(struct node *wanted, const struct node *live, struct left_list *left,
		  const struct faults *faults)
{
	struct keeping keeping = { wanted, live, left, faults };
	struct node *stores = node_part(wanted, CLASS_BACKSTORES);

	node_foreach (kind, stores)
		if (kind->type->class == CLASS_KIND)
			leave_to_luns(&keeping, kind);
	node_foreach (fabric, wanted) {
		if (fabric->type->class != CLASS_FABRIC)
			continue;
		autofree char *path = node_path(fabric);
		const struct node *runs = keep_find(live, path);

		if (runs != NULL && !left_has(left, path, LEFT_UNSET))
			keep_values(fabric, runs);
		drop_new(&keeping, fabric);
	}
	node_foreach (kind, stores)
		if (kind->type->class == CLASS_KIND)
			drop_disks(&keeping, kind);
	drop_lu_groups(&keeping, stores);
}

/* --- one at a time --------------------------------------------------------------- */

static bool is_live(const struct node *live, const struct node *node)
{
	autofree char *path = node_path(node);

	return keep_find(live, path) != NULL;
}

static void drop_new_parts(const struct node *live, struct node *node)
{
	for (size_t i = node->child_count; i > 0; i--) {
		struct node *child = node->children[i - 1];

		if (is_live(live, child) || child->type->flags & TYPE_CONTAINER)
			drop_new_parts(live, child);
		else
			node_free(child);
	}
}

/* Nor is one enabled that would be so in its turn. */
static void keep_off(const struct node *live, const struct node *target)
{
	node_foreach (tpg, target) {
		autofree char *path = node_path(tpg);
		const struct node *runs = keep_find(live, path);

		if (runs != NULL && runs->type == tpg->type)
			keep_values(tpg, runs);
	}
}

static void drop_targets(struct node *fabric, const struct node *live, const char *only)
{
	for (size_t i = fabric->child_count; i > 0; i--) {
		struct node *target = fabric->children[i - 1];
		autofree char *path = node_path(target);

		if (target->type->class != CLASS_TARGET || strcmp(only, path) == 0)
			continue;
		if (keep_find(live, path) == NULL) {
			node_free(target);
			continue;
		}
		drop_new_parts(live, target);
		keep_off(live, target);
	}
}

void keep_to_one(struct node *wanted, const struct node *live, const char *only)
{
	struct keeping keeping = { .wanted = wanted, .live = live };

	node_foreach (part, wanted)
		if (part->type->class == CLASS_FABRIC)
			drop_targets(part, live, only);
	node_foreach (kind, node_part(wanted, CLASS_BACKSTORES))
		for (size_t i = kind->child_count; i > 0; i--) {
			struct node *so = kind->children[i - 1];

			if (so->type->class == CLASS_SO && !is_live(live, so) &&
			    !has_lun(&keeping, so))
				node_free(so);
		}
}

/* --- being made ------------------------------------------------------------------ */

static void note_new(struct node *node, const struct node *live, struct left_list *left)
{
	node_foreach (child, node) {
		autofree char *path = node_path(child);
		bool is_object = !(child->type->flags & TYPE_CONTAINER) &&
				 child->type->class != CLASS_KIND;

		if (is_object && keep_find(live, path) == NULL)
			left_add(left, path, LEFT_HALF);
		else
			note_new(child, live, left);
	}
}

void keep_note_new(const struct node *wanted, const struct node *live,
		   struct left_list *left)
{
	node_foreach (part, wanted)
		if (part->type->class == CLASS_FABRIC ||
		    part->type->class == CLASS_BACKSTORES)
			note_new(part, live, left);
}
