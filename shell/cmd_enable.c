/* SPDX-License-Identifier: GPL-3.0-or-later */
/* enable: a TPG starts to accept logins. */
#include "shell/commands.h"
#include "shell/edits.h"
#include "shell/enable.h"

bool has_enable(const struct node *node)
{
	return node->fabric->flags & FABRIC_ENABLE;
}

static int apply(struct node *node, const struct node_edit *edit, struct error *err)
{
	return edit_enable(node, edit->data != NULL, err);
}

int set_enable(const struct call *call, bool on, struct error *err)
{
	const struct node_edit edit = {
		.call = call,
		.apply = apply,
		.data = on ? call : NULL,
		.named = true,
		.depth = LOAD_SUMMARY,
	};

	if (node_is(call->node, "enable", on ? "1" : "0")) {
		shell_note(call->shell, "The TPGT is already %s.",
			   on ? "enabled" : "disabled");
		return 0;
	}
	int r = edit_node(&edit, err);
	if (r == 0)
		shell_note(call->shell, "The TPGT has been %s.",
			   on ? "enabled" : "disabled");
	return r;
}

static int run_enable(const struct call *call, struct error *err)
{
	return set_enable(call, true, err);
}

const struct command cmd_enable = {
	.name = "enable",
	.help = "Enables the TPG: initiators may log in.",
	.where = ON(CLASS_TPG),
	.offered = has_enable,
	.run = run_enable,
};
