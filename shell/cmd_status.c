/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status: one node's line of `ls`. */
#include "configfs/base/cleanup.h"
#include "shell/commands.h"
#include "shell/machine_status.h"
#include "shell/print.h"
#include "shell/view.h"

static int run_status(const struct call *call, struct error *err)
{
	enum health health;
	autofree char *summary = node_summary(call->node, &health);
	autofree char *path = shown_path(call->node);

	bool machine =
		call->node->type->class == CLASS_ROOT && call->shell->profile == NULL;

	if (machine && call->shell->json)
		return machine_status(call, err);
	if (call->shell->json) {
		json_t *object = tree_json(call->node, 1);

		json_object_del(object, "children");
		print_json(call->shell, object);
		return 0;
	}
	shell_note(call->shell, "Status for %s: %s", path, summary);
	return machine ? machine_status(call, err) : 0;
}

const struct command cmd_status = {
	.name = "status",
	.help = "Shows the state of this path in one line.\n"
		"At / also what runs and who is there, what the next boot restores, what "
		"is "
		"not saved,\nwhat a restore held back, what is wrong with the saved "
		"file, "
		"and who else manages targets.",
	.run = run_status,
	.offline = true,
};
