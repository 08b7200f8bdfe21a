/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a terminal sends to what is meant: a table. */
#include "tui/keys.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <wctype.h>

#include "tui/curses.h"
#include "tui/screen.h"

#define CTRL(letter) ((letter)&0x1f)
#define ESCAPE       0x1b
/* Long enough for a hand that types Esc and a digit, short for one that waits. */
#define DIGIT_MS 200
#define WAIT_MS  500
/* What a terminal sends at once comes at once. */
#define SEQUENCE_MS 25
/* So often, for a paste that does not end. */
#define FORGET_MOST 100
/* So many waits without a letter are no pause within a paste. */
#define PASTE_SILENT 4

/* What a terminal sends around a paste. */
#define KEY_PASTE_BEGIN (KEY_MAX + 1)
#define KEY_PASTE_END   (KEY_MAX + 2)

/* As xterm, linux, vt220 and rxvt send them, whatever TERM says: a serial console is
 * often called vt100, and has all the keys of the window that it is shown in. */
static const struct {
	const char *sequence;
	int code;
} sequences[] = {
	{ "\033[200~", KEY_PASTE_BEGIN },
	{ "\033[201~", KEY_PASTE_END },
	{ "\033[A", KEY_UP },
	{ "\033OA", KEY_UP },
	{ "\033[B", KEY_DOWN },
	{ "\033OB", KEY_DOWN },
	{ "\033[C", KEY_RIGHT },
	{ "\033OC", KEY_RIGHT },
	{ "\033[D", KEY_LEFT },
	{ "\033OD", KEY_LEFT },
	{ "\033[Z", KEY_BTAB },
	{ "\033[H", KEY_HOME },
	{ "\033OH", KEY_HOME },
	{ "\033[1~", KEY_HOME },
	{ "\033[7~", KEY_HOME },
	{ "\033[F", KEY_END },
	{ "\033OF", KEY_END },
	{ "\033[4~", KEY_END },
	{ "\033[8~", KEY_END },
	{ "\033[5~", KEY_PPAGE },
	{ "\033[6~", KEY_NPAGE },
	{ "\033[3~", KEY_DC },
	{ "\033OP", KEY_F(1) },
	{ "\033[11~", KEY_F(1) },
	{ "\033[[A", KEY_F(1) },
	{ "\033OQ", KEY_F(2) },
	{ "\033[12~", KEY_F(2) },
	{ "\033[[B", KEY_F(2) },
	{ "\033OR", KEY_F(3) },
	{ "\033[13~", KEY_F(3) },
	{ "\033[[C", KEY_F(3) },
	{ "\033OS", KEY_F(4) },
	{ "\033[14~", KEY_F(4) },
	{ "\033[[D", KEY_F(4) },
	{ "\033[21~", KEY_F(10) },
};

static const struct {
	int code;
	enum key key;
} functions[] = {
	{ KEY_DOWN, PRESS_NEXT_FIELD },     { KEY_UP, PRESS_PREVIOUS_FIELD },
	{ KEY_BTAB, PRESS_PREVIOUS_FIELD }, { KEY_LEFT, PRESS_LEFT },
	{ KEY_RIGHT, PRESS_RIGHT },         { KEY_HOME, PRESS_START },
	{ KEY_FIND, PRESS_START }, /* vt220 names the keys so */
	{ KEY_SELECT, PRESS_LAST },         { KEY_END, PRESS_LAST },
	{ KEY_NPAGE, PRESS_PAGE_DOWN },     { KEY_PPAGE, PRESS_PAGE_UP },
	{ KEY_ENTER, PRESS_ACTIVATE },      { KEY_BACKSPACE, PRESS_ERASE },
	{ KEY_DC, PRESS_DELETE },           { KEY_F(1), PRESS_HELP },
	{ KEY_F(2), PRESS_LIST },           { KEY_F(3), PRESS_MAKE },
	{ KEY_F(4), PRESS_REVEAL },         { KEY_F(10), PRESS_QUIT },
	{ KEY_RESIZE, PRESS_RESIZED },
};

