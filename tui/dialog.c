/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts, questions and typed lines over a page. */
#include "tui/dialog.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "tui/editor.h"
#include "tui/model.h"
#include "tui/screen.h"
#include "tui/text_view.h"

#define MARGIN 4

struct dialog {
	const char *heading, *keys;
	struct text_view text;
	bool typed; /* a line is typed below */
};

static void draw(void *data)
{
	struct dialog *dialog = data;
	int rows, columns;

	screen_size(&rows, &columns);
	int width = columns - 2 * MARGIN;
	lines_wrap(&dialog->text.lines, width - 4);
	int wanted = (int)dialog->text.lines.count + (dialog->typed ? 2 : 0);
	int height = wanted + 4 > rows - 2 ? rows - 2 : wanted + 4;
	int row = (rows - height) / 2;
	draw_frame(row, MARGIN, height, width, dialog->heading);
	text_view_draw(&dialog->text, row + 1, MARGIN + 2,
		       height - 4 - (dialog->typed ? 2 : 0), width - 4);
	draw_text(row + height - 2, MARGIN + 2, width - 4, LOOK_DIM, dialog->keys);
	if (dialog->typed)
		editor_place(row + height - 4, MARGIN + 2, width - 4);
	else
		draw_cursor(row + height - 2, MARGIN + 2);
}

static struct press next_press(const struct wizard *wizard, struct dialog *dialog)
{
	for (;;) {
		screen_draw();
		struct press press = key_read(wizard->start->interrupted);

		if (dialog->typed && editor_key(press))
			continue;
		if (!text_view_key(&dialog->text, press) && press.key != PRESS_RESIZED &&
		    press.key != PRESS_NOTHING)
			return press;
	}
}

static enum answered run(const struct wizard *wizard, struct dialog *dialog,
			 bool is_question)
{
	struct layer layer = { .draw = draw, .data = dialog };
	enum answered answered = ANSWER_NO;
	bool done = false;

	screen_push(&layer);
	while (!done) {
		struct press press = next_press(wizard, dialog);
		wchar_t letter = press.key == PRESS_TEXT ? press.letter : 0;

		done = true;
		if (press.key == PRESS_GONE)
			answered = ANSWER_GONE;
		else if (press.key == PRESS_CANCEL || press.key == PRESS_QUIT ||
			 letter == 'q' || letter == 'n')
			answered = ANSWER_NO;
		else if (is_question ? letter == 'y'
				     : press.key == PRESS_ACTIVATE || letter == ' ')
			answered = ANSWER_YES;
		else
			done = false;
	}
	screen_pop(&layer);
	return answered;
}

enum answered dialog_text(const struct wizard *wizard, const char *heading,
			  const char *text)
{
	struct dialog dialog = {
		.heading = heading,
		.keys = "Enter: go on   Up, Down: scroll",
	};

	text_view_set(&dialog.text, text);
	enum answered answered = run(wizard, &dialog, false);
	text_view_free(&dialog.text);
	return answered;
}

enum answered dialog_ask(const struct wizard *wizard, const char *heading,
			 const char *text)
{
	struct dialog dialog = {
		.heading = heading,
		.keys = "y: yes   n, Esc: no",
	};

	text_view_set(&dialog.text, text);
	enum answered answered = run(wizard, &dialog, true);
	text_view_free(&dialog.text);
	return answered;
}

enum answered dialog_line(const struct wizard *wizard, const char *heading,
			  const char *text, char **line)
{
	struct dialog dialog = {
		.heading = heading,
		.keys = "Enter: take it   Esc: leave it",
		.typed = true,
	};
	struct layer layer = { .draw = draw, .data = &dialog };
	enum answered answered = ANSWER_NO;

	*line = NULL;
	text_view_set(&dialog.text, text);
	editor_open("", false);
	screen_push(&layer);
	for (bool done = false; !done;) {
		struct press press = next_press(wizard, &dialog);

		done = press.key == PRESS_ACTIVATE || press.key == PRESS_CANCEL ||
		       press.key == PRESS_QUIT || press.key == PRESS_GONE;
		if (press.key == PRESS_ACTIVATE) {
			*line = editor_text();
			answered = ANSWER_YES;
		} else if (press.key == PRESS_GONE) {
			answered = ANSWER_GONE;
		}
	}
	screen_pop(&layer);
	editor_close();
	text_view_free(&dialog.text);
	return answered;
}
