/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tree → a document → canonical YAML: which objects, in which order. */
#include "profiles/emit.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/wwn.h"
#include "profiles/targetcli.h"

/* --- what is left out ------------------------------------------------------------ */

/* Links to what a profile cannot hold cannot be held either. */
static const char *why_not_link(const struct node *node)
{
	const struct node *target;

	if (node->flags & NODE_BROKEN)
		return "its link is missing or leads nowhere";
	target = node->type->flags & TYPE_LINK ? node_target(node) : NULL;
	if (target != NULL && target->flags & (NODE_TWIN | NODE_DISABLED))
		return "it leads to an object that is left out";
	return NULL;
}

const char *emit_why_not(const struct node *node)
{
	if (node->flags & NODE_TWIN)
		return "an object of the same name is saved already";
	if (node->flags & NODE_DISABLED)
		return "it was never enabled, so it is not whole";
	if (!text_is_printable(node->name))
		return "its name cannot be printed";
	if (node->type->class == CLASS_FABRIC && fabric_find(node->name) == NULL)
		return "liosh does not know this fabric";
	return why_not_link(node);
}

/* --- objects --------------------------------------------------------------------- */

/* The TPG that is folded into its target. */
static const struct node *only_tpg(const struct node *target)
{
	if (target == NULL || target->type->class != CLASS_TARGET ||
	    target->fabric->flags & FABRIC_TPGS || target->child_count != 1)
		return NULL;
	return node_numbered(target, 1);
}

/* `0: fileio/disk0` for a link of which nothing else is to be said. */
static struct item *shortened(const struct node *node, struct item *mapping)
{
	if (!(node->type->flags & TYPE_LINK) || mapping->count != 1)
		return mapping;
	const struct attr *row = node_attr(node, mapping->entries[0].key, NULL);
	struct item *only = mapping->entries[0].value;
	if (row == NULL || row->kind != ATTR_REF || !(row->flags & ATTR_ALWAYS))
		return mapping;
	mapping->entries[0].value = item_new(ITEM_SCALAR);
	item_free(mapping);
	return only;
}

static struct item *node_item(struct emitter *emitter, const struct node *node,
			      const struct node *old);

static void add_child(struct emitter *emitter, const struct node *child,
		      struct item *mapping, const struct node *old)
{
	const struct node_type *type = child->type;
	const char *why = emit_why_not(child);
	const struct node *before = old == NULL ? NULL : node_child(old, child->name);

	if (why == NULL && type->class == CLASS_SO &&
	    child->backstore->flags & BACKSTORE_BY_HANDLER &&
	    item_find(mapping, child->name) != NULL)
		why = "an object of the same name is saved already";
	if (why != NULL) {
		if (type->class != CLASS_FABRIC || child->child_count > 0)
			emit_warn(emitter, child, "", why);
		return;
	}
	struct item *item = node_item(emitter, child, before);
	if ((node_kernel_made(child) || type->class == CLASS_FABRIC) &&
	    item->count == 0) {
		item_free(item);
		return;
	}
	autofree char *key = type->flags & TYPE_NUMBERED
				     ? xasprintf("%s%llu", type->key_prefix,
						 (unsigned long long)child->number)
				     : xstrdup(child->name);
	seal_count(&emitter->counts, child);
	item_add(mapping, key, item);
	mapping->entries[mapping->count - 1].text = !(type->flags & TYPE_NUMBERED);
}

/* The children of one object in a mapping of their own, left out while empty. */
static void add_children(struct emitter *emitter, const struct node *node,
			 const char *key, struct item *mapping, const struct node *old)
{
	struct item *inner = item_new(ITEM_MAPPING);

	node_foreach (child, node)
		if (!(child->type->flags & TYPE_CONTAINER))
			add_child(emitter, child, inner, old);
	if (inner->count == 0)
		item_free(inner);
	else
		item_add(mapping, key, inner);
}

/* In the order in which people read them: the addresses, the disks, who may have them. */
static void add_parts(struct emitter *emitter, const struct node *node,
		      struct item *mapping, const struct node *old)
{
	static const enum node_class order[] = { CLASS_ALUA, CLASS_PORTALS, CLASS_LUNS,
						 CLASS_ACLS };
	const int child = node->type->child;

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		const struct node *part = node_part(node, order[i]);

		if (part != NULL)
			add_children(emitter, part, part->type->key, mapping,
				     old == NULL ? NULL : node_part(old, order[i]));
	}
	if (child >= 0 && node_types[child].key != NULL)
		add_children(emitter, node, node_types[child].key, mapping, old);
}

static struct item *node_item(struct emitter *emitter, const struct node *node,
			      const struct node *old)
{
	const struct node *tpg = only_tpg(node), *old_tpg = only_tpg(old);
	struct item *mapping = item_new(ITEM_MAPPING);
	const int child = node->type->child;

	for (int keyed = 0; keyed <= 1; keyed++) {
		emit_values(emitter, node, keyed != 0, mapping, old);
		if (tpg != NULL)
			emit_values(emitter, tpg, keyed != 0, mapping, old_tpg);
	}
	add_parts(emitter, node, mapping, old);
	if (tpg != NULL)
		add_parts(emitter, tpg, mapping, old_tpg);
	if (child >= 0 && node_types[child].key == NULL)
		node_foreach (each, node)
			if (each != tpg)
				add_child(emitter, each, mapping, old);
	mapping->block =
		node->type->class == CLASS_FABRIC ||
		(node->fabric != NULL && node->fabric->flags & FABRIC_TPGS &&
		 (node->type->class == CLASS_TARGET || node->type->class == CLASS_TPG));
	return shortened(node, mapping);
}

