/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the apply*.c files share: nothing else includes this. */
#pragma once

#include <pthread.h>
#include <time.h>

#include "configfs/apply.h"

/* One plan under way.  Everything it needs is allocated before the first step. */
struct run {
	struct fs *fs;
	const struct plan *plan;
	const struct apply_options *options;
	unsigned *missing;      /* needs that are not done yet, by step */
	unsigned *first_user;   /* by step: where its users begin in `users` */
	unsigned *users;        /* steps that need a step */
	unsigned *quick, *slow; /* ready steps, in rings of step_count */
	size_t quick_head, quick_tail, slow_head, slow_tail;
	unsigned *done; /* steps in the order in which they were done */
	size_t done_count;
	unsigned *refused; /* steps that were left out with a warning */
	size_t refused_count;
	size_t running; /* in the pool */
	time_t *since;  /* by step: when it began there, 0: not there, or told */
	size_t left;    /* of the phase */
	bool failed, stop;
	bool failed_late; /* when all was read back: no one step failed */
	size_t failed_step;
	int failure;       /* negative errno of the failed step */
	struct error *err; /* filled by steps that know better (files, checks) */
	pthread_mutex_t mutex;
	pthread_cond_t work, progress;
};

/* One step, forward or as an undo: 0 or a negative errno; -EALREADY: nothing to do, with
 * a warning.  `err` is filled only by steps that know more than the errno. */
int run_step(struct fs *fs, const struct step *step, struct error *err);
/* Whether the object is what was asked for: a storage object's path and size, a portal's
 * own socket. */
int check_object(const struct fs *fs, const struct node *node, struct error *err);
/* Modules, mount, dbroot: what a plan needs before its first step. */
int apply_prepare(struct fs *fs, const struct plan *plan, struct error *err);
/* Reads back what the plan wrote. */
int apply_verify(const struct fs *fs, const struct plan *plan, struct error *err);
/* Says which object the error is about; NULL: none. */
void about_node(struct error *err, const struct node *node);
/* What failed, why, and what to do; from the errno and the advice rows. */
void describe_failure(const struct fs *fs, const struct step *step, int code,
		      struct error *err);
/* Undoes what was done, newest first; whether everything is as it was.  What is not is
 * added to err's why and fix. */
bool apply_undo(struct run *run, struct error *err);
