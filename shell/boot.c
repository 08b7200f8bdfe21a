/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restore at boot: tried, and what cannot be is held back, until it can be done. */
#include "shell/boot.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/keep.h"
#include "configfs/path.h"
#include "configfs/settle.h"
#include "profiles/pending.h"
#include "profiles/saved.h"
#include "shell/print.h"

#define LOOK_AGAIN_MS 250
/* A disk may be there a moment before its name is. */
#define NAMES_MS     5000
#define UDEV_IS_BUSY "/run/udev/queue"

struct attempt {
	const struct boot *boot;
	const struct node *profile;
	struct faults faults;
	struct held before;  /* what was held back before */
	struct held held;    /* what is now */
	struct error warned; /* by the tries before */
	bool moved;          /* a disk was found, but not by its name */
	/* Of the new targets only this one, with what it needs; "": none; NULL: all. */
	const char *only;
};

/* --- which profile --------------------------------------------------------------- */

static int read_profile(struct shell *shell, char *path, struct error *err)
{
	profile_free(take_ptr(shell->restored));
	free(shell->restored_path);
	shell->restored_path = path;
	int r = profile_read(path, PROFILE_STRICT_ATTRS | PROFILE_PARTIAL,
			     &shell->restored, err);
	if (r == 0)
		shell_warn(shell, &shell->restored->warnings);
	return r;
}

/* Cut, no YAML, or the disk does not give it; not one that says something wrong, nor one
 * that somebody took away. */
static bool is_damaged(int r, const struct error *err)
{
	for (; r == -EINVAL && err != NULL; err = err->next)
		if (text_equal(err->value, PROFILE_DAMAGED))
			return true;
	return r == -EIO;
}

/* Older ones are offered, never taken: who knows what changed since. */
static void offer_older(const char *path, struct error *err)
{
	autofree char *older = saved_newest(path);

	if (older == NULL)
		advise(err,
		       "neither %s.prev nor a backup can be read: write it anew, or "
		       "save what runs",
		       path);
	else
		advise(err,
		       "'liosh restoreconfig %s' restores the newest that can be read; "
		       "look "
		       "at it first",
		       older);
}

/* The one before is taken if it is whole, or the first error stands. */
static int read_saved(struct shell *shell, const char *path, struct error *err)
{
	struct error autoerror ignored = { 0 };
	int r = read_profile(shell, xstrdup(path), err);

	if (r == -ENOMSG)
		offer_older(path, err);
	if (!is_damaged(r, err))
		return r;
	/* The error is told with its name. */
	autofree char *damaged = take_ptr(shell->restored_path);
	autofree char *real = realpath(path, NULL);
	autofree char *previous = xasprintf("%s.prev", real == NULL ? path : real);
	if (read_profile(shell, xstrdup(previous), &ignored) < 0) {
		free(shell->restored_path);
		shell->restored_path = take_ptr(damaged);
		offer_older(path, err);
		return r;
	}
	print_error(shell, err);
	error_clear(err);
	fprintf(shell->errors,
		"warning: %s is taken in its place, what was saved before: look at both; "
		"'saveconfig force=true' saves what runs\n",
		previous);
	shell->partial = true;
	return 0;
}

/* --- laid over ------------------------------------------------------------------- */

static bool is_live(const struct node *live, const struct node *node)
{
	autofree char *path = node_path(node);

	return keep_find(live, path) != NULL;
}

/* New parts of targets that run are for the last try. */
static void drop_new_parts(const struct node *live, struct node *node)
{
	for (size_t i = node->child_count; i > 0; i--) {
		struct node *child = node->children[i - 1];

		if (is_live(live, child) || child->type->flags & TYPE_CONTAINER)
			drop_new_parts(live, child);
		else
			node_free(child);
	}
}

static void drop_targets(const char *only, const struct node *live, struct node *fabric)
{
	for (size_t i = fabric->child_count; i > 0; i--) {
		struct node *target = fabric->children[i - 1];
		autofree char *path = node_path(target);

		if (target->type->class != CLASS_TARGET || strcmp(only, path) == 0)
			continue;
		if (keep_find(live, path) != NULL)
			drop_new_parts(live, target);
		else
			node_free(target);
	}
}

