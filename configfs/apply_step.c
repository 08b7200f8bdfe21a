/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a plan, and one step back. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "configfs/apply_run.h"
#include "configfs/base/cleanup.h"
#include "configfs/device.h"
#include "configfs/fs_write.h"

static bool reads_as(const struct fs *fs, const struct step *step)
{
	autofree char *raw = NULL;

	if (step->reads == NULL || fs_read_text(fs, step->path, &raw) < 0)
		return false;
	if (step->attr == NULL)
		return strcmp(raw, step->reads) == 0;
	autofree char *text = attr_decode(step->attr, raw);
	return strcmp(text, step->reads) == 0;
}

static int write_step(const struct fs *fs, const struct step *step)
{
	if (step->compare && reads_as(fs, step))
		return 0;
	int result = fs_write(fs, step->path, step->text);
	if (result == -ENOENT && step->may_lack && !fs_exists(fs, step->path))
		return -EALREADY;
	if (result < 0 && step->may_refuse)
		return -EALREADY;
	return result;
}

/* An XCOPY that was under way holds a storage object for a moment after its last LUN is
 * gone (Linux 6.1). */
static int rmdir_step(const struct fs *fs, const char *path)
{
	static const struct timespec pause = { .tv_nsec = 50000000 };
	int result = fs_rmdir(fs, path);

	for (int tries = 0; result == -EBUSY && tries < 10; tries++) {
		nanosleep(&pause, NULL);
		result = fs_rmdir(fs, path);
	}
	return result;
}

/* A login of the kernel's takes microseconds where it is not held up. */
static int settle_step(const struct fs *fs, const struct step *step)
{
	static const struct timespec pause = { .tv_nsec = 100000000 };
	int result = write_step(fs, step);

	if (result == 0)
		nanosleep(&pause, NULL);
	return result;
}

int run_step(struct fs *fs, const struct step *step, struct error *err)
{
	switch (step->op) {
	case STEP_MKDIR:
		return fs_mkdir(fs, step->path);
	case STEP_RMDIR:
		return rmdir_step(fs, step->path);
	case STEP_WRITE:
		return step->settles ? settle_step(fs, step) : write_step(fs, step);
	case STEP_LINK:
		return fs_symlink(fs, step->text, step->path);
	case STEP_UNLINK:
		return fs_unlink(fs, step->path);
	case STEP_MAKE_FILE:
		return backing_file_make(step->path, step->bytes, step->sparse, err);
	case STEP_DROP_FILE:
		return backing_file_unmake(step->path);
	case STEP_CHECK:
		return check_object(fs, step->node, err);
	}
	return -EINVAL;
}

static void add_left_over(const struct run *run, const struct step *done, unsigned from,
			  struct text *left)
{
	for (unsigned k = from; k < done->undo_count; k++) {
		autofree char *command =
			step_command(&done->undo[k], run->fs->path, true);

		if (command != NULL)
			text_addf(left, "%s%s", left->length == 0 ? "" : "; ", command);
	}
}

static bool enables(const struct step *step)
{
	return step->op == STEP_WRITE && step->phase == PHASE_OPEN &&
	       strcmp(strrchr(step->path, '/'), "/enable") == 0;
}

/* It lets initiators in before this run enables anything. */
static bool was_on(const struct run *run, const struct node *tpg)
{
	for (size_t i = 0; i < run->plan->step_count; i++)
		if (enables(&run->plan->steps[i]) && run->plan->steps[i].node == tpg)
			return false;
	return tpg_is_on(tpg);
}

/* Once a TPG was enabled, or a LUN linked in one that is on, somebody may have written to
 * a file that this run made. */
static bool may_hold_data(const struct run *run)
{
	for (size_t i = 0; i < run->done_count; i++) {
		const struct step *step = &run->plan->steps[run->done[i]];
		const struct node *tpg =
			step->op == STEP_LINK ? node_above(step->node, CLASS_TPG) : NULL;

		if (enables(step) || (tpg != NULL && was_on(run, tpg)))
			return true;
	}
	return false;
}

/* What is added to why an apply failed. */
static void also_because(struct error *err, const char *text)
{
	autofree char *why = xstrdup_null(err->why);

	because(err, "%s%s%s", why == NULL ? "" : why, why == NULL ? "" : "; ", text);
}

static void tell_kept(const struct step *file, struct error *err)
{
	autofree char *text =
		xasprintf("%s stays: initiators may have written to it", file->path);

	also_because(err, text);
}

/* How many of the undo's steps were done. */
static unsigned undo_one(const struct run *run, const struct step *done, bool keep_files,
			 struct error *err)
{
	for (unsigned k = 0; k < done->undo_count; k++) {
		autoerror struct error ignored = { 0 };

		if (keep_files && done->undo[k].op == STEP_DROP_FILE) {
			tell_kept(&done->undo[k], err);
			continue;
		}
		int result = run_step(run->fs, &done->undo[k], &ignored);

		if (result < 0 && result != -EALREADY)
			return k;
	}
	return done->undo_count;
}

/* Stops at the first step that does not go back: what is left undone then is the
 * stricter side. */
bool apply_undo(struct run *run, struct error *err)
{
	autotext struct text left = { 0 };
	bool keep_files = may_hold_data(run);

	for (size_t i = run->done_count; i > 0; i--) {
		const struct step *done = &run->plan->steps[run->done[i - 1]];
		unsigned undone =
			left.length > 0 ? 0 : undo_one(run, done, keep_files, err);

		if (undone < done->undo_count)
			add_left_over(run, done, undone, &left);
	}
	run->done_count = 0;
	if (left.length == 0)
		return err->why == NULL || !keep_files;
	also_because(err, "not everything could be put back");
	advise(err, "finish with: %s", left.data);
	return false;
}
