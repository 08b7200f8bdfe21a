/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text as lines that fit a width. */
#include "tui/lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/mem.h"
#include "tui/screen.h"

static void drop_list(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		secret_free(lines->list[i]);
	free(lines->list);
	free(lines->sources);
	lines->list = NULL;
	lines->sources = NULL;
	lines->count = 0;
	lines->width = 0;
}

void lines_set(struct lines *lines, const char *text)
{
	lines_free(lines);
	lines->text = xstrdup(text);
}

static void add(struct lines *lines, char *line, size_t source)
{
	grow(lines->sources, lines->count);
	grow(lines->list, lines->count);
	lines->sources[lines->count] = source;
	lines->list[lines->count++] = line;
}

/* How much of a command stands in one row: up to a blank that no quotes hold.  `escape`
 * takes the meaning from the next letter, but not in single quotes. */
static size_t fit_command(const char *text, int width, char escape)
{
	size_t last = 0;
	char quote = '\0';

	for (size_t i = 0; text[i] != '\0' && (int)i <= width; i++) {
		if (text[i] == escape && quote != '\'' && text[i + 1] != '\0')
			i++;
		else if (quote != '\0' && text[i] == quote)
			quote = '\0';
		else if (quote == '\0' && (text[i] == '\'' || text[i] == '"'))
			quote = text[i];
		else if (quote == '\0' && text[i] == ' ')
			last = i;
	}
	return last;
}

/* How much of it goes into a row of its own; 0: it cannot be cut. */
static size_t cut_command(const struct lines *lines, const char *text)
{
	size_t mark = strlen(lines->continues);

	if (shown_columns(text) <= lines->width)
		return strlen(text);
	return fit_command(text, lines->width - (int)mark, lines->continues[mark - 1]);
}

static bool can_be_cut(const struct lines *lines, const char *text)
{
	while (*text != '\0') {
		size_t fits = cut_command(lines, text);

		if (fits == 0)
			return false;
		text += fits + strspn(text + fits, " ");
	}
	return true;
}

/* Commands are cut where they can go on; one that cannot is not shown in pieces, which
 * somebody would run. */
static void add_command(struct lines *lines, const char *rest, size_t source)
{
	if (!can_be_cut(lines, rest)) {
		add(lines, xstrdup("# (a line that is too long for this screen)"),
		    source);
		return;
	}
	do {
		size_t fits = cut_command(lines, rest);
		const char *next = rest + fits + strspn(rest + fits, " ");

		add(lines,
		    xasprintf("%.*s%s", (int)fits, rest,
			      *next == '\0' ? "" : lines->continues),
		    source);
		rest = next;
	} while (*rest != '\0');
}

/* What stands before each piece: as far in, and what is left of a comment stays one. */
static char *margin_of(const struct lines *lines, const char *whole, bool is_comment)
{
	int indent = (int)strspn(whole, " ");

	if (is_comment)
		return xasprintf("#%*s", (int)strspn(whole + 1, " ") + 2, "");
	return xasprintf("%*s", indent + 8 >= lines->width ? 0 : indent, "");
}

/* One line of the text, which is wiped; what does not fit goes on below. */
static void add_wrapped(struct lines *lines, char *whole, size_t source)
{
	bool is_comment = lines->continues != NULL && *whole == '#';
	char *margin = margin_of(lines, whole, is_comment);
	const char *rest = whole + strspn(whole, " ");
	const char *before = is_comment ? "" : margin;

	if (lines->continues != NULL && !is_comment) {
		add_command(lines, whole, source);
		rest = NULL;
	}
	while (rest != NULL) {
		size_t fits = text_fit(rest, lines->width - (int)strlen(before));

		if (fits == 0 && *rest != '\0')
			fits = 1;
		add(lines, xasprintf("%s%.*s", before, (int)fits, rest), source);
		rest += fits;
		rest += strspn(rest, " ");
		before = margin;
		if (*rest == '\0')
			break;
	}
	free(margin);
	secret_free(whole);
}

void lines_wrap(struct lines *lines, int width)
{
	if (lines->width == width || lines->text == NULL || width < 1)
		return;
	drop_list(lines);
	lines->width = width;
	size_t source = 0;
	for (const char *at = lines->text; *at != '\0'; source++) {
		size_t length = strcspn(at, "\n");

		add_wrapped(lines, xstrndup(at, length), source);
		at += length + (at[length] == '\n');
	}
}

size_t lines_source(const struct lines *lines, int at)
{
	return at >= 0 && (size_t)at < lines->count ? lines->sources[at] : 0;
}

const char *lines_get(const struct lines *lines, int at)
{
	return at >= 0 && (size_t)at < lines->count ? lines->list[at] : "";
}

int lines_first(const struct lines *lines, size_t source)
{
	size_t at = 0;

	while (at + 1 < lines->count && lines->sources[at] < source)
		at++;
	return (int)at;
}

void lines_free(struct lines *lines)
{
	drop_list(lines);
	secret_free(lines->text);
	lines->text = NULL;
}
