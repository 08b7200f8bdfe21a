/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan for narrow screens. */
#pragma once

#include "configfs/plan.h"

/* A line for each change, below the one that it is part of, with the rest of its path
 * alone, and below that what a new object is. */
struct outline {
	char *text;   /* owned */
	char **paths; /* of each line of the text, the object; owned */
	size_t count;
};

/* Starts as {0}. */
void outline_make(struct outline *outline, const struct plan *plan);
void outline_clear(struct outline *outline);