/* --- the top --------------------------------------------------------------------- */

/* The kinds under their plain names: user:a and user:b are both `user`. */
static void add_kind(struct emitter *emitter, const struct node *kind,
		     struct item *mapping, const struct node *old)
{
	const char *name = kind->backstore->name;
	const struct node *before = old == NULL ? NULL : node_child(old, kind->name);
	struct item *inner = item_find(mapping, name);

	if (kind->child_count == 0)
		return;
	if (inner == NULL)
		inner = item_add(mapping, name, item_new(ITEM_MAPPING));
	inner->block = true;
	node_foreach (so, kind)
		add_child(emitter, so, inner, before);
}

static struct item *backstores_item(struct emitter *emitter, const struct node *stores,
				    const struct node *old)
{
	struct item *mapping = item_new(ITEM_MAPPING);
	const struct node *groups = node_part(stores, CLASS_LU_GROUPS);

	mapping->block = true;
	node_foreach (kind, stores)
		if (kind->type->class == CLASS_KIND)
			add_kind(emitter, kind, mapping, old);
	if (groups != NULL)
		add_children(emitter, groups, groups->type->key, mapping, NULL);
	return mapping;
}

/* What the kernel has no place for comes first. */
static void add_own_parts(struct emitter *emitter, const struct node *tree,
			  struct item *root, const struct node *old)
{
	node_foreach (part, tree) {
		if (!(part->type->flags & TYPE_HIDDEN))
			continue;
		struct item *item = node_item(
			emitter, part, old == NULL ? NULL : node_child(old, part->name));
		if (item->count == 0)
			item_free(item);
		else
			item_add(root, part->type->key, item);
	}
}

static struct item *tree_item(struct emitter *emitter, const struct node *tree,
			      const struct node *old)
{
	struct item *root = item_new(ITEM_MAPPING);
	const struct node *stores = node_part(tree, CLASS_BACKSTORES);

	add_own_parts(emitter, tree, root, old);
	struct item *inner = backstores_item(
		emitter, stores, old == NULL ? NULL : node_part(old, CLASS_BACKSTORES));

	if (inner->count == 0)
		item_free(inner);
	else
		item_add(root, stores->name, inner);
	node_foreach (fabric, tree)
		if (fabric->type->class == CLASS_FABRIC)
			add_child(emitter, fabric, root, old);
	return root;
}

/* --- portals --------------------------------------------------------------------- */

/* Others make portals under the name that was typed; the next kernel is told the one that
 * liosh would give it, which is the same socket. */
static char *better_name(const struct node *portals, const struct node *portal)
{
	char *canonical = portal_canonical(portal->name);

	if (canonical != NULL && node_child(portals, canonical) == NULL)
		return canonical;
	free(canonical);
	return NULL;
}

static int find_odd(struct node *node, void *data)
{
	autofree char *name = node->type->class == CLASS_PORTAL
				      ? better_name(node->parent, node)
				      : NULL;

	(void)data;
	return name != NULL;
}

static bool rename_one(struct node *portals)
{
	node_foreach (portal, portals) {
		autofree char *name = better_name(portals, portal);

		if (name == NULL)
			continue;
		struct node *made = node_add(portals, CLASS_PORTAL, name);
		made->flags = portal->flags;
		value_foreach(value, portal) if (value->attr != NULL)
			node_set(made, value->name, value->text);
		else node_set_unknown(made, value->group, value->name, value->text);
		node_free(portal);
		return true;
	}
	return false;
}

static int rename_portals(struct node *node, void *data)
{
	(void)data;
	while (node->type->class == CLASS_PORTALS && rename_one(node))
		continue;
	return 0;
}

/* The same tree with such names, NULL: it has them. */
static struct node *renamed(const struct node *tree)
{
	if (node_walk(node_mutable(tree), find_odd, NULL) == 0)
		return NULL;
	struct node *copy = node_copy(tree);
	node_walk(copy, rename_portals, NULL);
	return copy;
}

char *profile_emit(const struct node *tree, unsigned flags, const struct node *old,
		   struct error *warnings)
{
	struct emitter emitter = { .flags = flags, .warnings = warnings };
	autonode struct node *copy = renamed(tree);

	if (copy != NULL)
		tree = copy;

	if (flags & EMIT_TARGETCLI)
		return targetcli_emit(tree, warnings);
	autoitem struct item *root = tree_item(&emitter, tree, old);
	char *body = document_text(root);
	char *text = flags & EMIT_SEAL ? seal_add(body, &emitter.counts)
				       : xasprintf("liosh: %d\n%s", PROFILE_FORMAT, body);

	secret_free(body);
	return text;
}
