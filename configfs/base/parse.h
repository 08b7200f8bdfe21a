/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, sizes and booleans as people write them, and the nearest name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "configfs/base/mem.h"

/* Canonical decimal only: no sign, no leading zero, no blanks, nothing behind.
 * false: not such a number, or larger than fits; *value is untouched then. */
bool parse_uint(const char *text, uint64_t *value) _must_check_;
/* The same with an optional minus. */
bool parse_int(const char *text, int64_t *value) _must_check_;
/* What the kernel's base-0 parsers read: 010 is 8, 0x10 is 16, +5 is 5. */
bool parse_kernel_uint(const char *text, uint64_t *value) _must_check_;

/* true false yes no on off 1 0, any case. */
bool parse_bool(const char *text, bool *value) _must_check_;

/* Bytes: 512, 10G, 1.5GiB, 10 MB; K = 1024, up to E; must come out whole. */
bool parse_size(const char *text, uint64_t *bytes) _must_check_;
/* The shortest exact text that parse_size reads back: 10GiB, 1536MiB, 1000. */
char *format_size(uint64_t bytes) _owned_;
/* Rounded to one digit in the manner of targetcli's ls: 10.0GiB, 140.0MiB. */
char *format_size_rounded(uint64_t bytes) _owned_;

/*
 * Which of the names is meant by a misspelt word: the nearest by
 * Damerau-Levenshtein within max(1, length/3), NULL if none.  Borrowed.
 */
const char *nearest_name(const char *word, const char *const *names, size_t count);
