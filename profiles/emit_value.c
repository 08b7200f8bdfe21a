/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of an object as items of a document: defaults are left out. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "profiles/emit.h"
#include "profiles/utf8.h"

#define MASK "********"

/* --- what is left out ------------------------------------------------------------ */

void emit_warn(struct emitter *emitter, const struct node *node, const char *what,
	       const char *why)
{
	autofree char *path = node_path(node);
	struct error one = { 0 };

	if (emitter->warnings == NULL)
		return;
	error_set(&one, NULL, -EINVAL, "left out of the profile: %s%s%s", path,
		  *what == '\0' ? "" : " ", what);
	because(&one, "%s", why);
	error_append(emitter->warnings, &one);
}

/* --- values ---------------------------------------------------------------------- */

/* Whether reading the profile would set the value again by itself. */
static bool is_implied(const struct emitter *emitter, const struct node *node,
		       const struct value *value)
{
	const struct attr *row = value->attr;

	if (value->reference != NULL)
		return false;
	/* None at all must be said, or the new object would get one. */
	if (*value->text == '\0' && row->flags & ATTR_GENERATED)
		return false;
	if (*value->text == '\0' && (row->flags & ATTR_KEEP || text_equal(row->dflt, "")))
		return true;
	if (row->flags & (ATTR_ALWAYS | ATTR_DEVICE) ||
	    (row->flags & ATTR_AT_CREATE && row->rule == NULL) ||
	    (emitter->flags & EMIT_ALL && row->rule == NULL))
		return false;
	if (row->flags & ATTR_SAID && strcmp(value->text, "0") != 0)
		return false;
	autofree char *dflt = attr_default(row, node);
	return text_equal(dflt, value->text);
}

/* Never write what could not be read again: one such value would cost the whole file. */
static bool is_readable(const struct attr *row, const char *text)
{
	struct error err = { 0 };
	char *canonical = NULL;
	bool good = utf8_is_clean(text) && attr_parse(row, text, &canonical, &err) == 0;

	secret_free(canonical);
	error_clear(&err);
	return good;
}

static bool kind_is_typed(enum attr_kind kind)
{
	switch (kind) {
	case ATTR_BOOL:
	case ATTR_UINT:
	case ATTR_INT:
	case ATTR_SIZE:
	case ATTR_ENUM:
	case ATTR_YESNO:
	case ATTR_REF:
		return true;
	case ATTR_TEXT:
	case ATTR_SECRET:
	case ATTR_PATH:
		return false;
	}
	return false;
}

static struct item *scalar(const char *text, bool typed)
{
	struct item *item = item_scalar(text);

	item->plain = typed;
	return item;
}

/* A reference stays where it still leads to the secret that is set. */
static const char *reference_of(const struct value *value, const struct node *old)
{
	const struct value *before = old == NULL ? NULL : node_value(old, value->name);

	if (value->reference != NULL)
		return value->reference;
	if (before != NULL && before->reference != NULL &&
	    strcmp(before->text, value->text) == 0)
		return before->reference;
	return NULL;
}

static struct item *secret_item(struct emitter *emitter, const struct value *value,
				const struct node *old)
{
	const char *reference = reference_of(value, old);

	if (reference == NULL)
		return scalar(emitter->flags & EMIT_NO_SECRETS && *value->text != '\0'
				      ? MASK
				      : value->text,
			      false);
	struct item *item = scalar(reference, true);
	item->secret = true;
	return item;
}

/* Left out, it would stay as it was. */
static bool must_be_said(const struct emitter *emitter, const struct value *value,
			 const struct node *old)
{
	const struct value *before = old == NULL ? NULL : node_value(old, value->name);

	return emitter->flags & EMIT_CHANGES && before != NULL &&
	       strcmp(before->text, value->text) != 0;
}

