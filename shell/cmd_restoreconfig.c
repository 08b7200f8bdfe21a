/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restoreconfig: a profile becomes the running configuration. */
#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/savefile.h"

struct restore {
	const struct profile *profile;
	const char *target, *storage_object;
	unsigned flags;
};

static int edit(struct node *wanted, void *data, struct error *err)
{
	const struct restore *restore = data;

	return profile_overlay(wanted, restore->profile->tree, restore->flags,
			       restore->target, restore->storage_object, err);
}

static int restore_from(const struct call *call, const struct profile *profile,
			struct error *err)
{
	bool clear = false;
	struct restore restore = {
		.profile = profile,
		.target = arg_text(call, "target", NULL),
		.storage_object = arg_text(call, "storage_object", NULL),
	};
	const struct commit commit = {
		.edit = edit,
		.data = &restore,
		.depth = LOAD_SETTINGS,
	};
	int r = arg_bool(call, "clear_existing", &clear, err);

	restore.flags = (clear ? OVERLAY_REPLACE : 0U) |
			(call->shell->profile == NULL ? OVERLAY_KERNEL : 0U);
	return r < 0 ? r : shell_edit(call->shell, &commit, err);
}

static int run_restoreconfig(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	char *path = arg_word(call, "savefile") == NULL ? xstrdup(PROFILE_DEFAULT)
							: savefile_path(call);
	unsigned flags = shell->profile == NULL ? PROFILE_STRICT_ATTRS : 0;

	profile_free(take_ptr(shell->restored));
	free(shell->restored_path);
	shell->restored_path = path;
	int r = savefile_check(call, err);
	if (r == 0)
		r = profile_read(path, flags, &shell->restored, err);
	if (r < 0)
		return r;
	shell_warn(shell, &shell->restored->warnings);
	r = restore_from(call, shell->restored, err);
	if (r == 0)
		shell_note(shell, "Configuration restored from %s", path);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile", .help = "a profile; " PROFILE_DEFAULT " if left out" },
	{ .name = "clear_existing",
	  .help = "true: what the profile does not name goes away" },
	{ .name = "target", .help = "only this target, with the backstores it needs" },
	{ .name = "storage_object", .help = "only this storage object" },
	{ 0 },
};

const struct command cmd_restoreconfig = {
	.name = "restoreconfig",
	.help = "Makes the running configuration what a profile says.\n"
		"What the profile names is changed to it, the rest stays, unless "
		"clear_existing=true.\nWhat is the same already is not touched; either "
		"everything is done or nothing.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_restoreconfig,
};
