/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every screen has: what this is, where we are, help, keys. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "profiles/profile.h"
#include "tui/page_screen.h"
#include "tui/screen.h"

static void draw_steps(const struct wizard *wizard, const struct page *current)
{
	int rows, columns, at = 1;

	screen_size(&rows, &columns);
	for (const struct page *const *page = pages; *page != NULL; page++) {
		bool here = *page == current;

		if ((*page)->shown != NULL && !(*page)->shown(wizard))
			continue;
		autofree char *text = xasprintf(here ? "[%s]" : " %s ", (*page)->title);
		int width = shown_columns(text);
		draw_text(1, at, width, here ? LOOK_TITLE : LOOK_PLAIN, text);
		at += width + 1;
	}
	draw_text(1, at, 8, current == NULL ? LOOK_TITLE : LOOK_PLAIN,
		  current == NULL ? "[Result]" : " Result ");
}

static void draw_help(int row, int columns, const char *help)
{
	for (int line = 0; line < 2; line++) {
		size_t fits = text_fit(help, columns - 2);
		autofree char *text = xstrndup(help, fits);

		draw_text(row + line, 1, columns - 2, LOOK_PLAIN, text);
		help += fits;
		help += strspn(help, " ");
	}
}

void chrome_draw(const struct wizard *wizard, const struct page *page, const char *help,
		 const char *keys)
{
	const struct profile *profile = wizard->start->profile;
	int rows, columns;

	screen_size(&rows, &columns);
	bool told = wizard->notice != NULL;
	autofree char *title =
		xasprintf(" liosh: a disk for another machine   %s%s%s",
			  profile != NULL ? profile->path : wizard->machine.host,
			  told ? "   ! " : "", told ? wizard->notice : "");
	draw_text(0, 0, columns, LOOK_FOCUS, title);
	draw_steps(wizard, page);
	draw_rule(2);
	draw_rule(rows - CHROME_BOTTOM);
	draw_help(rows - CHROME_BOTTOM + 1, columns, help);
	draw_text(rows - 1, 0, columns, LOOK_FOCUS, keys);
}
