/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of a list, or several: with the keys of lists, and typed letters that jump. */
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "tui/dialog.h"
#include "tui/model.h"
#include "tui/screen.h"

#define MARGIN 4

struct pick {
	const char *heading;
	const struct option_list *list;
	const char *now; /* chosen or typed before */
	bool several, touched;
	bool *ticked;
	size_t at, top, room;
};

static void draw_option(const struct pick *pick, size_t index, int row, int width)
{
	const struct option *option = &pick->list->options[index];
	const char *tick = !pick->several ? "" : pick->ticked[index] ? "[x] " : "[ ] ";
	autofree char *value = escape_text(option->value);
	autofree char *label = escape_text(option->label == NULL ? "" : option->label);
	const char *mark = option->unfit != NULL ? "- " : option->marked ? "! " : "";
	/* What tells long names apart would be cut off. */
	bool turned = *label != '\0' && shown_columns(value) > width / 2;
	autofree char *line =
		xasprintf("%s%s%s%s%s", mark, tick, turned ? label : value,
			  *label == '\0' ? "" : "  ", turned ? value : label);

	draw_text(row, MARGIN + 2, width, index == pick->at ? LOOK_FOCUS : LOOK_PLAIN,
		  line);
	if (index == pick->at)
		draw_cursor(row, MARGIN + 2);
}

static void draw(void *data)
{
	struct pick *pick = data;
	int rows, columns;

	screen_size(&rows, &columns);
	int width = columns - 2 * MARGIN;
	int height = (int)pick->list->count + 4;
	if (height > rows - 2)
		height = rows - 2;
	int row = (rows - height) / 2;
	pick->room = (size_t)(height - 4);
	if (pick->at < pick->top)
		pick->top = pick->at;
	if (pick->at >= pick->top + pick->room)
		pick->top = pick->at - pick->room + 1;
	draw_frame(row, MARGIN, height, width, pick->heading);
	for (size_t i = 0; i < pick->room && pick->top + i < pick->list->count; i++)
		draw_option(pick, pick->top + i, row + 1 + (int)i, width - 4);
	draw_text(row + height - 2, MARGIN + 2, width - 4, LOOK_DIM,
		  pick->several ? "Space: tick   Enter: take them   Esc: leave it"
				: "Enter: take it   letters: jump   Esc: leave it");
}

static void jump(struct pick *pick, wchar_t letter)
{
	for (size_t i = 1; i <= pick->list->count; i++) {
		size_t at = (pick->at + i) % pick->list->count;
		wchar_t first = (wchar_t)(unsigned char)pick->list->options[at].value[0];

		if (towlower((wint_t)first) == towlower((wint_t)letter)) {
			pick->at = at;
			return;
		}
	}
}

static void move_by(struct pick *pick, long by)
{
	long at = (long)pick->at + by;
	long last = (long)pick->list->count - 1;

	pick->at = (size_t)(at < 0 ? 0 : at > last ? last : at);
}

/* Whether the key did something to the list. */
static bool list_key(struct pick *pick, struct press press)
{
	switch ((int)press.key) {
	case PRESS_NEXT_FIELD:
		move_by(pick, 1);
		return true;
	case PRESS_PREVIOUS_FIELD:
		move_by(pick, -1);
		return true;
	case PRESS_PAGE_DOWN:
		move_by(pick, (long)pick->room);
		return true;
	case PRESS_PAGE_UP:
		move_by(pick, -(long)pick->room);
		return true;
	case PRESS_START:
		pick->at = 0;
		return true;
	case PRESS_LAST:
		pick->at = pick->list->count - 1;
		return true;
	case PRESS_TEXT:
		if (press.letter == ' ' && pick->several) {
			pick->ticked[pick->at] = !pick->ticked[pick->at];
			pick->touched = true;
		} else
			jump(pick, press.letter);
		return true;
	}
	return press.key == PRESS_RESIZED || press.key == PRESS_NOTHING;
}

static bool is_listed(const struct option_list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->options[i].value, word) == 0)
			return true;
	return false;
}

/* What was typed and is not in the list stays. */
static void add_unlisted(const struct pick *pick, struct text *out)
{
	char *word;

	for (const char *at = pick->now; (word = answer_word(&at)) != NULL; free(word))
		if (!is_listed(pick->list, word))
			text_addf(out, "%s%s", out->length == 0 ? "" : " ", word);
}

static char *ticked_values(const struct pick *pick)
{
	struct text out = { 0 };

	add_unlisted(pick, &out);
	for (size_t i = 0; i < pick->list->count; i++)
		if (pick->ticked[i] && pick->list->options[i].unfit == NULL)
			text_addf(&out, "%s%s", out.length == 0 ? "" : " ",
				  pick->list->options[i].value);
	return text_take(&out);
}

static char *take(const struct pick *pick)
{
	const struct option *option = &pick->list->options[pick->at];

	/* Enter alone takes what it stands on. */
	if (pick->several && !pick->touched && option->unfit == NULL)
		pick->ticked[pick->at] = true;
	if (pick->several)
		return ticked_values(pick);
	return option->unfit == NULL ? xstrdup(option->value) : NULL;
}

static void tick(struct pick *pick, const char *word)
{
	for (size_t i = 0; i < pick->list->count; i++) {
		if (strcmp(pick->list->options[i].value, word) != 0)
			continue;
		pick->ticked[i] = true;
		pick->at = i;
	}
}

/* What was chosen before is ticked, and stood on; else the first that can be taken. */
static void tick_chosen(struct pick *pick)
{
	const struct option_list *list = pick->list;
	const char *at = pick->now;
	char *word;

	while (pick->at + 1 < list->count && list->options[pick->at].unfit != NULL)
		pick->at++;
	if (list->count > 0 && list->options[pick->at].unfit != NULL)
		pick->at = 0;
	if (!pick->several) {
		tick(pick, pick->now);
		return;
	}
	for (; (word = answer_word(&at)) != NULL; free(word))
		tick(pick, word);
}

enum answered dialog_pick(const struct wizard *wizard, const char *heading,
			  const struct option_list *list, bool several, char **chosen)
{
	struct pick pick = { .heading = heading, .list = list, .several = several };
	struct layer layer = { .draw = draw, .data = &pick };
	enum answered answered = ANSWER_NO;
	const char *now = *chosen == NULL ? "" : *chosen;
	autofree bool *ticked = xcalloc(list->count + 1, sizeof *ticked);

	pick.ticked = ticked;
	pick.now = now;
	tick_chosen(&pick);
	*chosen = NULL;
	screen_push(&layer);
	for (bool done = list->count == 0; !done;) {
		screen_draw();
		struct press press = key_read(wizard->start->interrupted);

		if (list_key(&pick, press))
			continue;
		if (press.key == PRESS_ACTIVATE)
			*chosen = take(&pick);
		answered = press.key == PRESS_GONE ? ANSWER_GONE
			   : *chosen != NULL       ? ANSWER_YES
						   : ANSWER_NO;
		done = press.key == PRESS_CANCEL || press.key == PRESS_QUIT ||
		       press.key == PRESS_GONE || *chosen != NULL;
	}
	screen_pop(&layer);
	return answered;
}
