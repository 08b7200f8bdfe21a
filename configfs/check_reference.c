/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on references: every LUN, mapped LUN and group leads to an object that is there.
 */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/check_part.h"
#include "configfs/path.h"

/* Names for a suggestion; borrowed from the tree. */
struct names {
	const char **names;
	size_t count;
};

static void add_name(struct names *list, const char *name)
{
	grow(list->names, list->count);
	list->names[list->count++] = name;
}

static void suggest(const char *word, const struct names *list, struct error *err)
{
	const char *nearest = nearest_name(word, list->names, list->count);

	if (nearest != NULL)
		advise(err, "did you mean '%s'?", nearest);
}

/* It led nowhere in the live tree either, and nobody touched it. */
static bool was_broken(const struct subject *subject)
{
	return !subject->fresh && node_target(subject->live) == NULL;
}

static int fail_missing(const struct subject *subject, const char *value,
			const char *what, struct error *err)
{
	autofree char *path = node_path(subject->node);
	const struct value *reference = node_value(subject->node, value);

	if (reference == NULL) {
		error_set(err, NULL, -EINVAL, "%s leads to no %s", path, what);
		return -EINVAL;
	}
	autofree char *shown = escape_text(reference->text);
	error_set(err, value_mark(subject->node, value), -EINVAL,
		  "there is no %s '%s' for %s", what, shown, path);
	return -EINVAL;
}

static void add_objects(struct names *list, const struct node *stores)
{
	node_foreach (kind, stores) {
		if (kind->type->class != CLASS_KIND)
			continue;
		node_foreach (so, kind)
			add_name(list, so->name);
	}
}

/* By the object's name alone: the kind may be what was wrong. */
static void suggest_object(const struct node *lun, const char *reference,
			   struct error *err)
{
	const char *slash = strchr(reference, '/');
	const struct node *stores = node_part(node_root(lun), CLASS_BACKSTORES);
	struct names list = { 0 };

	add_objects(&list, stores);
	const char *nearest = nearest_name(slash == NULL ? reference : slash + 1,
					   list.names, list.count);
	free(list.names);
	if (nearest == NULL)
		return;
	node_foreach (kind, stores) {
		const struct node *so = node_child(kind, nearest);

		if (so == NULL || so->type->class != CLASS_SO)
			continue;
		autofree char *found = so_reference(so);
		advise(err, "did you mean '%s'?", found);
		return;
	}
}

static int judge_lun(const struct subject *subject, struct error *err)
{
	const struct node *lun = subject->node;
	const struct value *reference = node_value(lun, "storage_object");
	const struct node *so = node_target(lun);

	if (so == NULL && was_broken(subject))
		return 0;
	if (so == NULL) {
		int result = fail_missing(subject, "storage_object",
					  node_types[CLASS_SO].what, err);

		if (reference != NULL)
			suggest_object(lun, reference->text, err);
		return result;
	}
	if (!(so->flags & NODE_DISABLED) || !subject->fresh)
		return 0;
	autofree char *path = node_path(so);
	error_set(err, value_mark(lun, "storage_object"), -EINVAL,
		  "%s cannot be exported", path);
	because(err, "it was made but never enabled");
	advise(err, "delete it and create it again");
	return -EINVAL;
}

static int judge_mapped_lun(const struct subject *subject, struct error *err)
{
	const struct node *lun = node_target(subject->node);

	if (lun != NULL || was_broken(subject))
		return 0;
	int result = fail_missing(subject, "lun", "LUN of the same TPG with number", err);
	const struct node *luns =
		node_part(node_above(subject->node, CLASS_TPG), CLASS_LUNS);
	if (luns != NULL && luns->child_count == 0)
		because(err, "the TPG has no LUNs");
	return result;
}

/* emulate_tpu and others are a NULL dereference before enable (Linux 6.1).  One that a
 * profile makes whole is made anew. */
static int judge_disabled(const struct subject *subject, struct error *err)
{
	if (!subject->fresh || subject->live == NULL ||
	    !(subject->live->flags & NODE_DISABLED) ||
	    !(subject->node->flags & NODE_DISABLED))
		return 0;
	autofree char *path = node_path(subject->node);
	error_set(err, &subject->node->mark, -EINVAL, "%s cannot be changed", path);
	because(err, "it was made but never enabled, and the kernel may crash");
	advise(err, "delete it and create it again");
	return -EINVAL;
}

/* The kernel takes members for a group only once it has its number. */
static int judge_number_of(const struct node *group, const struct node *member,
			   const char *value, struct error *err)
{
	const char *id = node_text(group, "id");

	if (group->dir != NULL || node_kernel_made(group) || (id != NULL && *id != '\0'))
		return 0;
	autofree char *path = node_path(member);
	error_set(err, value_mark(member, value), -EINVAL, "%s cannot be in the %s '%s'",
		  path, group->type->what, group->name);
	because(err, "that group has no number");
	advise(err, "give it an id");
	return -EINVAL;
}

/* A group by name among the children of `groups`; what the kernel made is unset. */
static int judge_group(const struct subject *subject, const char *value,
		       const struct node *groups, struct error *err)
{
	const struct value *name = node_value(subject->node, value);
	struct names list = { 0 };

	const struct node *found =
		name == NULL || groups == NULL ? NULL : node_child(groups, name->text);

	if (name == NULL || *name->text == '\0' || groups == NULL)
		return 0;
	if (found != NULL)
		return judge_number_of(found, subject->node, value, err);
	int result =
		fail_missing(subject, value, node_types[groups->type->child].what, err);
	node_foreach (group, groups)
		add_name(&list, group->name);
	suggest(name->text, &list, err);
	free(list.names);
	return result;
}

/* When a group goes, the kernel puts its members into its own one: only what is new is
 * judged. */
static int judge_alua(const struct subject *subject, struct error *err)
{
	const struct node *so = node_target(subject->node);

	return so == NULL ? 0
			  : judge_group(subject, "alua", node_part(so, CLASS_ALUA), err);
}

static int judge_lu_group(const struct subject *subject, struct error *err)
{
	const struct node *stores = node_part(node_root(subject->node), CLASS_BACKSTORES);

	return judge_group(subject, "lu_group", node_part(stores, CLASS_LU_GROUPS), err);
}

const struct rule reference_rules[] = {
	{ RULE_ON(CLASS_LUN), RULE_ERROR, true, judge_lun },
	{ RULE_ON(CLASS_MAPPED_LUN), RULE_ERROR, true, judge_mapped_lun },
	{ RULE_ON(CLASS_SO), RULE_ERROR, false, judge_disabled },
	{ RULE_ON(CLASS_LUN), RULE_ERROR, false, judge_alua },
	{ RULE_ON(CLASS_SO), RULE_ERROR, false, judge_lu_group },
	{ 0 },
};
