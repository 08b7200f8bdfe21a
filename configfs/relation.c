/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object refers to which: LUNs, mapped LUNs, storage objects. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/node.h"

char *so_reference(const struct node *so)
{
	return xasprintf("%s/%s", so->backstore->name, so->name);
}

struct node *so_find(const struct node *root, const char *reference)
{
	const char *slash = strchr(reference, '/');

	if (slash == NULL)
		return NULL;
	autofree char *kind_name = xstrndup(reference, (size_t)(slash - reference));
	const struct backstore *backstore = backstore_find(kind_name);
	const struct node *stores = node_part(root, CLASS_BACKSTORES);

	if (backstore == NULL || stores == NULL)
		return NULL;
	node_foreach (kind, stores) {
		struct node *so =
			kind->backstore != backstore ? NULL : node_child(kind, slash + 1);
		if (so != NULL)
			return so;
	}
	return NULL;
}

bool tpg_is_on(const struct node *tpg)
{
	return !(tpg->fabric->flags & FABRIC_ENABLE) || node_is(tpg, "enable", "1");
}

static struct node *lun_of_mapped(const struct node *mapped)
{
	const struct node *tpg = node_above(mapped, CLASS_TPG);
	const struct value *value = node_value(mapped, "lun");
	const struct node *luns = tpg == NULL ? NULL : node_part(tpg, CLASS_LUNS);

	if (value == NULL || luns == NULL)
		return NULL;
	autofree char *name = xasprintf("lun%s", value->text);
	return node_child(luns, name);
}

char *so_path(const struct node *so)
{
	const char *name = so->backstore->path_value;
	const struct value *path = name == NULL ? NULL : node_value(so, name);

	if (path == NULL)
		return NULL;
	char *real = so->backstore->flags & BACKSTORE_OPENS_PATH
			     ? realpath(path->text, NULL)
			     : NULL;
	return real == NULL ? xstrdup(path->text) : real;
}

struct node *node_target(const struct node *node)
{
	if (node->type->class == CLASS_MAPPED_LUN)
		return lun_of_mapped(node);
	const struct value *value = node_value(node, "storage_object");
	return value == NULL ? NULL : so_find(node_root(node), value->text);
}

struct node *group_of(const struct node *member, const char *name)
{
	const struct value *value = node_value(member, name);
	const struct node *so = node_target(member), *groups = NULL;

	if (value == NULL || *value->text == '\0')
		return NULL;
	if (member->type->class == CLASS_SO)
		groups = node_part(node_part(node_root(member), CLASS_BACKSTORES),
				   CLASS_LU_GROUPS);
	else if (so != NULL)
		groups = node_part(so, CLASS_ALUA);
	return groups == NULL ? NULL : node_child(groups, value->text);
}

/* An array that grows while the tree is walked. */
struct found {
	const struct node *target;
	enum node_class class;
	struct node **nodes;
	size_t count;
};

static int collect(struct node *node, void *data)
{
	struct found *found = data;

	if (node->type->class != found->class || node_target(node) != found->target)
		return 0;
	grow(found->nodes, found->count);
	found->nodes[found->count++] = node;
	return 0;
}

size_t luns_of(const struct node *root, const struct node *so, struct node ***luns)
{
	struct found found = { .target = so, .class = CLASS_LUN };

	node_walk(node_mutable(root), collect, &found);
	*luns = found.nodes;
	return found.count;
}

size_t mapped_of(const struct node *lun, struct node ***mapped)
{
	struct found found = { .target = lun, .class = CLASS_MAPPED_LUN };

	node_walk(node_above(lun, CLASS_TPG), collect, &found);
	*mapped = found.nodes;
	return found.count;
}
