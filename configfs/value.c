/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a node: found by name, read with their defaults, set. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/node.h"

/* Groups that the kind or the fabric gives to a class. */
static const struct attr_group *const *own_groups(const struct node *node)
{
	const struct fabric *fabric = node->fabric;

	switch (node->type->class) {
	case CLASS_SO:
		return node->backstore->groups;
	case CLASS_FABRIC:
		return fabric->groups;
	case CLASS_TARGET:
		return fabric->target_groups;
	case CLASS_TPG:
		return fabric->tpg_groups;
	case CLASS_ACL:
		return fabric->acl_groups;
	case CLASS_PORTAL:
		return fabric->portal_groups;
	case CLASS_ROOT:
	case CLASS_GLOBAL:
	case CLASS_BACKSTORES:
	case CLASS_KIND:
	case CLASS_ALUA:
	case CLASS_ALUA_GROUP:
	case CLASS_LU_GROUPS:
	case CLASS_LU_GROUP:
	case CLASS_LUNS:
	case CLASS_LUN:
	case CLASS_ACLS:
	case CLASS_MAPPED_LUN:
	case CLASS_PORTALS:
		return NULL;
	}
	return NULL;
}

static size_t add_groups(const struct attr_group *const *from,
			 const struct attr_group **to, size_t count)
{
	while (from != NULL && *from != NULL && count < GROUPS_MAX)
		to[count++] = *from++;
	return count;
}

size_t node_groups(const struct node *node, const struct attr_group *groups[GROUPS_MAX])
{
	size_t count = add_groups(node->type->groups, groups, 0);

	return add_groups(own_groups(node), groups, count);
}

const struct attr *node_attr(const struct node *node, const char *name,
			     const struct attr_group **group)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);

	for (size_t i = 0; i < count; i++) {
		attr_foreach (row, groups[i]) {
			if (strcmp(row->name, name) != 0)
				continue;
			if (group != NULL)
				*group = groups[i];
			return row;
		}
	}
	return NULL;
}

struct value *node_value(const struct node *node, const char *name)
{
	value_foreach(value, node) if (strcmp(value->name, name) == 0) return value;
	return NULL;
}

char *attr_default(const struct attr *attr, const struct node *node)
{
	if (attr->rule != NULL)
		return attr->rule(node);
	return xstrdup_null(attr->dflt);
}

const char *node_text(const struct node *node, const char *name)
{
	static _Thread_local char *derived;
	const struct value *value = node_value(node, name);

	if (value != NULL)
		return value->text;
	const struct attr *attr = node_attr(node, name, NULL);
	if (attr == NULL || attr->rule == NULL)
		return attr == NULL ? NULL : attr->dflt;
	/* The rule may come back here for another value of the node. */
	char *text = attr->rule(node);
	free(derived);
	derived = text;
	return derived;
}

bool node_is(const struct node *node, const char *name, const char *canonical)
{
	return text_equal(node_text(node, name), canonical);
}

uint64_t node_uint(const struct node *node, const char *name)
{
	const char *text = node_text(node, name);

	return text == NULL ? 0 : strtoull(text, NULL, 10);
}

static struct value *put(struct node *node, const struct attr_group *group,
			 const struct attr *attr, const char *name, const char *text)
{
	struct value *value = node_value(node, name);

	if (value != NULL) {
		char *copy = xstrdup(text);

		if (value->attr != NULL && value->attr->kind == ATTR_SECRET)
			secret_free(value->text);
		else
			free(value->text);
		value->text = copy;
		free(take_ptr(value->reference));
		value->mark = (struct mark){ 0 };
		return value;
	}
	grow(node->values, node->value_count);
	value = &node->values[node->value_count++];
	*value = (struct value){
		.group = group,
		.attr = attr,
		.name = xstrdup(name),
		.text = xstrdup(text),
	};
	return value;
}

struct value *node_set(struct node *node, const char *name, const char *canonical)
{
	const struct attr_group *group = NULL;
	const struct attr *attr = node_attr(node, name, &group);
	struct value *old = node_value(node, name);

	if (attr == NULL && old != NULL)
		group = old->group;
	return put(node, group, attr, name, canonical);
}

struct value *node_set_unknown(struct node *node, const struct attr_group *group,
			       const char *name, const char *text)
{
	return put(node, group, NULL, name, text);
}

void node_unset(struct node *node, const char *name)
{
	struct value *value = node_value(node, name);

	if (value == NULL)
		return;
	free(value->name);
	free(value->reference);
	if (value->attr != NULL && value->attr->kind == ATTR_SECRET)
		secret_free(value->text);
	else
		free(value->text);
	size_t at = (size_t)(value - node->values);
	memmove(value, value + 1, (node->value_count - at - 1) * sizeof *value);
	node->value_count--;
}
