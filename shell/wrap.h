/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text broken at words, where it goes to a terminal. */
#pragma once

#include <stdio.h>

/* Columns of the terminal that `out` is; 0: it is none, and nothing is broken. */
unsigned terminal_width(FILE *out);
/* Columns that a printable text takes. */
unsigned text_columns(const char *text);
/* The text and a newline; the cursor stands at `indent`, where all lines begin. */
void print_wrapped(FILE *out, const char *text, unsigned indent, unsigned width);
/* "  NAME  help" with the help at that column; after a longer name on the next line. */
void print_entry(FILE *out, const char *name, const char *help, unsigned column,
		 unsigned width);
