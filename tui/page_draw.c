/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page drawn: labels, answers, what is wrong with them, what becomes of them. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "tui/editor.h"
#include "tui/page_part.h"
#include "tui/screen.h"

#define LABEL_COLUMN 2
#define VALUE_COLUMN 22

/* One line of the body. */
struct line {
	size_t item;
	enum look look;
	char *text; /* owned */
	bool is_note;
};

struct body {
	struct line *lines;
	size_t count;
};

static void add_line(struct body *body, size_t item, enum look look, char *text,
		     bool is_note)
{
	grow(body->lines, body->count);
	body->lines[body->count++] = (struct line){ item, look, text, is_note };
}

static void body_free(struct body *body)
{
	for (size_t i = 0; i < body->count; i++)
		free(body->lines[i].text);
	free(body->lines);
}

/* --- what a field shows ---------------------------------------------------------- */

static char *option_text(const struct wizard *wizard, const struct field *field,
			 const char *value)
{
	struct option_list list = { 0 };
	char *text = NULL;

	if (field->options != NULL)
		field->options(wizard, &list);
	for (size_t i = 0; i < list.count && text == NULL; i++)
		if (strcmp(list.options[i].value, value) == 0 &&
		    list.options[i].label != NULL)
			text = xasprintf("%s  (%s)", value, list.options[i].label);
	options_free(&list);
	return text == NULL ? xstrdup(value) : text;
}

static char *value_text(const struct wizard *wizard, const struct field *field)
{
	const char *value = answer_text(wizard, field->key);

	switch (field->kind) {
	case FIELD_SECRET:
		return xstrdup(*value == '\0' ? "" : "********");
	case FIELD_SWITCH:
		return xstrdup(answer_yes(wizard, field->key) ? "[x]" : "[ ]");
	case FIELD_CHOICE:
		return option_text(wizard, field, value);
	case FIELD_TEXT:
	case FIELD_PATH:
	case FIELD_SIZE:
	case FIELD_SEVERAL:
		break;
	}
	return xstrdup(value);
}

/* As many lines as it takes. */
static void add_notes(struct body *body, size_t item, enum look look, const char *text)
{
	int rows, columns;

	screen_size(&rows, &columns);
	while (*text != '\0') {
		size_t fits = text_fit(text, columns - VALUE_COLUMN - 1);

		add_line(body, item, look, xstrndup(text, fits == 0 ? 1 : fits), true);
		text += fits == 0 ? 1 : fits;
		text += strspn(text, " \n");
	}
}

/* A field that nobody came to yet is not wrong for being empty. */
static void add_note(const struct page_view *view, struct body *body, size_t item)
{
	const struct field *field = view->items[item].field;
	const char *value = answer_text(view->wizard, field->key);
	struct error autoerror problem = { 0 };

	if (*value == '\0' && !view->touched[field - view->page->fields] &&
	    !field_is_optional(view->wizard, field))
		return;
	if (field_check(view->wizard, field, value, &problem) < 0) {
		const char *more = problem.why != NULL ? problem.why : problem.fix;

		autofree char *text =
			xasprintf("! %s%s%s", problem.what, more == NULL ? "" : ": ",
				  more == NULL ? "" : more);
		add_notes(body, item, LOOK_WRONG, text);
		return;
	}
	autofree char *remark = field_remark(view->wizard, field);
	if (remark != NULL)
		add_notes(body, item, LOOK_DIM, remark);
}

static void list_lines(const struct page_view *view, struct body *body)
{
	for (size_t i = 0; i < view->count; i++) {
		const struct item *item = &view->items[i];

		switch (item->kind) {
		case ITEM_FIELD:
			add_line(body, i, LOOK_PLAIN,
				 value_text(view->wizard, item->field), false);
			add_note(view, body, i);
			break;
		case ITEM_FOLD:
			add_line(
				body, i, LOOK_PLAIN,
				xstrdup(view->unfolded ? "[-] Advanced" : "[+] Advanced"),
				false);
			break;
		case ITEM_BACK:
			add_line(body, i, LOOK_PLAIN, xstrdup("[ Back ]"), false);
			break;
		case ITEM_NEXT:
			add_line(body, i, LOOK_PLAIN, xstrdup("[ Next ]"), false);
			break;
		}
	}
}

