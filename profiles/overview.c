/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody should know of the running and the saved configuration. */
#include "profiles/overview.h"

#include <stdlib.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/finding.h"
#include "profiles/pending.h"
#include "profiles/this_boot.h"
#include "profiles/unsaved.h"

static bool may_look(const char *directory)
{
	return access(directory, X_OK) == 0 || errno != EACCES;
}

/* What was found when the file was checked, unless reading it shows as much. */
static void read_finding(struct overview *overview)
{
	const struct error *problem = &overview->saved.problem;

	finding_read(PROFILE_DEFAULT, &overview->finding, &overview->finding_count);
	if (problem->code == 0 || overview->saved.owner == OWNER_NOBODY)
		return;
	error_clear(&overview->finding);
	error_set(&overview->finding, &problem->mark, problem->code, "%s", problem->what);
	if (problem->why != NULL)
		because(&overview->finding, "%s", problem->why);
	overview->finding.mark.file = PROFILE_DEFAULT;
	overview->finding_count = error_count(problem);
}

void overview_read(const struct node *live, struct overview *overview)
{
	*overview = (struct overview){ .unsaved = -1 };
	standing_read(PROFILE_DEFAULT, &overview->saved);
	overview->is_hidden =
		overview->saved.code == -EACCES || !may_look(THIS_BOOT_DIRECTORY);
	if (overview->is_hidden)
		return;
	overview->unsaved = unsaved_count(live, NULL);
	pending_now(live, &overview->pending);
	read_finding(overview);
}

void overview_clear(struct overview *overview)
{
	standing_clear(&overview->saved);
	error_clear(&overview->pending);
	error_clear(&overview->finding);
}

char *overview_brief(const struct overview *overview)
{
	unsigned pending = error_count(&overview->pending);
	struct text out = { 0 };

	if (overview->is_hidden)
		return NULL;
	if (pending > 0)
		text_addf(&out, "%u pending", pending);
	if (overview->finding_count > 0)
		text_addf(&out, "%ssaved file wrong", out.length > 0 ? ", " : "");
	else if (overview->saved.owner == OWNER_EDITED)
		text_addf(&out, "%ssaved file edited", out.length > 0 ? ", " : "");
	return out.length == 0 ? NULL : text_take(&out);
}
