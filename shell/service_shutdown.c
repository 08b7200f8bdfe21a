/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service shutdown: sessions end, then all that is held is let go of. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/sessions.h"
#include "shell/change.h"
#include "shell/print.h"
#include "shell/service.h"
#include "shell/view.h"

/* --- asked ----------------------------------------------------------------------- */

static int tell_sessions(struct shell *shell, struct error *err)
{
	struct session *sessions = NULL;
	struct node *tree;
	size_t count = 0;
	int r = shell_tree(shell, LOAD_SUMMARY, &tree, err);

	if (r == 0)
		r = sessions_read(&shell->fs, tree, &sessions, &count, err);
	for (size_t i = 0; i < count; i++) {
		autofree char *path = shown_path(sessions[i].tpg);
		autofree char *name = escape_text(sessions[i].name);

		fprintf(shell->errors, "%s is logged in to %s\n", name, path);
	}
	sessions_free(sessions, count);
	return r;
}

/* Once for all of it, before anything is done. */
static int agree(struct shell *shell, struct error *err)
{
	if (geteuid() != 0) {
		(void)fail(err, -EPERM, "only root can let go of what is served");
		return -EPERM;
	}
	if (shell->yes || !shell->is_terminal)
		return 0;
	int r = tell_sessions(shell, err);

	if (r < 0 || shell_confirm(shell, "End all sessions and remove all that runs?"))
		return r;
	return fail(err, -EPERM, "nothing was done: it was not agreed to");
}

/* --- done ------------------------------------------------------------------------ */

static int edit_off(struct node *wanted, void *data, struct error *err)
{
	(void)data;
	(void)err;
	node_foreach (fabric, wanted) {
		if (fabric->type->class != CLASS_FABRIC ||
		    !(fabric->fabric->flags & FABRIC_ENABLE))
			continue;
		node_foreach (target, fabric)
			node_foreach (tpg, target) {
				struct error autoerror odd = { 0 };

				if (tpg->type->class == CLASS_TPG && tpg_is_on(tpg))
					(void)!edit_enable(tpg, false, &odd);
			}
	}
	return 0;
}

static int edit_nothing_left(struct node *wanted, void *data, struct error *err)
{
	(void)data;
	(void)err;
	edit_clear(wanted);
	return 0;
}

static int edit_without(struct node *wanted, void *data, struct error *err)
{
	struct error autoerror gone = { 0 };
	struct node *node = NULL;

	(void)err;
	if (path_find(wanted, data, &node, &gone) == 0)
		node_free(node);
	return 0;
}

/* What fails is told, and is no reason to leave the others; a hand that stops it is. */
static int change(struct shell *shell, const struct commit *commit)
{
	struct error autoerror problem = { 0 };
	int r = shell_edit(shell, commit, &problem);

	if (r == 0)
		return 0;
	print_error(shell, &problem);
	shell->partial = true;
	return r;
}

static void remove_each(struct shell *shell, const struct node *container)
{
	node_foreach (child, container) {
		autofree char *path = node_path(child);
		const struct commit commit = { .edit = edit_without,
					       .data = path,
					       .depth = LOAD_SETTINGS,
					       .yes = true };

		if (!interrupted)
			(void)!change(shell, &commit);
	}
}

/* Targets before the disks that they have. */
static int remove_all(struct shell *shell, struct error *err)
{
	struct node *loaded;
	int r = shell_tree(shell, LOAD_SUMMARY, &loaded, err);

	if (r < 0)
		return r;
	autonode struct node *tree = node_copy(loaded);
	node_foreach (fabric, tree)
		if (fabric->type->class == CLASS_FABRIC)
			remove_each(shell, fabric);
	const struct node *stores = node_part(tree, CLASS_BACKSTORES);
	if (stores != NULL)
		node_foreach (kind, stores)
			remove_each(shell, kind);
	return 0;
}

/* Sessions end first, all of them: a target that is off lets initiators try again, while
 * a missing ACL would be final for them. */
static int let_go(struct shell *shell, struct error *err)
{
	const struct commit off = { .edit = edit_off,
				    .depth = LOAD_SUMMARY,
				    .yes = true };
	const struct commit all = { .edit = edit_nothing_left,
				    .depth = LOAD_SETTINGS,
				    .yes = true };
	int r = 0;

	(void)!change(shell, &off);
	if (!interrupted && !shell->check && change(shell, &all) < 0 && !interrupted)
		r = remove_all(shell, err);
	if (interrupted)
		return fail(err, -EINTR, "interrupted: not all was let go of");
	return r;
}

int service_shutdown(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	bool yes = shell->yes;
	int r = shell->check ? 0 : agree(shell, err);

	if (r < 0)
		return r;
	shell->yes = true;
	r = let_go(shell, err);
	shell->yes = yes;
	if (r == 0)
		shell_note(shell, shell->partial ? "What could be released is released."
						 : "Nothing is served, nothing is held.");
	return r;
}
