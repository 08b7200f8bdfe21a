/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saveconfig: the running configuration, or one storage object of it, into a file. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "profiles/pending.h"
#include "profiles/standing.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/savefile.h"
#include "shell/view.h"

#define PROBLEMS_SHOWN 20

/* What is to be saved, and where. */
struct replacement {
	struct saving saving;
	bool kernel; /* it is the kernel's tree, not that of a profile */
	bool force;
};

/* `all`: what a profile leaves out is at its default, what a kernel lacks is not there.
 */
static int emit_flags(const struct call *call, unsigned *flags, struct error *err)
{
	bool all = false;
	int r = arg_bool(call, "all", &all, err);

	*flags = EMIT_SEAL;
	if (all)
		*flags |= EMIT_ALL;
	if (all && call->shell->profile != NULL)
		*flags |= EMIT_UNSAID;
	return r;
}

/* --check: whether saving would write other bytes than the file has. */
static int compare(struct shell *shell, const char *path, const struct node *tree,
		   unsigned flags, struct error *err)
{
	bool same = true;
	int r = profile_is_saved(path, tree, flags, &same, err);

	shell->differs = shell->differs || !same;
	if (r == 0 && !same && shell->json)
		print_json(shell, json_pack("{s[s]}", "files", path));
	else if (r == 0 && !same)
		fprintf(shell->out, "  ~ %s\n", path);
	return r;
}

/* What somebody wrote there, beside what would be saved over it. */
static void show_lost(const struct shell *shell, const struct standing *standing,
		      const struct replacement *with)
{
	autofree char *name = escape_text(with->saving.path);
	autofree char *text =
		standing_difference(standing, with->saving.tree, with->kernel);

	/* Nothing to compare, or nothing that a save writes over. */
	if (standing->owner == OWNER_BROKEN || standing->profile->of_targetcli)
		return;
	fflush(shell->out);
	if (standing->problem.code != 0)
		error_print(shell->errors, &standing->problem, PROBLEMS_SHOWN);
	if (*text == '\0')
		fprintf(shell->errors,
			"%s says what would be saved: only comments, the order or the "
			"seal "
			"would change\n",
			name);
	else
		fprintf(shell->errors, "saving would change what %s says:\n%s", name,
			text);
}

static void tell_lost(const struct shell *shell, const struct standing *standing,
		      const char *path)
{
	autofree char *name = escape_text(path);

	if (standing->comments > 0)
		fprintf(shell->errors,
			"note: %u %s of %s not kept; the file as it was is in the "
			"directory "
			"backup beside it\n",
			standing->comments,
			standing->comments == 1 ? "line with a comment"
						: "lines with comments",
			name);
}

static int save_over(struct shell *shell, struct replacement *with, struct error *err)
{
	const char *path = with->saving.path;
	struct standing autostanding standing = { 0 };
	autoerror struct error warnings = { 0 };
	bool guarded = false;

	/* With -f the file that is open is the caller's, comments and all. */
	if (!savefile_is_open(shell, path)) {
		standing_read(path, &standing);
		guarded = !standing_is_free(&standing);
	}
	/* Before what would be lost is shown, which is not why it fails then. */
	int r = with->saving.flags & SAVE_RUNNING
			? pending_check(path, with->saving.tree, err)
			: 0;
	if (r < 0)
		return r;
	if (guarded && !with->force)
		show_lost(shell, &standing, with);
	r = savefile_write(shell, &with->saving, &warnings, err);
	if (r == 0 && guarded)
		tell_lost(shell, &standing, path);
	shell_warn_once(shell, &warnings);
	return r;
}

static int save(const struct call *call, const char *path, const struct node *tree,
		struct error *err)
{
	struct replacement with = { .saving = { .path = path, .tree = tree } };
	int r = emit_flags(call, &with.saving.flags, err);

