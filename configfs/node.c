/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree: nodes made, found, copied and freed. */
#include "configfs/node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"

static struct node *new_node(enum node_class class, const char *name)
{
	struct node *node = xcalloc(1, sizeof *node);

	node->type = &node_types[class];
	node->name = xstrdup(name);
	return node;
}

/* Index of the first child that does not come before `name`. */
static size_t child_index(const struct node *parent, const char *name)
{
	size_t low = 0, high = parent->child_count;

	/* Most callers add in order. */
	if (high > 0 && natural_compare(parent->children[high - 1]->name, name) < 0)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (natural_compare(parent->children[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void insert_child(struct node *parent, struct node *child)
{
	size_t at = child_index(parent, child->name);

	grow(parent->children, parent->child_count);
	memmove(parent->children + at + 1, parent->children + at,
		(parent->child_count - at) * sizeof *parent->children);
	parent->children[at] = child;
	parent->child_count++;
	child->parent = parent;
}

static struct node *attach(struct node *parent, enum node_class class, const char *name)
{
	struct node *node = new_node(class, name);

	node->backstore = parent->backstore;
	node->fabric = parent->fabric;
	insert_child(parent, node);
	return node;
}

static struct node *attach_part(struct node *parent, enum node_class class)
{
	return attach(parent, class, node_types[class].key);
}

struct node *node_part(const struct node *parent, enum node_class class)
{
	node_foreach (child, parent)
		if (child->type->class == class)
			return child;
	return NULL;
}

/* What comes with a node: containers, and what the kernel makes in them. */
static void attach_parts(struct node *node)
{
	unsigned flags = node->fabric == NULL ? 0 : node->fabric->flags;

	if (node->type->class == CLASS_SO) {
		struct node *alua = attach_part(node, CLASS_ALUA);

		if (!(node->backstore->flags & BACKSTORE_OWN_ALUA))
			attach(alua, CLASS_ALUA_GROUP,
			       node_types[CLASS_ALUA_GROUP].kernel_made);
	}
	if (node->type->class != CLASS_TPG)
		return;
	attach_part(node, CLASS_LUNS);
	if (flags & FABRIC_ACLS)
		attach_part(node, CLASS_ACLS);
	if (flags & FABRIC_PORTALS)
		attach_part(node, CLASS_PORTALS);
}

struct node *node_add(struct node *parent, enum node_class class, const char *name)
{
	const struct node_type *type = &node_types[class];
	struct node *node = attach(parent, class, name);

	if (type->flags & TYPE_NUMBERED) {
		const char *digits = after_prefix(name, type->name_prefix);

		if (digits != NULL)
			node->number = strtoull(digits, NULL, 10);
	}
	attach_parts(node);
	return node;
}

struct node *node_add_number(struct node *parent, enum node_class class, uint64_t number)
{
	autofree char *name = xasprintf("%s%llu", node_types[class].name_prefix,
					(unsigned long long)number);
	struct node *node = node_add(parent, class, name);

	node->number = number;
	return node;
}

struct node *tree_new(void)
{
	struct node *root = new_node(CLASS_ROOT, "/");

	attach_part(root, CLASS_GLOBAL);
	struct node *stores = attach(root, CLASS_BACKSTORES, "backstores");

	for (const struct backstore *const *kind = backstores; *kind != NULL; kind++)
		attach(stores, CLASS_KIND, (*kind)->name)->backstore = *kind;
	attach_part(stores, CLASS_LU_GROUPS);
	for (const struct fabric *const *fabric = fabrics; *fabric != NULL; fabric++)
		attach(root, CLASS_FABRIC, (*fabric)->name)->fabric = *fabric;
	return root;
}

struct node *kind_for(struct node *root, const struct backstore *backstore,
		      const char *handler)
{
	struct node *stores = node_part(root, CLASS_BACKSTORES);
	autofree char *name = handler == NULL
				      ? xstrdup(backstore->name)
				      : xasprintf("%s:%s", backstore->name, handler);
	struct node *kind = node_child(stores, name);

	if (kind == NULL) {
		kind = attach(stores, CLASS_KIND, name);
		kind->backstore = backstore;
	}
	return kind;
}

static void value_clear(struct value *value)
{
	bool secret = value->attr != NULL && value->attr->kind == ATTR_SECRET;

	free(value->name);
	free(value->reference);
	if (secret)
		secret_free(value->text);
	else
		free(value->text);
}

static void detach(struct node *node)
{
	struct node *parent = node->parent;

	if (parent == NULL)
		return;
	for (size_t i = child_index(parent, node->name); i < parent->child_count; i++) {
		if (parent->children[i] != node)
			continue;
		memmove(parent->children + i, parent->children + i + 1,
			(parent->child_count - i - 1) * sizeof *parent->children);
		parent->child_count--;
		break;
	}
	node->parent = NULL;
}

void node_move(struct node *node, struct node *parent)
{
	detach(node);
	insert_child(parent, node);
}

char *node_dir(const struct node *node)
{
	const struct node *parent = node->parent;

	if (node->dir != NULL || !(node->type->flags & TYPE_CONTAINER) ||
	    node->type->dir == NULL)
		return xstrdup_null(node->dir);
	if (node->type->class == CLASS_LU_GROUPS)
		return xstrdup(node->type->dir);
	if (parent == NULL || parent->dir == NULL)
		return NULL;
	return xasprintf("%s/%s", parent->dir, node->type->dir);
}

bool node_kernel_made(const struct node *node)
{
	return node->type->kernel_made != NULL &&
	       strcmp(node->name, node->type->kernel_made) == 0;
}

static void free_all(struct node *node)
{
	for (size_t i = 0; i < node->child_count; i++)
		free_all(node->children[i]);
	value_foreach(value, node) value_clear(value);
	free(node->children);
	free(node->values);
	free(node->name);
	free(node->dir);
	free(node->link_name);
	free(node);
}

void node_free(struct node *node)
{
	if (node == NULL)
		return;
	detach(node);
	free_all(node);
}

static void copy_values(struct node *to, const struct node *from)
{
	if (from->value_count == 0)
		return;
	/* A power of two, as grow() expects. */
	size_t room = 4;
	while (room < from->value_count)
		room *= 2;
	to->values = xcalloc(room, sizeof *to->values);
	to->value_count = from->value_count;
	for (size_t i = 0; i < from->value_count; i++) {
		to->values[i] = from->values[i];
		to->values[i].name = xstrdup(from->values[i].name);
		to->values[i].text = xstrdup(from->values[i].text);
		to->values[i].reference = xstrdup_null(from->values[i].reference);
	}
}

struct node *node_copy(const struct node *node)
{
	struct node *copy = xcalloc(1, sizeof *copy);

	*copy = *node;
	copy->parent = NULL;
	copy->plan = NULL;
	copy->name = xstrdup(node->name);
	copy->dir = xstrdup_null(node->dir);
	copy->link_name = xstrdup_null(node->link_name);
	copy->values = NULL;
	copy->value_count = 0;
	copy_values(copy, node);
	copy->children = NULL;
	copy->child_count = 0;
	for (size_t i = 0; i < node->child_count; i++) {
		struct node *child = node_copy(node->children[i]);

		grow(copy->children, copy->child_count);
		copy->children[copy->child_count++] = child;
		child->parent = copy;
	}
	return copy;
}

bool tree_has_targets(const struct node *root)
{
	node_foreach (fabric, root)
		if (fabric->type->class == CLASS_FABRIC && fabric->child_count > 0)
			return true;
	return false;
}

struct node *node_child(const struct node *parent, const char *name)
{
	size_t at = child_index(parent, name);

	if (at < parent->child_count && strcmp(parent->children[at]->name, name) == 0)
		return parent->children[at];
	return NULL;
}

struct node *node_numbered(const struct node *parent, uint64_t number)
{
	if (parent->type->child < 0)
		return NULL;
	autofree char *name =
		xasprintf("%s%llu", node_types[parent->type->child].name_prefix,
			  (unsigned long long)number);
	return node_child(parent, name);
}

struct node *node_above(const struct node *node, enum node_class class)
{
	while (node != NULL && node->type->class != class)
		node = node->parent;
	return node_mutable(node);
}

struct node *node_root(const struct node *node)
{
	while (node->parent != NULL)
		node = node->parent;
	return node_mutable(node);
}

int node_walk(struct node *node, int (*fn)(struct node *node, void *data), void *data)
{
	int result = fn(node, data);

	for (size_t i = 0; i < node->child_count && result == 0; i++)
		result = node_walk(node->children[i], fn, data);
	return result;
}
