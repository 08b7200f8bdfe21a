/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An error is a value: what failed, why, and what to do, with the place in a
 * profile or a command line where it was found.  Functions return 0 or a
 * negative errno and fill the error that the caller owns.  No function prints.
 *
 * Which negative errno means which exit status is decided in one place
 * (shell/status.c):
 *   -EINVAL, -EEXIST  invalid value or profile, object exists      65
 *   -ENOENT           no such path, command or object              64
 *   -ENOSYS           the command or the call is wrong (usage)     64
 *   -ENOTSUP          LIO is not available                         69
 *   -EREMOTEIO        the kernel refused                           71
 *   -ENOSPC / -EIO    cannot write / input or output error         73 / 74
 *   -EBUSY, -EAGAIN   locked, changed by someone else, not ready   75
 *   -EPERM, -EACCES   not permitted, or a yes is needed            77
 *   -EINTR            interrupted                                 130
 *   -ENOMSG           no such input file                           66
 */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "configfs/base/mem.h"

/* Where something was written.  file is borrowed; line 0 means "no place". */
struct mark {
	const char *file;
	unsigned line, column; /* from 1 */
	/* Where lines say nothing, the place by its names, borrowed:
	 * "targets[0].tpgs[1]",
	 * "" for the whole.  The line then only tells which place comes first.  Or NULL.
	 */
	const char *part;
};

struct error {
	int code;         /* negative errno, 0 while nothing failed */
	struct mark mark; /* where, if it has a place */
	char *what;       /* one sentence without a full stop */
	char *why, *fix;  /* may be NULL */
	char *place;      /* the mark's part, owned, once error_keep_part() was called */
	/* What it is about, where that is known: the path of an object, and which of its
	 * values; owned. */
	char *object, *value;
	bool may_pass;      /* what is missing may come yet: waiting can help */
	struct error *next; /* further errors of the same check, or NULL */
};

/*
 * `return fail(err, -EINVAL, "…")`.  A macro whose value is the constant code,
 * so that the analyzers see that the result is negative.  The first failure
 * stays; to say it better, use explain(), because() or advise().
 */
#define fail(err, errno_, ...) (error_set((err), NULL, (errno_), __VA_ARGS__), (errno_))
#define fail_at(err, mark_, errno_, ...)                                                 \
	(error_set((err), (mark_), (errno_), __VA_ARGS__), (errno_))

void error_set(struct error *err, const struct mark *mark, int code, const char *format,
	       ...) _printf_(4, 5);

/* Sets the why or the fix of the error just made; each replaces an older one. */
void because(struct error *err, const char *format, ...) _printf_(2, 3);
void advise(struct error *err, const char *format, ...) _printf_(2, 3);

/* Says what the error just made is about; what was said before stays.  NULL: nothing. */
void error_about(struct error *err, const char *object, const char *value);
/* Says of the error just made that it may go by itself. */
void error_may_pass(struct error *err);

/*
 * Collects: moves `from` to the end of `into`'s list and leaves `from` empty.
 * error_count() counts what is in the list.
 */
void error_append(struct error *into, struct error *from);
unsigned error_count(const struct error *err);

/* Takes out of `from` what `known` says in the same words, wherever that is. */
void error_drop(struct error *from, const struct error *known);

/* For marks that outlive what was read: the part of each becomes the error's own. */
void error_keep_parts(struct error *err);

/* "file:line:column: ", "file: targets[0]: ", "" for no place: how the text of an error
 * begins, owned; safe for a terminal. */
char *error_place(const struct error *err) _owned_;

/* Puts the list in the order of lines and columns; what has no place comes first. */
void error_sort(struct error *err);

/* Frees what the error holds and makes it empty again. */
void error_clear(struct error *err);

/* The whole list as text, `file:line:column: what`, `why: …`, `fix: …`; ESC and
 * the like are escaped.  At most `most` errors, then a line that counts the rest. */
void error_print(FILE *out, const struct error *err, unsigned most);
/* The same of warnings: each says that it is one. */
void warning_print(FILE *out, const struct error *err, unsigned most);

#define autoerror cleaned_by(error_clear)
