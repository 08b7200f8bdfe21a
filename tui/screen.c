/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal: started, drawn on, left as it was found. */
#include "tui/screen.h"

#include <curses.h>
#include <langinfo.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "tui/curses.h"

static struct state {
	SCREEN *terminal;
	bool on;
	int input, output;
	bool colors;
	struct layer *top;
	int row, column; /* of the cursor, -1: nowhere */
} state;

/* --- start and end --------------------------------------------------------------- */

/* Pastes come between marks, so that a line of them is no Enter; a terminal that does not
 * know it does nothing. */
static void set_pastes(bool on)
{
	const char *text = on ? "\033[?2004h" : "\033[?2004l";

	if (write(state.output, text, strlen(text)) < 0)
		return;
}

/* A shell between Ctrl-Z and fg has its own say on pastes. */
static void (*stop_of_curses)(int);

static void on_stop(int number)
{
	set_pastes(false);
	stop_of_curses(number);
	set_pastes(true);
}

static void catch_stop(void)
{
	struct sigaction old;

	if (sigaction(SIGTSTP, NULL, &old) < 0 || old.sa_handler == SIG_DFL ||
	    old.sa_handler == SIG_IGN)
		return;
	stop_of_curses = old.sa_handler;
	old.sa_handler = on_stop;
	sigaction(SIGTSTP, &old, NULL);
}

void screen_close(void)
{
	if (!state.on)
		return;
	state.on = false;
	set_pastes(false);
	endwin();
}

void screen_refresh(void)
{
	clearok(curscr, TRUE);
	screen_draw();
}

/* The terminal is of use again before the program dies, of what it did wrong or because
 * it is told to. */
