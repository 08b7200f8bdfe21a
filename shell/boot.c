/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restore at boot: tried, and what cannot be is held back, until it can be done. */
#include "shell/boot.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "profiles/pending.h"
#include "profiles/stopped.h"
#include "shell/boot_attempt.h"
#include "shell/boot_saved.h"
#include "shell/hurry.h"
#include "shell/print.h"
#include "shell/service.h"

#define LOOK_AGAIN_MS 250
/* A disk may be there a moment before its name is. */
#define NAMES_MS     5000
#define UDEV_IS_BUSY "/run/udev/queue"

/* Until nothing is wrong with what is left of it, or something is that has no object. */
static void find_faults(struct shell *shell, struct attempt *attempt)
{
	int r = -EINVAL;
	bool more = true;

	faults_clear(&attempt->faults);
	(void)faults_add(&attempt->faults, &shell->restored->faults);
	while (r < 0 && more) {
		struct error autoerror problem = { 0 };

		r = attempt_try(shell, attempt, true, &problem);
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

/* Nobody else's lock, nor a hand that stops it. */
static bool is_final(int r)
{
	return r == -EINTR || r == -EBUSY || r == -EPERM;
}

/* What the kernel refuses is missing like any other, if it stands there (NULL: wherever):
 * the rest comes without it. */
static int try_without(struct shell *shell, struct attempt *attempt, const char *where,
		       struct error *err)
{
	for (;;) {
		struct error autoerror problem = { 0 };
		int r = interrupted ? fail(&problem, -EINTR, "interrupted")
				    : attempt_try(shell, attempt, false, &problem);

		if (r == 0)
			return 0;
		bool is_there = where == NULL || (problem.object != NULL &&
						  starts_with(problem.object, where));
		if (is_final(r) || !is_there || !faults_add(&attempt->faults, &problem)) {
			error_append(err, &problem);
			return r;
		}
		print_error(shell, &problem);
	}
}

/* Each target on its own, after what all of them need: what fails is that one's. */
static int carry_out_each(struct shell *shell, struct attempt *attempt, struct error *err)
{
	attempt->only = "";
	int r = try_without(shell, attempt, NULL, err);

	for (size_t f = 0; r == 0 && f < attempt->profile->child_count; f++) {
		const struct node *fabric = attempt->profile->children[f];

		if (fabric->type->class != CLASS_FABRIC)
			continue;
		node_foreach (target, fabric) {
			struct error autoerror problem = { 0 };
			autofree char *path = node_path(target);

			attempt->only = path;
			r = try_without(shell, attempt, "/backstores/", &problem);
			if (r == -EINTR || interrupted)
				return fail(err, -EINTR, "interrupted");
			if (r < 0)
				faults_add_at(&attempt->faults, path, &problem);
			r = 0;
		}
	}
	attempt->only = NULL;
	return r == 0 ? try_without(shell, attempt, NULL, err) : r;
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
	while ((r = attempt_try(shell, attempt, false, &problem)) < 0 &&
	       lacks_module(attempt, &problem))
		error_clear(&problem);
	if (r == 0)
		return 0;
	if (is_final(r)) {
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

	if (told->code == 0 || attempt_is_told(told, "/")) {
		untell(told, "/");
		attempt_tell_all(told, what, why);
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
	attempt->pending =
		attempt->boot->pending && !attempt_is_told(&attempt->before.told, "/");
	attempt_begin(attempt);
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
	/* One that brought what is pending and was broken off has told nobody what it
	 * had to leave. */
	if (kept == 0 && (r == 0 || !attempt->pending))
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
	held_clear(&attempt.made);
	error_clear(&attempt.warned);
	return r;
}
