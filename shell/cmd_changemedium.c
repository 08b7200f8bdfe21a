/* SPDX-License-Identifier: GPL-3.0-or-later */
/* changemedium: another backing for a storage object that a handler serves. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/edits.h"

/* Under KIND:HANDLER the handler need not be written again. */
static char *whole_config(const struct node *kind, const char *config)
{
	const char *handler = strchr(kind->name, ':');

	return handler == NULL ? xstrdup(config)
			       : xasprintf("%s/%s", handler + 1, config);
}

static int apply(struct node *node, const struct node_edit *edit, struct error *err)
{
	const char *name = arg_text(edit->call, "name", "");
	autofree char *config = whole_config(node, arg_text(edit->call, "cfgstring", ""));
	struct node *so = node_child(node, name);

	if (so == NULL)
		return fail(err, -ENOENT, "no storage object named '%s'", name);
	so->flags |= NODE_NEW_MEDIUM;
	int r = edit_set(so, NULL, "size", arg_text(edit->call, "size", ""), err);
	return r < 0 ? r : edit_set(so, NULL, node->backstore->path_value, config, err);
}

static int run_changemedium(const struct call *call, struct error *err)
{
	const struct node_edit edit = {
		.call = call,
		.apply = apply,
		.depth = LOAD_SETTINGS,
	};
	int r = edit_node(&edit, err);

	if (r == 0)
		shell_note(call->shell, "Medium Changed.");
	return r;
}

static bool offered(const struct node *node)
{
	return node->backstore->flags & BACKSTORE_BY_HANDLER &&
	       node->backstore->path_value != NULL;
}

static const struct command_arg args[] = {
	{ .name = "name", .help = "the storage object", .required = true },
	{ .name = "size", .help = "of the new medium", .required = true },
	{ .name = "cfgstring", .help = "what the handler is to serve", .required = true },
	{ 0 },
};

const struct command cmd_changemedium = {
	.name = "changemedium",
	.help = "Gives a storage object of this handler another medium.",
	.where = ON(CLASS_KIND),
	.args = args,
	.offered = offered,
	.complete = complete_delete,
	.run = run_changemedium,
};