static const struct {
	wchar_t letter;
	enum key key;
} controls[] = {
	{ '\t', PRESS_NEXT_FIELD },
	{ '\r', PRESS_ACTIVATE },
	{ '\n', PRESS_ACTIVATE },
	{ CTRL('N'), PRESS_NEXT_FIELD },
	{ CTRL('P'), PRESS_PREVIOUS_FIELD },
	{ CTRL('B'), PRESS_LEFT },
	{ CTRL('F'), PRESS_RIGHT },
	{ CTRL('A'), PRESS_START },
	{ CTRL('E'), PRESS_LAST },
	{ 0x7f, PRESS_ERASE },
	{ CTRL('H'), PRESS_ERASE },
	{ CTRL('D'), PRESS_DELETE },
	{ CTRL('U'), PRESS_CLEAR_LINE },
	{ CTRL('K'), PRESS_CUT_LINE },
	{ CTRL('L'), PRESS_REDRAW },
	{ CTRL('G'), PRESS_CANCEL },
};

void keys_define(void)
{
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
		if (key_defined(sequences[i].sequence) == 0)
			define_key(sequences[i].sequence, sequences[i].code);
}

static struct press press_of(enum key key)
{
	return (struct press){ .key = key };
}

static struct press function_key(int code)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (functions[i].code == code)
			return press_of(functions[i].key);
	return press_of(PRESS_NOTHING);
}

static struct press control(wchar_t letter)
{
	for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
		if (controls[i].letter == letter)
			return press_of(controls[i].key);
	if (!iswprint((wint_t)letter))
		return press_of(PRESS_NOTHING);
	return (struct press){ .key = PRESS_TEXT, .letter = letter };
}

static bool pasting;
static unsigned silent; /* waits without a key, one after the other */

/* Read while Esc waited for a digit, and not one. */
static struct press kept = { .key = PRESS_NOTHING };

/* What comes behind an Esc and is a key of its own is not lost; least of all the
 * beginning of a paste. */
static int read_behind(wint_t *letter)
{
	int result = get_wch(letter);

	if (result != KEY_CODE_YES)
		return result;
	pasting = pasting || (int)*letter == KEY_PASTE_BEGIN;
	kept = function_key((int)*letter);
	return result;
}

/* A key that nobody knows, whose sequence began with Esc and this letter, is none: all of
 * it is read, up to the letter or ~ at its end. */
static bool is_sequence(wint_t first)
{
	wint_t letter = 0;

	if (first != '[' && first != 'O')
		return false;
	timeout(SEQUENCE_MS);
	int result = read_behind(&letter);
	bool goes_on = result == OK;
	/* The console's F keys have one letter more; rxvt ends with $. */
	bool more = letter == '[';
	while (goes_on && (more || ((letter < '@' || letter > '~') && letter != '$'))) {
		more = false;
		goes_on = read_behind(&letter) == OK;
	}
	timeout(0);
	return result != ERR;
}

/* Esc alone cancels; with a digit behind it it is a function key, for terminals that have
 * none or keep them. */
static struct press escape(void)
{
	wint_t letter = 0;

	timeout(DIGIT_MS);
	int result = read_behind(&letter);
	timeout(0);
	if (result != OK)
		return press_of(PRESS_CANCEL);
	if (letter >= '0' && letter <= '9')
		return function_key(KEY_F(letter == '0' ? 10 : (int)(letter - '0')));
	if (letter == '\t')
		return press_of(PRESS_PREVIOUS_FIELD); /* Shift-Tab of the console */
	if (is_sequence(letter))
		return press_of(PRESS_NOTHING);
	kept = letter == ESCAPE ? press_of(PRESS_CANCEL) : control((wchar_t)letter);
	return press_of(PRESS_CANCEL);
}

void keys_forget(void)
{
	struct pollfd input = { .fd = screen_input(), .events = POLLIN };
	int most = FORGET_MOST;

	/* The rest of a paste must not come as keys. */
	do
		flushinp();
	while (most-- > 0 && poll(&input, 1, SEQUENCE_MS) > 0 && input.revents == POLLIN);
	kept = press_of(PRESS_NOTHING);
	pasting = false;
}

