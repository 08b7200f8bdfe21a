/* SPDX-License-Identifier: GPL-3.0-or-later */
/* refresh: the profile is read again; the kernel is, by each command. */
#include "configfs/base/cleanup.h"
#include "shell/commands.h"

static int run_refresh(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;

	if (shell->profile == NULL)
		return 0;
	if (shell->unsaved > 0 && !shell->yes) {
		(void)fail(err, -EPERM, "refresh would lose %u unsaved %s",
			   shell->unsaved, shell->unsaved == 1 ? "change" : "changes");
		advise(err, "'saveconfig OTHER.yaml' keeps them in another file; "
			    "'refresh yes=true' gives them up");
		return -EPERM;
	}
	return shell_read_again(shell, err);
}

const struct command cmd_refresh = {
	.name = "refresh",
	.help = "Reads the tree again.\nOf a profile (-f): its file, if there are no "
		"unsaved changes or with yes=true.  The\nkernel's tree is read anew by "
		"every command anyway.",
	.run = run_refresh,
};
