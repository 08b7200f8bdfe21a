/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line carried out: [PATH] COMMAND [argument…] [name=value…]. */
#pragma once

#include "shell/command.h"

/* All commands of the line, up to the first that fails. */
int run_line(struct shell *shell, const struct line *line,
	     struct error *err) _must_check_;
/* Splits and runs; prints the error.  Returns its code. */
int run_text(struct shell *shell, const char *text, const struct mark *mark);

/* Whether a word in front of a command is a path. */
bool is_path(const struct word *word);

/* The command of that name on the node; a unique prefix too if `shell` is interactive.
 * -ENOSYS says what there is instead. */
int command_for(const struct shell *shell, const struct node *node, const char *name,
		const struct command **command, struct error *err) _must_check_;

/* -ENOSYS: the path has no command of that name; what there is, or where it is one. */
int no_command(const struct node *node, const char *name, struct error *err);

/* Makes that path the current one and remembers it for `cd <`. */
void go_to(struct shell *shell, const char *path);
