/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile beside the tree under work: restoreconfig, apply, diff. */
#pragma once

#include "shell/command.h"

struct restore {
	const char *path;                    /* of the profile */
	const char *target, *storage_object; /* only these; NULL: all */
	unsigned flags;                      /* OVERLAY_REPLACE or 0 */
	bool check_only;
	/* See struct commit; NULL: the plan is shown with --check alone. */
	void (*planned)(const struct plan *plan, void *data);
	void *data;
};

/* Reads the profile and lays it over the tree, live or -f.  -ENOMSG: no such file. */
int restore_profile(struct shell *shell, const struct restore *restore,
		    struct error *err) _must_check_;
