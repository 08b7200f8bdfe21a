/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The saved profile, or the one before it. */
#include "shell/boot_saved.h"

#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "profiles/saved.h"
#include "shell/print.h"

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

int boot_saved(struct shell *shell, const char *path, struct error *err)
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
