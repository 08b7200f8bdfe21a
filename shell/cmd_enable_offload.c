/* SPDX-License-Identifier: GPL-3.0-or-later */
/* enable_offload: a portal served by a network card's own iSCSI engine. */
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/enable.h"

static bool offered(const struct node *node)
{
	return node_attr(node, "offload", NULL) != NULL;
}

static int run_enable_offload(const struct call *call, struct error *err)
{
	return set_portal_flag(call, "offload", err);
}

static const struct command_arg args[] = {
	{ .name = "boolean",
	  .is_switch = true,
	  .help = "true or false",
	  .required = true },
	{ 0 },
};

const struct command cmd_enable_offload = {
	.name = "enable_offload",
	.help = "Switches the hardware offload of the portal on or off.",
	.where = ON(CLASS_PORTAL),
	.args = args,
	.offered = offered,
	.complete = complete_bool,
	.run = run_enable_offload,
};
