/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a node, or the preferences, as the groups that `get` and `set` show. */
#pragma once

#include "shell/command.h"

#define GROUP_GLOBAL "global"

struct param {
	const char *name;        /* as shown; borrowed */
	const struct attr *attr; /* NULL: a preference, or a value that no row knows */
	const struct preference *preference;
	char *text; /* canonical, owned; NULL: unknown */
	bool writable;
};

/* Distinct group names, "global" first; fills at most GROUPS_MAX + 1, returns how many.
 */
size_t param_groups(const struct node *node, const char *names[GROUPS_MAX + 1]);
/* The parameters of a group in the order of their names; -ENOENT: no such group.  The
 * node's values must be loaded. */
int params_list(const struct shell *shell, const struct node *node, const char *group,
		struct param **list, size_t *count);
void params_free(struct param *params, size_t count);
/* By its shown name or the row's own; NULL: none. */
const struct param *param_find(const struct param *params, size_t count,
			       const char *name);
/* "number", "string", …: what `set` expects. */
const char *param_kind(const struct param *param);
const char *param_help(const struct param *param);
/* Secrets masked, owned. */
char *param_shown(const struct param *param) _owned_;

/* Errors of `get` and `set` for names that are not there. */
int no_group(const struct call *call, const struct word *word, struct error *err);
int no_param(const struct call *call, const struct word *word, const struct param *params,
	     size_t count, struct error *err);
