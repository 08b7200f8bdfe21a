/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a call as the arguments that its command takes. */
#pragma once

#include "shell/command.h"

#define ARGS_MOST 16

/* What a command takes on that node, from its own list or the node's rows. */
struct arg_list {
	struct command_arg args[ARGS_MOST];
	const char *dflt[ARGS_MOST];
	size_t count;
};
void args_of(const struct command *command, const struct node *node,
	     struct arg_list *list);

/* Whether the value of `--name` is the word after it; of what `create` takes never. */
bool arg_takes_next(const struct arg_list *list, const struct word *word);
/* The words of the call with the values of `--name VALUE` in their place: copies that
 * borrow the texts, in `joined`, which has room for all; *count is how many there are. */
int args_join(const struct call *call, struct word *joined, size_t *count,
	      struct error *err) _must_check_;

/* "create storage_object [lun] [add_mapped_luns]", owned. */
char *command_usage(const struct command *command, const struct node *node) _owned_;

/* Names, number and presence; -ENOSYS points at the word. */
int args_check(const struct call *call, struct error *err) _must_check_;

/* The word of that argument, by name or by position; NULL: not given. */
const struct word *arg_word(const struct call *call, const char *name);
/* Its text, or `otherwise`. */
const char *arg_text(const struct call *call, const char *name, const char *otherwise);
/* -EINVAL points at the word. */
int arg_bool(const struct call *call, const char *name, bool *value,
	     struct error *err) _must_check_;
int arg_uint(const struct call *call, const char *name, uint64_t *value,
	     struct error *err) _must_check_;

/* Where a word stands, for fail_at(). */
struct mark word_mark(const struct call *call, const struct word *word);
