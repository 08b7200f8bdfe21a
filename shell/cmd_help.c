/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help: the commands of a path, or one of them in full. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/run.h"
#include "shell/view.h"
#include "shell/wrap.h"

#define USAGE_COLUMNS 47 /* on a wide terminal, or none */
#define USAGE_NARROW  30
#define NARROW        100
#define NAME_COLUMNS  17

static const char introduction[] =
	"A command line is   [PATH] COMMAND [argument...] [name=value...]\n"
	"\n"
	"  PATH       where the command runs; the current path if left out\n"
	"  argument   by position, or by name: NAME=VALUE or --NAME VALUE\n"
	"  'a b'      quotes: '...' is literal, \"...\" knows \\\" and \\\\, \\x is x\n"
	"  # ; \\      comment, next command, line goes on\n"
	"\n"
	"TAB completes, ? shows what may come here.  Nothing is saved unless you say "
	"'saveconfig'.\n";

static void print_command_line(const struct call *call, const struct command *command)
{
	autofree char *usage = command_usage(command, call->node);
	autofree char *help = xstrndup(command->help, strcspn(command->help, "\n"));
	unsigned width = terminal_width(call->shell->out);
	bool narrow = width > 0 && width < NARROW;

	print_entry(call->shell->out, usage, help, narrow ? USAGE_NARROW : USAGE_COLUMNS,
		    width);
}

static json_t *command_json(const struct call *call, const struct command *command)
{
	autofree char *usage = command_usage(command, call->node);
	json_t *object = json_object();

	json_object_set_new(object, "name", json_text(command->name));
	json_object_set_new(object, "usage", json_text(usage));
	json_object_set_new(object, "help", json_text(command->help));
	return object;
}

static void list_commands_json(const struct call *call)
{
	autofree char *path = shown_path(call->node);
	json_t *object = json_object(), *list = json_array();

	for (const struct command *const *at = commands; *at != NULL; at++)
		if (command_offered(*at, call->node))
			json_array_append_new(list, command_json(call, *at));
	json_object_set_new(object, "path", json_text(path));
	json_object_set_new(object, "commands", list);
	print_json(call->shell, object);
}

static void explain_json(const struct call *call, const struct command *command)
{
	json_t *object = command_json(call, command), *list = json_array();
	struct arg_list args;

	args_of(command, call->node, &args);
	for (size_t i = 0; i < args.count; i++) {
		json_t *row = json_object();

		json_object_set_new(row, "name", json_text(args.args[i].name));
		json_object_set_new(row, "help", json_text(args.args[i].help));
		json_object_set_new(row, "required", json_boolean(args.args[i].required));
		json_object_set_new(row, "default", json_text(args.dflt[i]));
		json_array_append_new(list, row);
	}
	json_object_set_new(object, "parameters", list);
	print_json(call->shell, object);
}

static int list_commands(const struct call *call)
{
	autofree char *path = shown_path(call->node);
	autofree char *heading = xasprintf("COMMANDS OF %s", path);

	if (call->shell->json) {
		list_commands_json(call);
		return 0;
	}
	print_wrapped(call->shell->out, introduction, 0,
		      terminal_width(call->shell->out));
	print_heading(call->shell->out, heading, '=');
	for (const struct command *const *at = commands; *at != NULL; at++)
		if (command_offered(*at, call->node))
			print_command_line(call, *at);
	return 0;
}

static void print_args(const struct call *call, const struct command *command)
{
	FILE *out = call->shell->out;
	struct arg_list list;

	args_of(command, call->node, &list);
	if (list.count == 0)
		return;
	fputc('\n', out);
	print_heading(out, "PARAMETERS", '=');
	for (size_t i = 0; i < list.count; i++) {
		const char *dflt = list.dflt[i], *help = list.args[i].help;
		autofree char *text =
			xasprintf("%s%s%s%s", help == NULL ? "" : help,
				  dflt == NULL ? "" : " (default ",
				  dflt == NULL ? "" : dflt, dflt == NULL ? "" : ")");

		fprintf(out, "%-*s", NAME_COLUMNS, list.args[i].name);
		print_wrapped(out, text, NAME_COLUMNS, terminal_width(out));
	}
}

static int run_help(const struct call *call, struct error *err)
{
	const struct word *topic = arg_word(call, "topic");
	const struct command *command = NULL;

	if (topic == NULL)
		return list_commands(call);
	int r = command_for(call->shell, call->node, topic->text, &command, err);
	if (r < 0) {
		err->mark = word_mark(call, topic);
		return r;
	}
	if (call->shell->json) {
		explain_json(call, command);
		return 0;
	}
	autofree char *usage = command_usage(command, call->node);
	print_heading(call->shell->out, "SYNTAX", '=');
	print_wrapped(call->shell->out, usage, 0, terminal_width(call->shell->out));
	print_args(call, command);
	fputc('\n', call->shell->out);
	print_heading(call->shell->out, "DESCRIPTION", '=');
	print_wrapped(call->shell->out, command->help, 0,
		      terminal_width(call->shell->out));
	return 0;
}

static void complete_topic(const struct call *call, const char *arg,
			   struct candidates *found)
{
	(void)arg;
	for (const struct command *const *at = commands; *at != NULL; at++)
		if (command_offered(*at, call->node))
			candidate_add(found, (*at)->name, NULL);
}

static const struct command_arg args[] = {
	{ .name = "topic", .help = "a command of this path" },
	{ 0 },
};

const struct command cmd_help = {
	.name = "help",
	.help = "Lists the commands of this path, or explains one.",
	.offline = true,
	.args = args,
	.complete = complete_topic,
	.run = run_help,
};
