/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: what was pressed, by meaning, and the line that names them. */
#pragma once

#include <stdbool.h>
#include <wchar.h>

enum key {
	PRESS_TEXT,   /* a character: for the line under edit, or a letter */
	PRESS_PASTED, /* one that was pasted: for the line under edit alone */
	PRESS_NEXT_FIELD,
	PRESS_PREVIOUS_FIELD,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_START,
	PRESS_LAST,
	PRESS_PAGE_DOWN,
	PRESS_PAGE_UP,
	PRESS_ACTIVATE, /* Enter */
	PRESS_CANCEL,   /* Esc */
	PRESS_HELP,
	PRESS_LIST,
	PRESS_MAKE,   /* F3: generate */
	PRESS_REVEAL, /* F4 */
	PRESS_QUIT,
	PRESS_ERASE, /* backspace */
	PRESS_DELETE,
	PRESS_CLEAR_LINE,
	PRESS_CUT_LINE,
	PRESS_REDRAW,
	PRESS_RESIZED,
	PRESS_GONE, /* the terminal is gone, or a signal ends the program */
	PRESS_NOTHING,
};

struct press {
	enum key key;
	wchar_t letter; /* PRESS_TEXT */
};

/* Waits for one.  *interrupted is PRESS_QUIT, and then 0 again. */
struct press key_read(volatile int *interrupted);

/* What was typed and not read yet is nobody's: it was meant for what stood there before.
 */
void keys_forget(void);