static void on_end(int number)
{
	screen_close();
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

static void catch_ends(void)
{
	static const int numbers[] = { SIGSEGV, SIGBUS,  SIGILL, SIGFPE,
				       SIGABRT, SIGTERM, SIGHUP, SIGQUIT };
	const struct sigaction action = { .sa_handler = on_end };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaction(numbers[i], &action, NULL);
}

static int refuse(const char *why, struct error *err)
{
	const char *term = getenv("TERM");

	error_set(err, NULL, -ENOTSUP, "the wizard cannot use this terminal");
	because(err, "%s (TERM is %s)", why, term == NULL ? "not set" : term);
	advise(err, "'wizard --plain' asks the same line by line");
	return -ENOTSUP;
}

static bool wants_colors(void)
{
	const char *none = getenv("NO_COLOR");

	return has_colors() && (none == NULL || *none == '\0') && start_color() != ERR &&
	       use_default_colors() != ERR;
}

static void set_colors(void)
{
	state.colors = wants_colors();
	if (!state.colors)
		return;
	init_pair(LOOK_TITLE, COLOR_CYAN, -1);
	init_pair(LOOK_WRONG, COLOR_RED, -1);
	init_pair(LOOK_GOOD, COLOR_GREEN, -1);
}

int screen_open(FILE *in, FILE *out, struct error *err)
{
	if (!isatty(fileno(in)) || !isatty(fileno(out)))
		return refuse("it is no terminal", err);
	state.terminal = newterm(NULL, out, in);
	if (state.terminal == NULL)
		return refuse("nothing is known of it", err);
	if (tigetstr("cup") == NULL) {
		endwin();
		return refuse("it cannot place the cursor", err);
	}
	state.on = true;
	state.input = fileno(in);
	state.output = fileno(out);
	keys_define();
	if (getenv("ESCDELAY") == NULL)
		set_escdelay(25);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	set_pastes(true);
	catch_stop();
	intrflush(stdscr, FALSE);
	set_colors();
	catch_ends();
	set_die_hook(screen_close);
	return 0;
}

int screen_input(void)
{
	return state.input;
}

/* --- layers ---------------------------------------------------------------------- */

void screen_size(int *rows, int *columns)
{
	getmaxyx(stdscr, *rows, *columns);
}

bool screen_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void screen_push(struct layer *layer)
{
	layer->below = state.top;
	state.top = layer;
}

void screen_pop(struct layer *layer)
{
	state.top = layer->below;
}

static void draw_layer(const struct layer *layer)
{
	if (layer == NULL)
		return;
	draw_layer(layer->below);
	/* Only the highest layer has a cursor, or a line that is typed. */
	state.row = -1;
	editor_hide();
	layer->draw(layer->data);
}

bool screen_is_too_small(void)
{
	int rows, columns;

	screen_size(&rows, &columns);
	return rows < SCREEN_ROWS || columns < SCREEN_COLUMNS;
}

static void draw_too_small(int rows, int columns)
{
	autofree char *text =
		xasprintf("need %dx%d, have %dx%d: enlarge the window, or use "
			  "'wizard --plain'",
			  SCREEN_COLUMNS, SCREEN_ROWS, columns, rows);

	for (int row = 0; row < rows && *text != '\0'; row++) {
		size_t fits = text_fit(text, columns);

		autofree char *line = xstrndup(text, fits);
		draw_text(row, 0, columns, LOOK_PLAIN, line);
		fits += strspn(text + fits, " ");
		memmove(text, text + fits, strlen(text + fits) + 1);
	}
}

void screen_draw(void)
{
	int rows, columns;

	screen_size(&rows, &columns);
	state.row = -1;
	erase();
	if (screen_is_too_small()) {
		editor_hide();
		draw_too_small(rows, columns);
	} else {
		draw_layer(state.top);
	}
	curs_set(state.row >= 0);
	if (state.row >= 0)
		move(state.row, state.column);
	wnoutrefresh(stdscr);
	editor_refresh();
	doupdate();
}

/* --- drawing --------------------------------------------------------------------- */

static attr_t attributes(enum look look)
{
	attr_t color = state.colors ? (attr_t)COLOR_PAIR(look) : 0;

	switch (look) {
	case LOOK_TITLE:
		return A_BOLD | color;
	case LOOK_FOCUS:
		return A_REVERSE;
	case LOOK_WRONG:
		return A_BOLD | color;
	case LOOK_GOOD:
		return color;
	case LOOK_DIM:
	case LOOK_PLAIN:
	case LOOK_COUNT:
		break;
	}
	return A_NORMAL;
}

/* The next character as the terminal can show it, and the columns that it takes. */
static size_t next_character(const char *text, wchar_t *shown, int *columns)
{
	wchar_t wide = L'?';
	mbstate_t mb = { 0 };
	size_t length = mbrtowc(&wide, text, MB_LEN_MAX, &mb);

	if (length == 0 || length == (size_t)-1 || length == (size_t)-2) {
		/* Not of this locale: as many bytes as UTF-8 has for one. */
		for (length = 1; ((unsigned char)text[length] & 0xc0) == 0x80;)
			length++;
		wide = L'?';
	}
	*columns = wcwidth(wide);
	if (*columns < 0) {
		wide = L'?';
		*columns = 1;
	}
	*shown = wide;
	return length;
}

int draw_text(int row, int column, int width, enum look look, const char *text)
{
	char *safe = escape_text(text);
	int used = 0, columns;

	attrset((int)attributes(look));
	for (const char *at = safe; *at != '\0';) {
		wchar_t shown[2] = { 0 };
		size_t length = next_character(at, shown, &columns);

		if (used + columns > width)
			break;
		mvaddwstr(row, column + used, shown);
		used += columns;
		at += length;
	}
	for (int blank = used; blank < width; blank++)
		mvaddch(row, column + blank, ' ');
	attrset(A_NORMAL);
	secret_free(safe);
	return used;
}

int shown_columns(const char *text)
{
	int used = 0, columns;
	wchar_t shown;

	while (*text != '\0') {
		text += next_character(text, &shown, &columns);
		used += columns;
	}
	return used;
}

/* A word that fits no line at all goes on where it begins. */
static bool is_endless(const char *word, int columns)
{
	autofree char *alone = xstrndup(word, strcspn(word, " \n"));

	return shown_columns(alone) > columns;
}

size_t text_fit(const char *text, int columns)
{
	int used = 0, own;
	const char *at = text, *blank = NULL, *part = NULL;
	wchar_t shown;

	while (*at != '\0' && *at != '\n') {
		size_t length = next_character(at, &shown, &own);

		if (used + own > columns)
			break;
		if (*at == ' ') {
			blank = at;
			part = NULL;
		} else if (*at == '/')
			part = at;
		used += own;
		at += length;
	}
	if (*at == '\0' || *at == '\n')
		return (size_t)(at - text);
	if (blank != NULL && !is_endless(blank + 1, columns))
		return (size_t)(blank - text);
	return (size_t)((part == NULL || part == text ? at : part) - text);
}

void draw_rule(int row)
{
	int rows, columns;

	screen_size(&rows, &columns);
	mvhline(row, 0, 0, columns);
}

void draw_frame(int row, int column, int rows, int columns, const char *heading)
{
	for (int line = 0; line < rows; line++)
		draw_text(row + line, column, columns, LOOK_PLAIN, "");
	mvhline(row, column, 0, columns);
	mvhline(row + rows - 1, column, 0, columns);
	mvvline(row, column, 0, rows);
	mvvline(row, column + columns - 1, 0, rows);
	mvaddch(row, column, ACS_ULCORNER);
	mvaddch(row, column + columns - 1, ACS_URCORNER);
	mvaddch(row + rows - 1, column, ACS_LLCORNER);
	mvaddch(row + rows - 1, column + columns - 1, ACS_LRCORNER);
	int width = shown_columns(heading);
	if (width > 0 && width < columns - 4)
		draw_text(row, column + 2, width, LOOK_TITLE, heading);
}

void draw_cursor(int row, int column)
{
	state.row = row;
	state.column = column;
}
