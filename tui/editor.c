/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line that is typed: libform for its letters, stars for secrets. */
#include "tui/editor.h"

#include <curses.h>
#include <form.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

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
	{ PRESS_LEFT, REQ_PREV_CHAR },   { PRESS_RIGHT, REQ_NEXT_CHAR },
	{ PRESS_START, REQ_BEG_LINE },   { PRESS_ERASE, REQ_DEL_PREV },
	{ PRESS_DELETE, REQ_DEL_CHAR },  { PRESS_CLEAR_LINE, REQ_CLR_FIELD },
	{ PRESS_CUT_LINE, REQ_CLR_EOL },
};

bool editor_is_open(void)
{
	return editor.open;
}

/* --- the form -------------------------------------------------------------------- */

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

/* Copied and trimmed: the buffer is padded, and of the library. */
static char *form_text(void)
{
	form_driver(editor.form, REQ_VALIDATION);
	char *text = xstrdup(field_buffer(editor.fields[0], 0));

	for (size_t length = strlen(text); length > 0 && text[length - 1] == ' ';)
		text[--length] = '\0';
	return text;
}

/* The byte behind that many letters, and behind those that add to the last of them; so
 * many letters as there are too few go to *missing. */
static size_t byte_at(const char *text, int place, int *missing)
{
	size_t at = 0;
	wchar_t letter;
	int length;

	*missing = place;
	while ((length = mbtowc(&letter, text + at, MB_LEN_MAX)) > 0) {
		if (wcwidth(letter) != 0 && (*missing)-- == 0)
			break;
		at += (size_t)length;
	}
	*missing = *missing < 0 ? 0 : *missing;
	return at;
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

static void go_to(int place)
{
	form_driver(editor.form, REQ_BEG_LINE);
	while (place-- > 0)
		form_driver(editor.form, REQ_NEXT_CHAR);
}

/* REQ_END_LINE of ncurses 6.4 takes a wide letter for one column. */
static void go_to_end(void)
{
	char *text = form_text();
	int letters;

	(void)byte_at(text, INT_MAX, &letters);
	go_to(INT_MAX - letters);
	secret_free(text);
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
	go_to_end();
}

/* --- the editor ------------------------------------------------------------------ */

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
	go_to(at);
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
	go_to_end();
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

/* --- keys ------------------------------------------------------------------------ */

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

/* A letter of another width than one: wins_wch(3) of ncurses 6.4, by which forms insert,
 * moves such letters beyond the end of its line. */
static void insert_wide(wchar_t letter)
{
	char bytes[MB_LEN_MAX];
	int length = wctomb(bytes, letter);
	char *text = form_text();
	int place = form_place(), missing;
	size_t at = byte_at(text, place, &missing);

	/* Blanks at the end were trimmed. */
	if (length > 0 && shown_columns(text) + missing + 2 < MOST) {
		autofree char *longer = xasprintf("%.*s%*s%.*s%s", (int)at, text, missing,
						  "", length, bytes, text + at);

		set_field_buffer(editor.fields[0], 0, longer);
		place += wcwidth(letter) > 0;
	}
	go_to(place);
	secret_free(text);
}

static void insert(wchar_t letter)
{
	autofree char *text = form_text();

	/* A narrow one moves those behind it just as badly. */
	if (wcwidth(letter) != 1 || shown_columns(text) != (int)mbstowcs(NULL, text, 0))
		insert_wide(letter);
	else
		form_driver_w(editor.form, OK, letter);
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
		insert(press.letter);
		form_driver(editor.form, REQ_VALIDATION);
		return true;
	}
	if (press.key == PRESS_LAST) {
		go_to_end();
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

/* --- drawn ----------------------------------------------------------------------- */

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