static struct item *value_item(struct emitter *emitter, const struct node *node,
			       const struct value *value, const struct node *old)
{
	const struct attr *row = value->attr;

	if (row->flags & (ATTR_READ_ONLY | ATTR_ACTION) || value->read_only ||
	    (is_implied(emitter, node, value) && !must_be_said(emitter, value, old)))
		return NULL;
	if (row->kind == ATTR_SECRET && reference_of(value, old) != NULL)
		return secret_item(emitter, value, old);
	char *text = attr_profile_text(row, value->text);
	struct item *item = NULL;
	if (!is_readable(row, text))
		emit_warn(emitter, node, row->name,
			  "liosh could not read this value again");
	else if (row->kind == ATTR_SECRET)
		item = secret_item(emitter, value, old);
	else
		item = scalar(text, kind_is_typed(row->kind));
	secret_free(text);
	return item;
}

/* A fabric that nobody uses has nothing to say. */
static bool is_idle(const struct node *node)
{
	return node->type->class == CLASS_FABRIC && node->child_count == 0 &&
	       node->value_count == 0;
}

/* In a profile that left it out.  What a kernel holds has all that this kernel knows. */
static struct item *unsaid_item(const struct emitter *emitter, const struct node *node,
				const struct attr *row)
{
	const unsigned unsaid = EMIT_ALL | EMIT_UNSAID;
	const unsigned none =
		ATTR_READ_ONLY | ATTR_ACTION | ATTR_KEEP | ATTR_DEVICE | ATTR_GENERATED;

	if ((emitter->flags & unsaid) != unsaid || is_idle(node) || row->rule != NULL ||
	    row->flags & none || row->dflt == NULL || *row->dflt == '\0')
		return NULL;
	autofree char *text = attr_profile_text(row, row->dflt);
	return scalar(text, kind_is_typed(row->kind));
}

/* The mapping of a group below the object's own, made when the first value is there. */
static struct item *group_mapping(struct item *mapping, const char *key)
{
	while (key != NULL && *key != '\0') {
		size_t length = strcspn(key, "/");
		autofree char *part = xstrndup(key, length);
		struct item *below = item_find(mapping, part);

		if (below == NULL)
			below = item_add(mapping, part, item_new(ITEM_MAPPING));
		mapping = below;
		key += length + (key[length] == '/');
	}
	return mapping;
}

static int compare_values(const void *a, const void *b)
{
	return natural_compare((*(const struct value *const *)a)->name,
			       (*(const struct value *const *)b)->name);
}

/* Values that no row knows, in the order of their names. */
static void add_unknown(struct emitter *emitter, const struct node *node,
			const struct attr_group *group, struct item *mapping)
{
	autofree const struct value **found = xcalloc(node->value_count, sizeof *found);
	size_t count = 0;

	for (size_t i = 0; i < node->value_count; i++) {
		const struct value *value = &node->values[i];

		if (value->attr == NULL && value->group == group && !value->read_only)
			found[count++] = value;
	}
	qsort(found, count, sizeof *found, compare_values);
	for (size_t i = 0; i < count; i++) {
		if (group->key == NULL || !group->open ||
		    !utf8_is_clean(found[i]->text) || !text_is_printable(found[i]->name))
			emit_warn(emitter, node, found[i]->name,
				  "liosh does not know this value");
		else
			item_add(group_mapping(mapping, group->key), found[i]->name,
				 scalar(found[i]->text, true));
	}
}

static void add_group(struct emitter *emitter, const struct node *node,
		      const struct attr_group *group, struct item *mapping,
		      const struct node *old)
{
	attr_foreach (row, group) {
		const struct value *value = node_value(node, row->name);
		struct item *item = NULL;

		if (value == NULL)
			item = unsaid_item(emitter, node, row);
		else if (value->attr == row)
			item = value_item(emitter, node, value, old);
		if (item != NULL)
			item_add(group_mapping(mapping, group->key), row->name, item);
	}
	add_unknown(emitter, node, group, mapping);
}

/* `keyed`: the groups with a mapping of their own, which stand behind the others.  What
 * makes the kind comes before what every object of the class has. */
void emit_values(struct emitter *emitter, const struct node *node, bool keyed,
		 struct item *mapping, const struct node *old)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups), common = 0;

	while (node->type->groups != NULL && node->type->groups[common] != NULL)
		common++;
	for (size_t i = 0; i < count; i++) {
		const struct attr_group *group = groups[(i + common) % count];

		if ((group->key != NULL) == keyed)
			add_group(emitter, node, group, mapping, old);
	}
}
