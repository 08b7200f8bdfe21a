/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of what was answered: made, shown, carried out, saved. */
#include "tui/review.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "configfs/commit.h"
#include "configfs/path.h"
#include "profiles/standing.h"
#include "tui/build.h"
#include "tui/warnings.h"

void review_clear(struct review *review)
{
	ops_free(&review->ops);
	outline_clear(&review->outline);
	free(review->failed);
	secret_free(review->script);
	free(review->masked);
	error_clear(&review->warnings);
	*review = (struct review){ 0 };
}

/* commit_run hands one pointer to all its functions. */
struct application {
	struct wizard *wizard;
	struct review *review;
	const struct review_progress *progress;
};

static int edit(struct node *wanted, void *data, struct error *err)
{
	const struct application *application = data;

	return ops_apply(&application->review->ops, wanted, application->wizard->offline,
			 err);
}

static void keep_plan(struct review *review, const struct plan *plan, bool live)
{
	bool has_secrets;

	outline_make(&review->outline, plan);
	review->change_count = plan->change_count;
	if (live) {
		review->script = plan_script(plan, false, &has_secrets);
		review->masked = plan_script(plan, true, &has_secrets);
	}
}

static int show_plan(const struct plan *plan, const struct node *live, void *data,
		     struct error *err)
{
	const struct application *application = data;

	(void)live;
	(void)err;
	keep_plan(application->review, plan, true);
	return 0;
}

static int refuse_moved(const struct plan *plan, const struct node *live, void *data,
			struct error *err)
{
	const struct application *application = data;
	struct wizard *wizard = application->wizard;

	(void)plan;
	if (!what_moved(wizard->tree, live, &wizard->moved))
		return 0;
	node_free(wizard->tree);
	wizard->tree = node_copy(live);
	error_set(err, NULL, -EBUSY, "the configuration changed since it was shown");
	because(err, "somebody else changed it meanwhile");
	advise(err, "look at the plan again");
	return -EBUSY;
}

static int plan_live(struct wizard *wizard, struct review *review, struct error *err)
{
	struct application application = { .wizard = wizard, .review = review };
	const struct commit commit = {
		.edit = edit,
		.data = &application,
		.depth = LOAD_SETTINGS,
		.check_only = true,
		.planned = show_plan,
		.warnings = &review->warnings,
	};

	return commit_run(&commit, err);
}

static int plan_profile(const struct wizard *wizard, struct review *review,
			struct error *err)
{
	const struct plan_options options = { .changes_only = true };
	autonode struct node *wanted = node_copy(wizard->tree);
	struct plan *plan = NULL;
	int result = ops_apply(&review->ops, wanted, true, err);

	if (result == 0)
		result = check_tree(wanted, wizard->tree, err, &review->warnings);
	if (result < 0)
		return result;
	result = plan_make(wizard->tree, wanted, &options, &plan, err);
	if (result < 0)
		return result;
	keep_plan(review, plan, false);
	plan_free(plan);
	return 0;
}

int review_make(struct wizard *wizard, struct review *review, struct error *err)
{
	review_clear(review);
	build_ops(wizard, &review->ops);
	bool no_kernel = wizard->offline || wizard->no_kernel != NULL;
	int result = no_kernel ? plan_profile(wizard, review, err)
			       : plan_live(wizard, review, err);

	wizard->end.planned = result == 0 && review->change_count > 0;
	if (result == 0)
		wizard_warnings(wizard, &review->warnings);
	else
		wizard->focus = field_to_mend(wizard, err);
	return result;
}

/* Most lines have room for the mark at their beginning. */
static void add_marked(struct text *out, const char *line, size_t length, bool marked)
{
	size_t skipped = marked && *line == ' ';

	if (marked)
		text_add(out, "*");
	text_add_bytes(out, line + skipped, length - skipped);
}

/* The first line is that of the first path. */
static void add_lines(struct text *out, const char *lines, char *const *paths,
		      const struct moved *moved)
{
	for (size_t i = 0; *lines != '\0'; i++) {
		size_t length = strcspn(lines, "\n") + 1;

		add_marked(out, lines, length, moved_has(moved, paths[i]));
		lines += length;
	}
}

char *review_plan(const struct wizard *wizard, const struct review *review)
{
	struct text out = { 0 };

	add_lines(&out, review->outline.text, review->outline.paths, &wizard->moved);
	return text_take(&out);
}

