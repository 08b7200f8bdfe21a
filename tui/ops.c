/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits in a list: carried out on a tree, printed as commands. */
#include "tui/ops.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/edit.h"
#include "configfs/path.h"

struct op *op_add(struct ops *ops, enum op_verb verb, char *path)
{
	grow(ops->list, ops->count);
	struct op *op = &ops->list[ops->count++];

	*op = (struct op){ .verb = verb, .path = path };
	return op;
}

static void add_arg(struct op *op, const char *name, const char *text, bool secret)
{
	grow(op->args, op->count);
	op->args[op->count++] = (struct op_arg){ name, xstrdup(text), secret };
}

void op_arg(struct op *op, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		add_arg(op, name, text, false);
}

void op_secret(struct op *op, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		add_arg(op, name, text, true);
}

void op_clear(struct op *op, const char *name)
{
	add_arg(op, name, "", false);
}

void ops_free(struct ops *ops)
{
	for (size_t i = 0; i < ops->count; i++) {
		struct op *op = &ops->list[i];

		for (size_t k = 0; k < op->count; k++)
			secret_free(op->args[k].text);
		free(op->args);
		free(op->path);
	}
	free(ops->list);
	*ops = (struct ops){ 0 };
}

/* --- on a tree ------------------------------------------------------------------- */

static int create(const struct op *op, struct node *parent, bool offline,
		  struct error *err)
{
	const struct edit_moves moves = { .offline = offline };
	autofree struct edit_arg *args = xcalloc(op->count + 1, sizeof *args);

	for (size_t i = 0; i < op->count; i++)
		args[i] = (struct edit_arg){ op->args[i].name, op->args[i].text };
	return edit_create(parent, args, op->count, &moves, NULL, NULL, err);
}

/* What it is done on, or makes: its first argument is the name. */
static void say_object(const struct op *op, const char *value, struct error *err)
{
	bool makes = op->verb == OP_CREATE && op->count > 0;
	autofree char *path = makes ? xasprintf("%s/%s", op->path, op->args[0].text)
				    : xstrdup(op->path);

	error_about(err, path, value);
}

static int apply_one(const struct op *op, struct node *root, bool offline,
		     struct error *err)
{
	struct node *node = NULL;
	int result = path_find(root, op->path, &node, err);

	if (result < 0)
		return result;
	if (op->verb == OP_CREATE)
		result = create(op, node, offline, err);
	if (op->verb == OP_ENABLE)
		result = edit_enable(node, true, err);
	say_object(op, NULL, err);
	for (size_t i = 0; op->verb == OP_SET && i < op->count && result == 0; i++) {
		result = edit_set(node, op->group, op->args[i].name, op->args[i].text,
				  err);
		say_object(op, op->args[i].name, err);
	}
	return result;
}

int ops_apply(const struct ops *ops, struct node *root, bool offline, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < ops->count && result == 0; i++)
		result = apply_one(&ops->list[i], root, offline, err);
	return result;
}

/* --- as commands ----------------------------------------------------------------- */

/* As the shell takes it: bare if nothing in it means something. */
static void add_word(struct text *out, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._:/@%+";

	if (*word != '\0' && strspn(word, plain) == strlen(word)) {
		text_add(out, word);
		return;
	}
	text_add(out, "\"");
	for (; *word != '\0'; word++)
		text_addf(out, *word == '"' || *word == '\\' ? "\\%c" : "%c", *word);
	text_add(out, "\"");
}

static void add_command(struct text *out, const struct op *op, bool secrets)
{
	static const char *const verbs[] = {
		[OP_CREATE] = "create",
		[OP_SET] = "set",
		[OP_ENABLE] = "enable",
	};

	add_word(out, op->path);
	text_addf(out, " %s", verbs[op->verb]);
	if (op->group != NULL)
		text_addf(out, " %s", op->group);
	for (size_t i = 0; i < op->count; i++) {
		const struct op_arg *arg = &op->args[i];

		text_addf(out, " %s=", arg->name);
		add_word(out, arg->secret && !secrets ? "-" : arg->text);
	}
	text_add(out, op->verb == OP_CREATE ? " auto=false\n" : "\n");
}

char *ops_commands(const struct ops *ops, bool secrets)
{
	struct text out = { 0 };

	for (size_t i = 0; i < ops->count; i++)
		add_command(&out, &ops->list[i], secrets);
	return text_take(&out);
}
