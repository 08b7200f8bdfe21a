/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text as lines that fit a width. */
#pragma once

#include <stddef.h>

struct lines {
	char *text;      /* whole; owned, wiped */
	char **list;     /* owned, wiped */
	size_t *sources; /* of each, which line of the text it is of */
	size_t count;
	int width; /* that they were wrapped for */
	/* Of commands: ends a piece that goes on in the next, so that what is copied from
	 * the screen can be run.  NULL: it is no commands. */
	const char *continues;
};

/* Takes a copy. */
void lines_set(struct lines *lines, const char *text);
/* Nothing is done if the width is the same as before. */
void lines_wrap(struct lines *lines, int width);
/* "" where there is none. */
const char *lines_get(const struct lines *lines, int at);
/* The line of the text that it is a part of; 0 where there is none. */
size_t lines_source(const struct lines *lines, int at);
/* The first of a line of the text. */
int lines_first(const struct lines *lines, size_t source);
void lines_free(struct lines *lines);
