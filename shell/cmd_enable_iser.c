/* SPDX-License-Identifier: GPL-3.0-or-later */
/* enable_iser: iSCSI over RDMA on a portal. */
#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/edits.h"
#include "shell/enable.h"

struct flag {
	const char *name;
	bool on;
};

static int apply(struct node *node, const struct node_edit *edit, struct error *err)
{
	const struct flag *flag = edit->data;

	return edit_set(node, NULL, flag->name, flag->on ? "1" : "0", err);
}

int set_portal_flag(const struct call *call, const char *name, struct error *err)
{
	struct flag flag = { .name = name };
	const struct node_edit edit = {
		.call = call,
		.apply = apply,
		.data = &flag,
		.named = true,
		.depth = LOAD_SUMMARY,
	};
	int r = arg_bool(call, "boolean", &flag.on, err);

	if (r == 0)
		r = edit_node(&edit, err);
	if (r == 0)
		shell_note(call->shell, "%s enable now: %s", name,
			   flag.on ? "True" : "False");
	return r;
}

static bool offered(const struct node *node)
{
	return node_attr(node, "iser", NULL) != NULL;
}

static int run_enable_iser(const struct call *call, struct error *err)
{
	return set_portal_flag(call, "iser", err);
}

static const struct command_arg args[] = {
	{ .name = "boolean",
	  .is_switch = true,
	  .help = "true or false",
	  .required = true },
	{ 0 },
};

const struct command cmd_enable_iser = {
	.name = "enable_iser",
	.help = "Switches iSER (iSCSI over RDMA) of the portal on or off.",
	.where = ON(CLASS_PORTAL),
	.args = args,
	.offered = offered,
	.complete = complete_bool,
	.run = run_enable_iser,
};
