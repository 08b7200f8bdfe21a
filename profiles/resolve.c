/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document and the rows → a tree.  What is wrong is collected, nothing stops at it. */
#include "profiles/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/path.h"

/* An object or a container is a mapping, or nothing at all. */
bool resolve_mapping(struct resolver *resolver, const struct place *place,
		     const struct item *item)
{
	autofree char *where = place_text(place);
	struct error one = { 0 };

	if (item->kind == ITEM_MAPPING)
		return true;
	if (item->hollow || item_is_empty(item))
		return false;
	error_set(&one, &item->mark, -EINVAL, "%s is a mapping, not a value", where);
	advise(&one,
	       "write its keys in the lines below, indented, or as '{ key: value }'");
	note(resolver, &one);
	return false;
}

/* --- groups of values ------------------------------------------------------------ */

static bool resolve_row(struct resolver *resolver, const struct place *place,
			const struct entry *entry)
{
	const struct attr_group *group = NULL;
	struct node *node = NULL;
	const struct attr *row = place_row(place, entry->key, &node, &group);

	if (row == NULL)
		return false;
	resolve_value(resolver, node, row, entry->value);
	return true;
}

/* A mapping of values that may be kept is meant as a whole: with `chap` there, what it
 * leaves out is unset. */
static void unset_rest(const struct place *place)
{
	for (size_t n = 0; n < place->count; n++) {
		const struct attr_group *groups[GROUPS_MAX];
		struct node *node = place->nodes[n];
		size_t count = node_groups(node, groups);

		for (size_t i = 0; i < count; i++) {
			if (groups[i]->key == NULL ||
			    strcmp(groups[i]->key, place->path) != 0)
				continue;
			attr_foreach (row, groups[i])
				if ((row->flags & ATTR_KEEP) && row->unset != NULL &&
				    !node_value(node, row->name))
					node_set(node, row->name, "");
		}
	}
}

static void resolve_group(struct resolver *resolver, const struct place *above,
			  const struct entry *entry)
{
	autofree char *path = place_below(above, entry->key);
	struct place place = *above;
	struct node *node = NULL;

	place.path = path;
	if (resolve_mapping(resolver, &place, entry->value)) {
		for (size_t i = 0; i < entry->value->count; i++) {
			const struct entry *inner = &entry->value->entries[i];

			if (inner->value->twice || resolve_row(resolver, &place, inner))
				continue;
			if (place_has_group(&place, inner->key))
				resolve_group(resolver, &place, inner);
			else if (place_open_group(&place, &node) != NULL)
				resolve_unknown(resolver, &place, inner);
			else
				unknown_key(resolver, &place, inner);
		}
	}
	if (!entry->value->hollow)
		unset_rest(&place);
}

/* --- objects below an object ----------------------------------------------------- */

/* Of a key that stands there twice the first one counts; what is wrong is the object's,
 * if the key is one. */
static void skip_entry(struct resolver *resolver, const struct node *parent,
		       const struct entry *entry)
{
	const int child = parent->type->child;
	const struct node *known =
		child < 0 ? NULL
			  : resolve_known(resolver, parent, &node_types[child], entry);

	if (known != NULL)
		faults_claim(resolver, known, &entry->mark, entry->value);
}

static void resolve_child(struct resolver *resolver, struct node *parent,
			  const struct entry *entry)
{
	const struct node_type *type = &node_types[parent->type->child];
	struct node *child = resolve_name(resolver, parent, type, entry);

	if (child != NULL)
		resolve_object(resolver, child, entry->value);
}

/* A mapping whose keys are all names or numbers of objects. */
void resolve_children(struct resolver *resolver, struct node *parent, const char *key,
		      const struct item *item)
{
	const struct place place = { { parent }, 1, key };

	if (!resolve_mapping(resolver, &place, item))
		return;
	for (size_t i = 0; i < item->count; i++) {
		const struct entry *entry = &item->entries[i];

		if (entry->value->twice)
			skip_entry(resolver, parent, entry);
		else
			resolve_child(resolver, parent, entry);
	}
}

bool resolve_part(struct resolver *resolver, struct node *node, const struct entry *entry)
{
	const struct node_type *child =
		node->type->child < 0 ? NULL : &node_types[node->type->child];

	node_foreach (part, node) {
		if (!(part->type->flags & TYPE_CONTAINER) || part->type->key == NULL ||
		    strcmp(part->type->key, entry->key) != 0)
			continue;
		resolve_children(resolver, part, "", entry->value);
		return true;
	}
	if (child == NULL || child->key == NULL || strcmp(child->key, entry->key) != 0)
		return false;
	resolve_children(resolver, node, child->key, entry->value);
	return true;
}

