/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of `create` and `delete`: by position or by name, brought to their rows. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/edit_row.h"

/* "name dev [readonly] [wwn]", owned. */
static char *usage_text(const struct edit *edit)
{
	autotext struct text usage = { 0 };

	for (const struct create_arg *row = edit->rows; row->name != NULL; row++)
		text_addf(&usage, row->required ? "%s%s" : "%s[%s]",
			  row == edit->rows ? "" : " ", row->name);
	return text_take(&usage);
}

static void explain_usage(const struct edit *edit, struct error *err)
{
	autofree char *usage = usage_text(edit);

	because(err, "%s takes %s", edit->command, usage);
}

static size_t row_of(const struct edit *edit, const char *name)
{
	size_t at = 0;

	while (edit->rows[at].name != NULL && strcmp(edit->rows[at].name, name) != 0)
		at++;
	return at;
}

static int no_such_parameter(const struct edit *edit, const char *name, struct error *err)
{
	const char *names[EDIT_ARGS_MAX];
	size_t count = 0;
	autofree char *shown = escape_text(name);

	for (const struct create_arg *row = edit->rows; row->name != NULL; row++)
		names[count++] = row->name;
	error_set(err, NULL, -ENOSYS, "%s takes no parameter '%s'", edit->command, shown);
	explain_usage(edit, err);
	const char *near = nearest_name(name, names, count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -ENOSYS;
}

static int bind_named(struct edit *edit, const struct edit_arg *arg, struct error *err)
{
	size_t at = row_of(edit, arg->name);

	if (edit->rows[at].name == NULL)
		return no_such_parameter(edit, arg->name, err);
	if (edit->given[at] != NULL)
		return fail(err, -ENOSYS, "'%s' is given twice", arg->name);
	edit->given[at] = arg->text;
	return 0;
}

/* Goes to the first row that has nothing yet. */
static int bind_positional(struct edit *edit, const struct edit_arg *arg,
			   struct error *err)
{
	size_t at = 0;

	while (edit->rows[at].name != NULL && edit->given[at] != NULL)
		at++;
	if (edit->rows[at].name != NULL) {
		edit->given[at] = arg->text;
		return 0;
	}
	autofree char *shown = escape_text(arg->text);
	error_set(err, NULL, -ENOSYS, "'%s' is one parameter too many", shown);
	explain_usage(edit, err);
	return -ENOSYS;
}

int edit_bind(struct edit *edit, const struct edit_arg *args, size_t count,
	      struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		int result = args[i].name == NULL ? bind_positional(edit, &args[i], err)
						  : bind_named(edit, &args[i], err);
		if (result < 0)
			return result;
	}
	for (size_t at = 0; edit->rows[at].name != NULL; at++) {
		if (edit->given[at] != NULL || !edit->rows[at].required)
			continue;
		error_set(err, NULL, -ENOSYS, "%s needs '%s'", edit->command,
			  edit->rows[at].name);
		explain_usage(edit, err);
		return -ENOSYS;
	}
	return 0;
}

const char *edit_given(const struct edit *edit, const char *name)
{
	size_t at = row_of(edit, name);

	if (edit->rows[at].name == NULL)
		return NULL;
	return edit->given[at] != NULL ? edit->given[at] : edit->rows[at].dflt;
}

int edit_bool(const struct edit *edit, const char *name, bool otherwise, bool *value,
	      struct error *err)
{
	const char *text = edit_given(edit, name);

	*value = otherwise;
	if (text == NULL || parse_bool(text, value))
		return 0;
	autofree char *shown = escape_text(text);
	error_set(err, NULL, -EINVAL, "%s cannot be '%s'", name, shown);
	because(err, "it is true or false");
	return -EINVAL;
}

int edit_number(enum node_class class, const char *text, uint64_t *number,
		struct error *err)
{
	const struct node_type *type = &node_types[class];
	size_t prefix = strlen(type->name_prefix);
	const char *digits =
		strncasecmp(text, type->name_prefix, prefix) == 0 ? text + prefix : text;

	if (parse_uint(digits, number) && *number >= type->min && *number <= type->max)
		return 0;
	autofree char *shown = escape_text(text);
	error_set(err, NULL, -EINVAL, "'%s' is not the number of a %s", shown,
		  type->what);
	because(err, "it is a number from %llu to %llu, with or without '%s' before it",
		(unsigned long long)type->min, (unsigned long long)type->max,
		type->name_prefix);
	return -EINVAL;
}

#define NAME_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
#define NAME_LENGTH  64

int edit_check_name(const char *name, const char *what, struct error *err)
{
	size_t length = strlen(name);

	if (length > 0 && length <= NAME_LENGTH && strspn(name, NAME_LETTERS) == length &&
	    name[0] != '.' && name[0] != '-')
		return 0;
	autofree char *shown = escape_text(name);
	error_set(err, NULL, -EINVAL, "'%s' cannot be the name of a new %s", shown, what);
	because(err,
		"a new name has 1 to %d of A-Z a-z 0-9 _ . - and begins with a "
		"letter, a digit or _",
		NAME_LENGTH);
	return -EINVAL;
}
