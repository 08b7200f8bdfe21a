/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shell prints: trees, one node's state, errors, JSON. */
#pragma once

#include <jansson.h>

#include "shell/command.h"

enum health { HEALTH_NONE, HEALTH_OK, HEALTH_BAD };

/* What stands between the brackets of `ls`, owned, never empty.  Not yet escaped. */
char *node_summary(const struct node *node, enum health *health) _owned_;

/* The lines of `ls`; depth 0: all levels. */
void print_tree(const struct shell *shell, const struct node *root, unsigned depth);
json_t *tree_json(const struct node *root, unsigned depth);

/* One document with its schema_version; takes the reference. */
void print_json(const struct shell *shell, json_t *object);
json_t *json_text(const char *text);
/* A canonical text as the type that its row says; unset or secret: null. */
json_t *value_json(const struct attr *attr, const char *text);
/* {"value": …}, and of a secret only whether it is set. */
json_t *told_json(const struct attr *attr, const char *text);

/* The text of a value as `get` and `info` show it: secrets masked, owned. */
char *value_text(const struct value *value) _owned_;

/* All errors of the list with place, line and caret, why and fix. */
void print_error(const struct shell *shell, const struct error *err);

/* The changes of a plan, as text or JSON; notes in the shell whether there are any. */
void print_plan(struct shell *shell, const struct plan *plan);

/* Whether it is a file that is not private: no place for secrets. */
bool others_can_read(FILE *out);
/* Before a whole tree is printed.  -EPERM, to be advised: it holds secrets, and the
 * output is a terminal or such a file. */
int print_may_tell(const struct shell *shell, const struct node *tree,
		   struct error *err) _must_check_;

/* A heading with a line of `under` beneath it. */
void print_heading(FILE *out, const char *text, char under);

/* ANSI codes of colours and styles, "" where there is no colour. */
enum style {
	STYLE_BOLD = 1,
	STYLE_UNDERLINE = 4,
	STYLE_RED = 31,
	STYLE_GREEN = 32,
	STYLE_BLUE = 34,
	STYLE_MAGENTA = 35,
	STYLE_CYAN = 36
};

/* A line in that style, plain where there is no colour. */
void print_styled(const struct shell *shell, const char *line, enum style style);
