/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program on a terminal of its own, whose screen can be read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#define TERMINAL_ROWS    24
#define TERMINAL_COLUMNS 80
/* It can be resized so far. */
#define TERMINAL_ROWS_MOST    400
#define TERMINAL_COLUMNS_MOST 500

struct terminal {
	int fd;    /* ours; -1 once it is gone */
	int input; /* the program's side, to see what it has not read yet */
	pid_t child;
	int status; /* as waitpid(2) has it */
	bool hung_up;
	int rows, columns;
	struct termios before;
	VTerm *vterm;
	VTermScreen *screen;
};

/* The program is looked for like a shell does.  false: no terminal was to be had. */
bool terminal_start(struct terminal *terminal, char *const command[]);
void terminal_close(struct terminal *terminal);
/* As when a connection breaks. */
void terminal_hang_up(struct terminal *terminal);

void terminal_resize(struct terminal *terminal, int rows, int columns);
void terminal_press(const struct terminal *terminal, const char *bytes);
/* Waits that long at most for something to be printed, and takes all of it.  Whether
 * something was. */
bool terminal_read(struct terminal *terminal, int milliseconds);
/* Until the program has read all keys, drawn, and waits for the next one; false if that
 * takes longer than `seconds`, or it has ended. */
bool terminal_settle(struct terminal *terminal, int seconds);

/* All rows without the blanks at their ends, a newline after each; owned. */
char *terminal_text(const struct terminal *terminal);
bool terminal_has(const struct terminal *terminal, const char *text);
/* How it was set before is how it is set now. */
bool terminal_is_whole(const struct terminal *terminal);
/* Whether the program has ended; its status is there then. */
bool terminal_ended(struct terminal *terminal);
