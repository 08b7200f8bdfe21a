/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the wizard does, as a list of edits: the one source of the tree that is planned
 * and of the commands that do the same.  Automatic moves are off; each edit stands alone,
 * and none is more open than the plan: what lets initiators in comes last.
 */
#pragma once

#include "configfs/node.h"

enum op_verb { OP_CREATE, OP_SET, OP_ENABLE };

struct op_arg {
	const char *name; /* static */
	char *text;       /* owned, wiped if secret */
	bool secret;
};

struct op {
	enum op_verb verb;
	char *path;        /* of the node that it is done on, owned */
	const char *group; /* OP_SET; static */
	struct op_arg *args;
	size_t count;
};

struct ops {
	struct op *list;
	size_t count;
};

/* The last one added may get arguments; the path is taken over. */
struct op *op_add(struct ops *ops, enum op_verb verb, char *path);
/* Copies the text; NULL or "" adds nothing. */
void op_arg(struct op *op, const char *name, const char *text);
void op_secret(struct op *op, const char *name, const char *text);
/* "": nothing is to stay of it. */
void op_clear(struct op *op, const char *name);
void ops_free(struct ops *ops);

/* Carries them out on a tree; `offline`: it is not this machine's. */
int ops_apply(const struct ops *ops, struct node *root, bool offline,
	      struct error *err) _must_check_;
/* As lines for the shell; without secrets they ask for each.  Owned, to be wiped. */
char *ops_commands(const struct ops *ops, bool secrets) _owned_;
