/* SPDX-License-Identifier: GPL-3.0-or-later */
/* create: an object below a node. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/edits.h"
#include "shell/run.h"
#include "shell/view.h"

/* What came of it; filled anew if the edit runs twice. */
struct made {
	char *path, *notes; /* owned */
};

static int apply(struct node *node, const struct node_edit *edit, struct error *err)
{
	const struct shell *shell = edit->call->shell;
	struct made *made = *(struct made *const *)edit->data;
	struct edit_moves moves = shell->preferences.moves;
	autofree struct edit_arg *args = edit_args(edit->call);
	autofree char *notes = NULL;
	struct node *object = NULL;

	if (shell->still)
		moves = (struct edit_moves){ 0 };
	moves.offline = shell->profile != NULL;
	int r = edit_create(node, args, edit->call->count, &moves, &object, &notes, err);
	if (r < 0)
		return r;
	free(made->path);
	free(made->notes);
	made->path = object == NULL ? NULL : shown_path(object);
	made->notes = take_ptr(notes);
	return 0;
}

static int go_to_made(struct shell *shell, const struct made *made, struct error *err)
{
	tell_notes(shell, made->notes);
	if (made->path == NULL || shell->check)
		return 0;
	bookmark_set(&shell->preferences, "last", made->path);
	if (shell->preferences.auto_cd)
		go_to(shell, made->path);
	return shell->interactive ? bookmarks_save(&shell->preferences, err) : 0;
}

static int run_create(const struct call *call, struct error *err)
{
	struct made made = { 0 };
	struct made *const data = &made;
	const struct node_edit edit = {
		.call = call,
		.apply = apply,
		.data = &data,
		.depth = LOAD_SUMMARY,
	};
	int r = edit_node(&edit, err);

	if (r == 0)
		r = go_to_made(call->shell, &made, err);
	free(made.path);
	free(made.notes);
	return r;
}

static bool offered(const struct node *node)
{
	return edit_create_args(node) != NULL;
}

const struct command cmd_create = {
	.name = "create",
	.help = "Creates an object below this path.\n"
		"What comes with it by the preferences auto_… (see 'get global') is made "
		"too and told.",
	.args_of = edit_create_args,
	.offered = offered,
	.complete = complete_create,
	.run = run_create,
};
