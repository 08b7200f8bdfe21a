/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wizard: from nothing to a disk on another machine, by questions. */
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"

static int run_wizard(const struct call *call, struct error *err)
{
	struct wizard_call wizard = { .answers = arg_text(call, "answers", NULL) };
	int r = arg_bool(call, "plain", &wizard.plain, err);

	return r < 0 ? r : call->shell->wizard(call->shell, &wizard, err);
}

static const struct command_arg args[] = {
	{ .name = "plain",
	  .is_switch = true,
	  .help = "true: questions line by line, also --plain" },
	{ .name = "answers",
	  .help = "a file of answers, KEY: TEXT; nothing is asked (also --answers "
		  "FILE)" },
	{ 0 },
};

const struct command cmd_wizard = {
	.name = "wizard",
	.help = "Asks what a new disk is to be, shows the plan, and carries it out.\n"
		"A target, what backs the disk, where the target listens, who may use "
		"it.  "
		"With -f\nthe profile gets it and no kernel is needed.",
	.args = args,
	.complete = complete_file,
	.run = run_wizard,
	.offline = true,
};
