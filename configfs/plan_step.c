/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps: made, chained to what they need, freed, compared. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/plan_draft.h"

struct step *list_add(struct step_list *list, enum step_op op, const char *path)
{
	grow(list->steps, list->count);
	struct step *step = &list->steps[list->count++];

	*step = (struct step){ .op = op, .path = xstrdup(path) };
	return step;
}

void step_clear(struct step *step)
{
	free(step->path);
	if (step->secret) {
		secret_free(step->text);
		secret_free(step->reads);
	} else {
		free(step->text);
		free(step->reads);
	}
	free(step->needs);
	for (unsigned i = 0; i < step->undo_count; i++)
		step_clear(&step->undo[i]);
	free(step->undo);
}

void step_needs(struct draft *draft, struct step *step, unsigned index_plus_1)
{
	unsigned own = (unsigned)(step - draft->plan->steps);

	if (index_plus_1 == 0 || index_plus_1 - 1 >= own)
		return;
	for (unsigned i = 0; i < step->need_count; i++)
		if (step->needs[i] == index_plus_1 - 1)
			return;
	grow(step->needs, step->need_count);
	step->needs[step->need_count++] = index_plus_1 - 1;
}

static unsigned last_above(const struct node *node, enum phase phase)
{
	for (; node != NULL; node = node->parent)
		if (node->plan->last[phase] != 0)
			return node->plan->last[phase];
	return 0;
}

struct step *plan_add(struct draft *draft, struct node *node, enum phase phase,
		      enum step_op op, const char *path)
{
	struct plan *plan = draft->plan;

	grow(plan->steps, plan->step_count);
	struct step *step = &plan->steps[plan->step_count++];
	*step = (struct step){
		.phase = phase,
		.op = op,
		.path = xstrdup(path),
		.node = node,
	};
	step_needs(draft, step, last_above(node, phase));
	node->plan->last[phase] = (unsigned)plan->step_count;
	return step;
}

void block(struct draft *draft, struct node *node, const struct step *step)
{
	struct node_plan *part = node->plan;

	grow(part->blockers, part->blocker_count);
	part->blockers[part->blocker_count++] = (unsigned)(step - draft->plan->steps) + 1;
}

void needs_blockers(struct draft *draft, struct step *step, const struct node *node)
{
	for (unsigned i = 0; i < node->plan->blocker_count; i++)
		step_needs(draft, step, node->plan->blockers[i]);
}

void set_undo(struct step *step, struct step_list *undo)
{
	step->undo = undo->steps;
	step->undo_count = undo->count;
	*undo = (struct step_list){ 0 };
}

void add_module(struct draft *draft, const char *module, const struct node *part)
{
	struct plan *plan = draft->plan;

	if (module == NULL)
		return;
	for (size_t i = 0; i < plan->module_count; i++)
		if (strcmp(plan->modules[i].name, module) == 0)
			return;
	grow(plan->modules, plan->module_count);
	plan->modules[plan->module_count++] = (struct needed_module){ module, part };
}

void plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	for (size_t i = 0; i < plan->step_count; i++)
		step_clear(&plan->steps[i]);
	for (size_t i = 0; i < plan->change_count; i++) {
		free(plan->changes[i].path);
		free(plan->changes[i].detail);
	}
	free(plan->steps);
	free(plan->changes);
	free(plan->modules);
	free(plan);
}

static bool step_equal(const struct step *a, const struct step *b)
{
	return a->op == b->op && a->phase == b->phase && text_equal(a->path, b->path) &&
	       text_equal(a->text, b->text);
}

bool plan_equal(const struct plan *a, const struct plan *b)
{
	if (a->step_count != b->step_count || a->drops != b->drops ||
	    a->takes != b->takes || a->impact != b->impact)
		return false;
	for (size_t i = 0; i < a->step_count; i++)
		if (!step_equal(&a->steps[i], &b->steps[i]))
			return false;
	return true;
}

void add_list(struct draft *draft, struct node *node, enum phase phase,
	      struct step_list *list)
{
	for (unsigned i = 0; i < list->count; i++) {
		struct step *from = &list->steps[i];
		struct step *to = plan_add(draft, node, phase, from->op, from->path);

		free(from->path);
		from->path = to->path;
		from->phase = phase;
		from->node = node;
		from->needs = to->needs;
		from->need_count = to->need_count;
		*to = *from;
	}
	free(list->steps);
	*list = (struct step_list){ 0 };
}

void make_dir(struct draft *draft, struct node *node, enum phase phase)
{
	struct step_list undo = { 0 };
	struct step *step = plan_add(draft, node, phase, STEP_MKDIR, node->dir);

	list_add(&undo, STEP_RMDIR, node->dir);
	set_undo(step, &undo);
}

void make_object(struct draft *draft, struct node *node, enum phase phase)
{
	struct step_list values = { 0 };

	make_dir(draft, node, phase);
	list_values(&values, node, AT_SETUP);
	list_values(&values, node, AT_ENABLED);
	add_list(draft, node, phase, &values);
}
