/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs beside what is saved. */
#include "profiles/unsaved.h"

#include <stdlib.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/plan.h"
#include "profiles/profile.h"
#include "profiles/stopped.h"

static int count_changes(const struct node *live, const struct node *saved, char **lines)
{
	const struct plan_options options = { .changes_only = true };
	struct error autoerror ignored = { 0 };
	autonode struct node *wanted = node_copy(live);
	struct plan *plan = NULL;
	int count = 0;

	if (profile_overlay(wanted, saved, OVERLAY_REPLACE | OVERLAY_KERNEL, NULL, NULL,
			    &ignored) == 0 &&
	    plan_make(live, wanted, &options, &plan, &ignored) == 0)
		count = (int)plan->change_count;
	if (count > 0 && lines != NULL)
		*lines = plan_text(plan);
	plan_free(plan);
	return count;
}

int unsaved_count(const struct node *live, char **lines)
{
	struct error autoerror problem = { 0 };
	struct profile *saved = NULL;

	if (lines != NULL)
		*lines = NULL;
	if (profile_read(PROFILE_DEFAULT, 0, &saved, &problem) < 0 &&
	    access(PROFILE_DEFAULT, F_OK) == 0) {
		if (lines != NULL)
			*lines = xstrdup(problem.what);
		return -1;
	}
	autonode struct node *before =
		saved == NULL ? tree_new() : node_copy(saved->tree);
	profile_free(saved);
	autonode struct node *meant = node_copy(live);
	stopped_resume(meant);
	return count_changes(meant, before, lines);
}
