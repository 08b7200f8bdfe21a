/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between page_screen.c, page_draw.c and page_keys.c: a page under way. */
#pragma once

#include "tui/keys.h"
#include "tui/page_screen.h"

enum item_kind { ITEM_FIELD, ITEM_FOLD, ITEM_BACK, ITEM_NEXT };

struct item {
	enum item_kind kind;
	const struct field *field; /* ITEM_FIELD */
};

struct page_view {
	struct wizard *wizard;
	const struct page *page;
	struct item *items; /* those that are shown now */
	size_t count, focus;
	bool unfolded;
	bool *touched; /* by field: what is wrong with it may be told */
	int top;       /* the first line of the body that is seen */
	bool left;
	enum left how;
};

/* Lists the items anew; the focus stays on its field if that is still there. */
void view_list(struct page_view *view);
void view_focus(struct page_view *view, size_t item);
const struct field *view_field(const struct page_view *view);
/* Its answer is typed, letter by letter. */
bool field_is_typed(const struct field *field);
void view_draw(void *data);
void view_key(struct page_view *view, struct press press);
