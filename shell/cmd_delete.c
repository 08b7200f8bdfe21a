/* SPDX-License-Identifier: GPL-3.0-or-later */
/* delete: an object below a node, with what depends on it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/standing.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/edits.h"
#include "shell/view.h"

static int apply(struct node *node, const struct node_edit *edit, struct error *err)
{
	char **notes = *(char **const *)edit->data;
	autofree struct edit_arg *args = edit_args(edit->call);

	free(take_ptr(*notes));
	return edit_delete(node, args, edit->call->count, notes, err);
}

/* save=true: it goes from the saved profile too, and nothing else changes there. */
static int delete_saved(const struct call *call, const char *path, struct error *err)
{
	autoerror struct error ignored = { 0 }, warnings = { 0 };
	autofree struct edit_arg *args = edit_args(call);
	struct profile *profile = NULL;
	struct node *node = NULL;

	/* Never saved, or gone already: nothing to do. */
	if (access(PROFILE_DEFAULT, F_OK) < 0 && errno == ENOENT)
		return 0;
	int r = profile_read(PROFILE_DEFAULT, 0, &profile, err);

	if (r < 0)
		return r;
	if (shown_find(profile->tree, path, &node, &ignored) == 0 &&
	    edit_delete(node, args, call->count, NULL, &ignored) == 0)
		r = profile_save(PROFILE_DEFAULT, profile->tree, EMIT_SEAL, &warnings,
				 err);
	shell_warn(call->shell, &warnings);
	profile_free(profile);
	return r;
}

/* Before anything is done: what somebody wrote there would be lost. */
static int check_saved(struct error *err)
{
	struct standing autostanding standing = { 0 };

	standing_read(PROFILE_DEFAULT, &standing);
	if (standing_is_free(&standing))
		return 0;
	int r = standing_refuse(&standing, PROFILE_DEFAULT, err);
	advise(err, "leave save=true out, and take it out of the file with 'edit'");
	return r;
}

/* Of a wrong number or address another one is no better spelling. */
static void suggest_nothing(const struct call *call, const char *path, struct error *err)
{
	enum node_class class = call->node->type->class;
	int child = call->node->type->child;

	if (class == CLASS_PORTALS ||
	    (child >= 0 && node_types[child].flags & TYPE_NUMBERED))
		advise(err, "'ls %s' shows what is there", path);
}

static int run_delete(const struct call *call, struct error *err)
{
	autofree char *notes = NULL;
	char **const data = &notes;
	const struct node_edit edit = {
		.call = call,
		.apply = apply,
		.data = &data,
		.named = true,
		.depth = LOAD_SUMMARY,
	};
	autofree char *path = shown_path(call->node);
	bool saved = false;
	int r = arg_bool(call, "save", &saved, err);

	saved = saved && call->shell->profile == NULL && !call->shell->check;
	if (r == 0 && saved)
		r = check_saved(err);
	if (r == 0)
		r = edit_node(&edit, err);
	if (r == -ENOENT)
		suggest_nothing(call, path, err);
	if (r == 0)
		tell_notes(call->shell, notes);
	return r == 0 && saved ? delete_saved(call, path, err) : r;
}

static bool offered(const struct node *node)
{
	return edit_delete_args(node) != NULL;
}

const struct command cmd_delete = {
	.name = "delete",
	.help = "Deletes an object below this path, and what depends on it.\n"
		"A storage object's LUNs and their mappings go with it.  Backing files "
		"and devices\nstay as they are.",
	.args_of = edit_delete_args,
	.offered = offered,
	.complete = complete_delete,
	.run = run_delete,
};
