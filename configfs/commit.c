/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change to the kernel: lock, load, edit a copy, check, plan, ask, apply, unlock. */
#include "configfs/commit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "configfs/complete_new.h"
#include "configfs/kept.h"
#include "configfs/module.h"
#include "configfs/path.h"
#include "configfs/settle.h"

#define LOCK_SECONDS 10

/* One try, under the lock.  The trees live as long as the plan that points into them. */
struct attempt {
	struct lock lock;
	struct fs fs;
	struct node *live, *wanted;
	struct plan *plan;
};

static void attempt_clear(struct attempt *attempt)
{
	plan_free(attempt->plan);
	node_free(attempt->live);
	node_free(attempt->wanted);
	fs_close(&attempt->fs);
	lock_release(&attempt->lock);
}

static void load_whole(const struct fs *fs, struct node *live, const char *path)
{
	autoerror struct error ignored = { 0 };
	struct node *node = NULL;

	/* Not a path of one object (a tag): all of it. */
	if (path_find(live, path, &node, &ignored) < 0)
		load_values(fs, live, LOAD_SETTINGS, true);
	else
		load_values(fs, node, LOAD_SETTINGS,
			    (node->type->flags & TYPE_CONTAINER) != 0);
}

static int load_both(const struct commit *commit, struct attempt *attempt,
		     struct error *err)
{
	int result = fs_open(&attempt->fs, NULL);

	if (result < 0)
		return fail(err, -EIO, "cannot open %s", attempt->fs.path);
	if (attempt->fs.root < 0) {
		result = lio_available(err);
		if (result < 0)
			return result;
	}
	result = load_tree(&attempt->fs, commit->depth, &attempt->live, err);
	if (result < 0)
		return result;
	if (commit->whole != NULL)
		load_whole(&attempt->fs, attempt->live, commit->whole);
	attempt->wanted = node_copy(attempt->live);
	return 0;
}

static int check_both(const struct commit *commit, const struct attempt *attempt,
		      struct error *err)
{
	struct error ignored = { 0 };
	struct error *warnings = commit->warnings == NULL ? &ignored : commit->warnings;
	int result = check_tree(attempt->wanted, attempt->live, err, warnings);

	if (result == 0)
		result = check_machine(attempt->wanted, attempt->live, err, warnings);
	error_clear(&ignored);
	return result;
}

static int count_unread(struct node *node, void *data)
{
	*(unsigned *)data += (node->flags & NODE_UNREAD) != 0;
	return 0;
}

static void tell_unread(const struct node *live, struct error *warnings)
{
	struct error one = { 0 };
	unsigned count = 0;

	node_walk(node_mutable(live), count_unread, &count);
	if (count == 0 || warnings == NULL)
		return;
	error_set(&one, NULL, -EPERM, "%u %s values that could not be compared", count,
		  count == 1 ? "object has" : "objects have");
	because(&one, "only root may read credentials, and what liosh keeps");
	error_append(warnings, &one);
}

static int make_attempt(const struct commit *commit, struct attempt *attempt,
			struct error *err)
{
	struct plan_options options = {
		.refuse_relink = commit->refuse_relink,
		.fs = &attempt->fs,
	};
	int result = 0;

	if (!commit->check_only && !commit->no_lock)
		result = lock_take(&attempt->lock, LOCK_SECONDS,
				   commit->apply.interrupted, err);
	if (result == 0)
		result = load_both(commit, attempt, err);
	if (result == 0)
		result = commit->edit(attempt->wanted, commit->data, err);
	if (result == 0)
		complete_new(attempt->live, attempt->wanted);
	if (result == 0)
		settle_devices(attempt->live, attempt->wanted, commit->warnings);
	if (result == 0)
		tell_unread(attempt->live, commit->warnings);
	if (result == 0)
		result = check_both(commit, attempt, err);
	if (result == 0)
		result = plan_make(attempt->live, attempt->wanted, &options,
				   &attempt->plan, err);
	return result;
}

static bool needs_yes(const struct commit *commit, const struct plan *plan)
{
	return !commit->yes && !commit->check_only && plan->impact > IMPACT_LIVE;
}

/* What needs the yes, on one line; owned. */
static char *disturbances(const struct plan *plan)
{
	struct text text = { 0 };

	for (size_t i = 0; i < plan->change_count; i++) {
		if (plan->changes[i].impact <= IMPACT_LIVE)
			continue;
		autofree char *line = change_text(&plan->changes[i]);
		text_addf(&text, "%s%s", text.length == 0 ? "" : "; ",
			  line + strspn(line, " "));
	}
	return text_take(&text);
}

static int refuse_unasked(const struct plan *plan, struct error *err)
{
	autofree char *text = disturbances(plan);

	error_set(err, NULL, -EPERM,
		  "this needs a yes, for it disturbs initiators or data");
	because(err, "%s", text);
	advise(err, "say --yes before the command if that is what you want");
	return -EPERM;
}

/* Asked without the lock; what was shown must still be what would be done. */
static int ask_and_retry(const struct commit *commit, struct attempt *attempt,
			 struct error *err)
{
	struct attempt shown = *attempt;

	*attempt = (struct attempt){ .lock = { -1, -1 }, .fs = { .root = -1 } };
	lock_release(&shown.lock);
	if (commit->ask == NULL || !commit->ask(shown.plan, commit->data)) {
		int result = refuse_unasked(shown.plan, err);

		attempt_clear(&shown);
		return result;
	}
	if (commit->warnings != NULL)
		error_clear(commit->warnings);
	int result = make_attempt(commit, attempt, err);
	if (result == 0 && !plan_equal(shown.plan, attempt->plan)) {
		error_set(err, NULL, -EBUSY,
			  "the configuration changed while you were asked");
		advise(err, "give the command again to see what it would do now");
		result = -EBUSY;
	}
	attempt_clear(&shown);
	return result;
}

/* What configfs has no place for is kept first: where that fails nothing was done yet. */
static int carry_out(struct attempt *attempt, const struct apply_options *options,
		     struct error *err)
{
	struct error autoerror ignored = { 0 };
	int result = keeper == NULL ? 0 : keeper->keep(attempt->wanted, err);

	if (result < 0)
		return result;
	result = apply_plan(&attempt->fs, attempt->plan, options, err);
	if (keeper == NULL)
		return result;
	if (result < 0)
		(void)!keeper->keep(attempt->live, &ignored);
	else
		keeper->done(attempt->wanted);
	return result;
}

int commit_run(const struct commit *commit, struct error *err)
{
	struct attempt attempt = { .lock = { -1, -1 }, .fs = { .root = -1 } };
	struct apply_options options = commit->apply;

	if (geteuid() != 0 && !commit->check_only)
		return fail(err, -EPERM, "only root can change the configuration");
	int result = make_attempt(commit, &attempt, err);
	if (result == 0 && needs_yes(commit, attempt.plan))
		result = ask_and_retry(commit, &attempt, err);
	options.warnings = commit->warnings;
	if (result == 0 && commit->planned != NULL)
		result = commit->planned(attempt.plan, attempt.live, commit->data, err);
	if (result == 0 && !commit->check_only)
		result = carry_out(&attempt, &options, err);
	attempt_clear(&attempt);
	complete_forget();
	return result;
}
