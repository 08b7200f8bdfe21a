/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose a target is that runs: liosh's profile says it, or the file that targetcli saves.
 * Of what is in neither nobody knows. */
#include "tui/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/profile.h"
#include "profiles/targetcli.h"

#define NAMES_SHOWN 2

/* Whether it has that text in quotes: a name is written nowhere else so. */
static bool names(const char *path, const char *target)
{
	autofile FILE *in = fopen(path, "re");
	autofree char *quoted = xasprintf("\"%s\"", target);
	autofree char *line = NULL;
	size_t room = 0;

	while (in != NULL && text_read_line(in, &line, &room) >= 0)
		if (strstr(line, quoted) != NULL)
			return true;
	return false;
}

static const char *file_of(const char *target)
{
	for (const char *const *at = targetcli_places; *at != NULL; at++)
		if (names(*at, target))
			return *at;
	return NULL;
}

static bool is_saved(const struct profile *saved, const struct node *target)
{
	const struct node *fabric =
		saved == NULL ? NULL : node_child(saved->tree, target->parent->name);

	return fabric != NULL && node_child(fabric, target->name) != NULL;
}

static char *sentence(size_t count, const char *list, const char *file)
{
	if (count == 0)
		return NULL;
	autofree char *more = count <= NAMES_SHOWN
				      ? xstrdup("")
				      : xasprintf(" and %zu more", count - NAMES_SHOWN);
	return xasprintf("targetcli has %s of its own, named in %s: %s%s",
			 count == 1 ? "a target" : "targets", file, list, more);
}

char *foreign_targets(const struct node *fabric)
{
	struct error autoerror ignored = { 0 };
	struct profile *saved = NULL;
	autotext struct text list = { 0 };
	const char *file = NULL;
	size_t count = 0;

	(void)!profile_read(PROFILE_DEFAULT, 0, &saved, &ignored);
	node_foreach (target, fabric) {
		const char *found =
			is_saved(saved, target) ? NULL : file_of(target->name);

		if (found == NULL)
			continue;
		file = found;
		if (count++ < NAMES_SHOWN)
			text_addf(&list, "%s%s", count == 1 ? "" : ", ", target->name);
	}
	profile_free(saved);
	return sentence(count, list.data, file);
}
