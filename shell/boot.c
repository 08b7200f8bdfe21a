/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restore at boot: tried, and what cannot be is held back, until it can be done. */
#include "shell/boot.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/hold.h"
#include "configfs/path.h"
#include "profiles/pending.h"
#include "shell/print.h"

#define LOOK_AGAIN_MS 250

struct attempt {
	const struct boot *boot;
	const struct node *profile;
	struct faults faults;
	struct error pending; /* boot->pending: what was held back */
	struct error told;    /* what is now */
	char *refused;        /* by the kernel; owned */
};

/* --- which profile ------------------------------------------------------------------- */

static int read_profile(struct shell *shell, const char *path, struct error *err)
{
	profile_free(take_ptr(shell->restored));
	free(shell->restored_path);
	shell->restored_path = xstrdup(path);
	int r = profile_read(shell->restored_path, PROFILE_STRICT_ATTRS | PROFILE_PARTIAL,
			     &shell->restored, err);
	if (r == 0)
		shell_warn(shell, &shell->restored->warnings);
	return r;
}

/* The one before is whole, or the first error stands.  One that is not there at all was
 * taken away by somebody: it is not replaced. */
static int read_saved(struct shell *shell, const char *path, struct error *err)
{
	struct error autoerror damage = { 0 }, ignored = { 0 };
	int r = read_profile(shell, path, &damage);

	if (r == 0)
		return 0;
	autofree char *previous = xasprintf("%s.prev", path);
	/* Nor is one that a newer liosh wrote. */
	if (r == -ENOMSG || text_equal(damage.value, "liosh") ||
	    read_profile(shell, previous, &ignored) < 0) {
		error_append(err, &damage);
		return r;
	}
	print_error(shell, &damage);
	fprintf(shell->errors,
		"warning: %s is taken in its place, what was saved before: look at both, "
		"and save again\n",
		previous);
	shell->partial = true;
	return 0;
}

/* --- laid over ----------------------------------------------------------------------- */

/* Only what is pending; what somebody changed since the boot stays. */
static int lay_pending(const struct attempt *attempt, struct node *wanted,
		       struct error *err)
{
	int r = 0;

	for (const struct error *at = &attempt->pending;
	     r == 0 && at != NULL && at->object != NULL; at = at->next) {
		const char *so = after_prefix(at->object, "/backstores/");
		const char *target = strrchr(at->object, '/') + 1;

		r = profile_overlay(wanted, attempt->profile, OVERLAY_KERNEL,
				    so == NULL ? target : NULL, so, err);
	}
	return r;
}

static int edit(struct node *wanted, void *data, struct error *err)
{
	struct attempt *attempt = data;
	autonode struct node *live = node_copy(wanted);
	int r = attempt->boot->pending
			? lay_pending(attempt, wanted, err)
			: profile_overlay(wanted, attempt->profile, OVERLAY_KERNEL, NULL,
					  NULL, err);

	error_clear(&attempt->told);
	if (r == 0)
		hold_back(wanted, live, &attempt->faults, &attempt->told);
	return r;
}

static void refused(const struct node *node, void *data)
{
	struct attempt *attempt = data;

	free(attempt->refused);
	attempt->refused = node_path(node);
}

static int try(struct shell *shell, struct attempt *attempt, bool check_only,
	       struct error *warnings, struct error *err)
{
	const struct commit commit = {
		.edit = edit,
		.data = attempt,
		.depth = LOAD_SETTINGS,
		.check_only = check_only,
		.yes = true,
		.warnings = warnings,
		.apply = { .interrupted = &interrupted,
			   .workers = shell->workers,
			   .failed = refused,
			   .data = attempt },
	};

	return commit_run(&commit, err);
}

/* Until nothing is wrong with what is left of it. */
static int find_faults(struct shell *shell, struct attempt *attempt, struct error *err)
{
	faults_clear(&attempt->faults);
	(void)faults_add(&attempt->faults, &shell->restored->faults);
	for (;;) {
		struct error autoerror problem = { 0 };
		int r = try(shell, attempt, true, NULL, &problem);

		if (r == 0)
			return 0;
		if (!faults_add(&attempt->faults, &problem)) {
			error_append(err, &problem);
			return r;
		}
	}
}

static long long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* As long as something is missing that may come. */
static int wait_for_all(struct shell *shell, struct attempt *attempt, struct error *err)
{
	long long end = now_ms() + 1000LL * attempt->boot->wait_seconds;
	int r = find_faults(shell, attempt, err);

	while (r == 0 && faults_may_go(&attempt->faults) && now_ms() < end) {
		if (interrupted)
			return fail(err, -EINTR, "interrupted");
		usleep(LOOK_AGAIN_MS * 1000);
		r = find_faults(shell, attempt, err);
	}
	return r;
}

/* What the kernel refuses is held back as well; each time one object at least. */
static int carry_out(struct shell *shell, struct attempt *attempt, struct error *err)
{
	for (;;) {
		struct error autoerror problem = { 0 }, warnings = { 0 };
		size_t before = attempt->faults.count;
		int r = try(shell, attempt, false, &warnings, &problem);

		shell_warn(shell, &warnings);
		if (r == -EREMOTEIO && attempt->refused != NULL)
			faults_add_refused(&attempt->faults, attempt->refused, &problem);
		if (r == 0 || attempt->faults.count == before) {
			error_append(err, &problem);
			return r;
		}
	}
}

/* --- told ---------------------------------------------------------------------------- */

static int report(struct shell *shell, struct attempt *attempt, struct error *err)
{
	int r = pending_write(&attempt->told, err);
	unsigned count = error_count(&attempt->told);

	if (count > 0)
		shell->partial = true;
	error_print(shell->errors, &attempt->told, count);
	return r;
}

int boot_restore(struct shell *shell, const struct boot *boot, struct error *err)
{
	struct attempt attempt = { .boot = boot };
	int r = read_saved(shell, boot->path, err);

	if (r < 0)
		return r;
	attempt.profile = shell->restored->tree;
	if (boot->pending)
		pending_read(&attempt.pending);
	r = wait_for_all(shell, &attempt, err);
	if (r == 0)
		r = carry_out(shell, &attempt, err);
	if (r == 0)
		r = report(shell, &attempt, err);
	faults_clear(&attempt.faults);
	error_clear(&attempt.pending);
	error_clear(&attempt.told);
	free(attempt.refused);
	return r;
}
