/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments found by position or name, and errors that point at the word. */
#include "shell/args.h"

#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"

void args_of(const struct command *command, const struct node *node,
	     struct arg_list *list)
{
	const struct create_arg *row =
		command->args_of == NULL ? NULL : command->args_of(node);
	const struct command_arg *arg = command->args;

	*list = (struct arg_list){ 0 };
	for (; row != NULL && row->name != NULL && list->count < ARGS_MOST; row++) {
		list->dflt[list->count] = row->dflt;
		list->args[list->count++] = (struct command_arg){
			.name = row->name,
			.help = row->help,
			.required = row->required,
			.is_switch = true,
		};
	}
	for (; arg != NULL && arg->name != NULL && list->count < ARGS_MOST; arg++)
		list->args[list->count++] = *arg;
}

char *command_usage(const struct command *command, const struct node *node)
{
	struct arg_list list;
	struct text out = { 0 };

	text_add(&out, command->name);
	if (command->usage != NULL) {
		text_addf(&out, " %s", command->usage);
		return text_take(&out);
	}
	args_of(command, node, &list);
	for (size_t i = 0; i < list.count; i++)
		text_addf(&out, list.args[i].required ? " %s" : " [%s]",
			  list.args[i].name);
	return text_take(&out);
}

struct mark word_mark(const struct call *call, const struct word *word)
{
	struct mark mark = call->line->mark;

	mark.column = word->column;
	return mark;
}

static const struct command_arg *arg_named(const struct arg_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->args[i].name, name) == 0)
			return &list->args[i];
	return NULL;
}

static int fail_usage(const struct call *call, const struct word *word, const char *what,
		      struct error *err)
{
	struct mark mark = word_mark(call, word);
	autofree char *usage = command_usage(call->command, call->node);

	(void)fail_at(err, &mark, -ENOSYS, "%s", what);
	because(err, "the command is: %s", usage);
	return -ENOSYS;
}

static int unknown_name(const struct call *call, const struct arg_list *list,
			const struct word *word, struct error *err)
{
	const char *names[ARGS_MOST];
	autofree char *what = xasprintf("unknown parameter '%s' of '%s'", word->name,
					call->command->name);

	for (size_t i = 0; i < list->count; i++)
		names[i] = list->args[i].name;
	(void)fail_usage(call, word, what, err);
	const char *near = nearest_name(word->name, names, list->count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -ENOSYS;
}

static int no_value(const struct call *call, const struct word *word, struct error *err)
{
	struct mark mark = word_mark(call, word);

	(void)fail_at(err, &mark, -ENOSYS, "'%s' has no value", word->text);
	advise(err, "write %s=VALUE", word->text);
	return -ENOSYS;
}

static int no_next(const struct call *call, const struct word *word, struct error *err)
{
	struct mark mark = word_mark(call, word);

	(void)fail_at(err, &mark, -ENOSYS, "'--%s' has no value", word->name);
	advise(err, "write --%s VALUE, or --%s=VALUE", word->name, word->name);
	return -ENOSYS;
}

bool arg_takes_next(const struct arg_list *list, const struct word *word)
{
	const struct command_arg *arg = word->bare ? arg_named(list, word->name) : NULL;

	return arg != NULL && !arg->is_switch;
}

int args_join(const struct call *call, struct word *joined, size_t *count,
	      struct error *err)
{
	struct arg_list list;

	*count = 0;
	args_of(call->command, call->node, &list);
	for (size_t i = 0; i < call->count; i++) {
		struct word *word = &joined[(*count)++];

		*word = *call->words[i];
		if (!arg_takes_next(&list, word))
			continue;
		if (i + 1 == call->count || call->words[i + 1]->name != NULL)
			return no_next(call, word, err);
		word->text = call->words[++i]->text;
	}
	return 0;
}

/* Counts the words without a name in *position; *at is the place of the parameter that
 * the word stands for, the end of the list if the command takes other words too. */
static int place_of(const struct call *call, const struct arg_list *list,
		    const struct word *word, size_t *position, size_t *at)
{
	const struct command_arg *arg = NULL;

	if (word->name == NULL) {
		*at = (*position)++;
		if (*at < list->count)
			return 0;
		*at = list->count;
		return call->command->takes == TAKES_WORDS ? 0 : -E2BIG;
	}
	arg = arg_named(list, word->name);
	*at = arg == NULL ? list->count : (size_t)(arg - list->args);
	return arg != NULL || call->command->takes == TAKES_NAMES ? 0 : -ENOENT;
}

static int check_words(const struct call *call, const struct arg_list *list, bool *given,
		       struct error *err)
{
	size_t position = 0, at;

	for (size_t i = 0; i < call->count; i++) {
		const struct word *word = call->words[i];
		int r = place_of(call, list, word, &position, &at);

		if (r == -ENOENT)
			return unknown_name(call, list, word, err);
		if (r < 0 && call->command->takes == TAKES_NAMES)
			return no_value(call, word, err);
		if (r < 0)
			return fail_usage(call, word,
					  list->count == 0
						  ? "this command takes no parameters"
						  : "one parameter too many",
					  err);
		if (at == list->count)
			continue;
		if (given[at])
			return fail_usage(call, word, "this parameter is given twice",
					  err);
		given[at] = true;
	}
	return 0;
}

int args_check(const struct call *call, struct error *err)
{
	struct arg_list list;
	bool given[ARGS_MOST] = { false };

	args_of(call->command, call->node, &list);
	int r = check_words(call, &list, given, err);
	for (size_t i = 0; i < list.count && r == 0; i++) {
		if (!list.args[i].required || given[i])
			continue;
		autofree char *usage = command_usage(call->command, call->node);
		(void)fail(err, -ENOSYS, "'%s' needs the parameter %s",
			   call->command->name, list.args[i].name);
		because(err, "the command is: %s", usage);
		r = -ENOSYS;
	}
	return r;
}

const struct word *arg_word(const struct call *call, const char *name)
{
	struct arg_list list;
	size_t position = 0;

	args_of(call->command, call->node, &list);
	for (size_t i = 0; i < call->count; i++) {
		const struct word *word = call->words[i];

		if (word->name != NULL && strcmp(word->name, name) == 0)
			return word;
		if (word->name != NULL)
			continue;
		if (position < list.count && strcmp(list.args[position].name, name) == 0)
			return word;
		position++;
	}
	return NULL;
}

const char *arg_text(const struct call *call, const char *name, const char *otherwise)
{
	const struct word *word = arg_word(call, name);

	return word == NULL || *word->text == '\0' ? otherwise : word->text;
}

int arg_bool(const struct call *call, const char *name, bool *value, struct error *err)
{
	const struct word *word = arg_word(call, name);

	if (word == NULL || parse_bool(word->text, value))
		return 0;
	struct mark mark = word_mark(call, word);
	return fail_at(err, &mark, -EINVAL, "'%s' is no value of %s: true or false",
		       word->text, name);
}

int arg_uint(const struct call *call, const char *name, uint64_t *value,
	     struct error *err)
{
	const struct word *word = arg_word(call, name);

	if (word == NULL || parse_uint(word->text, value))
		return 0;
	struct mark mark = word_mark(call, word);
	return fail_at(err, &mark, -EINVAL, "'%s' is no value of %s: a number",
		       word->text, name);
}
