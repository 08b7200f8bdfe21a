/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard's rows: what each must have.  With the argument "list" it prints them: key,
 * page, label, how it is answered and its help, with tabs between. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/text.h"
#include "tui/field.h"

/* What the column of labels has room for. */
#define LABEL_MOST 20

static const char *how_answered(const struct field *field)
{
	if (field->kind == FIELD_CHOICE && !(field->flags & FIELD_FREE))
		return "choice";
	if (field->kind == FIELD_SECRET)
		return "secret";
	return field->kind == FIELD_SWITCH ? "switch" : "text";
}

static int failures;

static void fail_row(const struct field *field, const char *what)
{
	fprintf(stderr, "%s: %s\n", field->key, what);
	failures++;
}

static bool is_sentence(const char *text)
{
	size_t length = text == NULL ? 0 : strlen(text);

	return length > 20 && !(text[0] >= 'a' && text[0] <= 'z') &&
	       text[length - 1] == '.';
}

static bool key_fits(const struct field *field, const struct page *page)
{
	const char *rest = after_prefix(field->key, page->name);

	return rest != NULL && (*rest == '\0' || *rest == '.');
}

static size_t count_key(const char *key)
{
	size_t count = 0;

	for (const struct page *const *page = pages; *page != NULL; page++)
		for (size_t i = 0; i < (*page)->count; i++)
			count += strcmp((*page)->fields[i].key, key) == 0;
	return count;
}

static void judge(const struct field *field, const struct page *page)
{
	bool has_list = field->kind == FIELD_CHOICE;

	if (count_key(field->key) != 1)
		fail_row(field, "its key is not its own");
	if (!key_fits(field, page))
		fail_row(field, "its key does not begin with the page's name");
	if (!is_sentence(field->help))
		fail_row(field, "its help is no sentence");
	if (field->help != NULL && strcmp(field->help, field->label) == 0)
		fail_row(field, "its help says what the label says");
	if (strlen(field->label) > LABEL_MOST)
		fail_row(field, "its label is too long");
	if (field->sets == NULL || *field->sets == '\0')
		fail_row(field, "it does not say what it sets");
	if (has_list && field->options == NULL)
		fail_row(field, "it has nothing to choose from");
	if (field->kind == FIELD_SWITCH && field->dflt == NULL)
		fail_row(field, "a switch is on or off before anybody said so");
}

int main(int argc, char **argv)
{
	bool list = argc == 2 && strcmp(argv[1], "list") == 0;

	for (const struct page *const *page = pages; *page != NULL; page++)
		for (size_t i = 0; i < (*page)->count; i++) {
			const struct field *field = &(*page)->fields[i];

			if (list)
				printf("%s\t%s\t%s\t%s\t%s\n", field->key, (*page)->title,
				       field->label, how_answered(field), field->help);
			else
				judge(field, *page);
		}
	return failures > 0;
}
