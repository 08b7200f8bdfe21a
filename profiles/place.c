/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys may stand where: asked of the rows, and said when a key is wrong. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/path.h"
#include "profiles/resolve.h"

#define WHY_KEYS_MAX 20

void names_add(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->list[i], name) == 0)
			return;
	grow(names->list, names->count);
	names->list[names->count++] = xstrdup(name);
}

void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->list[i]);
	free(names->list);
}

static char *node_phrase(const struct node *node)
{
	switch (node->type->class) {
	case CLASS_ROOT:
		return xstrdup("the profile");
	case CLASS_BACKSTORES:
		return xstrdup("backstores");
	case CLASS_GLOBAL:
	case CLASS_KIND:
	case CLASS_FABRIC:
		return xstrdup(node->name);
	case CLASS_ALUA:
	case CLASS_LU_GROUPS:
	case CLASS_LUNS:
	case CLASS_ACLS:
	case CLASS_PORTALS:
		return xstrdup(node->type->key);
	case CLASS_TPG:
	case CLASS_LUN:
	case CLASS_MAPPED_LUN:
		return xasprintf("%s %llu", node->type->what,
				 (unsigned long long)node->number);
	case CLASS_SO:
	case CLASS_ALUA_GROUP:
	case CLASS_LU_GROUP:
	case CLASS_TARGET:
	case CLASS_ACL:
	case CLASS_PORTAL:
		return xasprintf("%s '%s'", node->type->what, node->name);
	}
	return xstrdup(node->name);
}

char *place_text(const struct place *place)
{
	autofree char *node = node_phrase(place->nodes[0]);

	if (*place->path == '\0')
		return xstrdup(node);
	return xasprintf("%s of %s", place->path, node);
}

/* What follows the place's path in a group's key: "chap" of "discovery_auth/chap" at
 * "discovery_auth"; "" if the group stands just here; NULL: elsewhere. */
static const char *rest_of_key(const struct place *place, const struct attr_group *group)
{
	const char *key = group->key == NULL ? "" : group->key;
	const char *rest = after_prefix(key, place->path);

	if (rest == NULL || *place->path == '\0' || *rest == '\0')
		return rest;
	return *rest == '/' ? rest + 1 : NULL;
}

/* Calls fn for every group of the place's nodes until it says true. */
struct visit {
	const struct place *place;
	bool (*fn)(struct visit *visit, struct node *node, const struct attr_group *group,
		   const char *rest);
	const char *key;
	struct names *names;
	struct node *node;
	const struct attr_group *group;
	const struct attr *row;
};

static bool visit_groups(struct visit *visit)
{
	for (size_t n = 0; n < visit->place->count; n++) {
		const struct attr_group *groups[GROUPS_MAX];
		struct node *node = visit->place->nodes[n];
		size_t count = node_groups(node, groups);

		for (size_t i = 0; i < count; i++) {
			const char *rest = rest_of_key(visit->place, groups[i]);

			if (rest != NULL && visit->fn(visit, node, groups[i], rest))
				return true;
		}
	}
	return false;
}

static bool is_component(const char *rest, const char *key)
{
	size_t length = strcspn(rest, "/");

	return strlen(key) == length && strncmp(rest, key, length) == 0;
}

static bool group_goes_on(struct visit *visit, struct node *node,
			  const struct attr_group *group, const char *rest)
{
	(void)node;
	(void)group;
	return *rest != '\0' && is_component(rest, visit->key);
}

bool place_has_group(const struct place *place, const char *key)
{
	struct visit visit = { .place = place, .fn = group_goes_on, .key = key };

	return visit_groups(&visit);
}

static bool has_row(struct visit *visit, struct node *node,
		    const struct attr_group *group, const char *rest)
{
	if (*rest != '\0')
		return false;
	attr_foreach (row, group) {
		if (strcmp(row->name, visit->key) != 0)
			continue;
		visit->row = row;
		visit->node = node;
		visit->group = group;
		return true;
	}
	return false;
}

const struct attr *place_row(const struct place *place, const char *key,
			     struct node **node, const struct attr_group **group)
{
	struct visit visit = { .place = place, .fn = has_row, .key = key };

	visit_groups(&visit);
	*node = visit.node;
	*group = visit.group;
	return visit.row;
}

static bool is_open(struct visit *visit, struct node *node,
		    const struct attr_group *group, const char *rest)
{
	visit->node = node;
	visit->group = group;
	return *rest == '\0' && group->open && group->key != NULL;
}

const struct attr_group *place_open_group(const struct place *place, struct node **node)
{
	struct visit visit = { .place = place, .fn = is_open };

	if (!visit_groups(&visit))
		return NULL;
	*node = visit.node;
	return visit.group;
}

char *place_below(const struct place *place, const char *key)
{
	return *place->path == '\0' ? xstrdup(key) : xasprintf("%s/%s", place->path, key);
}

/* --- what may stand there -------------------------------------------------------- */

static bool add_group_keys(struct visit *visit, struct node *node,
			   const struct attr_group *group, const char *rest)
{
	(void)node;
	if (*rest != '\0') {
		autofree char *key = xstrndup(rest, strcspn(rest, "/"));

		names_add(visit->names, key);
		return false;
	}
	attr_foreach (row, group)
		if (!(row->flags & (ATTR_READ_ONLY | ATTR_ACTION)))
			names_add(visit->names, row->name);
	return false;
}

static void add_child_keys(const struct node *node, struct names *names)
{
	node_foreach (child, node) {
		if (child->type->class == CLASS_KIND)
			names_add(names, child->backstore->name);
		else if (child->type->class == CLASS_FABRIC)
			names_add(names, child->name);
		else if (child->type->flags & (TYPE_CONTAINER | TYPE_HIDDEN))
			names_add(names, child->type->key);
	}
	if (node->type->child >= 0 && node_types[node->type->child].key != NULL)
		names_add(names, node_types[node->type->child].key);
}

