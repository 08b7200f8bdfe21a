/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is saved laid beside what runs, without what is missing. */
#include "shell/boot_attempt.h"

#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "configfs/keep.h"
#include "configfs/settle.h"
#include "configfs/stranger.h"
#include "profiles/pending.h"
#include "profiles/stopped.h"
#include "shell/print.h"

/* --- laid over ------------------------------------------------------------------- */

bool attempt_is_told(const struct error *told, const char *path)
{
	for (; told != NULL; told = told->next)
		if (text_equal(told->object, path))
			return true;
	return false;
}

/* Of a pending one those of what is still to be brought. */
static bool counts(const struct attempt *attempt, const struct node *wanted,
		   const char *path)
{
	return !attempt->pending || keep_find(wanted, path) != NULL ||
	       attempt_is_told(&attempt->before.told, path);
}

static void hold_faults(struct attempt *attempt, struct node *wanted,
			const struct node *live, const struct faults *bars)
{
	const struct faults *lists[] = { &attempt->faults, bars };
	struct faults some = { 0 };

	for (size_t list = 0; list < 2; list++) {
		for (size_t i = 0; i < lists[list]->count; i++) {
			if (!counts(attempt, wanted, lists[list]->all[i].path))
				continue;
			grow(some.all, some.count);
			some.all[some.count++] = lists[list]->all[i];
		}
	}
	hold_back(wanted, live, &some, &attempt->before.left, &attempt->held);
	free(some.all);
}

/* What runs stays as it is, and nothing hangs on what is not what was saved. */
static void lay_beside(struct attempt *attempt, struct node *wanted,
		       const struct node *live)
{
	struct left_list *left = &attempt->before.left;
	struct faults strangers = { 0 }, bars = { 0 };

	if (attempt->pending && !attempt->followed)
		keep_follow(left, live);
	attempt->followed = true;
	strangers_find(wanted, live, left, &strangers);
	keep_running(wanted, live, left);
	if (attempt->pending)
		keep_to_left(wanted, live, left, &attempt->faults);
	if (attempt->only != NULL)
		keep_to_one(wanted, live, attempt->only);
	strangers_bar(wanted, live, &strangers, &bars);
	hold_faults(attempt, wanted, live, &bars);
	faults_clear(&strangers);
	faults_clear(&bars);
}

static int edit(struct node *wanted, void *data, struct error *err)
{
	struct attempt *attempt = data;
	autonode struct node *live = node_copy(wanted);
	int r = profile_overlay(wanted, attempt->profile, OVERLAY_KERNEL, NULL, NULL,
				err);

	held_clear(&attempt->held);
	if (r == 0 && service_is_stopped())
		r = fail(err, -EBUSY, "'service stop' was given meanwhile");
	if (r == 0)
		lay_beside(attempt, wanted, live);
	return r;
}

static bool is_moved(const struct error *warnings)
{
	for (; warnings != NULL; warnings = warnings->next)
		if (text_equal(warnings->value, DEVICE_MOVED))
			return true;
	return false;
}

void attempt_tell_all(struct error *told, const char *what, const char *why)
{
	struct error one = { 0 };

	error_set(&one, NULL, -ENODEV, "%s", what);
	because(&one, "%s", why);
	error_about(&one, "/", NULL);
	error_append(told, &one);
}

/* Where this ends before its time what it was making is not what was meant, nor does
 * anybody else know what it had to leave. */
static void note_making(struct attempt *attempt, const struct node *wanted,
			const struct node *live)
{
	struct left_list *left = &attempt->held.left;

	keep_note_new(wanted, live, &attempt->made.left);
	for (size_t i = 0; i < left->count; i++)
		left_add(&attempt->made.left, left->all[i].path, left->all[i].how);
	pending_begin(&attempt->made);
}

/* What was half made before still is, until this run ends. */
static void note_half(const struct attempt *attempt, struct left_list *left)
{
	const struct left_list *before = &attempt->before.left;

	for (size_t i = 0; i < before->count; i++)
		if (before->all[i].how == LEFT_HALF)
			left_add(left, before->all[i].path, LEFT_HALF);
}

void attempt_begin(struct attempt *attempt)
{
	autofree char *what =
		xasprintf("the restore of %s has not ended", attempt->boot->path);

	note_half(attempt, &attempt->made.left);
	if (attempt->pending)
		return;
	attempt_tell_all(&attempt->made.told, what, "it is under way, or was broken off");
	pending_begin(&attempt->made);
}

static int planned(const struct plan *plan, const struct node *live, void *data,
		   struct error *err)
{
	(void)err;
	if (plan->change_count > 0)
		note_making(data, plan->wanted, live);
	return 0;
}

/* A later try enables what this one had to leave off, once it can. */
static void note_off(struct attempt *attempt)
{
	const struct left_list *left = &attempt->held.left;

	for (size_t i = 0; i < left->count; i++)
		if (left->all[i].how == LEFT_OFF)
			left_add(&attempt->before.left, left->all[i].path, LEFT_OFF);
}

int attempt_try(struct shell *shell, struct attempt *attempt, bool check_only,
		struct error *err)
{
	struct error autoerror warnings = { 0 };
	const struct commit commit = {
		.edit = edit,
		.data = attempt,
		.depth = LOAD_SETTINGS,
		.check_only = check_only,
		.planned = check_only ? NULL : planned,
		.warnings = &warnings,
		.apply = { .interrupted = &interrupted, .workers = shell->workers },
	};
	int r = commit_run(&commit, err);

	attempt->moved = is_moved(&warnings);
	if (check_only)
		return r;
	if (r == 0)
		note_off(attempt);
	error_drop(&warnings, &attempt->warned);
	warning_print(shell->errors, &warnings, error_count(&warnings));
	error_append(&attempt->warned, &warnings);
	return r;
}