	if (r == 0)
		r = arg_bool(call, "force", &with.force, err);
	if (r == 0 && call->shell->check)
		return compare(call->shell, path, tree, with.saving.flags, err);
	with.kernel = call->shell->tree == tree;
	with.saving.whole = with.kernel;
	if (with.force)
		with.saving.flags |= SAVE_OVER;
	else if (call->shell->profile == NULL)
		with.saving.flags |= SAVE_RUNNING;
	return r < 0 ? r : save_over(call->shell, &with, err);
}

/* "-": to whoever reads the output. */
static int print_profile(const struct call *call, const struct node *tree,
			 struct error *err)
{
	autoerror struct error warnings = { 0 };
	unsigned flags;
	int r = emit_flags(call, &flags, err);

	if (r < 0)
		return r;
	r = print_may_tell(call->shell, tree, err);
	if (r < 0) {
		advise(err, "'saveconfig FILE' writes a file that only you can read");
		return r;
	}
	char *text = profile_emit(tree, flags, NULL, &warnings);
	fputs(text, call->shell->out);
	secret_free(text);
	shell_warn(call->shell, &warnings);
	return 0;
}

/* The targets that export the storage object: they need it, so they go along. */
static int overlay_users(struct node *wanted, const struct node *tree,
			 const struct node *so, struct error *err)
{
	struct node **luns;
	size_t count = luns_of(tree, so, &luns);
	autofree struct node **owned = luns;

	if (count == 0)
		return 0;
	const struct node *target = node_above(owned[0], CLASS_TARGET);
	return profile_overlay(wanted, tree, 0, target->name, NULL, err);
}

/* Into what the file holds already. */
static int save_one(const struct call *call, const char *path, const char *so_path,
		    struct node *tree, struct error *err)
{
	autoerror struct error problem = { 0 };
	struct profile *old = NULL;
	struct node *so = NULL;
	int r = profile_read(path, 0, &old, &problem);

	if (r < 0 && r != -ENOMSG) {
		error_append(err, &problem);
		return r;
	}
	autonode struct node *wanted = old == NULL ? tree_new() : node_copy(old->tree);
	profile_free(old);
	r = shown_find(tree, so_path, &so, err);
	if (r < 0)
		return r;
	autofree char *name = so_reference(so);
	r = profile_overlay(wanted, tree, 0, NULL, name, err);
	if (r == 0)
		r = overlay_users(wanted, tree, so, err);
	return r < 0 ? r : save(call, path, wanted, err);
}

static int run_saveconfig(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	autofree char *path = savefile_path(call);
	autofree char *at = shown_path(call->node);
	bool whole = call->node->type->class == CLASS_ROOT;
	struct node *tree;
	int r = savefile_check(call, err);

	if (r < 0)
		return r;
	if (strcmp(path, "-") == 0) {
		r = shell_tree_to_save(shell, &tree, err);
		return r < 0 ? r : print_profile(call, tree, err);
	}
	r = shell_tree_to_save(shell, &tree, err);
	if (r == 0)
		r = whole ? save(call, path, tree, err)
			  : save_one(call, path, at, tree, err);
	if (r == 0)
		shell_note(shell, "Configuration saved to %s", path);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile",
	  .help = "a profile; " PROFILE_DEFAULT " if left out, - for the output" },
	{ .name = "all",
	  .is_switch = true,
	  .help = "true: values at their default too (also --all)" },
	{ .name = "force",
	  .is_switch = true,
	  .help = "true: also without what a restore at boot held back, and over a file "
		  "that somebody else wrote or changed" },
	{ 0 },
};

const struct command cmd_saveconfig = {
	.name = "saveconfig",
	.help = "Saves the configuration as a profile.\n"
		"The file is written whole or not at all; the one before becomes a "
		"backup.  On a\nstorage object only that one, and the first target that "
		"exports it, is put into the file.\nA file that was changed since liosh "
		"wrote it, or that liosh did not write, is left as it is:\nwhat would "
		"change "
		"in it is shown, and how many lines of comments would go; force=true "
		"writes "
		"over it.",
	.where = ON(CLASS_ROOT) | ON(CLASS_SO),
	.args = args,
	.complete = complete_file,
	.run = run_saveconfig,
};
