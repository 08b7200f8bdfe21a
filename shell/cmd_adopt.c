/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adopt: what targetcli restored is liosh's from now on. */
#include "shell/adopt.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"

static int run_adopt(const struct call *call, struct error *err)
{
	return adopt(call, arg_text(call, "savefile", NULL), err);
}

static const struct command_arg args[] = {
	{ .name = "savefile",
	  .help = "targetcli's file; found where it keeps it if left out" },
	{ 0 },
};

const struct command cmd_adopt = {
	.name = "adopt",
	.help = "Takes the targets of this machine over from targetcli.\n"
		"Shows how targetcli's file differs from what runs, saves what runs, "
		"masks the unit\nof targetcli and enables that of liosh.  Nobody is "
		"dropped; targetcli and its library\nmay then be upgraded or removed.  "
		"'release' is the way back.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_adopt,
};