void place_keys(const struct place *place, struct names *names)
{
	struct visit visit = { .place = place, .fn = add_group_keys, .names = names };

	if (place->nodes[0]->type->class == CLASS_ROOT)
		names_add(names, "liosh");
	visit_groups(&visit);
	for (size_t n = 0; n < place->count && *place->path == '\0'; n++)
		add_child_keys(place->nodes[n], names);
}

/* --- errors ---------------------------------------------------------------------- */

/* What else may stand there: objects, by their names or numbers. */
static void say_objects(const struct place *place, struct text *list)
{
	const struct node *node = place->nodes[0];
	const struct node_type *child =
		node->type->child < 0 ? NULL : &node_types[node->type->child];

	if (*place->path != '\0' || place->count > 1 || child == NULL ||
	    child->key != NULL)
		return;
	text_add(list, list->length == 0 ? "" : ", ");
	if (child->flags & TYPE_NUMBERED)
		text_addf(list, "%s%llu..%llu", child->key_prefix,
			  (unsigned long long)child->min, (unsigned long long)child->max);
	else
		text_add(list, "the names of its objects");
}

static void say_keys(const struct place *place, const struct names *names,
		     struct error *one)
{
	struct text list = { 0 };
	autofree char *where = place_text(place);
	size_t shown = names->count > WHY_KEYS_MAX ? WHY_KEYS_MAX : names->count;

	for (size_t i = 0; i < shown; i++)
		text_addf(&list, "%s%s", i == 0 ? "" : ", ", names->list[i]);
	if (shown < names->count)
		text_addf(&list, " and %zu more, which liosh.yaml(5) lists",
			  names->count - shown);
	say_objects(place, &list);
	if (list.data != NULL)
		because(one, "%s takes %s", where, list.data);
	else
		because(one, "%s takes no keys", where);
	text_free(&list);
}

/* The value exists, but in another mapping of the same object. */
static bool say_elsewhere(const struct place *place, const char *key, struct error *one)
{
	for (size_t i = 0; i < place->count; i++) {
		const struct attr_group *group = NULL;

		if (node_attr(place->nodes[i], key, &group) == NULL)
			continue;
		if (group->key == NULL)
			advise(one, "'%s' stands one level up, beside '%s'", key,
			       place->path);
		else
			advise(one, "'%s' stands in '%s'", key, group->key);
		return true;
	}
	return false;
}

/* What belongs to a TPG is easily written into its target. */
static bool say_one_below(const struct place *place, const char *key, struct error *one)
{
	struct node *target = place->nodes[0];
	autonames struct names names = { 0 };

	if (target->type->class != CLASS_TARGET || place->count > 1 ||
	    *place->path != '\0')
		return false;
	/* A TPG to ask what it takes. */
	autonode struct node *copy = node_copy(target);
	const struct place below = { { node_add_number(copy, CLASS_TPG, 1) }, 1, "" };
	place_keys(&below, &names);
	for (size_t i = 0; i < names.count; i++) {
		if (strcmp(names.list[i], key) != 0)
			continue;
		advise(one, "'%s' stands in a TPG: write 'tpg1:', and it below", key);
		return true;
	}
	return false;
}

static void say_nearest(const struct names *names, const char *key, struct error *one)
{
	const char *near =
		nearest_name(key, (const char *const *)names->list, names->count);

	if (near != NULL)
		advise(one, "did you mean '%s'?", near);
}

/* "tpg1" for "tgp1": only for finding what was meant. */
static void add_numbered(const struct place *place, const char *key, struct names *names)
{
	const int child = place->nodes[0]->type->child;
	const char *digits = key + strcspn(key, "0123456789");

	if (child < 0 || !(node_types[child].flags & TYPE_NUMBERED) || place->count > 1 ||
	    *place->path != '\0' || *digits == '\0')
		return;
	autofree char *name = xasprintf("%s%s", node_types[child].key_prefix, digits);
	names_add(names, name);
}

/* At the top there is no object that has the key: it would be one of its own. */
static void say_object(const struct place *place, const char *key, struct error *one)
{
	const struct node *above = place->nodes[0];
	autofree char *path = above->parent == NULL
				      ? xasprintf("/%s", key)
				      : xasprintf("/%s/%s", above->name, key);

	error_about(one, path, NULL);
}

void unknown_key(struct resolver *resolver, const struct place *place,
		 const struct entry *entry)
{
	autonames struct names names = { 0 };
	autofree char *where = place_text(place);
	struct error one = { 0 };

	place_keys(place, &names);
	error_set(&one, &entry->mark, -EINVAL, "unknown key '%s' in %s", entry->key,
		  where);
	say_keys(place, &names, &one);
	if (!say_elsewhere(place, entry->key, &one) &&
	    !say_one_below(place, entry->key, &one)) {
		add_numbered(place, entry->key, &names);
		say_nearest(&names, entry->key, &one);
	}
	if (resolver->at == NULL)
		say_object(place, entry->key, &one);
	note(resolver, &one);
}

void unknown_attribute(struct resolver *resolver, const struct place *place,
		       const struct entry *entry)
{
	autonames struct names names = { 0 };
	autofree char *where = place_text(place);
	struct error one = { 0 };

	place_keys(place, &names);
	error_set(&one, &entry->mark, -EINVAL, "liosh does not know '%s' in %s",
		  entry->key, where);
	because(&one, "it is kept as it is; a kernel that has it will take it");
	say_nearest(&names, entry->key, &one);
	note_warning(resolver, &one);
}
