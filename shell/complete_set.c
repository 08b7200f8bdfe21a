/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates for get and set: groups, names, and values from the rows and the tree. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/complete_args.h"
#include "shell/params.h"
#include "shell/print.h"
#include "shell/view.h"

static void add_choices(const struct attr *attr, const char *current,
			struct candidates *found)
{
	if (attr->kind == ATTR_BOOL) {
		candidate_add(found, "1", text_equal(current, "1") ? "(now)" : NULL);
		candidate_add(found, "0", text_equal(current, "0") ? "(now)" : NULL);
	} else if (attr->kind == ATTR_YESNO) {
		candidate_add(found, "Yes", text_equal(current, "Yes") ? "(now)" : NULL);
		candidate_add(found, "No", text_equal(current, "No") ? "(now)" : NULL);
	}
	for (size_t i = 0; i < attr->choice_count; i++) {
		const struct choice *choice = &attr->choices[i];

		candidate_add(found, choice->value,
			      text_equal(current, choice->value) ? "(now)"
								 : choice->name);
	}
}

static const struct node *alua_groups(const struct node *lun)
{
	const struct node *so = node_target(lun);

	return so == NULL ? NULL : node_part(so, CLASS_ALUA);
}

static const struct node *lu_groups(const struct node *so)
{
	return node_part(node_part(node_root(so), CLASS_BACKSTORES), CLASS_LU_GROUPS);
}

/* Whose children a value names. */
static const struct {
	enum node_class class;
	const char *value;
	const struct node *(*groups)(const struct node *node);
} reference_rows[] = {
	{ CLASS_LUN, "alua", alua_groups },
	{ CLASS_SO, "lu_group", lu_groups },
};

static void add_groups(const struct node *groups, const char *current,
		       struct candidates *found)
{
	if (groups == NULL)
		return;
	node_foreach (group, groups) {
		bool is_unset = text_equal(current, "") && node_kernel_made(group);
		bool now = is_unset || text_equal(current, group->name);
		enum health health;
		autofree char *state = node_summary(group, &health);

		candidate_add(found, group->name, now ? "(now)" : state);
	}
}

static void add_references(const struct node *node, const struct param *param,
			   struct candidates *found)
{
	for (size_t i = 0; i < sizeof reference_rows / sizeof *reference_rows; i++)
		if (reference_rows[i].class == node->type->class &&
		    strcmp(reference_rows[i].value, param->attr->name) == 0)
			add_groups(reference_rows[i].groups(node), param->text, found);
}

static void add_values(const struct node *node, const struct param *param,
		       struct candidates *found)
{
	if (param == NULL)
		return;
	if (param->preference != NULL && !param->preference->is_number)
		candidates_add_bools(found);
	if (param->attr != NULL)
		add_choices(param->attr, param->text, found);
	if (param->attr != NULL)
		add_references(node, param, found);
	found->hint = param_help(param);
}

static void add_params(const struct call *call, const struct param *params, size_t count,
		       struct candidates *found)
{
	for (size_t i = 0; i < count; i++) {
		autofree char *name = xasprintf("%s=", params[i].name);

		if (call->command->takes != TAKES_NAMES)
			candidate_add(found, params[i].name, param_help(&params[i]));
		else if (params[i].writable)
			candidate_add_open(found, name, param_help(&params[i]));
	}
}

void complete_params(const struct call *call, const char *arg, struct candidates *found)
{
	const char *names[GROUPS_MAX + 1];
	size_t groups = param_groups(call->node, names);
	struct param *params;
	size_t count;

	for (size_t i = 0; i < groups && text_equal(arg, "group"); i++)
		candidate_add(found, names[i], NULL);
	if (call->count < 2)
		return;
	shell_values(call->shell, call->node);
	if (params_list(call->shell, call->node, call->words[0]->text, &params, &count) <
	    0)
		return;
	if (arg != NULL)
		add_values(call->node, param_find(params, count, arg), found);
	else
		add_params(call, params, count, found);
	params_free(params, count);
}
