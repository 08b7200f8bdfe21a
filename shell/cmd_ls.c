/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ls: the tree from a path. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/view.h"

static int run_ls(const struct call *call, struct error *err)
{
	const struct word *path = arg_word(call, "path");
	struct node *node = call->node;
	uint64_t depth = call->shell->preferences.tree_depth;
	int r = arg_uint(call, "depth", &depth, err);

	if (r == 0 && path != NULL && *path->text == '@')
		r = shell_find(call->shell, node_root(node), path->text, &node, err);
	else if (r == 0 && path != NULL)
		r = shown_find(node, path->text, &node, err);
	if (r < 0) {
		if (err->mark.line == 0 && path != NULL)
			err->mark = word_mark(call, path);
		return r;
	}
	if (!call->shell->json) {
		print_tree(call->shell, node, (unsigned)depth);
		return 0;
	}
	json_t *object = json_object();
	json_object_set_new(object, "tree", tree_json(node, (unsigned)depth));
	print_json(call->shell, object);
	return 0;
}

static const struct command_arg args[] = {
	{ .name = "path", .help = "where to begin; the current path if left out" },
	{ .name = "depth", .help = "how many levels below it, 0 for all" },
	{ 0 },
};

const struct command cmd_ls = {
	.name = "ls",
	.help = "Shows the tree below a path, one object a line with its state.\n"
		"Nothing is changed by looking.",
	.args = args,
	.complete = complete_path,
	.run = run_ls,
};
