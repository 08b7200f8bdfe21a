/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors as values: made, collected and turned into text. */
#include "configfs/base/error.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

static _printf_(2, 0) void replace(char **slot, const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		text = xstrdup(format);
	free(*slot);
	*slot = text;
}

void error_set(struct error *err, const struct mark *mark, int code, const char *format,
	       ...)
{
	va_list args;

	if (err->code != 0)
		return;
	err->code = code;
	if (mark != NULL)
		err->mark = *mark;
	va_start(args, format);
	replace(&err->what, format, args);
	va_end(args);
}

void because(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	replace(&err->why, format, args);
	va_end(args);
}

void advise(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	replace(&err->fix, format, args);
	va_end(args);
}

void error_about(struct error *err, const char *object, const char *value)
{
	if (err->code == 0)
		return;
	if (err->object == NULL)
		err->object = xstrdup_null(object);
	if (err->value == NULL)
		err->value = xstrdup_null(value);
}

void error_may_pass(struct error *err)
{
	err->may_pass = err->code != 0;
}

void error_append(struct error *into, struct error *from)
{
	if (from->code == 0)
		return;
	if (into->code == 0) {
		*into = *from;
	} else {
		struct error **end = &into->next;

		while (*end != NULL)
			end = &(*end)->next;
		*end = xcalloc(1, sizeof **end);
		**end = *from;
	}
	memset(from, 0, sizeof *from);
}

unsigned error_count(const struct error *err)
{
	unsigned count = 0;

	for (; err != NULL && err->code != 0; err = err->next)
		count++;
	return count;
}

static bool is_known(const struct error *err, const struct error *known)
{
	for (; known != NULL && known->code != 0; known = known->next)
		if (strcmp(known->what, err->what) == 0 &&
		    text_equal(known->why, err->why))
			return true;
	return false;
}

void error_drop(struct error *from, const struct error *known)
{
	struct error left = { 0 };

	while (from->code != 0) {
		struct error one = *from, *next = from->next;

		one.next = NULL;
		*from = next == NULL ? (struct error){ 0 } : *next;
		free(next);
		if (is_known(&one, known))
			error_clear(&one);
		else
			error_append(&left, &one);
	}
	*from = left;
}

struct placed {
	struct error error;
	unsigned index;
};

static int compare_placed(const void *a, const void *b)
{
	const struct placed *left = a, *right = b;
	const struct mark *one = &left->error.mark, *two = &right->error.mark;

	if (one->line != two->line)
		return one->line < two->line ? -1 : 1;
	if (one->column != two->column)
		return one->column < two->column ? -1 : 1;
	return left->index < right->index ? -1 : 1;
}

void error_sort(struct error *err)
{
	unsigned count = error_count(err), i = 0;
	autofree struct placed *placed = xcalloc(count, sizeof *placed);

	for (struct error *at = err; i < count; at = at->next, i++)
		placed[i] = (struct placed){ *at, i };
	if (count > 1)
		qsort(placed, count, sizeof *placed, compare_placed);
	i = 0;
	for (struct error *at = err; i < count; at = at->next, i++) {
		struct error *next = at->next;

		*at = placed[i].error;
		at->next = next;
	}
}

static void free_texts(struct error *err)
{
	free(err->what);
	free(err->why);
	free(err->fix);
	free(err->place);
	free(err->object);
	free(err->value);
}

void error_clear(struct error *err)
{
	struct error *next = err->next;

	while (next != NULL) {
		struct error *gone = next;

		next = gone->next;
		free_texts(gone);
		free(gone);
	}
	free_texts(err);
	memset(err, 0, sizeof *err);
}

static void print_escaped(FILE *out, const char *label, const char *text)
{
	if (text == NULL)
		return;
	autofree char *safe = escape_text(text);
	fprintf(out, "%s%s\n", label, safe);
}

void error_keep_parts(struct error *err)
{
	for (; err != NULL && err->code != 0; err = err->next) {
		if (err->mark.part == NULL)
			continue;
		free(err->place);
		err->place = xstrdup(err->mark.part);
		err->mark.part = NULL;
	}
}

char *error_place(const struct error *err)
{
	const struct mark *mark = &err->mark;
	const char *part = err->place != NULL ? err->place : mark->part;

	if (mark->file == NULL)
		return xstrdup("");
	autofree char *file = escape_text(mark->file);
	if (part != NULL && *part != '\0') {
		autofree char *safe = escape_text(part);

		return xasprintf("%s: %s: ", file, safe);
	}
	if (part != NULL || mark->line == 0)
		return xasprintf("%s: ", file);
	return xasprintf("%s:%u:%u: ", file, mark->line, mark->column);
}

static void print_one(FILE *out, const struct error *err)
{
	autofree char *place = error_place(err);

	fputs(place, out);
	print_escaped(out, "", err->what);
	print_escaped(out, "why: ", err->why);
	print_escaped(out, "fix: ", err->fix);
}

static void print_all(FILE *out, const char *label, const struct error *err,
		      unsigned most)
{
	unsigned count = error_count(err);

	for (unsigned i = 0; i < count && i < most; i++, err = err->next) {
		fputs(label, out);
		print_one(out, err);
	}
	if (count > most)
		fprintf(out, "… and %u more %s\n", count - most,
			*label == '\0' ? "errors" : "warnings");
}

void error_print(FILE *out, const struct error *err, unsigned most)
{
	print_all(out, "", err, most);
}

void warning_print(FILE *out, const struct error *err, unsigned most)
{
	print_all(out, "warning: ", err, most);
}
