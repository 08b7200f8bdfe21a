/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors with the line and a caret, headings, values with their secrets masked. */
#include "shell/print.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "shell/wrap.h"

#define ERRORS_SHOWN 20
#define INDENT       "    "
#define WIDTH_LEAST  20

/* The line again with secrets masked; where the word at `column` stands in it. */
struct source {
	struct text text;
	size_t column, length; /* in columns of the terminal, length 0: not found */
};

static size_t shown_columns(const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count;
}

static void add_escaped(struct source *source, const char *bytes, size_t length)
{
	autofree char *safe = escape_bytes(bytes, length);

	text_add(&source->text, safe);
}

static void add_word(struct source *source, const struct line *line,
		     const struct word *word)
{
	const char *bytes = line->text + word->column - 1;

	if (word->name != NULL && name_is_secret(word->name))
		text_addf(&source->text, "%s=***", word->name);
	else if (word->name == NULL && strchr(word->text, '=') != NULL &&
		 text_has_secret(word->text))
		text_add(&source->text, "***");
	else
		add_escaped(source, bytes, word->length);
}

static size_t columns_so_far(const struct source *source)
{
	return source->text.data == NULL
		       ? 0
		       : shown_columns(source->text.data, source->text.length);
}

static void render(const struct line *line, unsigned column, struct source *source)
{
	size_t at = 0;

	for (size_t i = 0; i < line->count; i++) {
		const struct word *word = &line->words[i];

		add_escaped(source, line->text + at, word->column - 1 - at);
		size_t begin = columns_so_far(source);
		add_word(source, line, word);
		at = word->column - 1 + word->length;
		if (column < word->column || column > at)
			continue;
		bool inside = column > word->column && !text_has_secret(line->text);
		source->column = begin + (inside ? column - word->column : 0);
		source->length = inside ? 1 : columns_so_far(source) - begin;
	}
	add_escaped(source, line->text + at, strlen(line->text + at));
}

/* A byte between words, or of one that was never completed. */
static void point_at_byte(const struct line *line, unsigned column, struct source *source)
{
	if (column > strlen(line->text) || text_has_secret(line->text))
		return;
	autofree char *before = escape_bytes(line->text, column - 1);
	source->column = shown_columns(before, strlen(before));
	source->length = 1;
}

/* The byte where that column begins. */
static size_t byte_of(const char *text, size_t column)
{
	size_t at = 0;

	for (; text[at] != '\0'; at++)
		if (((unsigned char)text[at] & 0xc0) != 0x80 && column-- == 0)
			break;
	return at;
}

/* Of a line wider than the terminal the part around the place, so that the caret still
 * stands under it. */
static void cut_to(struct source *source, size_t width)
{
	size_t total = columns_so_far(source), room = width - strlen(INDENT), begin = 0;
	struct text part = { 0 };

	if (width < WIDTH_LEAST || total <= room)
		return;
	if (source->column > room / 2)
		begin = source->column - room / 2;
	if (begin > total - room)
		begin = total - room;
	bool more = begin + room < total;
	size_t from = byte_of(source->text.data, begin + (begin > 0));
	size_t to = byte_of(source->text.data, begin + room - more);
	text_add(&part, begin > 0 ? "…" : "");
	text_add_bytes(&part, source->text.data + from, to - from);
	text_add(&part, more ? "…" : "");
	text_free_secret(&source->text);
	source->text = part;
	source->column -= begin;
	if (source->length > room - source->column)
		source->length = room - source->column;
}

static void print_source(FILE *out, const struct line *line, unsigned column)
{
	struct source source = { 0 };

	if (column == 0)
		return;
	render(line, column, &source);
	if (source.length == 0)
		point_at_byte(line, column, &source);
	if (source.length > 0)
		cut_to(&source, terminal_width(out));
	if (source.length > 0) {
		fprintf(out, INDENT "%s\n" INDENT "%*s^", source.text.data,
			(int)source.column, "");
		for (size_t i = 1; i < source.length; i++)
			fputc('~', out);
		fputc('\n', out);
	}
	text_free_secret(&source.text);
}

static bool is_of(const struct error *err, const struct line *line)
{
	return line != NULL && err->mark.file == line->mark.file &&
	       err->mark.line == line->mark.line;
}

static void print_part(FILE *out, const char *label, const char *text)
{
	if (text == NULL)
		return;
	autofree char *safe = escape_text(text);
	fputs(label, out);
	print_wrapped(out, safe, text_columns(label),
		      *label == '\0' ? 0 : terminal_width(out));
}

static void print_one(const struct shell *shell, const struct error *err)
{
	FILE *out = shell->errors;
	autofree char *place = error_place(err);

	fputs(place, out);
	print_part(out, "", err->what);
	if (is_of(err, shell->line))
		print_source(out, shell->line, err->mark.column);
	print_part(out, "why: ", err->why);
	print_part(out, "fix: ", err->fix);
}

void print_error(const struct shell *shell, const struct error *err)
{
	unsigned count = error_count(err);

	fflush(shell->out);
	for (unsigned i = 0; i < count && i < ERRORS_SHOWN; i++, err = err->next)
		print_one(shell, err);
	if (count > ERRORS_SHOWN)
		fprintf(shell->errors, "… and %u more errors\n", count - ERRORS_SHOWN);
}

bool others_can_read(FILE *out)
{
	struct stat st;

	return fstat(fileno(out), &st) == 0 && S_ISREG(st.st_mode) && st.st_mode & 077;
}

static int look_for_secret(struct node *node, void *data)
{
	(void)data;
	value_foreach(value, node)
	{
		if (value->attr != NULL && value->attr->kind == ATTR_SECRET &&
		    *value->text != '\0')
			return 1;
	}
	return 0;
}

int print_may_tell(const struct shell *shell, const struct node *tree, struct error *err)
{
	FILE *out = shell->out;

	if (!isatty(fileno(out)) && !others_can_read(out))
		return 0;
	if (node_walk(node_mutable(tree), look_for_secret, NULL) == 0)
		return 0;
	(void)fail(err, -EPERM, "the configuration holds secrets");
	because(err, "a terminal, or a file that others can read, would keep them");
	return -EPERM;
}

void print_heading(FILE *out, const char *text, char under)
{
	autofree char *safe = escape_text(text);

	fprintf(out, "%s\n", safe);
	for (size_t i = shown_columns(safe, strlen(safe)); i > 0; i--)
		fputc(under, out);
	fputc('\n', out);
}

char *value_text(const struct value *value)
{
	if (value->attr != NULL && value->attr->kind == ATTR_SECRET)
		return xstrdup(*value->text == '\0' ? "" : "(secret)");
	return escape_text(value->text);
}

void print_styled(const struct shell *shell, const char *line, enum style style)
{
	if (shell->color)
		fprintf(shell->out, "\033[%dm%s\033[0m\n", (int)style, line);
	else
		fprintf(shell->out, "%s\n", line);
}
