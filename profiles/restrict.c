/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything out of a profile but one target, or one backstore. */
#include "profiles/restrict.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

struct choice_of {
	const char *target, *storage_object;
	const struct node *found_target, *found_so;
	/* Names of what there is, for the error. */
	const char **targets, **stores;
	size_t target_count, store_count;
	/* Backstores that the target's LUNs lead to. */
	const struct node **needed;
	size_t needed_count;
};

static bool is_named(const struct node *so, const char *name)
{
	autofree char *reference = so_reference(so);

	return strcmp(so->name, name) == 0 || strcmp(reference, name) == 0;
}

static int look(struct node *node, void *data)
{
	struct choice_of *choice = data;

	if (node->type->class == CLASS_TARGET) {
		grow(choice->targets, choice->target_count);
		choice->targets[choice->target_count++] = node->name;
		if (text_equal(node->name, choice->target))
			choice->found_target = node;
	}
	if (node->type->class == CLASS_SO) {
		grow(choice->stores, choice->store_count);
		choice->stores[choice->store_count++] = node->name;
		if (choice->storage_object != NULL &&
		    is_named(node, choice->storage_object))
			choice->found_so = node;
	}
	return 0;
}

static int need(struct node *node, void *data)
{
	struct choice_of *choice = data;

	if (node->type->class != CLASS_LUN || node_target(node) == NULL)
		return 0;
	grow(choice->needed, choice->needed_count);
	choice->needed[choice->needed_count++] = node_target(node);
	return 0;
}

/* A group that a chosen backstore is in comes with it. */
static bool is_referred_to(const struct choice_of *choice, const struct node *group)
{
	for (size_t i = 0; i <= choice->needed_count; i++) {
		const struct node *so =
			i == choice->needed_count ? choice->found_so : choice->needed[i];

		for (size_t v = 0; so != NULL && v < so->value_count; v++)
			if (so->values[v].attr != NULL &&
			    so->values[v].attr->kind == ATTR_REF &&
			    strcmp(so->values[v].text, group->name) == 0)
				return true;
	}
	return false;
}

static bool is_chosen(const struct choice_of *choice, const struct node *node)
{
	if (node == choice->found_target || node == choice->found_so)
		return true;
	for (size_t i = 0; i < choice->needed_count; i++)
		if (choice->needed[i] == node)
			return true;
	return node->type->class == CLASS_LU_GROUP && is_referred_to(choice, node);
}

/* Targets and backstores that were not chosen, the values of fabrics and of /global. */
static void prune(struct node *node, const struct choice_of *choice)
{
	if (node->type->class == CLASS_FABRIC || node->type->class == CLASS_GLOBAL)
		while (node->value_count > 0)
			node_unset(node, node->values[0].name);
	if (node->type->class == CLASS_GLOBAL)
		node->flags &= ~(unsigned)NODE_WHOLE;
	for (size_t i = node->child_count; i > 0; i--) {
		struct node *child = node->children[i - 1];

		switch (child->type->class) {
		case CLASS_TARGET:
		case CLASS_SO:
		case CLASS_LU_GROUP:
			if (!is_chosen(choice, child) && !node_kernel_made(child))
				node_free(child);
			break;
		case CLASS_ROOT:
		case CLASS_GLOBAL:
		case CLASS_BACKSTORES:
		case CLASS_KIND:
		case CLASS_LU_GROUPS:
		case CLASS_FABRIC:
			prune(child, choice);
			break;
		case CLASS_ALUA:
		case CLASS_ALUA_GROUP:
		case CLASS_TPG:
		case CLASS_LUNS:
		case CLASS_LUN:
		case CLASS_ACLS:
		case CLASS_ACL:
		case CLASS_MAPPED_LUN:
		case CLASS_PORTALS:
		case CLASS_PORTAL:
			break;
		}
	}
}

static int no_such(const char *what, const char *name, const char **names, size_t count,
		   struct error *err)
{
	const char *near = nearest_name(name, names, count);

	error_set(err, NULL, -ENOENT, "the profile has no %s '%s'", what, name);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -ENOENT;
}

int profile_restrict(struct node *profile, const char *target, const char *storage_object,
		     struct error *err)
{
	struct choice_of choice = { .target = target, .storage_object = storage_object };
	int result = 0;

	node_walk(profile, look, &choice);
	if (target != NULL && choice.found_target == NULL)
		result = no_such("target", target, choice.targets, choice.target_count,
				 err);
	else if (storage_object != NULL && choice.found_so == NULL)
		result = no_such("storage object", storage_object, choice.stores,
				 choice.store_count, err);
	if (result == 0 && choice.found_target != NULL)
		node_walk(node_mutable(choice.found_target), need, &choice);
	if (result == 0)
		prune(profile, &choice);
	free(choice.targets);
	free(choice.stores);
	free(choice.needed);
	return result;
}
