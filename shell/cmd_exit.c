/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exit: leave the shell. */
#include "shell/commands.h"

static int run_exit(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;

	(void)err;
	if (shell->interactive && shell->unsaved > 0 && shell->profile != NULL &&
	    !shell_confirm(shell, "There are changes that 'saveconfig' has not saved.  "
				  "Leave and lose them?"))
		return 0;
	shell->done = true;
	return 0;
}

const struct command cmd_exit = {
	.name = "exit",
	.help = "Leaves the shell.\nNothing is saved by leaving.",
	.run = run_exit,
};