static bool take_interrupt(volatile int *interrupted)
{
	if (interrupted == NULL || !*interrupted)
		return false;
	*interrupted = 0;
	/* It overtakes what was typed before: an Enter for what it closes must not reach
	 * what stands below. */
	keys_forget();
	return true;
}

/* Until there is some, or a signal came, which is not missed just before the wait. */
static int poll_input(struct pollfd *input, const volatile int *interrupted)
{
	const struct timespec most = { .tv_nsec = WAIT_MS * 1000000L };
	sigset_t interrupts, before;

	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	pthread_sigmask(SIG_BLOCK, &interrupts, &before);
	int result =
		interrupted != NULL && *interrupted ? 0 : ppoll(input, 1, &most, &before);
	int reason = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = reason;
	return result;
}

/* Nothing is there yet.  Waited for not in curses, which goes on reading after a
 * signal. */
static enum key wait_for_input(volatile int *interrupted)
{
	struct pollfd input = { .fd = screen_input(), .events = POLLIN };
	int result = poll_input(&input, interrupted);

	if (take_interrupt(interrupted))
		return PRESS_QUIT;
	silent = result == 0 ? silent + 1 : 0;
	/* The end of a paste was lost. */
	if (silent >= PASTE_SILENT)
		pasting = false;
	if (result == 0)
		return PRESS_NOTHING;
	if (result < 0)
		return errno == EINTR ? PRESS_NOTHING : PRESS_GONE;
	/* A terminal that was hung up is always readable, and there is never a key. */
	if (input.revents & (POLLERR | POLLHUP | POLLNVAL))
		return PRESS_GONE;
	return PRESS_NOTHING;
}

/* Between the marks of a paste: text, never a key.  Lines become words. */
static struct press pasted(wchar_t letter)
{
	bool blank = letter == '\r' || letter == '\n' || letter == '\t';

	if (!blank && !iswprint((wint_t)letter))
		return press_of(PRESS_NOTHING);
	return (struct press){ .key = PRESS_PASTED, .letter = blank ? L' ' : letter };
}

/* An Esc within a paste: its end, which may come in parts; nothing of it is text. */
static struct press paste_escape(void)
{
	static const wchar_t end[] = L"[201~";
	wint_t letter = 0;
	size_t at = 0;

	timeout(WAIT_MS);
	while (end[at] != L'\0' && get_wch(&letter) == OK && (wchar_t)letter == end[at])
		at++;
	timeout(0);
	pasting = end[at] != L'\0';
	return press_of(PRESS_NOTHING);
}

static struct press read_one(volatile int *interrupted)
{
	struct press now = kept;
	wint_t letter = 0;

	if (take_interrupt(interrupted))
		return press_of(PRESS_QUIT);
	kept = press_of(PRESS_NOTHING);
	if (now.key != PRESS_NOTHING)
		return now;
	timeout(0);
	int result = get_wch(&letter);
	if (result == KEY_CODE_YES && (int)letter == KEY_PASTE_BEGIN)
		pasting = true;
	else if (result == KEY_CODE_YES && (int)letter == KEY_PASTE_END)
		pasting = false;
	else if (result == KEY_CODE_YES)
		return function_key((int)letter);
	else if (result == OK && pasting && letter == ESCAPE)
		return paste_escape();
	else if (result == OK && pasting)
		return pasted((wchar_t)letter);
	else if (result == OK && letter == ESCAPE)
		return escape();
	else if (result == OK)
		return control((wchar_t)letter);
	else
		return press_of(wait_for_input(interrupted));
	return press_of(PRESS_NOTHING);
}

/* What nobody sees happen does not happen. */
static bool is_blind(enum key key)
{
	return screen_is_too_small() && key != PRESS_RESIZED && key != PRESS_GONE &&
	       key != PRESS_QUIT;
}

struct press key_read(volatile int *interrupted)
{
	struct press now;

	do {
		now = read_one(interrupted);
		/* A terminal may have moved its lines to fit its new width. */
		if (now.key == PRESS_REDRAW || now.key == PRESS_RESIZED)
			screen_refresh();
	} while (now.key == PRESS_NOTHING || now.key == PRESS_REDRAW ||
		 is_blind(now.key));
	return now;
}
