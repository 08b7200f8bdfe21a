/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One try of the restore at boot: what is saved laid beside what runs, without what is
 * missing.
 */
#pragma once

#include "configfs/hold.h"
#include "shell/boot.h"

struct attempt {
	const struct boot *boot;
	const struct node *profile;
	bool pending; /* only what was held back before */
	struct faults faults;
	struct held before;  /* what was held back before */
	struct held held;    /* what is now */
	struct held made;    /* what all tries are making */
	struct error warned; /* by the tries before */
	bool moved;          /* a disk was found, but not by its name */
	bool followed;       /* what was made meanwhile is no longer left out */
	/* Of the new targets only this one, with what it needs; "": none; NULL: all. */
	const char *only;
};

/* Nothing that runs is disturbed: what would be is refused.  With check_only nothing is
 * done or told; `held` is what it would leave. */
int attempt_try(struct shell *shell, struct attempt *attempt, bool check_only,
		struct error *err) _must_check_;
/* From here on the machine knows that a restore is under way: a whole one at once, one
 * of what is pending with its first change. */
void attempt_begin(struct attempt *attempt);

bool attempt_is_told(const struct error *told, const char *path);
/* Adds what is true of all of it. */
void attempt_tell_all(struct error *told, const char *what, const char *why);
