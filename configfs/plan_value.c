/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values differ, in which phase each is written, and how it is taken back. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/plan_draft.h"

/* Written by the class's own steps, not as one value among others. */
static bool has_own_step(const struct node *node, const struct attr *attr)
{
	if (attr->kind == ATTR_REF && attr->flags & ATTR_VIRTUAL)
		return true;
	return node->type->class == CLASS_TPG && node->fabric->flags & FABRIC_ENABLE &&
	       strcmp(attr->name, "enable") == 0;
}

char *value_path(const struct node *node, const struct attr_group *group,
		 const struct attr *attr, const char *name)
{
	const char *file = attr == NULL || attr->file == NULL ? name : attr->file;

	if (*group->dir == '\0')
		return xasprintf("%s/%s", node->dir, file);
	return xasprintf("%s/%s/%s", node->dir, group->dir, file);
}

static void add_difference(struct difference **list, size_t *count,
			   const struct value *value, const char *old, const char *text)
{
	grow(*list, *count);
	(*list)[(*count)++] = (struct difference){
		.attr = value->attr,
		.group = value->group,
		.name = value->name,
		.old = xstrdup_null(old),
		.text = xstrdup(text),
	};
}

static bool is_settable(const struct value *value)
{
	if (value->attr == NULL)
		return !value->read_only;
	return (value->attr->flags & ATTR_READ_ONLY) == 0;
}

/* A value that a profile left out goes to its default, if there is one. */
static void compare_left_out(const struct node *wanted, const struct value *live,
			     struct difference **list, size_t *count)
{
	unsigned stays = ATTR_KEEP | ATTR_DEVICE | ATTR_ACTION | ATTR_VIRTUAL;

	if (live->attr == NULL || !is_settable(live) ||
	    node_value(wanted, live->name) != NULL)
		return;
	if (live->attr->flags & stays && !(live->attr->flags & ATTR_KEPT))
		return;
	autofree char *text = attr_default(live->attr, wanted);
	if (text != NULL && strcmp(text, live->text) != 0)
		add_difference(list, count, live, live->text, text);
}

/* Owned, NULL if nobody knows.  A profile that leaves a value out means its default; what
 * a kernel holds was not read. */
static char *old_text(const struct node *live, const struct value *old,
		      const struct value *value)
{
	if (old != NULL)
		return xstrdup(old->text);
	if (value->attr == NULL ||
	    (live->dir != NULL && !(value->attr->flags & ATTR_KEPT)))
		return NULL;
	return attr_default(value->attr, live);
}

/* A kernel without the file does what the default of a later one does. */
static bool is_default_here(const struct node *live, const struct value *value)
{
	const struct attr *attr = value->attr;

	return live->flags & NODE_LOADED && attr != NULL && attr->rule == NULL &&
	       !(attr->flags & (ATTR_VIRTUAL | ATTR_DEVICE)) &&
	       text_equal(attr->dflt, value->text);
}

static void compare_value(const struct node *live, const struct value *value,
			  struct difference **list, size_t *count)
{
	const struct value *old = node_value(live, value->name);
	char *text = NULL;

	/* It was read whole and says nothing of that: this kernel does not tell it. */
	if (old == NULL && live->flags & NODE_LOADED && value->attr != NULL &&
	    value->attr->flags & ATTR_VIRTUAL && !(value->attr->flags & ATTR_KEPT) &&
	    value->attr->kind != ATTR_REF)
		return;
	if (old == NULL && live->flags & NODE_UNREAD)
		return;
	if (old == NULL && is_default_here(live, value))
		return;
	text = old_text(live, old, value);
	if (is_settable(value) && (text == NULL || strcmp(text, value->text) != 0))
		add_difference(list, count, value, text, value->text);
	if (text != NULL)
		secret_free(text);
}

/* In the order of the rows, which is the order in which a kernel takes them. */
size_t node_differences(const struct node *live, const struct node *wanted,
			struct difference **differences)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t group_count = node_groups(wanted, groups), count = 0;

	*differences = NULL;
	for (size_t i = 0; i < group_count; i++) {
		attr_foreach (row, groups[i]) {
			const struct value *value = node_value(wanted, row->name);
			const struct value *old = node_value(live, row->name);

			if (value != NULL)
				compare_value(live, value, differences, &count);
			else if (old != NULL && wanted->flags & NODE_WHOLE)
				compare_left_out(wanted, old, differences, &count);
		}
	}
	value_foreach(value, wanted) if (value->attr == NULL)
		compare_value(live, value, differences, &count);
	return count;
}

