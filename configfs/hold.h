/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A configuration that cannot come up whole: what is missing is left out of the wanted
 * tree, and whoever would be served less than he should is held back, that is, stays
 * disabled.  What does not depend on it comes up as it should.
 */
#pragma once

#include "configfs/base/error.h"
#include "configfs/left.h"

/* An object that cannot be as it should, and why. */
struct fault {
	char *path;    /* as shown, owned */
	char *why;     /* owned */
	bool may_come; /* a device or a file is missing, which may appear yet */
};

struct faults {
	struct fault *all;
	size_t count;
};

/* The errors of a check that name their objects; what is there already is not added
 * again.  Whether one was new. */
bool faults_add(struct faults *faults, const struct error *errors);
/* Whatever is said of it: that object is the one. */
void faults_add_at(struct faults *faults, const char *path, const struct error *err);
bool faults_have(const struct faults *faults, const char *path);
bool faults_may_go(const struct faults *faults);
void faults_clear(struct faults *faults);

struct held {
	/* One for each target that is held back or serves a part, and for each storage
	 * object that is missing and no target has: its object is their path. */
	struct error told;
	struct left_list left;
};
void held_clear(struct held *held);

/*
 * Takes the faulty objects, with what leads to them, out of a tree that is about to be
 * applied.  A target that had one stays disabled, or is left out where nothing can be
 * disabled; but with if_missing=serve one that lacks only LUNs other than 0 serves the
 * rest.  What runs in `live` is neither removed nor disabled; what `before` knows as half
 * made stays half made where it is faulty.  `held` gets what was; `before` may be NULL.
 */
void hold_back(struct node *wanted, const struct node *live, const struct faults *faults,
	       struct left_list *before, struct held *held);
