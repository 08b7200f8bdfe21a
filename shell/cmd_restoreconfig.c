/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restoreconfig: a profile becomes the running configuration. */
#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/restore.h"
#include "shell/savefile.h"

static int run_restoreconfig(const struct call *call, struct error *err)
{
	autofree char *path = restored_file(call);
	struct restore restore = {
		.path = path,
		.target = arg_text(call, "target", NULL),
		.storage_object = arg_text(call, "storage_object", NULL),
	};
	bool clear = false;
	int r = arg_bool(call, "clear_existing", &clear, err);

	restore.flags = clear ? OVERLAY_REPLACE : 0U;
	if (r == 0)
		r = savefile_check(call, err);
	if (r == 0)
		r = restore_profile(call->shell, &restore, err);
	if (r == 0)
		shell_note(call->shell, "Configuration restored from %s", path);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile", .help = "a profile; " PROFILE_DEFAULT " if left out" },
	{ .name = "clear_existing",
	  .is_switch = true,
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
