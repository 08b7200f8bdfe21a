/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restore at boot: tried, and what cannot be is held back, until it can be done. */
#include "shell/boot.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/keep.h"
#include "configfs/path.h"
#include "configfs/settle.h"
#include "profiles/pending.h"
#include "profiles/stopped.h"
#include "shell/boot_saved.h"
#include "shell/hurry.h"
#include "shell/print.h"
#include "shell/service.h"

#define LOOK_AGAIN_MS 250
/* A disk may be there a moment before its name is. */
#define NAMES_MS     5000
#define UDEV_IS_BUSY "/run/udev/queue"

struct attempt {
	const struct boot *boot;
	const struct node *profile;
	bool pending; /* only what was held back before */
	struct faults faults;
	struct held before;  /* what was held back before */
	struct held held;    /* what is now */
	struct error warned; /* by the tries before */
	bool moved;          /* a disk was found, but not by its name */
	/* Of the new targets only this one, with what it needs; "": none; NULL: all. */
	const char *only;
};

/* --- laid over ------------------------------------------------------------------- */

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
	if (r == 0 && service_is_stopped())
		r = fail(err, -EBUSY, "'service stop' was given meanwhile");
	if (r < 0)
		return r;
	keep_running(wanted, live, &attempt->before.left);
	if (!attempt->pending) {
		if (attempt->only != NULL)
			keep_to_one(wanted, live, attempt->only);
		hold_back(wanted, live, &attempt->faults, &attempt->held);
		return 0;
	}
	keep_to_left(wanted, live, &attempt->before.left, &attempt->faults);
	if (attempt->only != NULL)
		keep_to_one(wanted, live, attempt->only);
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

static void tell_all(struct error *told, const char *what, const char *why)
{
	struct error one = { 0 };

	error_set(&one, NULL, -ENODEV, "%s", what);
	because(&one, "%s", why);
	error_about(&one, "/", NULL);
	error_append(told, &one);
}

/* Where this ends before its time what it was making is not what was meant. */
static void note_making(const struct attempt *attempt, const struct node *wanted,
			const struct node *live)
{
	autofree char *what =
		xasprintf("the restore of %s has not ended", attempt->boot->path);
	struct held made = { 0 };

	if (!attempt->pending)
		tell_all(&made.told, what, "it is under way, or was broken off");
	if (wanted != NULL)
		keep_note_new(wanted, live, &made.left);
	pending_begin(&made);
	held_clear(&made);
}

static int planned(const struct plan *plan, const struct node *live, void *data,
		   struct error *err)
{
	(void)err;
	if (plan->change_count > 0)
		note_making(data, plan->wanted, live);
	return 0;
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
		.planned = check_only ? NULL : planned,
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

static void on_terminate(int signal_)
{
	(void)signal_;
	interrupted = 1;
}

/* --- told ------------------------------------------------------------------------ */

static void untell(struct error *told, const char *path)
{
	struct error left = { 0 };

	while (told->code != 0) {
		struct error one = *told, *next = told->next;

		one.next = NULL;
		*told = next == NULL ? (struct error){ 0 } : *next;
		free(next);
		if (text_equal(one.object, path))
			error_clear(&one);
		else
			error_append(&left, &one);
	}
	*told = left;
}

/* Where nothing could be done, that is what is pending: it must not be saved over.  But
 * what was known better stays. */
static int report_failure(struct attempt *attempt, const struct error *err)
{
	autofree char *what =
		xasprintf("nothing of %s was restored", attempt->boot->path);
	const char *why = err->what == NULL ? "it failed" : err->what;
	struct error *told = &attempt->before.told;

	if (told->code == 0 || is_told(told, "/")) {
		untell(told, "/");
		tell_all(told, what, why);
	}
	return pending_write(&attempt->before, NULL);
}

static int report(struct shell *shell, struct attempt *attempt, struct error *err)
{
	unsigned count = error_count(&attempt->held.told);

	if (count > 0)
		shell->partial = true;
	error_print(shell->errors, &attempt->held.told, count);
	return pending_write(&attempt->held, err);
}

/* --- from the lock to the list --------------------------------------------------- */

/* Nobody is let in until it is started again, not by what comes late either. */
static int wait_for_start(struct shell *shell, const struct attempt *attempt)
{
	free(take_ptr(shell->restored_path));
	shell->partial = shell->partial || attempt->before.told.code != 0;
	fputs("note: nothing is restored while the service is stopped: 'service start' "
	      "restores it\n",
	      shell->errors);
	return 0;
}

/* Only before anything is served. */
static int begin_hurry(struct shell *shell)
{
	struct error autoerror ignored = { 0 };
	unsigned targets = 0, sessions = 0;
	int hurry = -1;

	hurry_mend();
	int r = service_served(shell, &targets, &sessions, &ignored);
	if (r == -ENOTSUP || (r == 0 && targets == 0))
		hurry_begin(&hurry);
	return hurry;
}

static int restore(struct shell *shell, struct attempt *attempt, struct error *err)
{
	struct error autoerror unknown = { 0 };
	int r = pending_read(&attempt->before, &unknown);

	if (r < 0 && attempt->boot->pending) {
		error_append(err, &unknown);
		return r;
	}
	if (service_is_stopped())
		return wait_for_start(shell, attempt);
	/* One that failed as a whole, or was broken off, knows of no parts. */
	attempt->pending = attempt->boot->pending && !is_told(&attempt->before.told, "/");
	if (!attempt->pending)
		note_making(attempt, NULL, NULL);
	r = boot_saved(shell, attempt->boot->path, err);
	if (r == 0) {
		attempt->profile = shell->restored->tree;
		wait_for_all(shell, attempt);
		int hurry = begin_hurry(shell);
		r = carry_out(shell, attempt, err);
		hurry_end(&hurry);
	}
	int kept = 0;
	if (r == 0)
		r = kept = report(shell, attempt, err);
	else if (!attempt->pending)
		kept = report_failure(attempt, err);
	if (kept == 0)
		pending_end();
	return r;
}

int boot_restore(struct shell *shell, const struct boot *boot, struct error *err)
{
	const struct sigaction on_term = { .sa_handler = on_terminate };
	struct attempt attempt = { .boot = boot };
	struct sigaction before;
	autoclose int lock = -1;

	/* What is pending is to be told in the end. */
	sigaction(SIGTERM, &on_term, &before);
	int r = pending_lock(&interrupted, &lock, err);
	if (r == 0)
		r = restore(shell, &attempt, err);
	sigaction(SIGTERM, &before, NULL);
	faults_clear(&attempt.faults);
	held_clear(&attempt.before);
	held_clear(&attempt.held);
	error_clear(&attempt.warned);
	return r;
}
