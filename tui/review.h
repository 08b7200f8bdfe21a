/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of what was answered, and its application: the engine's own, nothing beside.
 */
#pragma once

#include "configfs/plan.h"
#include "tui/model.h"
#include "tui/ops.h"
#include "tui/outline.h"

struct review {
	struct ops ops;
	struct outline outline; /* the lines of the plan, each below what it is part of */
	char *script, *masked;  /* the writes, with their secrets and without; NULL for a
				   profile */
	char *failed;           /* the object that the kernel refused; NULL: none */
	struct error warnings;  /* of the rules */
	size_t change_count;
};

/* Makes it anew, from the answers and the tree that the wizard was opened on.  Where it
 * fails the focus is on the field that can mend it, if one is known. */
int review_make(struct wizard *wizard, struct review *review,
		struct error *err) _must_check_;
void review_clear(struct review *review);

/* The lines of the plan, with "*" before those of what others changed since the plan
 * before, or made; owned. */
char *review_plan(const struct wizard *wizard, const struct review *review) _owned_;
/* What others changed, each marked so, below a heading; owned, NULL: nothing. */
char *review_moved(const struct wizard *wizard) _must_check_;

struct review_progress {
	void (*step)(size_t done, size_t total, void *data);
	void *data;
};

/*
 * Does it.  -EBUSY: the kernel's tree is not the one that the review was made for; then
 * the wizard has the new tree, and in `moved` what others changed.
 */
int review_apply(struct wizard *wizard, struct review *review,
		 const struct review_progress *progress, struct error *err) _must_check_;
/* Saves this change alone into the saved profile, or into the one of -f; *path is where,
 * owned. */
int review_save(struct wizard *wizard, const struct review *review, char **path,
		struct error *warnings, struct error *err) _must_check_;
