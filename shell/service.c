/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is served as a whole is stopped and started: edits of the tree like any other. */
#include "shell/service.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/sessions.h"
#include "profiles/stopped.h"
#include "shell/boot.h"
#include "shell/boot_saved.h"
#include "shell/change.h"
#include "shell/print.h"
#include "shell/view.h"

struct stopping {
	struct shell *shell;
	const struct node *profile;
	struct stopped before; /* what an earlier one stopped */
	struct stopped now;    /* that, and what this one does */
	size_t count;          /* how many TPGs this one disables */
};

/* --- which TPGs ------------------------------------------------------------------ */

static const struct node *in_profile(const struct node *profile, const struct node *tpg)
{
	const struct node *fabric =
		node_child(profile, node_above(tpg, CLASS_FABRIC)->name);
	const struct node *target =
		fabric == NULL ? NULL
			       : node_child(fabric, node_above(tpg, CLASS_TARGET)->name);

	return target == NULL ? NULL : node_numbered(target, tpg->number);
}

static bool can_stop(const struct node *tpg)
{
	return tpg->type->class == CLASS_TPG && tpg->fabric->flags & FABRIC_ENABLE &&
	       node_is(tpg, "enable", "1");
}

/* Calls it for each TPG of the profile that is on. */
static int each_tpg(struct node *tree, const struct node *profile,
		    int (*fn)(struct node *tpg, void *data, struct error *err),
		    void *data, struct error *err)
{
	int r = 0;

	node_foreach (fabric, tree) {
		if (fabric->type->class != CLASS_FABRIC)
			continue;
		node_foreach (target, fabric)
			node_foreach (tpg, target)
				if (r == 0 && can_stop(tpg) &&
				    in_profile(profile, tpg) != NULL)
					r = fn(tpg, data, err);
	}
	return r;
}

/* --- stop ------------------------------------------------------------------------ */

static int disable(struct node *tpg, void *data, struct error *err)
{
	struct stopping *stopping = data;
	autofree char *path = node_path(tpg);

	stopped_add(&stopping->now, path);
	stopping->count++;
	return edit_enable(tpg, false, err);
}

static int edit_stop(struct node *wanted, void *data, struct error *err)
{
	struct stopping *stopping = data;

	stopped_free(&stopping->now);
	stopping->now.whole = true;
	stopping->count = 0;
	for (size_t i = 0; i < stopping->before.count; i++)
		stopped_add(&stopping->now, stopping->before.paths[i]);
	return each_tpg(wanted, stopping->profile, disable, stopping, err);
}

/* Before anything is done: what is done must be known even if this is killed. */
static int note_stopped(const struct plan *plan, const struct node *live, void *data,
			struct error *err)
{
	const struct stopping *stopping = data;

	(void)live;
	if (!stopping->shell->check)
		return stopped_write(&stopping->now, err);
	print_plan(stopping->shell, plan);
	return 0;
}

int service_tell_sessions(struct shell *shell, const struct node *profile,
			  struct error *err)
{
	struct session *sessions = NULL;
	struct node *tree;
	size_t count = 0;
	int r = shell_tree(shell, LOAD_SUMMARY, &tree, err);

	if (r == 0)
		r = sessions_read(&shell->fs, tree, &sessions, &count, err);
	for (size_t i = 0; i < count; i++) {
		if (profile != NULL && (!can_stop(sessions[i].tpg) ||
					in_profile(profile, sessions[i].tpg) == NULL))
			continue;
		autofree char *path = shown_path(sessions[i].tpg);
		autofree char *name = escape_text(sessions[i].name);
		fprintf(shell->errors, "%s is logged in to %s\n", name, path);
	}
	sessions_free(sessions, count);
	return r;
}

/* It failed: of what was to be disabled some may be, and could not be undone. */
static void note_left(struct stopping *stopping)
{
	struct error autoerror ignored = { 0 };
	struct node *tree;

	/* Not even looked at. */
	if (!stopping->now.whole)
		return;
	if (shell_tree(stopping->shell, LOAD_SUMMARY, &tree, &ignored) == 0)
		stopped_keep_off(&stopping->now, tree);
	stopping->now.whole = stopping->before.whole;
	(void)!stopped_write(&stopping->now, &ignored);
}

