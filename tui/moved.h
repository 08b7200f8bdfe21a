/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody else changed since a plan was shown. */
#pragma once

#include "configfs/node.h"

struct moved {
	char *text;    /* a line for each change; owned, NULL: nothing */
	char **paths;  /* of each line, the object; owned */
	bool *is_made; /* of each, whether it is new; owned */
	size_t count;
};

/* Whether anything; *moved starts as {0} and is filled anew. */
bool what_moved(const struct node *before, const struct node *now, struct moved *moved);
void moved_clear(struct moved *moved);
/* Whether the object of that path was changed, or is part of one that was made. */
bool moved_has(const struct moved *moved, const char *path);
