/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export: the configuration for another program, in a file or on standard output. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "profiles/profile.h"
#include "shell/args.h"
#include "shell/candidates.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/savefile.h"

static const struct format {
	const char *name;
	unsigned flags;
	const char *help;
} formats[] = {
	{ "json", EMIT_TARGETCLI, "targetcli's saveconfig.json" },
	{ "yaml", EMIT_SEAL, "a profile of liosh" },
};
#define FORMATS (sizeof formats / sizeof *formats)

static int find_format(const struct call *call, unsigned *flags, struct error *err)
{
	const struct word *word = arg_word(call, "format");
	const char *name = arg_text(call, "format", formats[0].name);
	const char *names[FORMATS];

	for (size_t i = 0; i < FORMATS; i++) {
		names[i] = formats[i].name;
		*flags = formats[i].flags;
		if (strcmp(name, names[i]) == 0)
			return 0;
	}
	struct mark mark = word_mark(call, word);
	(void)fail_at(err, &mark, -ENOSYS, "there is no format '%s'", name);
	because(err, "format takes json or yaml");
	const char *near = nearest_name(name, names, FORMATS);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -ENOSYS;
}

static int print_text(const struct call *call, struct node *tree, unsigned flags,
		      struct error *err)
{
	autoerror struct error warnings = { 0 };
	int r = print_may_tell(call->shell, tree, err);

	if (r < 0) {
		advise(err, "'export FILE' writes a file that only you can read");
		return r;
	}
	char *text = profile_emit(tree, flags, NULL, &warnings);
	fputs(text, call->shell->out);
	secret_free(text);
	warning_print(call->shell->errors, &warnings, UINT_MAX);
	return 0;
}

static int compare(struct shell *shell, const char *path, const struct node *tree,
		   unsigned flags, struct error *err)
{
	bool same = true;
	int r = profile_is_saved(path, tree, flags, &same, err);

	shell->differs = shell->differs || !same;
	if (r == 0 && !same)
		fprintf(shell->out, "  ~ %s\n", path);
	return r;
}

static int run_export(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	autofree char *path = savefile_path(call);
	autoerror struct error warnings = { 0 };
	struct node *tree = NULL;
	unsigned flags = 0;
	int r = savefile_check(call, err);

	if (r == 0)
		r = find_format(call, &flags, err);
	if (r == 0)
		r = shell_tree_to_save(shell, &tree, err);
	if (r < 0)
		return r;
	if (arg_word(call, "savefile") == NULL || strcmp(path, "-") == 0)
		return print_text(call, tree, flags, err);
	if (shell->check)
		return compare(shell, path, tree, flags, err);
	const struct saving saving = {
		.path = path,
		.tree = tree,
		.flags = flags | (shell->profile == NULL ? SAVE_RUNNING : 0U),
		.whole = true,
	};
	r = savefile_write(shell, &saving, &warnings, err);
	/* What is not in the file: all of it, by name. */
	warning_print(shell->errors, &warnings, UINT_MAX);
	if (r == 0)
		shell_note(shell, "Configuration exported to %s", path);
	return r;
}

static void complete(const struct call *call, const char *arg, struct candidates *found)
{
	if (!text_equal(arg, "format")) {
		complete_file(call, arg, found);
		return;
	}
	for (size_t i = 0; i < FORMATS; i++)
		candidate_add(found, formats[i].name, formats[i].help);
}

static const struct command_arg args[] = {
	{ .name = "savefile", .help = "the file; left out or -: the output" },
	{ .name = "format",
	  .help = "json: the file of targetcli, as if left out; yaml: a profile" },
	{ 0 },
};

const struct command cmd_export = {
	.name = "export",
	.help = "Writes the configuration as targetcli's saveconfig.json.\n"
		"'targetctl restore FILE' takes it.  What targetcli has no place for is "
		"left out, and\nnamed on standard error.  Secrets are in the file, so "
		"only "
		"its owner can read it; it\nis written whole or not at all, and the one "
		"before becomes a backup.  What stands there\nand is no file of "
		"targetcli's is left as it is.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete,
	.run = run_export,
};
