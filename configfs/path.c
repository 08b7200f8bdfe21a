/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shown paths, and the folding of TPG 1 where a fabric has no others. */
#include "configfs/path.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

static struct node *folded_tpg(const struct node *target)
{
	if (target->type->class != CLASS_TARGET || target->fabric->flags & FABRIC_TPGS)
		return NULL;
	return node_child(target, "tpg1");
}

static bool is_folded(const struct node *node)
{
	return node->parent != NULL && folded_tpg(node->parent) == node;
}

struct node *view_node(struct node *node)
{
	struct node *tpg = folded_tpg(node);

	return tpg == NULL ? node : tpg;
}

struct node *view_parent(const struct node *node)
{
	struct node *parent = node->parent;

	if (is_folded(node))
		parent = parent->parent;
	return parent == NULL ? NULL : view_node(parent);
}

const char *view_name(const struct node *node)
{
	return is_folded(node) ? node->parent->name : node->name;
}

static void seen(const char *wwn, void *data)
{
	(void)wwn;
	*(bool *)data = true;
}

static bool has_ports(const struct fabric *fabric)
{
	bool found = false;

	if (fabric->ports != NULL)
		fabric->ports(seen, &found);
	return found;
}

static bool is_hidden(const struct node *node)
{
	if (node->type->flags & TYPE_HIDDEN)
		return true;
	if (node->child_count > 0)
		return false;
	switch (node->type->class) {
	case CLASS_KIND:
		return (node->backstore->flags & BACKSTORE_HIDE_EMPTY) != 0;
	case CLASS_FABRIC:
		return (node->fabric->flags & FABRIC_SHOWN) == 0 && node->dir == NULL &&
		       !has_ports(node->fabric);
	case CLASS_LU_GROUPS:
		return true;
	case CLASS_ROOT:
	case CLASS_GLOBAL:
	case CLASS_BACKSTORES:
	case CLASS_SO:
	case CLASS_ALUA:
	case CLASS_ALUA_GROUP:
	case CLASS_LU_GROUP:
	case CLASS_TARGET:
	case CLASS_TPG:
	case CLASS_LUNS:
	case CLASS_LUN:
	case CLASS_ACLS:
	case CLASS_ACL:
	case CLASS_MAPPED_LUN:
	case CLASS_PORTALS:
	case CLASS_PORTAL:
		return false;
	}
	return false;
}

static size_t add_children(const struct node *node, struct node ***list, size_t count)
{
	node_foreach (child, node) {
		if (is_hidden(child) || is_folded(child))
			continue;
		grow(*list, count);
		(*list)[count++] = view_node(child);
	}
	return count;
}

size_t view_children(const struct node *node, struct node ***children)
{
	*children = NULL;
	size_t count = add_children(node, children, 0);
	/* The other TPGs of a folded target, made by another tool. */
	return is_folded(node) ? add_children(node->parent, children, count) : count;
}

char *node_path(const struct node *node)
{
	const struct node *parent = view_parent(node);

	if (parent == NULL)
		return xstrdup("/");
	autofree char *above = node_path(parent);
	return xasprintf("%s/%s", parent->parent == NULL ? "" : above, view_name(node));
}

static struct node *step_down(struct node *node, const char *name)
{
	struct node *child = node_child(node, name);

	if (child == NULL && is_folded(node))
		child = node_child(node->parent, name);
	return child == NULL ? NULL : view_node(child);
}

static int no_such(const struct node *node, const char *name, struct error *err)
{
	struct node **children;
	autofree char *path = node_path(node);
	size_t count = view_children(node, &children);
	autofree struct node **owned = children;
	autofree const char **names = xcalloc(count, sizeof *names);

	for (size_t i = 0; i < count; i++)
		names[i] = view_name(owned[i]);
	error_set(err, NULL, -ENOENT, "no such path: %s%s%s", path,
		  node->parent == NULL ? "" : "/", name);
	const char *near = nearest_name(name, names, count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	else
		advise(err, "'ls %s' shows what is there", path);
	return -ENOENT;
}

int path_find(struct node *from, const char *path, struct node **found, struct error *err)
{
	struct node *node = view_node(*path == '/' ? node_root(from) : from);
	autofree char *copy = xstrdup(path);
	char *rest = copy, *part;

	while ((part = strsep(&rest, "/")) != NULL) {
		if (*part == '\0' || strcmp(part, ".") == 0)
			continue;
		struct node *next;
		if (strcmp(part, "..") == 0)
			next = view_parent(node) == NULL ? node : view_parent(node);
		else
			next = step_down(node, part);
		if (next == NULL)
			return no_such(node, part, err);
		node = next;
	}
	*found = node;
	return 0;
}