static int stop(struct stopping *stopping, struct error *err)
{
	const struct commit commit = {
		.edit = edit_stop,
		.data = stopping,
		.depth = LOAD_SUMMARY,
		.yes = true,
		.planned = note_stopped,
	};
	struct shell *shell = stopping->shell;
	int r = service_tell_sessions(shell, stopping->profile, err);

	if (r < 0)
		return r;
	stopped_read(&stopping->before);
	unsigned unsaved = shell->unsaved;
	r = shell_edit(shell, &commit, err);
	/* It is not what is to be saved. */
	shell->unsaved = unsaved;
	if (r < 0 && !shell->check)
		note_left(stopping);
	return r;
}

int service_stop(const struct call *call, struct error *err)
{
	struct stopping stopping = { .shell = call->shell };
	int r = boot_saved(call->shell, PROFILE_DEFAULT, err);

	if (r < 0) {
		advise(err, "'liosh disable' at a TPG stops that one, "
			    "'clearconfig confirm=true' removes everything");
		return r;
	}
	stopping.profile = call->shell->restored->tree;
	r = stop(&stopping, err);
	if (r == 0 && !call->shell->check)
		shell_note(
			call->shell,
			stopping.count == 0
				? "Nothing of the saved configuration is served."
				: "Stopped, until 'service start' or the next start of "
				  "the machine.");
	stopped_free(&stopping.before);
	stopped_free(&stopping.now);
	return r;
}

/* --- start ----------------------------------------------------------------------- */

static int edit_start(struct node *wanted, void *data, struct error *err)
{
	const struct stopped *stopped = data;
	int r = 0;

	for (size_t i = 0; r == 0 && i < stopped->count; i++) {
		struct error autoerror gone = { 0 };
		struct node *tpg = NULL;

		/* Somebody may have deleted it since. */
		if (path_find(wanted, stopped->paths[i], &tpg, &gone) == 0 &&
		    tpg->type->class == CLASS_TPG && node_is(tpg, "enable", "0"))
			r = edit_enable(tpg, true, err);
	}
	return r;
}

static int start_tpgs(struct shell *shell, struct stopped *stopped, struct error *err)
{
	const struct commit commit = {
		.edit = edit_start,
		.data = stopped,
		.depth = LOAD_SUMMARY,
	};
	unsigned unsaved = shell->unsaved;
	int r = stopped->count == 0 ? 0 : shell_edit(shell, &commit, err);

	shell->unsaved = unsaved;
	return r;
}

/* One that the kernel refuses keeps no other off; it is still stopped. */
static int start_each(struct shell *shell, const struct stopped *stopped,
		      struct error *err)
{
	struct stopped left = { 0 };
	int r = 0;

	for (size_t i = 0; r != -EINTR && i < stopped->count; i++) {
		struct stopped one = { .paths = &stopped->paths[i], .count = 1 };
		struct error autoerror problem = { 0 };

		r = start_tpgs(shell, &one, &problem);
		if (r == 0)
			continue;
		print_error(shell, &problem);
		stopped_add(&left, stopped->paths[i]);
	}
	shell->partial = left.count > 0;
	if (r == -EINTR)
		r = fail(err, -EINTR, "interrupted");
	else
		r = stopped_write(&left, err);
	stopped_free(&left);
	return r;
}

static int start(struct shell *shell, struct stopped *stopped, struct error *err)
{
	struct error autoerror problem = { 0 };
	const struct stopped none = { 0 };
	int r = start_tpgs(shell, stopped, &problem);

	if (r == -EREMOTEIO)
		return start_each(shell, stopped, err);
	error_append(err, &problem);
	if (r == 0 && (stopped->whole || stopped->count > 0) && !shell->check)
		r = stopped_write(&none, err);
	return r;
}

int service_start(const struct call *call, struct error *err)
{
	const struct boot boot = { .path = PROFILE_DEFAULT };
	struct shell *shell = call->shell;
	struct stopped stopped = { 0 };

	stopped_read(&stopped);
	int r = start(shell, &stopped, err);
	stopped_free(&stopped);
	if (r < 0 || shell->check)
		return r;
	r = boot_restore(shell, &boot, err);
	if (r == 0)
		shell_note(shell, "What is saved in %s is served%s", shell->restored_path,
			   shell->partial ? ", as far as it can be" : ".");
	return r;
}