/* Whether the key means an object of the mapping, and is not a misspelt key. */
static bool is_child_name(const struct place *place, const char *key)
{
	const struct node *node = place->nodes[0];
	autonames struct names names = { 0 };

	if (node->type->child < 0 || node_types[node->type->child].key != NULL)
		return false;
	const struct node_type *child = &node_types[node->type->child];
	if (child->flags & TYPE_NUMBERED)
		return starts_with(key, child->key_prefix);
	if (strpbrk(key, ".:0123456789") != NULL)
		return true;
	place_keys(place, &names);
	return nearest_name(key, (const char *const *)names.list, names.count) == NULL;
}

/* --- objects --------------------------------------------------------------------- */

static void resolve_entry(struct resolver *resolver, const struct place *place,
			  const struct entry *entry)
{
	if (entry->value->twice) {
		skip_entry(resolver, place->nodes[0], entry);
		return;
	}
	if (resolve_row(resolver, place, entry))
		return;
	if (place_has_group(place, entry->key)) {
		resolve_group(resolver, place, entry);
		return;
	}
	for (size_t n = 0; n < place->count; n++)
		if (resolve_part(resolver, place->nodes[n], entry))
			return;
	struct node *first = place->nodes[0];
	bool folded = place->count > 1 && node_child(first, entry->key) != NULL;
	if (!folded && is_child_name(place, entry->key))
		resolve_child(resolver, first, entry);
	else
		unknown_key(resolver, place, entry);
}

/* The value that says what a link leads to, if the class is a link. */
static const struct attr *link_row(const struct node *node)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node->type->flags & TYPE_LINK ? node_groups(node, groups) : 0;

	for (size_t i = 0; i < count; i++) {
		if (groups[i]->key != NULL)
			continue;
		attr_foreach (row, groups[i])
			if (row->kind == ATTR_REF)
				return row;
	}
	return NULL;
}

static void check_link(struct resolver *resolver, const struct place *place)
{
	const struct attr *row = link_row(place->nodes[0]);
	struct error one = { 0 };

	if (row == NULL || node_value(place->nodes[0], row->name) != NULL)
		return;
	autofree char *where = place_text(place);
	error_set(&one, &place->nodes[0]->mark, -EINVAL, "%s leads nowhere", where);
	because(&one, "%s is missing: %s", row->name, row->help);
	note(resolver, &one);
}

/* Objects that are shown by what they say, not by where they stand. */
static void place_by_handler(struct resolver *resolver, struct node *so)
{
	const struct value *config = node_value(so, "config");
	const char *slash = config == NULL ? NULL : strchr(config->text, '/');

	if (!(so->backstore->flags & BACKSTORE_BY_HANDLER) || slash == NULL)
		return;
	autofree char *handler = xstrndup(config->text, (size_t)(slash - config->text));
	autofree char *old = node_path(so);
	node_move(so, kind_for(resolver->root, so->backstore, handler));
	autofree char *path = node_path(so);
	for (struct error *at = &resolver->errors; at != NULL; at = at->next) {
		const char *rest =
			at->object == NULL ? NULL : after_prefix(at->object, old);

		if (rest != NULL && (*rest == '\0' || *rest == '/')) {
			free(at->object);
			at->object = xstrdup(path);
		}
	}
}

static bool names_tpgs(const struct item *item)
{
	for (size_t i = 0; i < item->count; i++)
		if (starts_with(item->entries[i].key, node_types[CLASS_TPG].key_prefix))
			return true;
	return false;
}

/* A target and the only TPG that its fabric gives it; one that names TPGs has those. */
static struct node *only_tpg(struct node *target, const struct item *item)
{
	if (target->type->class != CLASS_TARGET || target->fabric->flags & FABRIC_TPGS ||
	    (item->kind == ITEM_MAPPING && names_tpgs(item)))
		return NULL;
	struct node *tpg = node_add_number(target, CLASS_TPG, 1);
	tpg->mark = target->mark;
	tpg->flags |= NODE_WHOLE;
	return tpg;
}

void resolve_object(struct resolver *resolver, struct node *node, const struct item *item)
{
	struct place place = { { node, only_tpg(node, item) }, 1, "" };
	const struct attr *link = link_row(node);
	const struct node *above = resolver->at;
	unsigned errors = resolver->error_count;

	resolver->at = node;
	faults_claim(resolver, node, &node->mark, item);
	place.count += place.nodes[1] != NULL;
	if (link != NULL && item->kind == ITEM_SCALAR && !item_is_empty(item))
		resolve_value(resolver, node, link, item);
	else if (resolve_mapping(resolver, &place, item))
		for (size_t i = 0; i < item->count; i++)
			resolve_entry(resolver, &place, &item->entries[i]);
	/* Nothing more is said of what is wrong already. */
	if (!item->hollow && resolver->error_count == errors)
		check_link(resolver, &place);
	resolver->at = above;
	if (node->type->class == CLASS_SO)
		place_by_handler(resolver, node);
}
