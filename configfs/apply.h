/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan carried out: steps that wait on a few threads, read back, undone on failure. */
#pragma once

#include "configfs/plan.h"

#define APPLY_WORKERS 16

struct apply_options {
	unsigned workers; /* 0: APPLY_WORKERS; 1: strictly one after the other */
	/* Looked at between steps; not 0: no new step, undo, -EINTR.  May be NULL. */
	const volatile int *interrupted;
	/* Called now and then from the thread that called apply; may be NULL. */
	void (*progress)(size_t done, size_t total, void *data);
	/* Called once, from the same thread, for each step that the kernel has not
	 * answered for `seconds`: it is waited for, never given up.  May be NULL. */
	void (*busy)(const char *path, unsigned seconds, void *data);
	/* Called at most once, from the same thread and before the undo, with the object
	 * whose step the kernel refused; not for an interruption.  May be NULL. */
	void (*failed)(const struct node *node, void *data);
	void *data;
	/* Values that a device refused or this kernel lacks; may be NULL. */
	struct error *warnings;
};

/*
 * 0: all done and read back.  -EREMOTEIO: the kernel refused a step, everything was
 * undone.  -EBUSY: someone else changed the tree meanwhile, undone.  -EINTR: interrupted,
 * undone.  If something could not be undone the error's fix lists the commands that
 * finish it.  Signals are blocked for the duration.
 */
int apply_plan(struct fs *fs, const struct plan *plan,
	       const struct apply_options *options, struct error *err) _must_check_;
