/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page on the screen: which of its fields are there, which has the focus. */
#include "tui/page_screen.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "tui/editor.h"
#include "tui/page_part.h"
#include "tui/screen.h"

bool field_is_typed(const struct field *field)
{
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_SECRET:
	case FIELD_PATH:
	case FIELD_SIZE:
	case FIELD_SEVERAL:
		return true;
	case FIELD_CHOICE:
		return (field->flags & FIELD_FREE) != 0;
	case FIELD_SWITCH:
		break;
	}
	return false;
}

const struct field *view_field(const struct page_view *view)
{
	const struct item *item = &view->items[view->focus];

	return item->kind == ITEM_FIELD ? item->field : NULL;
}

static void add_item(struct page_view *view, enum item_kind kind,
		     const struct field *field)
{
	grow(view->items, view->count);
	view->items[view->count++] = (struct item){ kind, field };
}

static void add_fields(struct page_view *view, bool advanced)
{
	for (size_t i = 0; i < view->page->count; i++) {
		const struct field *field = &view->page->fields[i];

		if (field_shown(view->wizard, field) &&
		    ((field->flags & FIELD_ADVANCED) != 0) == advanced)
			add_item(view, ITEM_FIELD, field);
	}
}

static bool has_advanced(const struct page_view *view)
{
	for (size_t i = 0; i < view->page->count; i++)
		if (view->page->fields[i].flags & FIELD_ADVANCED &&
		    field_shown(view->wizard, &view->page->fields[i]))
			return true;
	return false;
}

void view_list(struct page_view *view)
{
	struct item old = { 0 };

	if (view->count > 0)
		old = view->items[view->focus];
	view->count = 0;
	add_fields(view, false);
	if (has_advanced(view)) {
		add_item(view, ITEM_FOLD, NULL);
		if (view->unfolded)
			add_fields(view, true);
	}
	add_item(view, ITEM_BACK, NULL);
	add_item(view, ITEM_NEXT, NULL);
	if (view->focus >= view->count)
		view->focus = view->count - 1;
	for (size_t i = 0; i < view->count; i++)
		if (view->items[i].kind == old.kind && view->items[i].field == old.field)
			view->focus = i;
}

/* What was emptied gets its default again. */
static void leave_field(struct page_view *view)
{
	const struct field *field = view_field(view);

	if (field == NULL)
		return;
	view->touched[field - view->page->fields] = true;
	if (field->dflt != NULL && !field_is_optional(view->wizard, field) &&
	    *answer_text(view->wizard, field->key) == '\0')
		answer_set(view->wizard, field, NULL);
}

static void enter_field(const struct page_view *view)
{
	const struct field *field = view_field(view);

	editor_close();
	if (field != NULL && field_is_typed(field))
		editor_open(answer_text(view->wizard, field->key),
			    field->kind == FIELD_SECRET);
}

void view_focus(struct page_view *view, size_t item)
{
	leave_field(view);
	view->focus = item;
	view_list(view);
	enter_field(view);
}

/* Where somebody was sent; folded away or not. */
static bool start_where_sent(struct page_view *view)
{
	const struct field *field = view->wizard->focus;

	view->wizard->focus = NULL;
	view->unfolded = field != NULL && field->flags & FIELD_ADVANCED;
	view_list(view);
	for (size_t i = 0; field != NULL && i < view->count; i++) {
		if (view->items[i].field != field)
			continue;
		view->focus = i;
		return true;
	}
	return false;
}

/* The first that is empty and wants an answer; else the page begins at its top. */
static void start_where_needed(struct page_view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		const struct field *field = view->items[i].field;

		if (field == NULL || field->flags & FIELD_OPTIONAL ||
		    *answer_text(view->wizard, field->key) != '\0')
			continue;
		view->focus = i;
		return;
	}
}

enum left page_screen(struct wizard *wizard, const struct page *page)
{
	struct page_view view = { .wizard = wizard, .page = page };
	struct layer layer = { .draw = view_draw, .data = &view };
	autofree bool *touched = xcalloc(page->count + 1, sizeof *touched);

	view.touched = touched;
	if (!start_where_sent(&view))
		start_where_needed(&view);
	enter_field(&view);
	screen_push(&layer);
	while (!view.left) {
		screen_draw();
		view_key(&view, key_read(wizard->start->interrupted));
	}
	screen_pop(&layer);
	editor_close();
	free(view.items);
	return view.how;
}
