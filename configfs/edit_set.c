/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `set`: a value found by group and name, checked by its row, and what moves with it. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"

/* What `set` was asked for, and what was found for it. */
struct target {
	struct node *node;
	const char *group, *name;
	const struct attr *attr; /* NULL: no row knows it */
	struct value *value;     /* as stored, or NULL */
};

/* Names for a message, each once. */
struct names {
	const char **list;
	size_t count;
};

static void add_name(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->list[i], name) == 0)
			return;
	grow(names->list, names->count);
	names->list[names->count++] = name;
}

static char *join(const struct names *names)
{
	autotext struct text all = { 0 };

	for (size_t i = 0; i < names->count; i++)
		text_addf(&all, "%s%s", i == 0 ? "" : ", ", names->list[i]);
	return text_take(&all);
}

/* Says what there is, and which of it was meant. */
static void suggest(const struct names *names, const char *given, struct error *err)
{
	autofree char *all = join(names);

	because(err, "there is %s", names->count == 0 ? "nothing to set" : all);
	const char *near = nearest_name(given, names->list, names->count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
}

static int no_such_group(const struct target *target, struct error *err)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(target->node, groups);
	struct names names = { 0 };
	autofree char *path = node_path(target->node);
	autofree char *shown = escape_text(target->group);

	for (size_t i = 0; i < count; i++)
		if (groups[i]->name != NULL)
			add_name(&names, groups[i]->name);
	error_set(err, NULL, -ENOENT, "%s has no group '%s'", path, shown);
	suggest(&names, target->group, err);
	free(names.list);
	return -ENOENT;
}

static bool in_group(const struct target *target, const struct attr_group *group)
{
	return target->group == NULL || text_equal(target->group, group->name);
}

static int no_such_name(const struct target *target, struct error *err)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(target->node, groups);
	struct names names = { 0 };
	autofree char *path = node_path(target->node);
	autofree char *shown = escape_text(target->name);

	for (size_t i = 0; i < count; i++)
		attr_foreach (row, groups[i])
			if (in_group(target, groups[i]) && !(row->flags & ATTR_READ_ONLY))
				add_name(&names, row->name);
	value_foreach(value, target->node) if (value->attr == NULL &&
					       in_group(target, value->group))
		add_name(&names, value->name);
	error_set(err, NULL, -ENOENT, "%s has no %s '%s'", path,
		  target->group == NULL ? "value" : target->group, shown);
	suggest(&names, target->name, err);
	free(names.list);
	return -ENOENT;
}

static const struct attr *row_in(const struct attr_group *group, const char *name)
{
	attr_foreach (row, group)
		if (strcmp(row->name, name) == 0 || text_equal(row->also, name))
			return row;
	return NULL;
}

static int find(struct target *target, struct error *err)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(target->node, groups);
	bool has_group = target->group == NULL;

	for (size_t i = 0; i < count && target->attr == NULL; i++) {
		if (!in_group(target, groups[i]))
			continue;
		has_group = true;
		target->attr = row_in(groups[i], target->name);
	}
	if (!has_group)
		return no_such_group(target, err);
	if (target->attr != NULL)
		target->name = target->attr->name;
	target->value = node_value(target->node, target->name);
	if (target->attr != NULL)
		return 0;
	if (target->value != NULL && in_group(target, target->value->group))
		return 0;
	return no_such_name(target, err);
}

static bool grows(const struct target *target, const char *canonical)
{
	uint64_t old = 0, new = 0;

	return target->attr->flags & ATTR_RESIZE && target->value != NULL &&
	       parse_uint(target->value->text, &old) && parse_uint(canonical, &new) &&
	       new >= old;
}

static int check_settable(const struct target *target, struct error *err)
{
	unsigned flags = target->attr == NULL ? 0 : target->attr->flags;
	autofree char *path = node_path(target->node);

	if (!(flags & ATTR_READ_ONLY) &&
	    (target->value == NULL || !target->value->read_only))
		return 0;
	error_set(err, NULL, -EINVAL, "%s of %s is read-only", target->name, path);
	because(err, "the kernel gives it and takes no other");
	return -EINVAL;
}

static int check_fixed(const struct target *target, const char *canonical,
		       struct error *err)
{
	autofree char *path = node_path(target->node);

