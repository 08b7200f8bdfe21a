/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of candidates while it is being made. */
#include "shell/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/mem.h"
#include "configfs/base/text.h"

static void add(struct candidates *found, const char *text, const char *help, bool open)
{
	if (!starts_with(text, found->word))
		return;
	for (size_t i = 0; i < found->count; i++)
		if (strcmp(found->list[i].text, text) == 0)
			return;
	grow(found->list, found->count);
	found->list[found->count++] = (struct candidate){
		.text = xstrdup(text),
		.help = xstrdup_null(help),
		.open = open,
	};
}

void candidate_add(struct candidates *found, const char *text, const char *help)
{
	add(found, text, help, false);
}

void candidate_add_open(struct candidates *found, const char *text, const char *help)
{
	add(found, text, help, true);
}

void candidates_free(struct candidates *found)
{
	for (size_t i = 0; i < found->count; i++) {
		free(found->list[i].text);
		free(found->list[i].help);
	}
	free(found->list);
	found->list = NULL;
	found->count = 0;
}

void candidates_add_bools(struct candidates *found)
{
	candidate_add(found, "true", NULL);
	candidate_add(found, "false", NULL);
}
