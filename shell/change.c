/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change: asked for, carried out or only shown. */
#include "shell/change.h"

#include <stdlib.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "shell/hurry.h"
#include "shell/print.h"

/* commit_run hands one pointer to both functions. */
struct live_edit {
	struct shell *shell;
	const struct commit *asked;
	size_t changes;
	bool in_line; /* the progress is shown, its line has no end yet */
};

static int run_edit(struct node *wanted, void *data, struct error *err)
{
	const struct live_edit *edit = data;

	return edit->asked->edit(wanted, edit->asked->data, err);
}

static bool ask(const struct plan *plan, void *data)
{
	const struct shell *shell = ((const struct live_edit *)data)->shell;
	autofree char *text = plan_text(plan);

	if (!shell->is_terminal)
		return false;
	fputs(text, shell->errors);
	return shell_confirm(shell, "Go on?");
}

static void show_progress(size_t done, size_t total, void *data)
{
	struct live_edit *edit = data;

	fprintf(edit->shell->errors, "\r%zu of %zu steps", done, total);
	fflush(edit->shell->errors);
	edit->in_line = true;
}

static void show_busy(const char *path, unsigned seconds, void *data)
{
	struct live_edit *edit = data;
	autofree char *safe = escape_text(path);

	fprintf(edit->shell->errors,
		"%sthe kernel has been busy with %s for %u s: waiting for it\n",
		edit->in_line ? "\n" : "", safe, seconds);
	edit->in_line = false;
}

static int planned(const struct plan *plan, const struct node *live, void *data,
		   struct error *err)
{
	struct live_edit *edit = data;

	edit->changes = plan->change_count;
	if (edit->asked->planned != NULL)
		return edit->asked->planned(plan, live, edit->asked->data, err);
	if (edit->shell->check)
		print_plan(edit->shell, plan);
	return 0;
}

static int edit_live(struct shell *shell, const struct commit *asked, struct error *err)
{
	autoerror struct error warnings = { 0 };
	struct live_edit edit = { .shell = shell, .asked = asked };
	struct commit commit = *asked;

	commit.check_only = commit.check_only || shell->check;
	if (geteuid() != 0 && !commit.check_only) {
		(void)fail(err, -EPERM, "this changes the kernel's configuration");
		because(err, "only root may do that");
		advise(err, "run liosh as root, or work on a profile with -f FILE");
		return -EPERM;
	}
	if (!commit.check_only)
		hurry_mend();
	commit.yes = shell->yes || (asked->yes && !shell->is_terminal);
	commit.edit = run_edit;
	commit.data = &edit;
	commit.ask = ask;
	commit.warnings = &warnings;
	commit.planned = planned;
	commit.apply.interrupted = &interrupted;
	commit.apply.workers = shell->workers;
	commit.apply.data = &edit;
	commit.apply.busy = show_busy;
	if (shell->is_terminal && isatty(STDERR_FILENO))
		commit.apply.progress = show_progress;
	int r = commit_run(&commit, err);
	if (edit.in_line)
		fputc('\n', shell->errors);
	if (r == 0 && edit.changes > 0 && !commit.check_only)
		shell->unsaved++;
	shell_warn(shell, &warnings);
	return r;
}

/* What would change in a profile. */
static int show_profile(struct shell *shell, const struct commit *commit,
			struct node *wanted, struct error *err)
{
	const struct plan_options options = { .changes_only = true };
	struct plan *plan = NULL;
	int r = plan_make(shell->profile->tree, wanted, &options, &plan, err);

	if (r < 0)
		return r;
	if (commit->planned != NULL)
		r = commit->planned(plan, shell->profile->tree, commit->data, err);
	else
		print_plan(shell, plan);
	plan_free(plan);
	return r;
}

/* A profile that is written at the end: nobody is told before of what cannot be. */
static int may_write(const struct shell *shell, const struct commit *commit,
		     struct error *err)
{
	if (shell->interactive || shell->check || commit->check_only ||
	    shell->unsaved > 0)
		return 0;
	return profile_can_save(shell->profile_path, err);
}

static int edit_profile(struct shell *shell, const struct commit *commit,
			struct error *err)
{
	autoerror struct error warnings = { 0 };
	struct node *tree = shell->profile->tree;
	autonode struct node *wanted = node_copy(tree);

	shell_know_file(shell);
	int r = may_write(shell, commit, err);
	if (r == 0)
		r = commit->edit(wanted, commit->data, err);

	if (r == 0)
		r = check_tree(wanted, tree, err, &warnings);
	shell_warn(shell, &warnings);
	if (r < 0)
		return r;
	if (commit->check_only || shell->check)
		return show_profile(shell, commit, wanted, err);
	shell->profile->tree = take_ptr(wanted);
	node_free(tree);
	shell->unsaved++;
	return 0;
}

int shell_edit(struct shell *shell, const struct commit *commit, struct error *err)
{
	return shell->profile != NULL ? edit_profile(shell, commit, err)
				      : edit_live(shell, commit, err);
}
