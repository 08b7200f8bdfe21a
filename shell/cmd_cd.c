/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cd: another current path. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/run.h"
#include "shell/view.h"

/* One step through the paths visited; those that are gone are passed over. */
static int go_along(const struct call *call, bool forward)
{
	struct paths *visited = &call->shell->visited;
	autoerror struct error ignored = { 0 };
	struct node *node;
	size_t at = visited->at;

	while (forward ? at + 1 < visited->count : at > 0) {
		at = forward ? at + 1 : at - 1;
		error_clear(&ignored);
		if (shown_find(node_root(call->node), visited->paths[at], &node,
			       &ignored) < 0)
			continue;
		visited->at = at;
		free(call->shell->cwd);
		call->shell->cwd = xstrdup(visited->paths[at]);
		shell_note(call->shell, "Taking you %s to %s.",
			   forward ? "forward" : "back", call->shell->cwd);
		return 0;
	}
	shell_note(call->shell, "Reached the %s of the path history.",
		   forward ? "end" : "beginning");
	return 0;
}

static int run_cd(const struct call *call, struct error *err)
{
	const char *path = arg_text(call, "path", "/");
	struct node *node = NULL;

	if (strcmp(path, "<") == 0 || strcmp(path, ">") == 0)
		return go_along(call, *path == '>');
	int r = *path == '@'
			? shell_find(call->shell, node_root(call->node), path, &node, err)
			: shown_find(call->node, path, &node, err);
	if (r < 0) {
		if (err->mark.line == 0 && arg_word(call, "path") != NULL)
			err->mark = word_mark(call, arg_word(call, "path"));
		return r;
	}
	autofree char *target = shown_path(node);
	go_to(call->shell, target);
	return 0;
}

static const struct command_arg args[] = {
	{ .name = "path", .help = "a path, @bookmark, < (back) or > (forward)" },
	{ 0 },
};

const struct command cmd_cd = {
	.name = "cd",
	.help = "Makes another path the current one.\n"
		"'..' is the parent, '<' and '>' go back and forth through the paths "
		"visited,\nwithout a path it goes to /.  A path alone does the same.",
	.args = args,
	.complete = complete_path,
	.run = run_cd,
};
