/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growable text, and text made safe for a terminal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "configfs/base/mem.h"

/* Starts as {0}; data is NULL until something is added, NUL-terminated after. */
struct text {
	char *data;
	size_t length, room;
};

#define autotext cleaned_by(text_free)

void text_add(struct text *text, const char *more);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_addf(struct text *text, const char *format, ...) _printf_(2, 3);
void text_free(struct text *text);
/* Wipes the content first. */
void text_free_secret(struct text *text);
/* The text as a string that the caller owns ("" if empty); `text` is {0} again. */
char *text_take(struct text *text) _owned_;

/*
 * Every string that comes from the kernel, a profile or a user goes through
 * this before a terminal sees it: printable valid UTF-8 stays, everything else
 * (controls, C1, bidi and zero-width characters, invalid bytes) becomes \xNN,
 * newline \n, tab \t.
 */
char *escape_text(const char *text) _owned_;
char *escape_bytes(const char *bytes, size_t length) _owned_;
/* Whether escape_text would leave it as it is. */
bool text_is_printable(const char *text);

/* 'text', as sh takes it literally, owned. */
char *quote_for_sh(const char *text) _owned_;
/* The same without quotes where sh takes nothing in it for something else, owned. */
char *word_for_sh(const char *text) _owned_;

/* The next line into *line, which grows (owned by the caller; NULL and 0 at first), its
 * newline cut off: its length, -1 at the end. */
ssize_t text_read_line(FILE *in, char **line, size_t *room);

bool starts_with(const char *text, const char *prefix);
/* What follows the prefix, or NULL. */
const char *after_prefix(const char *text, const char *prefix);
/* Equal, NULL allowed on both sides. */
bool text_equal(const char *a, const char *b);
/* Names in the order people expect: runs of digits compare as numbers. */
int natural_compare(const char *a, const char *b);
