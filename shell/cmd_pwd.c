/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pwd: the current path. */
#include "configfs/base/cleanup.h"
#include "shell/commands.h"
#include "shell/print.h"
#include "shell/view.h"

static int run_pwd(const struct call *call, struct error *err)
{
	autofree char *path = shown_path(call->node);
	autofree char *safe = escape_text(path);

	(void)err;
	if (call->shell->json) {
		print_json(call->shell, json_pack("{so}", "path", json_text(path)));
		return 0;
	}
	fprintf(call->shell->out, "%s\n", safe);
	return 0;
}

const struct command cmd_pwd = {
	.name = "pwd",
	.help = "Shows the current path.",
	.run = run_pwd,
};
