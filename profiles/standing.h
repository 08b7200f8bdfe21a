/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose a saved file is, and what a save would take from it: what somebody wrote is never
 * written over unseen.
 */
#pragma once

#include "configfs/plan.h"
#include "profiles/profile.h"

enum owner {
	OWNER_NOBODY, /* there is no file */
	OWNER_LIOSH,  /* as liosh wrote it */
	OWNER_EDITED, /* liosh wrote it, and it was changed since */
	OWNER_OTHER,  /* somebody else wrote it */
	OWNER_BROKEN, /* cut, no profile, or it cannot be read at all */
};

struct standing {
	enum owner owner;
	unsigned comments;       /* lines with a comment that is not liosh's */
	struct profile *profile; /* owned; NULL of NOBODY and BROKEN */
	struct error problem;    /* what is wrong with it; BROKEN: why */
	int code;                /* BROKEN: of the first error */
};

void standing_read(const char *path, struct standing *standing);
void standing_clear(struct standing *standing);
#define autostanding cleaned_by(standing_clear)

/* Whether a save may write over it without being told to. */
bool standing_is_free(const struct standing *standing);
/* What a save is refused with, or what was lost: "it was edited since liosh wrote it",
 * static. */
const char *standing_text(const struct standing *standing);
/* "3 lines with comments would go", owned. */
char *standing_comments(const struct standing *standing) _owned_;
/* -EBUSY with all of it. */
int standing_refuse(const struct standing *standing, const char *path,
		    struct error *err) _must_check_;

/*
 * Hands the changes to `show` that saving the tree there would make in what the file
 * says.  `kernel`: the tree is the kernel's.  Nothing where the file says nothing.
 */
void standing_compare(const struct standing *standing, const struct node *tree,
		      bool kernel, void (*show)(const struct plan *plan, void *data),
		      void *data);
/* The same as text, owned; "" if what it says is the same. */
char *standing_difference(const struct standing *standing, const struct node *tree,
			  bool kernel) _owned_;