	if (!(target->attr->flags & ATTR_AT_CREATE) || grows(target, canonical) ||
	    (target->attr->flags & ATTR_MEDIUM &&
	     target->node->flags & NODE_NEW_MEDIUM) ||
	    (target->value != NULL && strcmp(target->value->text, canonical) == 0))
		return 0;
	error_set(err, NULL, -EINVAL, "%s of %s cannot be changed", target->name, path);
	because(err, target->attr->flags & ATTR_RESIZE
			     ? "it can only become larger"
			     : "it is decided when the object is made");
	advise(err, "delete the object and create it anew");
	return -EINVAL;
}

/* The group that the kernel makes is the one that objects are in when in no other. */
static bool names_kernel_group(const struct attr *attr, const char *text)
{
	return attr->kind == ATTR_REF &&
	       (strcmp(text, node_types[CLASS_ALUA_GROUP].kernel_made) == 0 ||
		strcmp(text, node_types[CLASS_LU_GROUP].kernel_made) == 0);
}

static void move_along(struct node *node, const struct attr *attr)
{
	const struct attr *other =
		attr->moves == NULL ? NULL : node_attr(node, attr->moves, NULL);

	if (other == NULL)
		return;
	autofree char *text =
		attr->moved != NULL ? attr->moved(node) : attr_default(other, node);
	if (text != NULL && (attr->moved != NULL || node_value(node, other->name)))
		node_set(node, other->name, text);
}

/* What mapped LUNs of the disk follow without saying so stays as it is. */
static void pin_mappings(const struct node *so)
{
	struct node **luns = NULL;
	size_t lun_count =
		so->type->class == CLASS_SO ? luns_of(node_root(so), so, &luns) : 0;
	autofree struct node **owned = luns;

	for (size_t i = 0; i < lun_count; i++) {
		struct node **mapped = NULL;
		size_t count = mapped_of(owned[i], &mapped);
		autofree struct node **owned_mapped = mapped;

		for (size_t k = 0; k < count; k++)
			if (node_value(owned_mapped[k], "write_protect") == NULL)
				node_set(owned_mapped[k], "write_protect",
					 node_text(owned_mapped[k], "write_protect"));
	}
}

static int set_known(const struct target *target, const char *text, struct error *err)
{
	const struct attr *attr = target->attr;
	char *canonical = NULL;
	int result = attr_parse(attr, names_kernel_group(attr, text) ? "" : text,
				&canonical, err);

	if (result == 0)
		result = check_fixed(target, canonical, err);
	if (result == 0) {
		bool changes = !node_is(target->node, attr->name, canonical);

		if (attr->flags & ATTR_KEPT)
			pin_mappings(target->node);
		node_set(target->node, attr->name, canonical);
		if (changes)
			move_along(target->node, attr);
	}
	if (attr->kind == ATTR_SECRET)
		secret_free(canonical);
	else
		free(canonical);
	return result;
}

/* One write of the kernel's: longer ones would be cut. */
#define UNKNOWN_MAX 4095

static int set_unknown(const struct target *target, const char *text, struct error *err)
{
	const struct attr_group *group =
		target->value == NULL ? NULL : target->value->group;

	if (*text != '\0' && strlen(text) <= UNKNOWN_MAX && text_is_printable(text)) {
		node_set_unknown(target->node, group, target->name, text);
		return 0;
	}
	autofree char *shown = escape_text(text);
	error_set(err, NULL, -EINVAL, "%s cannot be '%.64s'", target->name, shown);
	because(err, "it takes 1 to %d bytes of printable text", UNKNOWN_MAX);
	return -EINVAL;
}

static int set_one(struct target *target, const char *text, struct error *err)
{
	int result = find(target, err);

	if (result == 0)
		result = check_settable(target, err);
	if (result < 0)
		return result;
	return target->attr != NULL ? set_known(target, text, err)
				    : set_unknown(target, text, err);
}

int edit_set(struct node *node, const char *group, const char *name, const char *text,
	     struct error *err)
{
	struct node **found = NULL;
	size_t count = edit_together(node, &found);
	autofree struct node **nodes = found;
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		struct target target = { .node = nodes[i], .group = group, .name = name };

		result = set_one(&target, text, err);
	}
	return result;
}
