/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of the program: a table. */
#include "shell/options.h"

#include <stddef.h>
#include <string.h>

#include "configfs/apply.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"

static int set_color(struct options *options, char *value, struct error *err)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], value) != 0)
			continue;
		options->color = (enum color_mode)i;
		return 0;
	}
	(void)fail(err, -ENOSYS, "--color cannot be '%s'", value);
	because(err, "it is auto, always or never");
	return -ENOSYS;
}

static int set_profile(struct options *options, char *value, struct error *err)
{
	if (*value == '\0')
		return fail(err, -ENOSYS, "-f needs the name of a file");
	options->profile = value;
	return 0;
}

static int set_commands(struct options *options, char *value, struct error *err)
{
	(void)err;
	options->commands = value;
	return 0;
}

static int set_workers(struct options *options, char *value, struct error *err)
{
	uint64_t workers = 0;

	if (!parse_uint(value, &workers) || workers < 1 || workers > APPLY_WORKERS) {
		(void)fail(err, -ENOSYS, "--workers cannot be '%s'", value);
		because(err, "it is a number from 1 to %d", APPLY_WORKERS);
		return -ENOSYS;
	}
	options->workers = (unsigned)workers;
	return 0;
}

/* A switch has an offset, an option with a value has a function. */
static const struct row {
	char letter; /* 0: none */
	const char *name, *value, *help;
	size_t offset;
	int (*set)(struct options *options, char *value, struct error *err);
} rows[] = {
	{ .letter = 'f',
	  .name = "file",
	  .value = "PROFILE",
	  .set = set_profile,
	  .help = "work on a profile; no kernel is needed" },
	{ .letter = 'c',
	  .name = "command",
	  .value = "'A; B'",
	  .set = set_commands,
	  .help = "run these commands, as they would be typed" },
	{ .letter = 'y',
	  .name = "yes",
	  .offset = offsetof(struct options, yes),
	  .help = "do not ask before a step that disrupts" },
	{ .name = "check",
	  .offset = offsetof(struct options, check),
	  .help = "do nothing, show what would be done; 1 if there is something" },
	{ .name = "no-auto",
	  .offset = offsetof(struct options, still),
	  .help = "no automatic moves: create makes what it names and no more" },
	{ .letter = 'j',
	  .name = "json",
	  .offset = offsetof(struct options, json),
	  .help = "JSON instead of text" },
	{ .name = "color",
	  .value = "WHEN",
	  .set = set_color,
	  .help = "auto, always or never" },
	{ .name = "workers",
	  .value = "N",
	  .set = set_workers,
	  .help = "steps that wait at once; 1: one after the other" },
	{ .letter = 'h',
	  .name = "help",
	  .offset = offsetof(struct options, help),
	  .help = "this text" },
	{ .letter = 'V',
	  .name = "version",
	  .offset = offsetof(struct options, version),
	  .help = "the version" },
};
#define ROW_COUNT (sizeof rows / sizeof *rows)

static const struct row *row_named(const char *name, size_t length)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (strlen(rows[i].name) == length &&
		    strncmp(name, rows[i].name, length) == 0)
			return &rows[i];
	return NULL;
}

