/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong before anything is asked, on the screen. */
#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "tui/preflight.h"
#include "tui/screen.h"
#include "tui/text_view.h"

const struct page page_preflight = { .name = "preflight", .title = "Before you begin" };

struct view {
	struct wizard *wizard;
	struct text_view text;
	bool blocks;
};

static void draw(void *data)
{
	struct view *view = data;
	int rows, columns;

	screen_size(&rows, &columns);
	chrome_draw(view->wizard, &page_preflight,
		    view->blocks ? "Nothing can be applied as it is; a profile can be "
				   "designed and saved."
				 : "None of this keeps you from going on.",
		    " Enter: go on   r: look again   q: leave");
	draw_text(CHROME_TOP, 1, columns - 2, LOOK_TITLE, "Before you begin");
	text_view_draw(&view->text, CHROME_TOP + 2, 2,
		       rows - CHROME_TOP - CHROME_BOTTOM - 2, columns - 3);
	draw_cursor(CHROME_TOP, 1);
}

/* Whether there is something to show. */
static bool look(struct view *view)
{
	autofree char *text = preflight_text(view->wizard, &view->blocks);

	if (text != NULL)
		text_view_set(&view->text, text);
	return text != NULL;
}

static bool look_again(struct view *view)
{
	struct error autoerror ignored = { 0 };

	machine_forget(&view->wizard->machine);
	/* What cannot be read now was read before. */
	(void)!wizard_load(view->wizard, &ignored);
	return look(view);
}

static bool key(struct view *view, struct press press, enum left *how)
{
	wchar_t letter = press.key == PRESS_TEXT ? press.letter : 0;

	*how = LEFT_NEXT;
	if (text_view_key(&view->text, press))
		return false;
	if (letter == 'r')
		return !look_again(view);
	if (press.key == PRESS_ACTIVATE || letter == 'n')
		return true;
	*how = press.key == PRESS_GONE ? LEFT_GONE : LEFT_QUIT;
	/* Esc goes back, and there is nothing to go back to. */
	return press.key == PRESS_GONE || press.key == PRESS_QUIT || letter == 'q';
}

enum left preflight_screen(struct wizard *wizard)
{
	struct view view = { .wizard = wizard };
	struct layer layer = { .draw = draw, .data = &view };
	enum left how = LEFT_NEXT;

	if (!look(&view))
		return LEFT_NEXT;
	screen_push(&layer);
	do
		screen_draw();
	while (!key(&view, key_read(wizard->start->interrupted), &how));
	screen_pop(&layer);
	text_view_free(&view.text);
	return how;
}
