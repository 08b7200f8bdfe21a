/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One change to the kernel, the only way there is: lock, load, edit a copy, check, plan,
 * ask, apply, unlock.
 */
#pragma once

#include "configfs/apply.h"
#include "configfs/load.h"

struct commit {
	/* Edits the copy of the live tree.  May run twice (see ask). */
	int (*edit)(struct node *wanted, void *data, struct error *err);
	void *data;
	enum load_depth
		depth; /* how much edit needs to see: SUMMARY for create, SETTINGS else */
	/* Shown path of an object whose settings edit needs too (of a container: those of
	 * all in it), for a depth of SUMMARY; NULL: none. */
	const char *whole;
	bool refuse_relink;
	/* Disruptive steps are fine: the command named them, or the user said yes before.
	 */
	bool yes;
	/* Asked with the plan's text, without the lock, when steps are disruptive and
	 * !yes. NULL or false: -EPERM.  After a yes the plan is made again and must be
	 * equal. */
	bool (*ask)(const struct plan *plan, void *data);
	bool no_lock;    /* the caller has it, or goes on without it */
	bool check_only; /* nothing is applied, so neither root nor the lock is needed */
	struct apply_options apply;
	/* Called with the plan before it is applied, or would be; what is not 0 ends it.
	 * May be NULL. */
	int (*planned)(const struct plan *plan, const struct node *live, void *data,
		       struct error *err);
	struct error *warnings; /* owned by the caller, may be NULL */
};

int commit_run(const struct commit *commit, struct error *err) _must_check_;

/* The lock of one apply: /run/liosh.lock and targetcli's.  -EBUSY names the owner's pid
 * after `seconds`; -EINTR once *interrupted is not 0 (may be NULL). */
struct lock {
	int own, peer;
};
int lock_take(struct lock *lock, unsigned seconds, const volatile int *interrupted,
	      struct error *err) _must_check_;
void lock_release(struct lock *lock);
/* Another lock of that kind: the file is held until *fd, which is the caller's on failure
 * too, is closed. */
int lock_file(const char *path, unsigned seconds, const volatile int *interrupted,
	      int *fd, struct error *err) _must_check_;
/* Who has one of them, without taking it: "process 12 has /run/liosh.lock", owned; NULL:
 * nobody. */
char *lock_holder(void) _must_check_;
