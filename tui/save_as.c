/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wanted configuration saved as a profile, without being applied. */
#include "tui/save_as.h"

#include <stdio.h>

#include "configfs/base/cleanup.h"
#include "profiles/pending.h"
#include "profiles/standing.h"
#include "profiles/stopped.h"
#include "tui/dialog.h"

static void tell_failure(const struct wizard *wizard, const struct error *problem)
{
	autofree char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		die_of_memory();
	error_print(out, problem, 20);
	fclose(out);
	dialog_text(wizard, "Not saved", text);
}

/* Whether what stands there may go; what somebody wrote is asked about. */
static bool may_replace(const struct wizard *wizard, const char *path,
			const struct node *wanted)
{
	struct standing autostanding standing = { 0 };

	standing_read(path, &standing);
	if (standing_is_free(&standing))
		return true;
	autofree char *comments = standing_comments(&standing);
	autofree char *changes = standing_difference(&standing, wanted, !wizard->offline);
	autofree char *text = xasprintf(
		"%s: %s; %s.%s%s", path, standing_text(&standing), comments,
		*changes == '\0' ? "" : "\n\nThis would change in it:\n", changes);
	return dialog_ask(wizard, "Write over it?", text) == ANSWER_YES;
}

void save_as(const struct wizard *wizard, const struct review *review)
{
	struct error autoerror problem = { 0 }, warnings = { 0 };
	autonode struct node *wanted = node_copy(wizard->tree);
	const unsigned flags =
		EMIT_SEAL | SAVE_OVER | (wizard->offline ? 0U : SAVE_RUNNING);
	char *path = NULL;

	if (dialog_line(wizard, "Save as a profile",
			"The whole configuration as it would be, in a file of this name; "
			"nothing is applied:",
			&path) != ANSWER_YES)
		return;
	autofree char *owned = path;
	if (*path == '\0')
		return;
	if (!wizard->offline)
		stopped_resume(wanted);
	int result = ops_apply(&review->ops, wanted, true, &problem);
	/* Before a question that would be in vain. */
	if (result == 0 && !wizard->offline)
		result = pending_check(path, wanted, &problem);
	if (result == 0 && !may_replace(wizard, path, wanted))
		return;
	if (result == 0)
		result = profile_save(path, wanted, flags, &warnings, &problem);
	if (result < 0)
		tell_failure(wizard, &problem);
	else
		dialog_text(wizard, "Saved", path);
}
