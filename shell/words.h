/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line taken apart: quotes, comments, separators, and where each word stood. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "configfs/base/error.h"

/* One word of a command line: its text without quotes, and where it stood. */
struct word {
	char *text;      /* owned by the line; of name=value words the value */
	char *name;      /* of name=value words, else NULL */
	unsigned column; /* of its first byte, from 1 */
	unsigned length; /* in bytes, quotes included */
	bool quoted;
	bool bare; /* --name: its value may follow as a word of its own */
	bool ends; /* a `;` follows: the command ends here */
};

struct line {
	char *text; /* as it was written, owned; for argv put together for messages */
	struct mark mark; /* file NULL: typed, or argv */
	struct word *words;
	size_t count;
};

/*
 * Blanks separate; '…' is literal; in "…" a backslash keeps its meaning only before " and
 * \; outside quotes it takes the next byte literally; # at the start of a word begins a
 * comment; ; ends a command.  name=value is split at the first = that has no backslash,
 * quoted or not; a bare --name is name=true, unless its command says that a value
 * follows.  Nothing is expanded.  -ENOSYS points at a quote that is never closed or a
 * control byte.
 */
int line_split(const char *text, const struct mark *mark, struct line *line,
	       struct error *err) _must_check_;
/* Words of the caller's shell, taken as they are. */
void line_from_argv(char *const *argv, size_t count, struct line *line);
void line_free(struct line *line);
#define autoline cleaned_by(line_free)

/* Whether the text ends in a backslash that continues it on the next line. */
bool line_continues(const char *text);

/* Whether a name=value word of that name may hold a secret, judged generously. */
bool name_is_secret(const char *name);
/* Whether a line as it was typed may hold a secret, even one that does not parse. */
bool text_has_secret(const char *text);
