/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The changed part of a tree: all else is taken out of a copy. */
#include "tui/changed.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"

static bool is_changed(const struct node *node, const struct outline *changes)
{
	autofree char *path = node_path(node);

	for (size_t i = 0; i < changes->count; i++)
		if (strcmp(changes->paths[i], path) == 0)
			return true;
	return false;
}

/* A fabric that a profile names keeps what is not said of it; other objects would fall
 * back to their defaults, but for their credentials, which stand together. */
static bool is_kept(const struct node *node, const struct value *value,
		    const struct node *old, bool changed)
{
	const struct value *before = node_value(old, value->name);

	if (value->attr != NULL && value->attr->flags & ATTR_CREDENTIAL)
		return changed;
	return node->type->class != CLASS_FABRIC || before == NULL ||
	       strcmp(before->text, value->text) != 0;
}

static void drop_values(struct node *node, const struct node *old, bool changed)
{
	for (size_t i = node->value_count; i > 0; i--)
		if (!is_kept(node, &node->values[i - 1], old, changed))
			node_unset(node, node->values[i - 1].name);
}

/* Whether anything is left of it.  What is new is new as a whole. */
static bool prune(struct node *node, const struct node *old,
		  const struct outline *changes)
{
	bool changed = is_changed(node, changes), left = changed;

	if (old == NULL)
		return true;
	for (size_t i = node->child_count; i > 0; i--) {
		struct node *child = node->children[i - 1];

		if (prune(child, node_child(old, child->name), changes))
			left = true;
		else if (!(child->type->flags & TYPE_CONTAINER))
			node_free(child);
	}
	drop_values(node, old, changed);
	return left;
}

struct node *changed_part(const struct node *before, const struct node *wanted,
			  const struct outline *changes)
{
	struct node *part = node_copy(wanted);

	(void)prune(part, before, changes);
	return part;
}
