/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups and parameters of a node for `get`, `set` and completion. */
#include "shell/params.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "shell/args.h"
#include "shell/view.h"

size_t param_groups(const struct node *node, const char *names[GROUPS_MAX + 1])
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t all = node_groups(node, groups), count = 0;

	names[count++] = GROUP_GLOBAL;
	for (size_t i = 0; i < all; i++) {
		size_t at = 0;

		if (groups[i]->name == NULL)
			continue;
		while (at < count && strcmp(names[at], groups[i]->name) != 0)
			at++;
		if (at == count)
			names[count++] = groups[i]->name;
	}
	return count;
}

/* An array that is being filled. */
struct params {
	struct param *list;
	size_t count;
};

static struct param *add_param(struct params *params, const char *name)
{
	grow(params->list, params->count);
	struct param *param = &params->list[params->count++];

	*param = (struct param){ .name = name };
	return param;
}

static bool row_is_writable(const struct attr *row)
{
	if (row->flags & ATTR_AT_CREATE && !(row->flags & ATTR_RESIZE))
		return false;
	return !(row->flags & ATTR_READ_ONLY);
}

static void add_row(struct params *params, const struct node *node,
		    const struct attr *row, bool live)
{
	const struct value *value = node_value(node, row->name);
	const char *text = node_text(node, row->name);

	/* This kernel has no such file, or only the kernel could say; what only the
	 * device knows a profile may say in its place. */
	if (value == NULL && (live || (text == NULL && !row_is_writable(row))) &&
	    row->kind != ATTR_SECRET && !(row->flags & ATTR_KEPT))
		return;
	struct param *param =
		add_param(params, row->also != NULL ? row->also : row->name);
	param->attr = row;
	param->text = xstrdup_null(text);
	param->writable = row_is_writable(row) && !(value != NULL && value->read_only);
}

static void add_group(struct params *params, const struct node *node,
		      const struct attr_group *group, bool live)
{
	attr_foreach (row, group)
		add_row(params, node, row, live);
	value_foreach(value, node)
	{
		if (value->group != group || value->attr != NULL)
			continue;
		struct param *param = add_param(params, value->name);
		param->text = xstrdup(value->text);
		param->writable = !value->read_only;
	}
}

static void add_preferences(struct params *params, const struct shell *shell)
{
	for (size_t i = 0; i < preference_count; i++) {
		struct param *param = add_param(params, preference_rows[i].name);

		param->preference = &preference_rows[i];
		param->text = preference_text(&shell->preferences, param->preference);
		param->writable = true;
	}
}

static int compare_params(const void *a, const void *b)
{
	return strcmp(((const struct param *)a)->name, ((const struct param *)b)->name);
}

int params_list(const struct shell *shell, const struct node *node, const char *group,
		struct param **list, size_t *count)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t all = node_groups(node, groups);
	struct params params = { 0 };
	bool known = strcmp(group, GROUP_GLOBAL) == 0;

	if (known)
		add_preferences(&params, shell);
	for (size_t i = 0; i < all; i++) {
		if (!text_equal(groups[i]->name, group))
			continue;
		known = true;
		add_group(&params, node, groups[i], shell->profile == NULL);
	}
	if (params.count > 1)
		qsort(params.list, params.count, sizeof *params.list, compare_params);
	*list = params.list;
	*count = params.count;
	return known ? 0 : -ENOENT;
}

void params_free(struct param *params, size_t count)
{
	for (size_t i = 0; i < count; i++)
		secret_free(params[i].text);
	free(params);
}

const struct param *param_find(const struct param *params, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(params[i].name, name) == 0 ||
		    (params[i].attr != NULL && strcmp(params[i].attr->name, name) == 0))
			return &params[i];
	return NULL;
}

const char *param_kind(const struct param *param)
{
	if (param->preference != NULL)
		return param->preference->is_number ? "number" : "bool";
	return param->attr == NULL ? "string" : attr_kind_name(param->attr);
}

const char *param_help(const struct param *param)
{
	if (param->preference != NULL)
		return param->preference->help;
	if (param->attr == NULL || param->attr->help == NULL)
		return "A value of this kernel that liosh has no description of.";
	return param->attr->help;
}

char *param_shown(const struct param *param)
{
	if (param->text == NULL)
		return xstrdup("");
	if (param->attr != NULL && param->attr->kind == ATTR_SECRET)
		return xstrdup(*param->text == '\0' ? "" : "(secret)");
	return escape_text(param->text);
}

int no_group(const struct call *call, const struct word *word, struct error *err)
{
	const char *names[GROUPS_MAX + 1];
	size_t count = param_groups(call->node, names);
	struct mark mark = word_mark(call, word);
	autofree char *path = shown_path(call->node);
	struct text all = { 0 };

	for (size_t i = 0; i < count; i++)
		text_addf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
	(void)fail_at(err, &mark, -ENOENT, "unknown configuration group '%s'",
		      word->text);
	because(err, "%s has the groups %s", path, all.data);
	text_free(&all);
	const char *near = nearest_name(word->text, names, count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -ENOENT;
}

int no_param(const struct call *call, const struct word *word, const struct param *params,
	     size_t count, struct error *err)
{
	const char *group = arg_text(call, "group", "");
	const char *name = word->name != NULL ? word->name : word->text;
	struct mark mark = word_mark(call, word);
	autofree const char **names = xcalloc(count + 1, sizeof *names);

	for (size_t i = 0; i < count; i++)
		names[i] = params[i].name;
	(void)fail_at(err, &mark, -ENOENT, "unknown parameter '%s' of '%s %s'", name,
		      call->command->name, group);
	const char *near = nearest_name(name, names, count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	else
		advise(err, "'get %s' lists what there is", group);
	return -ENOENT;
}
