/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a restore had to leave, object by object: that, and nothing else, is brought
 * later. Whatever else differs from what was saved by then, somebody wanted so.
 */
#pragma once

#include "configfs/node.h"

enum left_how {
	LEFT_OUT,   /* not made, nor anything below it */
	LEFT_OFF,   /* a TPG that was not enabled */
	LEFT_HALF,  /* being made when the restore was broken off, with all below it */
	LEFT_UNSET, /* its own values were not set; of a container: a part has no name */
};

struct left {
	char *path; /* as shown, owned */
	enum left_how how;
};

struct left_list {
	struct left *all;
	size_t count;
	size_t sorted; /* so many of them are, from the first */
};

void left_add(struct left_list *list, const char *path, enum left_how how);
bool left_has(struct left_list *list, const char *path, enum left_how how);
/* By path, each once for a `how`; what asks does it first. */
void left_sort(struct left_list *list);
/* Unless it is not there. */
void left_drop(struct left_list *list, const char *path, enum left_how how);
void left_clear(struct left_list *list);
