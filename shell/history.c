/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines typed before, in a file of the user's. */
#include "shell/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/state.h"
#include "configfs/base/text.h"
#include "shell/words.h"

#define LINES_KEPT 1000
#define FILE_NAME  "history"

void history_load(void)
{
	autofile FILE *file = state_open(FILE_NAME);
	autofree char *line = NULL;
	size_t room = 0;

	using_history();
	stifle_history(LINES_KEPT);
	while (file != NULL && text_read_line(file, &line, &room) >= 0)
		add_history(line);
}

static void write_file(void)
{
	autotext struct text lines = { 0 };
	HIST_ENTRY **entries = history_list();

	for (; entries != NULL && *entries != NULL; entries++)
		text_addf(&lines, "%s\n", (*entries)->line);
	if (lines.length > 0)
		state_keep(FILE_NAME, lines.data);
}

void history_store(const char *line)
{
	if (*line == '\0' || *line == ' ' || text_has_secret(line))
		return;
	const HIST_ENTRY *last = history_length > 0
					 ? history_get(history_base + history_length - 1)
					 : NULL;
	if (last != NULL && strcmp(last->line, line) == 0)
		return;
	add_history(line);
	write_file();
}
