/* SPDX-License-Identifier: GPL-3.0-or-later */
/* get: the values of a group. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/params.h"
#include "shell/print.h"
#include "shell/view.h"
#include "shell/wrap.h"

static int list_groups(const struct call *call)
{
	const char *names[GROUPS_MAX + 1];
	size_t count = param_groups(call->node, names);
	FILE *out = call->shell->out;

	if (call->shell->json) {
		json_t *list = json_array();

		for (size_t i = 0; i < count; i++)
			json_array_append_new(list, json_text(names[i]));
		print_json(call->shell, json_pack("{so}", "groups", list));
		return 0;
	}
	print_heading(out, "AVAILABLE CONFIGURATION GROUPS", '=');
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i > 0 ? " " : "", names[i]);
	fputc('\n', out);
	return 0;
}

static void print_param(FILE *out, const struct param *param, bool with_help)
{
	autofree char *shown = param_shown(param);
	autofree char *name = escape_text(param->name);
	autofree char *line =
		xasprintf("%s=%s%s", name, shown, param->writable ? "" : " [ro]");

	if (!with_help) {
		fprintf(out, "%s\n", line);
		return;
	}
	fprintf(out, "%s\n", line);
	for (size_t i = strlen(line); i > 0; i--)
		fputc('-', out);
	fputc('\n', out);
	print_wrapped(out, param_help(param), 0, terminal_width(out));
	fputc('\n', out);
}

static void print_group(FILE *out, const char *group, const struct param *params,
			size_t count)
{
	autofree char *heading = xasprintf("%s CONFIG GROUP", group);

	for (char *at = heading; *at != '\0' && *at != ' '; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	print_heading(out, heading, '=');
	for (size_t i = 0; i < count; i++)
		print_param(out, &params[i], true);
}

static json_t *preference_json(const struct param *param)
{
	return param->preference->is_number
		       ? json_integer(strtol(param->text, NULL, 10))
		       : json_boolean(strcmp(param->text, "true") == 0);
}

static json_t *param_json(const struct param *param)
{
	json_t *object = told_json(param->attr, param->text);

	if (param->preference != NULL)
		json_object_set_new(object, "value", preference_json(param));
	json_object_set_new(object, "writable", json_boolean(param->writable));
	return object;
}

static bool is_wanted(const struct call *call, const char *name)
{
	for (size_t i = 1; i < call->count; i++)
		if (strcmp(call->words[i]->text, name) == 0)
			return true;
	return call->count < 2;
}

static void print_params_json(const struct call *call, const char *group,
			      const struct param *params, size_t count)
{
	autofree char *path = shown_path(call->node);
	json_t *values = json_object();

	for (size_t i = 0; i < count; i++)
		if (is_wanted(call, params[i].name))
			json_object_set_new(values, params[i].name,
					    param_json(&params[i]));
	json_t *object = json_object();
	json_object_set_new(object, "path", json_text(path));
	json_object_set_new(object, "group", json_text(group));
	json_object_set_new(object, "parameters", values);
	print_json(call->shell, object);
}

static int print_wanted(const struct call *call, const struct param *params, size_t count,
			struct error *err)
{
	for (size_t i = 1; i < call->count; i++)
		if (param_find(params, count, call->words[i]->text) == NULL)
			return no_param(call, call->words[i], params, count, err);
	if (call->shell->json) {
		print_params_json(call, call->words[0]->text, params, count);
		return 0;
	}
	if (call->count == 1)
		print_group(call->shell->out, call->words[0]->text, params, count);
	for (size_t i = 1; i < call->count; i++)
		print_param(call->shell->out,
			    param_find(params, count, call->words[i]->text), false);
	return 0;
}

static int run_get(const struct call *call, struct error *err)
{
	struct param *params;
	size_t count;

	if (call->count == 0)
		return list_groups(call);
	shell_values(call->shell, call->node);
	int r = params_list(call->shell, call->node, call->words[0]->text, &params,
			    &count);
	r = r < 0 ? no_group(call, call->words[0], err)
		  : print_wanted(call, params, count, err);
	params_free(params, count);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "group", .help = "attribute, parameter, auth, …, or global" },
	{ 0 },
};

const struct command cmd_get = {
	.name = "get",
	.usage = "[group] [parameter...]",
	.help = "Shows the values of a configuration group.\n"
		"Without a group it lists the groups, without parameters all of the "
		"group with\ntheir descriptions.  [ro] marks what cannot be set.",
	.args = args,
	.takes = TAKES_WORDS,
	.complete = complete_params,
	.run = run_get,
};
