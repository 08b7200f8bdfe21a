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

static const struct row *find_row(const char *arg, size_t length)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (length == 2 && arg[1] != '-' && arg[1] == rows[i].letter)
			return &rows[i];
		if (starts_with(arg, "--") && strlen(rows[i].name) == length - 2 &&
		    strncmp(arg + 2, rows[i].name, length - 2) == 0)
			return &rows[i];
	}
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

/* One option at argv[*at]; steps over its value. */
static int take(struct options *options, char **argv, int *at, struct error *err)
{
	const char *arg = argv[*at];
	size_t length = strcspn(arg, "=");
	const struct row *row = find_row(arg, length);
	char *value = arg[length] == '=' ? argv[*at] + length + 1 : NULL;

	if (row == NULL)
		return unknown(arg, err);
	if (row->set == NULL) {
		if (value != NULL)
			return fail(err, -ENOSYS, "--%s takes no value", row->name);
		void *place = (char *)options + row->offset;
		bool *flag = place;

		*flag = true;
		return 0;
	}
	if (value == NULL && argv[*at + 1] != NULL)
		value = argv[++*at];
	if (value == NULL)
		return fail(err, -ENOSYS, "%.*s needs a value: %s", (int)length, arg,
			    row->value);
	return row->set(options, value, err);
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