void differences_free(struct difference *differences, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool secret = differences[i].attr != NULL &&
			      differences[i].attr->kind == ATTR_SECRET;

		if (secret) {
			secret_free(differences[i].old);
			secret_free(differences[i].text);
		} else {
			free(differences[i].old);
			free(differences[i].text);
		}
	}
	free(differences);
}

static void fill_write(struct step *step, const struct attr *attr, const char *text)
{
	step->attr = attr;
	step->text = attr == NULL ? xstrdup(text) : attr_encode(attr, text);
	step->secret = attr != NULL && attr->kind == ATTR_SECRET;
	if (attr == NULL || !(attr->flags & (ATTR_VIRTUAL | ATTR_ACTION)))
		step->reads = xstrdup(text);
	/* The defaults of what no row knows are not known either: only a difference. */
	step->compare = attr == NULL;
	if (attr == NULL)
		return;
	step->compare = (attr->flags & ATTR_DEVICE) != 0;
	step->may_refuse = step->compare;
	step->may_lack = attr->openness == NULL && !(attr->flags & ATTR_CREDENTIAL);
}

/* NOLINTNEXTLINE(readability-function-size): six parameters, a value and its place */
struct step *list_write(struct step_list *list, const struct node *node,
			const struct attr_group *group, const struct attr *attr,
			const char *name, const char *text)
{
	autofree char *path = value_path(node, group, attr, name);
	struct step *step = list_add(list, STEP_WRITE, path);

	step->node = node;
	fill_write(step, attr, text);
	return step;
}

static bool is_moment(const struct attr *attr, enum moment moment)
{
	unsigned flags = attr == NULL ? 0 : attr->flags;

	switch (moment) {
	case AT_SETUP:
		return (flags & ATTR_BEFORE_ENABLE) != 0;
	case AT_ENABLED:
		return (flags & (ATTR_BEFORE_ENABLE | ATTR_LINKED)) == 0;
	case AT_LINKED:
		return (flags & ATTR_LINKED) != 0;
	}
	return false;
}

/* Whether a new object has it without being told. */
static bool comes_by_itself(const struct node *node, const struct value *value)
{
	const struct attr *attr = value->attr;

	if (attr == NULL)
		return false;
	if (attr->flags & (ATTR_VIRTUAL | ATTR_ACTION) || has_own_step(node, attr))
		return true;
	autofree char *text = attr_default(attr, node);
	if (text == NULL)
		return *value->text == '\0';
	/* A rule follows what the kernel does only once the others are written. */
	return strcmp(text, value->text) == 0;
}

static void list_one(struct step_list *list, const struct node *node,
		     const struct value *value, enum moment moment)
{
	if (is_settable(value) && is_moment(value->attr, moment) &&
	    !comes_by_itself(node, value))
		list_write(list, node, value->group, value->attr, value->name,
			   value->text);
}

static void list_pass(struct step_list *list, const struct node *node, enum moment moment,
		      bool last)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);

	for (size_t i = 0; i < count; i++) {
		attr_foreach (row, groups[i]) {
			const struct value *value = node_value(node, row->name);

			if (value != NULL && ((row->flags & ATTR_LAST) != 0) == last)
				list_one(list, node, value, moment);
		}
	}
	value_foreach(value, node) if (value->attr == NULL && !last)
		list_one(list, node, value, moment);
}

void list_values(struct step_list *list, const struct node *node, enum moment moment)
{
	list_pass(list, node, moment, false);
	list_pass(list, node, moment, true);
}

static enum phase phase_of(const struct difference *diff)
{
	const struct attr *attr = diff->attr;

	if (attr != NULL && attr->openness != NULL) {
		int old = diff->old == NULL ? 0 : attr->openness(diff->old);
		int new = attr->openness(diff->text);

		if (new != old)
			return new > old ? PHASE_OPEN : PHASE_TIGHTEN;
	}
	if (attr != NULL && attr->flags & ATTR_CREDENTIAL)
		return PHASE_CREDENTIALS;
	if (attr != NULL && attr->flags & ATTR_LINKED)
		return PHASE_WIDEN;
	return PHASE_BUILD;
}

/* What another row says of a value that moves along; it is written again after it. */
static const struct value *moved_value(const struct node *node, const struct attr *attr)
{
	return attr == NULL || attr->moves == NULL ? NULL : node_value(node, attr->moves);
}

static bool left_early_group(const struct node *live, const struct difference *diff)
{
	bool is_group = diff->attr != NULL && diff->attr->kind == ATTR_REF &&
			!(diff->attr->flags & ATTR_VIRTUAL);
	const struct node *group = is_group ? group_of(live, diff->name) : NULL;

	return group != NULL && is_doomed(group) && goes_early(group);
}

