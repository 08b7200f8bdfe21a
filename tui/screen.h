/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: started, drawn on, left as it was found.  What is on the screen is drawn
 * anew by layers, the lowest first: a page, a dialogue over it.  Nothing but this file
 * and editor.c calls curses.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "configfs/base/error.h"

#define SCREEN_ROWS    24
#define SCREEN_COLUMNS 80

enum look {
	LOOK_PLAIN,
	LOOK_TITLE,
	LOOK_FOCUS,
	LOOK_WRONG,
	LOOK_DIM,
	LOOK_GOOD,
	LOOK_COUNT,
};

struct layer {
	void (*draw)(void *data);
	void *data;
	struct layer *below;
};

/* -ENOTSUP: this terminal cannot place text; the error names --plain. */
int screen_open(FILE *in, FILE *out, struct error *err) _must_check_;
/* Leaves the terminal as it was; may be called twice. */
void screen_close(void);

/* Nothing of the wizard is seen then. */
bool screen_is_too_small(void);
void screen_size(int *rows, int *columns);
bool screen_is_utf8(void);
void screen_push(struct layer *layer);
void screen_pop(struct layer *layer);
/* All layers, then the terminal is brought up to date. */
void screen_draw(void);

/* One line at a place, cut at `width` columns and filled with blanks up to it; what is
 * not printable is escaped.  Returns the columns that the text took. */
int draw_text(int row, int column, int width, enum look look, const char *text);
/* A frame with a heading; its inside is cleared. */
void draw_frame(int row, int column, int rows, int columns, const char *heading);
void draw_rule(int row);
/* Where the cursor is to stand after all is drawn. */
void draw_cursor(int row, int column);
/* Columns that a text takes. */
int shown_columns(const char *text);
/* How much of the text (bytes) fits into that many columns, broken at a blank if there is
 * one. */
size_t text_fit(const char *text, int columns);