static bool has_lun(const struct node *root, const struct node *so)
{
	struct node **luns = NULL;
	size_t count = luns_of(root, so, &luns);

	free(luns);
	return count > 0;
}

static void drop_disks(const struct node *live, struct node *wanted)
{
	node_foreach (kind, node_part(wanted, CLASS_BACKSTORES))
		for (size_t i = kind->child_count; i > 0; i--) {
			struct node *so = kind->children[i - 1];

			if (so->type->class == CLASS_SO && !is_live(live, so) &&
			    !has_lun(wanted, so))
				node_free(so);
		}
}

static void keep_to_one(const char *only, const struct node *live, struct node *wanted)
{
	node_foreach (part, wanted)
		if (part->type->class == CLASS_FABRIC)
			drop_targets(only, live, part);
	drop_disks(live, wanted);
}

static bool is_told(const struct error *told, const char *path)
{
	for (; told != NULL; told = told->next)
		if (text_equal(told->object, path))
			return true;
	return false;
}

/* Those of what is still to be brought; the paths are the attempt's. */
static struct faults faults_left(const struct attempt *attempt, const struct node *wanted)
{
	struct faults some = { 0 };

	for (size_t i = 0; i < attempt->faults.count; i++) {
		const struct fault *fault = &attempt->faults.all[i];

		if (keep_find(wanted, fault->path) == NULL &&
		    !is_told(&attempt->before.told, fault->path))
			continue;
		grow(some.all, some.count);
		some.all[some.count++] = *fault;
	}
	return some;
}

static int edit(struct node *wanted, void *data, struct error *err)
{
	struct attempt *attempt = data;
	autonode struct node *live = node_copy(wanted);
	int r = profile_overlay(wanted, attempt->profile, OVERLAY_KERNEL, NULL, NULL,
				err);

	held_clear(&attempt->held);
	if (r < 0)
		return r;
	keep_running(wanted, live, &attempt->before.left);
	if (!attempt->boot->pending) {
		if (attempt->only != NULL)
			keep_to_one(attempt->only, live, wanted);
		hold_back(wanted, live, &attempt->faults, &attempt->held);
		return 0;
	}
	keep_to_left(wanted, live, &attempt->before.left, &attempt->faults);
	if (attempt->only != NULL)
		keep_to_one(attempt->only, live, wanted);
	struct faults faults = faults_left(attempt, wanted);
	hold_back(wanted, live, &faults, &attempt->held);
	free(faults.all);
	return 0;
}

static bool is_moved(const struct error *warnings)
{
	for (; warnings != NULL; warnings = warnings->next)
		if (text_equal(warnings->value, DEVICE_MOVED))
			return true;
	return false;
}

/* Nothing that runs is disturbed: what would be is refused. */
static int try(struct shell *shell, struct attempt *attempt, bool check_only,
	       struct error *err)
{
	struct error autoerror warnings = { 0 };
	const struct commit commit = {
		.edit = edit,
		.data = attempt,
		.depth = LOAD_SETTINGS,
		.check_only = check_only,
		.warnings = &warnings,
		.apply = { .interrupted = &interrupted, .workers = shell->workers },
	};
	int r = commit_run(&commit, err);

	attempt->moved = is_moved(&warnings);
	if (check_only)
		return r;
	error_drop(&warnings, &attempt->warned);
	warning_print(shell->errors, &warnings, error_count(&warnings));
	error_append(&attempt->warned, &warnings);
	return r;
}

/* Until nothing is wrong with what is left of it, or something is that has no object. */
static void find_faults(struct shell *shell, struct attempt *attempt)
{
	int r = -EINVAL;
	bool more = true;

	faults_clear(&attempt->faults);
	(void)faults_add(&attempt->faults, &shell->restored->faults);
	while (r < 0 && more) {
		struct error autoerror problem = { 0 };

		r = try(shell, attempt, true, &problem);
		more = faults_add(&attempt->faults, &problem);
	}
}

static long long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* A disk that has another name than it had may get its own yet, which the next one who
 * saves should find. */
static bool awaits_name(const struct attempt *attempt, long long begin)
{
	return attempt->moved &&
	       (now_ms() < begin + NAMES_MS || access(UDEV_IS_BUSY, F_OK) == 0);
}