static const struct row *row_of_letter(char letter)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (letter != '\0' && rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

static int unknown(const char *arg, struct error *err)
{
	const char *names[ROW_COUNT];

	for (size_t i = 0; i < ROW_COUNT; i++)
		names[i] = rows[i].name;
	autofree char *shown = escape_text(arg);
	(void)fail(err, -ENOSYS, "unknown option '%s'", shown);
	const char *near =
		starts_with(arg, "--") ? nearest_name(arg + 2, names, ROW_COUNT) : NULL;
	if (near != NULL)
		advise(err, "did you mean '--%s'?", near);
	else
		advise(err, "'liosh --help' lists the options");
	return -ENOSYS;
}

/* Of a word with several: which of them.  A letter may have more bytes than one. */
static int unknown_letter(const char *arg, const char *letter, struct error *err)
{
	size_t length = 1;

	while ((letter[length] & 0xc0) == 0x80)
		length++;
	autofree char *one = xasprintf("-%.*s", (int)length, letter);
	int r = unknown(one, err);

	if (strcmp(one, arg) != 0) {
		autofree char *shown = escape_text(arg);
		because(err, "'%s' is read as letters, each an option", shown);
	}
	return r;
}

static void switch_on(struct options *options, const struct row *row)
{
	void *place = (char *)options + row->offset;
	bool *flag = place;

	*flag = true;
}

static char *next_word(char **argv, int *at)
{
	return argv[*at + 1] == NULL ? NULL : argv[++*at];
}

static int take_value(struct options *options, const struct row *row, char *value,
		      bool is_long, struct error *err)
{
	if (value == NULL && is_long)
		return fail(err, -ENOSYS, "--%s needs a value: %s", row->name,
			    row->value);
	if (value == NULL)
		return fail(err, -ENOSYS, "-%c needs a value: %s", row->letter,
			    row->value);
	return row->set(options, value, err);
}

static int take_long(struct options *options, char **argv, int *at, struct error *err)
{
	char *arg = argv[*at];
	size_t length = strcspn(arg, "=");
	const struct row *row = row_named(arg + 2, length - 2);
	char *value = arg[length] == '=' ? arg + length + 1 : NULL;

	if (row == NULL)
		return unknown(arg, err);
	if (row->set != NULL)
		return take_value(options, row,
				  value != NULL ? value : next_word(argv, at), true, err);
	if (value != NULL)
		return fail(err, -ENOSYS, "--%s takes no value", row->name);
	switch_on(options, row);
	return 0;
}

/* Letters joined in one word; what follows one with a value is that value. */
static int take_letters(struct options *options, char **argv, int *at, struct error *err)
{
	for (char *letter = argv[*at] + 1; *letter != '\0'; letter++) {
		const struct row *row = row_of_letter(*letter);
		char *rest = letter[1] == '=' ? letter + 2 : letter + 1;

		if (row == NULL)
			return unknown_letter(argv[*at], letter, err);
		if (row->set != NULL)
			return take_value(options, row,
					  letter[1] == '\0' ? next_word(argv, at) : rest,
					  false, err);
		if (letter[1] == '=')
			return fail(err, -ENOSYS, "-%c takes no value", *letter);
		switch_on(options, row);
	}
	return 0;
}

static int take(struct options *options, char **argv, int *at, struct error *err)
{
	return starts_with(argv[*at], "--") ? take_long(options, argv, at, err)
					    : take_letters(options, argv, at, err);
}

int options_parse(int argc, char **argv, struct options *options, struct error *err)
{
	int at = 1;

	*options = (struct options){ 0 };
	for (; at < argc && *argv[at] == '-' && argv[at][1] != '\0'; at++) {
		if (strcmp(argv[at], "--") == 0) {
			at++;
			break;
		}
		int r = take(options, argv, &at, err);
		if (r < 0)
			return r;
	}
	options->words = argv + at;
	options->word_count = (size_t)(argc - at);
	if (options->commands != NULL && options->word_count > 0)
		return fail(err, -ENOSYS, "-c and a command cannot stand together");
	return 0;
}

void options_help(FILE *out)
{
	fputs("usage: liosh [OPTION...] [[PATH] COMMAND [argument...] [name=value...]]\n"
	      "\n"
	      "Without a command: a shell on a terminal, else the commands on standard "
	      "input.\n\n",
	      out);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		char letter[5] = "    ";

		if (rows[i].letter != 0)
			snprintf(letter, sizeof letter, "-%c, ", rows[i].letter);
		autofree char *name =
			xasprintf("%s--%s%s%s", letter, rows[i].name,
				  rows[i].value == NULL ? "" : " ",
				  rows[i].value == NULL ? "" : rows[i].value);
		fprintf(out, "  %-26s %s\n", name, rows[i].help);
	}
	fputs("\n'liosh help' lists the commands, 'liosh help COMMAND' explains one.\n",
	      out);
}
