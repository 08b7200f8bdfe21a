/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status: one node's line of `ls`. */
#include "configfs/base/cleanup.h"
#include "shell/commands.h"
#include "shell/print.h"
#include "shell/view.h"

static int run_status(const struct call *call, struct error *err)
{
	enum health health;
	autofree char *summary = node_summary(call->node, &health);
	autofree char *path = shown_path(call->node);

	(void)err;
	if (call->shell->json) {
		json_t *object = tree_json(call->node, 1);

		json_object_del(object, "children");
		print_json(call->shell, object);
		return 0;
	}
	shell_note(call->shell, "Status for %s: %s", path, summary);
	return 0;
}

const struct command cmd_status = {
	.name = "status",
	.help = "Shows the state of this path in one line.",
	.run = run_status,
};
