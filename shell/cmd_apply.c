/* SPDX-License-Identifier: GPL-3.0-or-later */
/* apply: the configuration is a profile's, and nothing else. */
#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/restore.h"
#include "shell/savefile.h"

static int run_apply(const struct call *call, struct error *err)
{
	autofree char *path = savefile_path(call);
	const struct restore restore = { .path = path, .flags = OVERLAY_REPLACE };
	int r = savefile_check(call, err);

	if (r == 0)
		r = restore_profile(call->shell, &restore, err);
	if (r == 0)
		shell_note(call->shell, "Configuration is now that of %s", path);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile", .help = "a profile", .required = true },
	{ 0 },
};

const struct command cmd_apply = {
	.name = "apply",
	.help = "Makes the configuration equal to a profile: what it does not name goes "
		"away.\nWhat is the same already is not touched; either everything is "
		"done "
		"or nothing.\n'apply check=true FILE' shows what it would do, as 'diff "
		"FILE' "
		"does.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_apply,
};
