/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private copy of a profile, to be edited: nothing of it is lost until it is dropped.
 */
#pragma once

#include "shell/session.h"

struct draft {
	const char *path; /* of the profile */
	char *directory;  /* that the copy is alone in, owned */
	char *copy;       /* path of the copy, owned */
	char *before;     /* what it began with, owned, wiped */
	char *text;       /* what it has now, owned, wiped */
	struct profile_text saves;
};

/* From the file; where there is none, from what runs; where changes of -f are not saved
 * yet, from those.  Of a file that was cut only after a yes: else -EINVAL. */
int draft_begin(struct shell *shell, const char *path, struct draft *draft,
		struct error *err) _must_check_;
/* Reads the copy again; *changed: it is another text. */
int draft_read(struct draft *draft, bool *changed, struct error *err) _must_check_;
/* drop: without the copy and what the editor put beside it. */
void draft_end(struct draft *draft, bool drop);
