/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line that is typed.  There is one at a time.  Its text is copied out after every
 * key: the editor is only an editor, the answers are the truth.
 */
#pragma once

#include <stdbool.h>

#include "tui/keys.h"

/* At a place of the screen, with a text.  A masked one shows stars and is typed and
 * erased at its end only. */
void editor_open(const char *text, bool masked);
void editor_close(void);
/* Where it is drawn from now on; called when the page is. */
void editor_place(int row, int column, int width);
/* Whether the key was one of its own. */
bool editor_key(struct press press);
/* Owned, to be wiped; blanks at the end are gone. */
char *editor_text(void);
void editor_set(const char *text);
bool editor_is_open(void);
/* A masked one shows what it holds, or not. */
void editor_reveal(bool revealed);
