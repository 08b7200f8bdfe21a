/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text in a part of the screen, moved through. */
#pragma once

#include "tui/keys.h"
#include "tui/lines.h"

struct text_view {
	struct lines lines;
	int top, room; /* the first row that is seen, and how many are */
	bool picks;    /* one line is looked at: arrows move from one to the next */
	int at;        /* a row of it */
};

/* Another text, from its start. */
void text_view_set(struct text_view *view, const char *text);
/* Where it is drawn now, wrapped to the width. */
void text_view_draw(struct text_view *view, int row, int column, int rows, int columns);
/* Which line of the text is looked at, from 0. */
size_t text_view_line(const struct text_view *view);
/* Whether the key moved the text. */
bool text_view_key(struct text_view *view, struct press press);
void text_view_free(struct text_view *view);
