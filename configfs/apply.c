/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan carried out: phase by phase, waiting steps on a few threads, undone on failure.
 */
#include "configfs/apply.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>

#include "configfs/apply_run.h"
#include "configfs/base/cleanup.h"

#define CONFIGFS_MAGIC 0x62656570
#define BUSY_SECONDS   10

static void run_init(struct run *run, const struct plan *plan)
{
	size_t count = plan->step_count, edges = 0;

	for (size_t i = 0; i < count; i++)
		edges += plan->steps[i].need_count;
	run->missing = xcalloc(count, sizeof *run->missing);
	run->first_user = xcalloc(count + 2, sizeof *run->first_user);
	run->users = xcalloc(edges, sizeof *run->users);
	run->quick = xcalloc(count, sizeof *run->quick);
	run->slow = xcalloc(count, sizeof *run->slow);
	run->done = xcalloc(count, sizeof *run->done);
	run->refused = xcalloc(count, sizeof *run->refused);
	run->since = xcalloc(count, sizeof *run->since);
	pthread_mutex_init(&run->mutex, NULL);
	pthread_cond_init(&run->work, NULL);
	pthread_cond_init(&run->progress, NULL);
	/* users of step n stand at first_user[n] … first_user[n + 1] - 1 */
	for (size_t i = 0; i < count; i++)
		for (unsigned k = 0; k < plan->steps[i].need_count; k++)
			run->first_user[plan->steps[i].needs[k] + 2]++;
	for (size_t i = 2; i < count + 2; i++)
		run->first_user[i] += run->first_user[i - 1];
	for (size_t i = 0; i < count; i++) {
		run->missing[i] = plan->steps[i].need_count;
		for (unsigned k = 0; k < plan->steps[i].need_count; k++)
			run->users[run->first_user[plan->steps[i].needs[k] + 1]++] =
				(unsigned)i;
	}
}

static void run_free(struct run *run)
{
	free(run->missing);
	free(run->first_user);
	free(run->users);
	free(run->quick);
	free(run->slow);
	free(run->done);
	free(run->refused);
	free(run->since);
	pthread_mutex_destroy(&run->mutex);
	pthread_cond_destroy(&run->work);
	pthread_cond_destroy(&run->progress);
}

/* The mutex is held. */
static void make_ready(struct run *run, unsigned step)
{
	if (run->plan->steps[step].waits && run->options->workers != 1) {
		run->slow[run->slow_tail++] = step;
		pthread_cond_signal(&run->work);
	} else {
		run->quick[run->quick_tail++] = step;
	}
}

/* The mutex is held. */
static void finish(struct run *run, unsigned step, int result)
{
	enum phase phase = run->plan->steps[step].phase;

	run->left--;
	if (result < 0 && result != -EALREADY) {
		if (!run->failed) {
			run->failed_step = step;
			run->failure = result;
		}
		run->failed = true;
		return;
	}
	if (result == -EALREADY)
		run->refused[run->refused_count++] = step;
	else
		run->done[run->done_count++] = step;
	for (unsigned i = run->first_user[step]; i < run->first_user[step + 1]; i++) {
		unsigned user = run->users[i];

		if (--run->missing[user] == 0 && run->plan->steps[user].phase == phase)
			make_ready(run, user);
	}
}

/* Steps of the pool share one error: only the first that fails may fill it. */
static int run_pool_step(struct run *run, unsigned step)
{
	struct error own = { 0 };
	int result = run_step(run->fs, &run->plan->steps[step], &own);

	pthread_mutex_lock(&run->mutex);
	if (!run->failed)
		error_append(run->err, &own);
	error_clear(&own);
	return result;
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + 1; /* never 0 */
}

static void *work(void *data)
{
	struct run *run = data;

	pthread_mutex_lock(&run->mutex);
	while (!run->stop) {
		if (run->slow_head == run->slow_tail || run->failed) {
			pthread_cond_wait(&run->work, &run->mutex);
			continue;
		}
		unsigned step = run->slow[run->slow_head++];

		run->running++;
		run->since[step] = now();
		pthread_mutex_unlock(&run->mutex);
		int result = run_pool_step(run, step);
		run->running--;
		run->since[step] = 0;
		finish(run, step, result);
		pthread_cond_signal(&run->progress);
	}
	pthread_mutex_unlock(&run->mutex);
	return NULL;
}

/* Signals are blocked while a plan runs; one that came is looked for between steps. */
static bool was_interrupted(const struct run *run)
{
	static const int enders[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t pending;

	if (run->options->interrupted != NULL && *run->options->interrupted)
		return true;
	sigpending(&pending);
	for (size_t i = 0; i < sizeof enders / sizeof *enders; i++)
		if (sigismember(&pending, enders[i]) == 1)
			return true;
	return false;
}

/* The one that was acted upon must not end the program once signals are open again. */
static void consume_signals(void)
{
	static const struct timespec none = { 0 };
	sigset_t enders;

	sigemptyset(&enders);
	sigaddset(&enders, SIGINT);
	sigaddset(&enders, SIGTERM);
	sigaddset(&enders, SIGHUP);
	while (sigtimedwait(&enders, NULL, &none) > 0)
		;
}

static void tell_progress(const struct run *run)
{
	if (run->options->progress != NULL)
		run->options->progress(run->done_count + run->refused_count,
				       run->plan->step_count, run->options->data);
}

/* An ACL or TPG with busy sessions can take the kernel long, or for ever. */
static void tell_busy(struct run *run)
{
	time_t time = now();

	if (run->options->busy == NULL)
		return;
	for (size_t i = 0; i < run->plan->step_count; i++) {
		if (run->since[i] == 0 || time - run->since[i] < BUSY_SECONDS)
			continue;
		run->options->busy(run->plan->steps[i].path,
				   (unsigned)(time - run->since[i]), run->options->data);
		run->since[i] = 0;
	}
}

/* The mutex is held; so it is at the end. */
static void run_quick(struct run *run)
{
	unsigned step = run->quick[run->quick_head++];

	pthread_mutex_unlock(&run->mutex);
	int result = run_pool_step(run, step);
	finish(run, step, result);
	if (run->done_count % 64 == 0)
		tell_progress(run);
}

static void wait_a_moment(struct run *run)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 200000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_cond_timedwait(&run->progress, &run->mutex, &until);
	tell_progress(run);
	tell_busy(run);
}

