/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that change one object share. */
#pragma once

#include "shell/command.h"

/* The call's words as edit_create() and edit_delete() take them, owned array. */
struct edit_arg *edit_args(const struct call *call) _owned_;
/* Each line of an edit's notes, as shell_note(). */
void tell_notes(struct shell *shell, const char *notes);

/* An edit of the node at a path: finds it in the wanted tree, then does it. */
struct node_edit {
	const struct call *call;
	int (*apply)(struct node *node, const struct node_edit *edit, struct error *err);
	const void *data;
	bool named; /* the command itself names what is disrupted */
	enum load_depth depth;
};
int edit_node(const struct node_edit *edit, struct error *err) _must_check_;