static void undo_write(struct step *step, const struct node *live,
		       const struct difference *diff)
{
	const struct value *moved = moved_value(live, diff->attr);
	struct step_list undo = { 0 };

	/* What reads empty and cannot be unset was never there: a dead link's values.  A
	 * group that went early takes its members back itself. */
	if (diff->old != NULL && !left_early_group(live, diff) &&
	    (*diff->old != '\0' || (diff->attr != NULL && diff->attr->unset != NULL)))
		list_write(&undo, live, diff->group, diff->attr, diff->name, diff->old);
	if (moved != NULL)
		list_write(&undo, live, moved->group, moved->attr, moved->name,
			   moved->text);
	set_undo(step, &undo);
}

static void add_write(struct draft *draft, struct node *wanted, enum phase phase,
		      const struct value *value, const struct node *live)
{
	autofree char *path = value_path(wanted, value->group, value->attr, value->name);
	struct step *step = plan_add(draft, wanted, phase, STEP_WRITE, path);
	const struct value *old = node_value(live, value->name);
	struct difference diff = {
		.attr = value->attr,
		.group = value->group,
		.name = value->name,
		.old = old == NULL ? NULL : old->text,
	};

	fill_write(step, value->attr, value->text);
	undo_write(step, live, &diff);
}

/* A nexus cannot be overwritten: it is dropped first. */
static void add_unset(struct draft *draft, struct node *wanted,
		      const struct difference *diff)
{
	autofree char *path = value_path(wanted, diff->group, diff->attr, diff->name);
	struct step_list undo = { 0 };
	struct step *step = plan_add(draft, wanted, PHASE_BUILD, STEP_WRITE, path);

	step->text = xstrdup(diff->attr->unset);
	list_write(&undo, wanted, diff->group, diff->attr, diff->name, diff->old);
	set_undo(step, &undo);
}

static void plan_value(struct draft *draft, struct node *live, struct node *wanted,
		       const struct difference *diff)
{
	enum phase phase = phase_of(diff);
	const struct value *moved = moved_value(wanted, diff->attr);
	unsigned flags = diff->attr == NULL ? 0 : diff->attr->flags;
	struct difference undone = *diff;
	char none[] = "";

	if (flags & ATTR_BEFORE_LUNS && diff->old != NULL && *diff->old != '\0') {
		add_unset(draft, wanted, diff);
		if (*diff->text == '\0')
			return;
		undone.old = none;
	}
	/* An AuthMethod without CHAP must not stand when authentication is turned on. */
	if (moved != NULL && phase == PHASE_TIGHTEN)
		add_write(draft, wanted, phase, moved, live);
	autofree char *path = value_path(wanted, diff->group, diff->attr, diff->name);
	struct step *step = plan_add(draft, wanted, phase, STEP_WRITE, path);
	fill_write(step, diff->attr, diff->text);
	undo_write(step, live, &undone);
	step->waits = (flags & ATTR_DROPS) != 0;
	if (moved != NULL)
		add_write(draft, wanted, phase, moved, live);
}

static bool is_moved_by(const struct node *node, const struct difference *diffs,
			size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (diffs[i].attr != NULL && text_equal(diffs[i].attr->moves, name) &&
		    node_value(node, name) != NULL)
			return true;
	return false;
}

/* Nothing can be written for "none" here: the kernel sees to it when the group goes. */
bool is_left_group(const struct difference *diff)
{
	return diff->attr != NULL && diff->attr->kind == ATTR_REF &&
	       !(diff->attr->flags & ATTR_VIRTUAL) && diff->attr->unset == NULL &&
	       *diff->text == '\0';
}

static bool is_value_step(const struct node *wanted, const struct difference *diff)
{
	const struct attr *attr = diff->attr;

	if (attr == NULL)
		return true;
	if (has_own_step(wanted, attr) || is_left_group(diff))
		return false;
	if (attr->flags & ATTR_LINKED && is_bounced(wanted))
		return false; /* written when the link is back */
	return !(attr->flags & ATTR_VIRTUAL) || attr->flags & ATTR_RESIZE ||
	       is_new_medium(wanted, attr);
}

void plan_values(struct draft *draft, struct node *live, struct node *wanted)
{
	struct difference *diffs;
	size_t count = node_differences(live, wanted, &diffs);

	for (int last = 0; last < 2; last++) {
		for (size_t i = 0; i < count; i++) {
			bool is_last =
				diffs[i].attr != NULL && diffs[i].attr->flags & ATTR_LAST;

			if (is_last != (last == 1) || !is_value_step(wanted, &diffs[i]) ||
			    is_moved_by(wanted, diffs, count, diffs[i].name))
				continue;
			plan_value(draft, live, wanted, &diffs[i]);
		}
	}
	differences_free(diffs, count);
}