char *review_moved(const struct wizard *wizard)
{
	struct text out = { 0 };

	if (wizard->moved.count == 0)
		return NULL;
	text_add(&out, "Others changed meanwhile, as marked with *:\n");
	add_lines(&out, wizard->moved.text, wizard->moved.paths, &wizard->moved);
	return text_take(&out);
}

/* --- done ------------------------------------------------------------------------ */

static void tell_progress(size_t done, size_t total, void *data)
{
	const struct application *application = data;

	if (application->progress != NULL && application->progress->step != NULL)
		application->progress->step(done, total, application->progress->data);
}

static void keep_failed(const struct node *node, void *data)
{
	struct review *review = ((const struct application *)data)->review;

	free(review->failed);
	review->failed = node_path(node);
}

static int apply_live(struct application *application, struct error *err)
{
	const struct commit commit = {
		.edit = edit,
		.data = application,
		.depth = LOAD_SETTINGS,
		.yes = application->wizard->start->yes,
		.planned = refuse_moved,
		.apply = { .interrupted = application->wizard->start->interrupted,
			   .workers = application->wizard->start->workers,
			   .progress = tell_progress,
			   .failed = keep_failed,
			   .data = application },
		.warnings = &application->review->warnings,
	};

	error_clear(&application->review->warnings);
	return commit_run(&commit, err);
}

static int apply_profile(const struct wizard *wizard, const struct review *review,
			 struct error *err)
{
	struct profile *profile = wizard->start->profile;
	autonode struct node *wanted = node_copy(profile->tree);
	int result = ops_apply(&review->ops, wanted, true, err);

	if (result < 0)
		return result;
	node_free(profile->tree);
	profile->tree = take_ptr(wanted);
	return 0;
}

int review_apply(struct wizard *wizard, struct review *review,
		 const struct review_progress *progress, struct error *err)
{
	struct application application = {
		.wizard = wizard,
		.review = review,
		.progress = progress,
	};

	moved_clear(&wizard->moved);
	int result = wizard->offline ? apply_profile(wizard, review, err)
				     : apply_live(&application, err);

	wizard->end.unsaved = result == 0;
	return result;
}

/* --- saved ----------------------------------------------------------------------- */

static int read_saved(struct profile **saved, struct error *err)
{
	struct error autoerror problem = { 0 };
	int result = profile_read(PROFILE_DEFAULT, 0, saved, &problem);

	if (result == 0)
		return 0;
	if (result == -ENOMSG && access(PROFILE_DEFAULT, F_OK) < 0 && errno == ENOENT) {
		*saved = NULL;
		return 0;
	}
	error_append(err, &problem);
	return result;
}

/* Into what is saved already, so that what others left unsaved stays so. */
static int save_change(const struct review *review, struct error *warnings,
		       struct error *err)
{
	struct profile *saved = NULL;
	int result = read_saved(&saved, err);

	if (result < 0)
		return result;
	autonode struct node *tree = saved == NULL ? tree_new() : node_copy(saved->tree);
	profile_free(saved);
	result = ops_apply(&review->ops, tree, true, err);
	if (result == -ENOENT)
		advise(err,
		       "the target itself was never saved: 'saveconfig' in the shell "
		       "saves all that runs");
	if (result == 0)
		result = profile_save(PROFILE_DEFAULT, tree,
				      EMIT_SEAL | (review->over ? SAVE_OVER : 0U),
				      warnings, err);
	return result;
}

char *review_lost(const struct wizard *wizard)
{
	struct standing autostanding standing = { 0 };

	if (wizard->start->profile != NULL)
		return NULL;
	standing_read(PROFILE_DEFAULT, &standing);
	/* Into what cannot be read nothing is saved. */
	if (standing_is_free(&standing) || standing.problem.code != 0)
		return NULL;
	autofree char *comments = standing_comments(&standing);
	return xasprintf("%s: %s.\nWhat it says stays, and this change is added; %s.\n",
			 PROFILE_DEFAULT, standing_text(&standing), comments);
}

int review_save(struct wizard *wizard, const struct review *review, char **path,
		struct error *warnings, struct error *err)
{
	struct profile *profile = wizard->start->profile;
	int result = profile == NULL ? save_change(review, warnings, err)
				     : profile_save_again(profile, profile->tree,
							  EMIT_SEAL, warnings, err);

	if (result < 0)
		return result;
	*path = xstrdup(profile == NULL ? PROFILE_DEFAULT : profile->path);
	wizard->end.unsaved = false;
	wizard->end.saved = profile != NULL;
	return 0;
}
