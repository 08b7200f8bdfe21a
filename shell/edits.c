/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from a call to an edit of the node that it names. */
#include "shell/edits.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/change.h"
#include "shell/view.h"

struct edit_arg *edit_args(const struct call *call)
{
	struct edit_arg *args = xcalloc(call->count + 1, sizeof *args);

	for (size_t i = 0; i < call->count; i++)
		args[i] = (struct edit_arg){ call->words[i]->name, call->words[i]->text };
	return args;
}

void tell_notes(struct shell *shell, const char *notes)
{
	autofree char *copy = xstrdup(notes == NULL ? "" : notes);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			shell_note(shell, "%s", line);
}

struct placed {
	const struct node_edit *edit;
	const char *path;
};

static int find_and_apply(struct node *wanted, void *data, struct error *err)
{
	const struct placed *placed = data;
	struct node *node = NULL;
	int r = shown_find(wanted, placed->path, &node, err);

	return r < 0 ? r : placed->edit->apply(node, placed->edit, err);
}

int edit_node(const struct node_edit *edit, struct error *err)
{
	autofree char *path = shown_path(edit->call->node);
	struct placed placed = { edit, path };
	const struct commit commit = {
		.edit = find_and_apply,
		.data = &placed,
		.depth = LOAD_SUMMARY,
		.whole = edit->depth == LOAD_SUMMARY ? NULL : path,
		.yes = edit->named,
	};

	return shell_edit(edit->call->shell, &commit, err);
}
