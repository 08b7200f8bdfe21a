/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line that is typed: libform for its letters, stars for secrets. */
#include "tui/editor.h"

#include <curses.h>
#include <form.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/mem.h"
#include "tui/curses.h"
#include "tui/screen.h"

#define MOST 2048
/* One more than can be set, so that it is told and not cut. */
#define SECRET_MOST 256

static struct editor {
	bool open, masked, revealed, hidden;
	int row, column, width;
	FORM *form;
	FIELD *fields[2];
	WINDOW *window;
	char *secret; /* of a masked one, owned */
} editor;

static const struct {
	enum key key;
	int request;
} requests[] = {
	{ PRESS_LEFT, REQ_PREV_CHAR },       { PRESS_RIGHT, REQ_NEXT_CHAR },
	{ PRESS_START, REQ_BEG_LINE },       { PRESS_LAST, REQ_END_LINE },
	{ PRESS_ERASE, REQ_DEL_PREV },       { PRESS_DELETE, REQ_DEL_CHAR },
	{ PRESS_CLEAR_LINE, REQ_CLR_FIELD }, { PRESS_CUT_LINE, REQ_CLR_EOL },
};

bool editor_is_open(void)
{
	return editor.open;
}

/* --- the form --- */

static void drop_form(void)
{
	if (editor.form == NULL)
		return;
	unpost_form(editor.form);
	free_form(editor.form);
	free_field(editor.fields[0]);
	delwin(editor.window);
	editor.form = NULL;
}

static void make_form(const char *text)
{
	int width = editor.width < 1 ? 1 : editor.width;

	editor.window = newwin(1, width, editor.row, editor.column);
	editor.fields[0] = new_field(1, width, 0, 0, 0, 0);
	field_opts_off(editor.fields[0], O_STATIC | O_AUTOSKIP | O_BLANK);
	set_max_field(editor.fields[0], MOST);
	set_field_buffer(editor.fields[0], 0, text);
	set_field_back(editor.fields[0], A_UNDERLINE);
	editor.form = new_form(editor.fields);
	set_form_win(editor.form, editor.window);
	set_form_sub(editor.form, editor.window);
	post_form(editor.form);
	form_driver(editor.form, REQ_INS_MODE);
	form_driver(editor.form, REQ_END_LINE);
}

/* Copied and trimmed: the buffer is padded, and of the library. */
static char *form_text(void)
{
	form_driver(editor.form, REQ_VALIDATION);
	char *text = xstrdup(field_buffer(editor.fields[0], 0));

	for (size_t length = strlen(text); length > 0 && text[length - 1] == ' ';)
		text[--length] = '\0';
	return text;
}

/* The letters before the cursor: a long line scrolls, so that its place on the screen
 * does not tell. */
static int form_place(void)
{
	int place = 0;

	while (form_driver(editor.form, REQ_PREV_CHAR) == E_OK)
		place++;
	return place;
}

/* --- the editor --- */

void editor_open(const char *text, bool masked)
{
	editor_close();
	editor = (struct editor){ .open = true, .masked = masked, .row = -1 };
	editor.secret = xstrdup(text);
}

void editor_close(void)
{
	drop_form();
	secret_free(editor.secret);
	editor = (struct editor){ .row = -1 };
}

static bool same_place(int row, int column, int width)
{
	return editor.row == row && editor.column == column && editor.width == width;
}

void editor_place(int row, int column, int width)
{
	editor.hidden = false;
	if (!editor.open || same_place(row, column, width))
		return;
	char *text = editor_text();
	bool was_there = editor.form != NULL;
	int at = was_there ? form_place() : 0;

	drop_form();
	editor.row = row;
	editor.column = column;
	editor.width = width;
	if (!editor.masked)
		make_form(text);
	secret_free(text);
	if (editor.masked || !was_there)
		return;
	form_driver(editor.form, REQ_BEG_LINE);
	for (int i = 0; i < at; i++)
		form_driver(editor.form, REQ_NEXT_CHAR);
}

void editor_set(const char *text)
{
	if (editor.masked || editor.form == NULL) {
		char *old = editor.secret;

		editor.secret = xstrdup(text);
		secret_free(old);
		return;
	}
	set_field_buffer(editor.fields[0], 0, text);
	form_driver(editor.form, REQ_END_LINE);
}

char *editor_text(void)
{
	if (editor.masked || editor.form == NULL)
		return xstrdup(editor.secret == NULL ? "" : editor.secret);
	return form_text();
}

void editor_reveal(bool revealed)
{
	editor.revealed = revealed;
}

/* --- keys --- */

static void append(wchar_t letter)
{
	char bytes[MB_LEN_MAX];
	int length = wctomb(bytes, letter);

	if (length <= 0 || strlen(editor.secret) + (size_t)length > SECRET_MOST)
		return;
	char *longer = xasprintf("%s%.*s", editor.secret, length, bytes);
	secret_free(editor.secret);
	editor.secret = longer;
	explicit_bzero(bytes, sizeof bytes);
}

static void erase_last(void)
{
	size_t length = strlen(editor.secret);

	if (length > 0)
		length--;
	while (length > 0 && ((unsigned char)editor.secret[length] & 0xc0) == 0x80)
		length--;
	if (*editor.secret != '\0')
		memset(editor.secret + length, 0, strlen(editor.secret + length));
}

static bool masked_key(struct press press)
{
	if (press.key == PRESS_TEXT || press.key == PRESS_PASTED)
		append(press.letter);
	else if (press.key == PRESS_ERASE)
		erase_last();
	else if (press.key == PRESS_CLEAR_LINE)
		editor_set("");
	else
		return false;
	return true;
}

bool editor_key(struct press press)
{
	if (!editor.open)
		return false;
	if (editor.masked)
		return masked_key(press);
	if (editor.form == NULL)
		return false;
	if (press.key == PRESS_TEXT || press.key == PRESS_PASTED) {
		form_driver_w(editor.form, OK, press.letter);
		form_driver(editor.form, REQ_VALIDATION);
		return true;
	}
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		if (requests[i].key != press.key)
			continue;
		form_driver(editor.form, requests[i].request);
		form_driver(editor.form, REQ_VALIDATION);
		return true;
	}
	return false;
}

/* --- drawn --- */

static void draw_masked(void)
{
	autofree char *stars = xstrdup(editor.secret);
	int width = shown_columns(editor.secret);

	memset(stars, '*', strlen(stars));
	if (!editor.revealed && width < (int)strlen(stars))
		stars[width] = '\0';
	draw_text(editor.row, editor.column, editor.width, LOOK_PLAIN,
		  editor.revealed ? editor.secret : stars);
	wnoutrefresh(stdscr);
	move(editor.row,
	     editor.column + (width < editor.width ? width : editor.width - 1));
	wnoutrefresh(stdscr);
}

void editor_hide(void)
{
	editor.hidden = true;
}

void editor_refresh(void)
{
	if (!editor.open || editor.hidden || editor.row < 0)
		return;
	curs_set(1);
	if (editor.masked) {
		draw_masked();
		return;
	}
	pos_form_cursor(editor.form);
	touchwin(editor.window);
	wnoutrefresh(editor.window);
}
