/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command is a row: one file, one row, one line in commands[]. */
#pragma once

#include "shell/session.h"
#include "shell/words.h"

struct candidates; /* candidates.h */

struct call {
	struct shell *shell;
	struct node *node; /* where the command runs: the path before it, or the cwd.
			      Borrowed until the tree is loaded anew or edited */
	const struct command *command;
	const struct line *line;   /* it is part of, for errors */
	const struct word **words; /* after the command's name */
	size_t count;
};

struct command_arg {
	const char *name; /* "savefile" */
	const char *help;
	bool required;
	bool is_switch; /* --name alone means something, and takes no word */
};

enum command_takes {
	TAKES_ARGS,  /* what args say, by position or by name */
	TAKES_WORDS, /* then any more words: `get` */
	TAKES_NAMES, /* then any name=value: `set` */
};

struct command {
	const char *name;
	const char *usage;   /* "[path] [depth]"; NULL: made from the arguments */
	const char *help;    /* first line: one sentence; then as much as needed */
	unsigned long where; /* bit (1 << class) for each class it is offered on; 0:
				everywhere */
	const struct command_arg *args; /* ends with name NULL; NULL: none */
	enum command_takes takes;
	bool own;     /* changes nothing but what liosh keeps for its user: no --check */
	bool offline; /* works where there is no LIO */
	/* Arguments that the node's rows decide, instead of args. */
	const struct create_arg *(*args_of)(const struct node *node);
	/* Offered on that node at all?  NULL: by `where` alone. */
	bool (*offered)(const struct node *node);
	/* Candidates for the argument of that name, or for what TAKES_… adds (NULL). */
	void (*complete)(const struct call *call, const char *arg,
			 struct candidates *found);
	int (*run)(const struct call *call, struct error *err);
};

#define ON(class) (1UL << (class))

/* Ends with NULL. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);
bool command_offered(const struct command *command, const struct node *node);
