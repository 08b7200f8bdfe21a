/* SPDX-License-Identifier: GPL-3.0-or-later */
/* refresh: nothing to do, for each command reads the kernel anew. */
#include "shell/commands.h"

static int run_refresh(const struct call *call, struct error *err)
{
	(void)call;
	(void)err;
	return 0;
}

const struct command cmd_refresh = {
	.name = "refresh",
	.help = "Reads the tree again.\nEvery command does so anyway.",
	.run = run_refresh,
};
