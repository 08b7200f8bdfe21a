/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkconfig: whether a profile could be restored on this machine. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "profiles/finding.h"
#include "profiles/units.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/savefile.h"

static int edit(struct node *wanted, void *data, struct error *err)
{
	const struct node *profile = data;

	return profile_overlay(wanted, profile, OVERLAY_KERNEL, NULL, NULL, err);
}

/* As it would come over what runs: what is the same already is not judged again. */
static int check_here(struct shell *shell, struct node *profile, struct error *err)
{
	autoerror struct error warnings = { 0 };
	const struct commit commit = {
		.edit = edit,
		.data = profile,
		.depth = LOAD_SETTINGS,
		.check_only = true,
		.warnings = &warnings,
	};
	int r = commit_run(&commit, err);

	/* Without LIO the rules alone can be asked. */
	if (r == -ENOTSUP) {
		error_clear(err);
		r = check_tree(profile, NULL, err, &warnings);
	}
	shell_warn_once(shell, &warnings);
	return r;
}

/* Whatever is wrong is wrong with the profile. */
static int as_invalid(int r, struct error *err)
{
	if (r == -EAGAIN || r == -EBUSY || r == -EEXIST || r == -ENOENT)
		r = err->code = -EINVAL;
	return r;
}

/* What starts with this machine, judged by one who may tell the others. */
static bool is_of_boot(const struct shell *shell, const char *path)
{
	return shell->profile == NULL && geteuid() == 0 &&
	       strcmp(path, PROFILE_DEFAULT) == 0;
}

static int check(struct shell *shell, const char *path, struct error *err)
{
	const unsigned flags = shell->profile == NULL ? PROFILE_STRICT_ATTRS : 0;
	struct profile *profile = NULL;

	int r = profile_read(path, flags, &profile, err);
	if (r < 0)
		return r;
	shell_warn(shell, &profile->warnings);
	if (is_of_boot(shell, path))
		units_follow(profile->tree);
	if (shell->profile == NULL) {
		r = check_here(shell, profile->tree, err);
	} else {
		autoerror struct error warnings = { 0 };

		r = check_tree(profile->tree, NULL, err, &warnings);
		shell_warn_once(shell, &warnings);
	}
	for (struct error *at = err; at != NULL && at->code != 0; at = at->next)
		if (at->mark.file != NULL)
			at->mark.file = path;
	profile_free(profile);
	return as_invalid(r, err);
}

static int run_checkconfig(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	autofree char *path = savefile_path(call);
	int r = savefile_check(call, err);

	if (r < 0)
		return r;
	/* The error is told when the path is gone. */
	free(shell->restored_path);
	shell->restored_path = xstrdup(path);
	r = check(shell, shell->restored_path, err);
	if (is_of_boot(shell, path))
		finding_keep(path, err);
	if (r == 0)
		shell_note(shell, "%s can be restored", path);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile",
	  .help = "a profile; left out: the saved one, with -f its file" },
	{ 0 },
};

const struct command cmd_checkconfig = {
	.name = "checkconfig",
	.help = "Tells whether a profile could be restored on this machine.\n"
		"It is read and checked against all rules and, without -f, the machine's "
		"files and devices;\nnothing is changed.  What is wrong with the saved "
		"profile stands in 'status' from then on;\nliosh-check.path has it done "
		"whenever that file changes.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_checkconfig,
	.offline = true,
};