/* As long as something is missing that may come. */
static void wait_for_all(struct shell *shell, struct attempt *attempt)
{
	long long begin = now_ms(), end = begin + 1000LL * attempt->boot->wait_seconds;

	find_faults(shell, attempt);
	while ((faults_may_go(&attempt->faults) || awaits_name(attempt, begin)) &&
	       now_ms() < end && !interrupted) {
		usleep(LOOK_AGAIN_MS * 1000);
		find_faults(shell, attempt);
	}
}

/* Each target on its own, after what all of them need: what fails is that one's. */
static int carry_out_each(struct shell *shell, struct attempt *attempt, struct error *err)
{
	attempt->only = "";
	int r = try(shell, attempt, false, err);

	for (size_t f = 0; r == 0 && f < attempt->profile->child_count; f++) {
		const struct node *fabric = attempt->profile->children[f];

		if (fabric->type->class != CLASS_FABRIC)
			continue;
		node_foreach (target, fabric) {
			struct error autoerror problem = { 0 };
			autofree char *path = node_path(target);

			attempt->only = path;
			if (interrupted)
				return fail(err, -EINTR, "interrupted");
			if (try(shell, attempt, false, &problem) < 0)
				faults_add_at(&attempt->faults, path, &problem);
		}
	}
	attempt->only = NULL;
	return r == 0 ? try(shell, attempt, false, err) : r;
}

/* A module that cannot be loaded is found out by trying: its whole kind of backstore, or
 * fabric, is missing. */
static bool lacks_module(struct attempt *attempt, const struct error *problem)
{
	struct error autoerror ignored = { 0 };
	struct node *part = NULL;

	return problem->object != NULL &&
	       path_find(node_mutable(attempt->profile), problem->object, &part,
			 &ignored) == 0 &&
	       (part->type->class == CLASS_KIND || part->type->class == CLASS_FABRIC) &&
	       faults_add(&attempt->faults, problem);
}

static int carry_out(struct shell *shell, struct attempt *attempt, struct error *err)
{
	struct error autoerror problem = { 0 };
	int r;

	if (interrupted)
		return fail(err, -EINTR, "interrupted");
	while ((r = try(shell, attempt, false, &problem)) < 0 &&
	       lacks_module(attempt, &problem))
		error_clear(&problem);
	if (r == 0)
		return 0;
	/* Nobody else's lock, nor a hand that stops it. */
	if (r == -EINTR || r == -EBUSY || r == -EPERM) {
		error_append(err, &problem);
		return r;
	}
	print_error(shell, &problem);
	return carry_out_each(shell, attempt, err);
}

/* --- told ------------------------------------------------------------------------ */

/* Where nothing could be done, that is what is pending: it must not be saved over. */
static int report(struct shell *shell, struct attempt *attempt, int r, struct error *err)
{
	struct held all = { 0 };

	if (r < 0) {
		error_set(&all.told, NULL, r, "nothing of %s was restored",
			  attempt->boot->path);
		because(&all.told, "%s", err->what == NULL ? "it failed" : err->what);
		error_about(&all.told, "/", NULL);
		(void)!pending_write(&all, NULL);
		held_clear(&all);
		return r;
	}
	unsigned count = error_count(&attempt->held.told);

	if (count > 0)
		shell->partial = true;
	error_print(shell->errors, &attempt->held.told, count);
	return pending_write(&attempt->held, err);
}

int boot_restore(struct shell *shell, const struct boot *boot, struct error *err)
{
	struct attempt attempt = { .boot = boot };
	autoclose int lock = -1;
	int r = pending_lock(&interrupted, &lock, err);

	if (r < 0)
		return r;
	r = read_saved(shell, boot->path, err);
	pending_read(&attempt.before);
	if (r == 0) {
		attempt.profile = shell->restored->tree;
		wait_for_all(shell, &attempt);
		r = carry_out(shell, &attempt, err);
	}
	if (r == 0 || !boot->pending)
		r = report(shell, &attempt, r, err);
	faults_clear(&attempt.faults);
	held_clear(&attempt.before);
	held_clear(&attempt.held);
	error_clear(&attempt.warned);
	return r;
}
