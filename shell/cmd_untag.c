/* SPDX-License-Identifier: GPL-3.0-or-later */
/* untag: ACLs stand under their own names again. */
#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/edits.h"

static int apply(struct node *node, const struct node_edit *edit, struct error *err)
{
	return edit_tag(node, arg_text(edit->call, "wwn_or_tag", ""), NULL, err);
}

static int run_untag(const struct call *call, struct error *err)
{
	const struct node_edit edit = {
		.call = call,
		.apply = apply,
		.depth = LOAD_SETTINGS,
	};

	return edit_node(&edit, err);
}

static const struct command_arg args[] = {
	{ .name = "wwn_or_tag", .help = "an ACL, or all of a tag", .required = true },
	{ 0 },
};

const struct command cmd_untag = {
	.name = "untag",
	.help = "Takes the tag from ACLs; their settings stay.",
	.where = ON(CLASS_ACLS),
	.args = args,
	.complete = complete_delete,
	.run = run_untag,
};