static void run_phase(struct run *run, enum phase phase)
{
	pthread_mutex_lock(&run->mutex);
	run->left = 0;
	for (size_t i = 0; i < run->plan->step_count; i++)
		run->left += run->plan->steps[i].phase == phase;
	for (size_t i = 0; i < run->plan->step_count; i++)
		if (run->plan->steps[i].phase == phase && run->missing[i] == 0)
			make_ready(run, (unsigned)i);
	while (run->left > 0 && !run->failed) {
		if (was_interrupted(run)) {
			run->failed = true;
			run->failure = -EINTR;
		} else if (run->quick_head < run->quick_tail) {
			run_quick(run);
		} else {
			wait_a_moment(run);
		}
	}
	while (run->running > 0)
		wait_a_moment(run);
	pthread_mutex_unlock(&run->mutex);
}

static size_t start_pool(struct run *run, pthread_t *pool)
{
	size_t wanted =
		run->options->workers == 0 ? APPLY_WORKERS : run->options->workers;
	size_t waiting = 0, started = 0;

	for (size_t i = 0; i < run->plan->step_count; i++)
		waiting += run->plan->steps[i].waits;
	if (wanted > APPLY_WORKERS)
		wanted = APPLY_WORKERS;
	if (wanted == 1 || waiting == 0)
		return 0;
	while (started < wanted && started < waiting &&
	       pthread_create(&pool[started], NULL, work, run) == 0)
		started++;
	return started;
}

static void stop_pool(struct run *run, const pthread_t *pool, size_t count)
{
	pthread_mutex_lock(&run->mutex);
	run->stop = true;
	pthread_cond_broadcast(&run->work);
	pthread_mutex_unlock(&run->mutex);
	for (size_t i = 0; i < count; i++)
		pthread_join(pool[i], NULL);
}

static int run_phases(struct run *run)
{
	static const enum phase phases[] = {
		PHASE_TIGHTEN,     PHASE_REPLACE, PHASE_BUILD,
		PHASE_CREDENTIALS, PHASE_WIDEN,   PHASE_OPEN,
	};
	pthread_t pool[APPLY_WORKERS];
	struct apply_options serial = *run->options;
	size_t workers = start_pool(run, pool);

	if (workers == 0) {
		serial.workers = 1;
		run->options = &serial;
	}
	for (size_t i = 0; i < sizeof phases / sizeof *phases && !run->failed; i++)
		run_phase(run, phases[i]);
	if (!run->failed && apply_verify(run->fs, run->plan, run->err) < 0) {
		run->failed = true;
		run->failed_late = true;
		run->failure = run->err->code;
	}
	if (!run->failed)
		run_phase(run, PHASE_DELETE);
	stop_pool(run, pool, workers);
	return run->failed ? run->failure : 0;
}

/* The result for the caller: what failed, in words, after the undo. */
static int report_failure(struct run *run, struct error *err)
{
	bool interrupted = run->failure == -EINTR;

	if (interrupted)
		error_clear(err);
	else if (err->code == 0)
		describe_failure(run->fs, &run->plan->steps[run->failed_step],
				 run->failure, err);
	const struct node *node = run->plan->steps[run->failed_step].node;
	if (!interrupted && !run->failed_late && run->options->failed != NULL &&
	    node != NULL)
		run->options->failed(node, run->options->data);
	if (!interrupted && !run->failed_late)
		about_node(err, node);
	bool whole = apply_undo(run, err);
	if (interrupted)
		error_set(err, NULL, -EINTR, "interrupted%s",
			  whole ? ": everything was put back as it was" : "");
	return err->code;
}

static void warn_refused(const struct run *run, struct error *warnings)
{
	for (size_t i = 0; warnings != NULL && i < run->refused_count; i++) {
		const struct step *step = &run->plan->steps[run->refused[i]];
		struct error one = { 0 };

		error_set(&one, NULL, -EINVAL, "%s was left as it is: %s", step->path,
			  step->may_refuse ? "the device refuses the value"
					   : "this kernel does not have it");
		error_append(warnings, &one);
	}
}

static int check_configfs(const struct fs *fs, struct error *err)
{
	struct statfs st;

	if (fs->root < 0 || fstatfs(fs->root, &st) < 0 || st.f_type != CONFIGFS_MAGIC)
		return fail(err, -ENOTSUP, "%s is not the kernel's configfs", fs->path);
	return 0;
}

int apply_plan(struct fs *fs, const struct plan *plan,
	       const struct apply_options *options, struct error *err)
{
	struct run run = { .fs = fs, .plan = plan, .options = options, .err = err };
	sigset_t all, old;

	if (plan->step_count == 0)
		return 0;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	int result = apply_prepare(fs, plan, err);
	if (result == 0)
		result = check_configfs(fs, err);
	if (result == 0) {
		run_init(&run, plan);
		result = run_phases(&run);
		run.options = options;
		if (result < 0)
			result = report_failure(&run, err);
		else
			warn_refused(&run, options->warnings);
		run_free(&run);
	}
	if (result == -EINTR)
		consume_signals();
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return result;
}