/* --- drawn ----------------------------------------------------------------------- */

static void draw_value(const struct page_view *view, const struct line *line, int row,
		       int columns)
{
	const struct item *item = &view->items[line->item];
	bool focus = line->item == view->focus;
	int width = columns - VALUE_COLUMN - 1;

	if (item->kind != ITEM_FIELD) {
		draw_text(row, LABEL_COLUMN, shown_columns(line->text),
			  focus ? LOOK_FOCUS : LOOK_PLAIN, line->text);
		if (focus)
			draw_cursor(row, LABEL_COLUMN);
		return;
	}
	draw_text(row, LABEL_COLUMN, VALUE_COLUMN - LABEL_COLUMN - 1,
		  focus ? LOOK_TITLE : LOOK_PLAIN, item->field->label);
	if (focus && editor_is_open()) {
		/* Seen while the editor is hidden by a dialog. */
		draw_text(row, VALUE_COLUMN, width, LOOK_PLAIN, line->text);
		editor_place(row, VALUE_COLUMN, width);
		return;
	}
	int used = shown_columns(line->text);
	draw_text(row, VALUE_COLUMN,
		  focus && used < width ? (used == 0 ? 1 : used) : width,
		  focus ? LOOK_FOCUS : LOOK_PLAIN, line->text);
	if (focus)
		draw_cursor(row, VALUE_COLUMN);
}

/* So that the lines of the focus are seen. */
static void scroll(struct page_view *view, const struct body *body, int room)
{
	int first = -1, last = 0;

	for (size_t i = 0; i < body->count; i++)
		if (body->lines[i].item == view->focus) {
			first = first < 0 ? (int)i : first;
			last = (int)i;
		}
	if (last >= view->top + room)
		view->top = last - room + 1;
	if (first < view->top)
		view->top = first;
	if (view->top + room > (int)body->count)
		view->top = (int)body->count - room;
	if (view->top < 0)
		view->top = 0;
}

static const char *keys_for(const struct page_view *view)
{
	const struct field *field = view_field(view);

	if (field == NULL)
		return " Enter: do it   n: next   b: back   ?: help   q: quit";
	if (field->kind == FIELD_SECRET)
		return " F3: make one   F4: show it   F1: help   Esc: back   F10: quit";
	if (field->kind == FIELD_PATH)
		return " F2: look for it   F1: help   PgDn: next   Esc: back   F10: quit";
	if (field->options != NULL && field_is_typed(field))
		return " F2: list   F1: help   PgDn: next   Esc: back   F10: quit";
	if (field_is_typed(field))
		return " F1: help   Tab: next field   PgDn: next   Esc: back   F10: quit";
	return " Enter: change   ?: help   n: next   b, Esc: back   q: quit";
}

static const char *help_for(const struct page_view *view)
{
	switch (view->items[view->focus].kind) {
	case ITEM_FIELD:
		return view->items[view->focus].field->help;
	case ITEM_FOLD:
		return "Settings that are right for most: names, numbers, sizes.";
	case ITEM_BACK:
		return "To the page before; nothing that was answered is lost.";
	case ITEM_NEXT:
		return "To the next page.";
	}
	return "";
}

void view_draw(void *data)
{
	struct page_view *view = data;
	struct body body = { 0 };
	int rows, columns;

	screen_size(&rows, &columns);
	chrome_draw(view->wizard, view->page, help_for(view), keys_for(view));
	list_lines(view, &body);
	int room = rows - CHROME_TOP - CHROME_BOTTOM;
	scroll(view, &body, room);
	for (int i = 0; i < room && view->top + i < (int)body.count; i++) {
		const struct line *line = &body.lines[view->top + i];
		int row = CHROME_TOP + i;

		if (line->is_note)
			draw_text(row, VALUE_COLUMN, columns - VALUE_COLUMN - 1,
				  line->look, line->text);
		else
			draw_value(view, line, row, columns);
	}
	body_free(&body);
}
