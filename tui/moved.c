/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The difference of two trees that somebody else made. */
#include "tui/moved.h"

#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/plan.h"

void moved_clear(struct moved *moved)
{
	for (size_t i = 0; i < moved->count; i++)
		free(moved->paths[i]);
	free(moved->paths);
	free(moved->is_made);
	free(moved->text);
	*moved = (struct moved){ 0 };
}

static void keep(struct moved *moved, const struct plan *plan)
{
	moved->paths = xcalloc(plan->change_count, sizeof *moved->paths);
	moved->is_made = xcalloc(plan->change_count, sizeof *moved->is_made);
	moved->count = plan->change_count;
	for (size_t i = 0; i < plan->change_count; i++) {
		moved->paths[i] = xstrdup(plan->changes[i].path);
		moved->is_made[i] = plan->changes[i].mark == '+';
	}
	moved->text = plan_text(plan);
}

bool what_moved(const struct node *before, const struct node *now, struct moved *moved)
{
	const struct plan_options options = { .changes_only = true };
	struct error autoerror ignored = { 0 };
	autonode struct node *copy = node_copy(now);
	struct plan *plan = NULL;

	moved_clear(moved);
	if (plan_make(before, copy, &options, &plan, &ignored) < 0) {
		moved->text = xstrdup("");
		return true;
	}
	if (plan->change_count > 0)
		keep(moved, plan);
	plan_free(plan);
	return moved->count > 0;
}

bool moved_has(const struct moved *moved, const char *path)
{
	for (size_t i = 0; i < moved->count; i++) {
		const char *rest = after_prefix(path, moved->paths[i]);

		if (rest != NULL &&
		    (*rest == '\0' || (*rest == '/' && moved->is_made[i])))
			return true;
	}
	return false;
}
