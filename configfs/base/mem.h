/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that is always there.  When there is none left the program runs its
 * die hook (the screen restores the terminal with it), says so and ends with
 * status 71, so callers have no failure to handle.
 */
#pragma once

#include <stddef.h>

#define _printf_(at, first) __attribute__((format(printf, at, first)))
#define _must_check_        __attribute__((warn_unused_result))
#define _owned_             __attribute__((warn_unused_result, returns_nonnull))

void *xcalloc(size_t count, size_t size) _owned_;
void *xreallocarray(void *old, size_t count, size_t size) _owned_;
char *xstrdup(const char *text) _owned_;
char *xstrndup(const char *text, size_t length) _owned_;
char *xasprintf(const char *format, ...) _printf_(1, 2) _owned_;

/* NULL in, NULL out. */
char *xstrdup_null(const char *text) _must_check_;

/* Room for one more element in an array of `count`, doubled when full. */
#define grow(array, count)                                                               \
	((array) = ((count) & ((count) + 0UL - 1)) == 0 || (count) == 0                  \
			   ? xreallocarray((array), (count) == 0 ? 4 : 2 * (count),      \
					   sizeof *(array))                              \
			   : (array))

/* Wipes a string before it is freed.  NULL is allowed. */
void secret_free(char *text);

/* For the failed allocation of a library. */
_Noreturn void die_of_memory(void);

/* What to run before the program ends for want of memory; NULL for nothing. */
void set_die_hook(void (*hook)(void));
