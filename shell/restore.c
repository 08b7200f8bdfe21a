/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile laid over the tree under work. */
#include "shell/restore.h"

#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "shell/change.h"

/* commit_run hands one pointer to all its functions. */
struct laying {
	const struct restore *restore;
	const struct node *profile;
	unsigned flags;
};

static int edit(struct node *wanted, void *data, struct error *err)
{
	const struct laying *laying = data;
	const struct restore *restore = laying->restore;

	return profile_overlay(wanted, laying->profile, laying->flags, restore->target,
			       restore->storage_object, err);
}

static int planned(const struct plan *plan, const struct node *live, void *data,
		   struct error *err)
{
	const struct restore *restore = ((const struct laying *)data)->restore;

	(void)live;
	(void)err;
	restore->planned(plan, restore->data);
	return 0;
}

static int lay(struct shell *shell, const struct restore *restore, struct error *err)
{
	bool live = shell->profile == NULL;
	struct laying laying = {
		.restore = restore,
		.profile = shell->restored->tree,
		.flags = restore->flags | (live ? OVERLAY_KERNEL : 0U),
	};
	const struct commit commit = {
		.edit = edit,
		.data = &laying,
		.depth = LOAD_SETTINGS,
		.check_only = restore->check_only,
		.planned = restore->planned == NULL ? NULL : planned,
	};

	return shell_edit(shell, &commit, err);
}

int restore_profile(struct shell *shell, const struct restore *restore, struct error *err)
{
	unsigned flags = shell->profile == NULL ? PROFILE_STRICT_ATTRS : 0;
	char *path = xstrdup(restore->path);

	profile_free(take_ptr(shell->restored));
	free(shell->restored_path);
	shell->restored_path = path;
	int r = profile_read(path, flags, &shell->restored, err);
	if (r < 0)
		return r;
	shell_warn(shell, &shell->restored->warnings);
	return lay(shell, restore, err);
}
