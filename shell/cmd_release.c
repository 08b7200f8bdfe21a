/* SPDX-License-Identifier: GPL-3.0-or-later */
/* release: targetcli restores the targets of this machine again. */
#include "shell/adopt.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"

static int run_release(const struct call *call, struct error *err)
{
	return release(call, arg_text(call, "savefile", NULL), err);
}

static const struct command_arg args[] = {
	{ .name = "savefile", .help = "targetcli's file; where it keeps it if left out" },
	{ .name = "force",
	  .is_switch = true,
	  .help = "true: also without what a restore at boot held back" },
	{ 0 },
};

const struct command cmd_release = {
	.name = "release",
	.help = "Gives the targets of this machine back to targetcli.\n"
		"Writes what runs to targetcli's file, enables its unit and disables "
		"that "
		"of liosh.\nNobody is dropped.  What targetcli has no place for is "
		"named.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_release,
};
