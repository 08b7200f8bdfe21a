/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text in a part of the screen, moved through. */
#include "tui/text_view.h"

#include "tui/screen.h"

void text_view_set(struct text_view *view, const char *text)
{
	lines_set(&view->lines, text);
	view->top = 0;
	view->at = 0;
}

size_t text_view_line(const struct text_view *view)
{
	return lines_source(&view->lines, view->at);
}

static void scroll(struct text_view *view, int by)
{
	int most = (int)view->lines.count - view->room;

	view->top += by;
	if (view->top > most)
		view->top = most;
	if (view->top < 0)
		view->top = 0;
}

/* To the first row of another line, as far as there are any. */
static void step(struct text_view *view, int by)
{
	int count = (int)view->lines.count, at = view->at;
	size_t line = text_view_line(view);

	while (at + by >= 0 && at + by < count && lines_source(&view->lines, at) == line)
		at += by;
	line = lines_source(&view->lines, at);
	while (at > 0 && lines_source(&view->lines, at - 1) == line)
		at--;
	view->at = at;
	if (at < view->top)
		view->top = at;
	if (at >= view->top + view->room)
		view->top = at - view->room + 1;
}

static void move(struct text_view *view, int by)
{
	if (view->picks && (by == 1 || by == -1)) {
		step(view, by);
		return;
	}
	scroll(view, by);
	if (view->at < view->top || view->at >= view->top + view->room)
		view->at = view->top;
}

static enum look look_of(const struct text_view *view, int row)
{
	bool picked = view->picks && view->lines.count > 0 &&
		      lines_source(&view->lines, row) == text_view_line(view) &&
		      (size_t)row < view->lines.count;

	return picked ? LOOK_FOCUS : LOOK_PLAIN;
}

void text_view_draw(struct text_view *view, int row, int column, int rows, int columns)
{
	size_t line = text_view_line(view);

	lines_wrap(&view->lines, columns);
	if (view->picks && text_view_line(view) != line)
		view->at = lines_first(&view->lines, line);
	view->room = rows;
	scroll(view, 0);
	if (view->picks && (view->at < view->top || view->at >= view->top + rows))
		scroll(view, view->at - view->top);
	for (int i = 0; i < rows; i++)
		draw_text(row + i, column, columns, look_of(view, view->top + i),
			  lines_get(&view->lines, view->top + i));
	if (view->picks)
		draw_cursor(row + view->at - view->top, column);
}

bool text_view_key(struct text_view *view, struct press press)
{
	switch ((int)press.key) {
	case PRESS_NEXT_FIELD:
		move(view, 1);
		return true;
	case PRESS_PREVIOUS_FIELD:
		move(view, -1);
		return true;
	case PRESS_PAGE_DOWN:
		move(view, view->room);
		return true;
	case PRESS_PAGE_UP:
		move(view, -view->room);
		return true;
	}
	return false;
}

void text_view_free(struct text_view *view)
{
	lines_free(&view->lines);
}
