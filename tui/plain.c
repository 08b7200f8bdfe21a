/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard as questions, line by line: the rows of the pages, asked in order. */
#include "tui/plain.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "tui/build.h"
#include "tui/chap.h"
#include "tui/plain_line.h"
#include "tui/plain_review.h"
#include "tui/preflight.h"

enum asked { ASKED, ASKED_BACK };

static void show_options(const struct dialogue *dialogue, const struct field *field)
{
	FILE *out = dialogue->out;
	struct option_list list = { 0 };

	if (field->options != NULL)
		field->options(dialogue->wizard, &list);
	for (size_t i = 0; i < list.count; i++) {
		autofree char *value = escape_text(list.options[i].value);
		autofree char *label = escape_text(
			list.options[i].label == NULL ? "" : list.options[i].label);

		fprintf(out, "    %s%s%s%s\n", value, *label == '\0' ? "" : "  ", label,
			list.options[i].unfit == NULL ? "" : "  (not free)");
	}
	options_free(&list);
}

static void show_help(const struct dialogue *dialogue, const struct field *field)
{
	fprintf(dialogue->out, "    %s\n", field->help);
	if (field->more != NULL)
		fprintf(dialogue->out, "%s\n", field->more);
	show_options(dialogue, field);
	fprintf(dialogue->out,
		"    (an empty line takes what stands in brackets; '<' goes "
		"back%s)\n",
		field_is_optional(dialogue->wizard, field) ? "; '-' leaves it empty"
							   : "");
}

static void show_remark(const struct dialogue *dialogue, const struct field *field)
{
	autofree char *text = field_remark(dialogue->wizard, field);

	if (text == NULL)
		return;
	autofree char *safe = escape_text(text);
	fprintf(dialogue->out, "    %s\n", safe);
}

static void prompt(const struct dialogue *dialogue, const struct field *field)
{
	const char *now = answer_text(dialogue->wizard, field->key);
	bool secret = field->kind == FIELD_SECRET;
	autofree char *safe = escape_text(secret && *now != '\0' ? "********" : now);

	fprintf(dialogue->out, "%s", field->label);
	if (*safe != '\0')
		fprintf(dialogue->out, " [%s]", safe);
	fputs(": ", dialogue->out);
	fflush(dialogue->out);
}

/* Takes what was typed for it, if it is right. */
static int take(const struct dialogue *dialogue, const struct field *field,
		const char *line, struct error *err)
{
	struct wizard *wizard = dialogue->wizard;
	char *made = NULL;

	if (field->kind == FIELD_SECRET && strcmp(line, "generate") == 0)
		line = made = chap_generate();
	if (made != NULL && dialogue->typed)
		fprintf(dialogue->out, "    %s\n", made);
	char *before = answer_given(wizard, field)
			       ? xstrdup(answer_text(wizard, field->key))
			       : NULL;
	if (strcmp(line, "-") == 0 && field_is_optional(wizard, field))
		answer_set(wizard, field, "");
	else if (*line != '\0')
		answer_set(wizard, field, line);
	int result = field_check(wizard, field, answer_text(wizard, field->key), err);
	if (result < 0)
		answer_set(wizard, field, before);
	secret_free(before);
	if (made != NULL)
		secret_free(made);
	return result;
}

/* What is typed unseen is typed twice. */
static int read_answer(const struct dialogue *dialogue, const struct field *field,
		       char **line, struct error *err)
{
	bool secret = field->kind == FIELD_SECRET;
	char *again = NULL;
	int result = dialogue_read(dialogue, secret, line, err);

	if (result < 0 || !secret || !dialogue->typed || **line == '\0' ||
	    strcmp(*line, "generate") == 0 || strcmp(*line, "?") == 0 ||
	    strcmp(*line, "<") == 0)
		return result;
	fputs("Once more: ", dialogue->out);
	fflush(dialogue->out);
	result = dialogue_read(dialogue, true, &again, err);
	bool same = result == 0 && strcmp(*line, again) == 0;
	secret_free(again);
	if (same)
		return 0;
	secret_free(*line);
	*line = NULL;
	if (result < 0)
		return result;
	fputs("    the two are not the same\n", dialogue->out);
	prompt(dialogue, field);
	return read_answer(dialogue, field, line, err);
}

/* -EINVAL: the answer was wrong and nobody is there to give another. */
static int ask(const struct dialogue *dialogue, const struct field *field,
	       enum asked *asked, struct error *err)
{
	bool helped = false;

	for (;;) {
		struct error autoerror problem = { 0 };
		char *line = NULL;

		if (!helped && dialogue->typed)
			show_options(dialogue, field);
		prompt(dialogue, field);
		int result = read_answer(dialogue, field, &line, err);
		if (result < 0)
			return result;
		helped = strcmp(line, "?") == 0;
		*asked = strcmp(line, "<") == 0 ? ASKED_BACK : ASKED;
		if (helped)
			show_help(dialogue, field);
		else if (*asked == ASKED)
			result = take(dialogue, field, line, &problem);
		secret_free(line);
		if (!helped && result == 0)
			return 0;
		if (result < 0 && !dialogue->typed) {
			error_append(err, &problem);
			return result;
		}
		error_print(dialogue->out, &problem, 1);
	}
}

/* --- in order, and back ---------------------------------------------------------- */

/* Every field of every page, by number. */
static const struct field *field_at(size_t index, const struct page **page)
{
	for (const struct page *const *at = pages; *at != NULL; at++) {
		*page = *at;
		if (index < (*at)->count)
			return &(*at)->fields[index];
		index -= (*at)->count;
	}
	return NULL;
}

static bool is_asked(const struct dialogue *dialogue, const struct field *field)
{
	return field_shown(dialogue->wizard, field) &&
	       (dialogue->advanced || !(field->flags & FIELD_ADVANCED));
}

static void show_title(const struct dialogue *dialogue, const struct page *page)
{
	fprintf(dialogue->out, "\n%s: %s\n", page->title, page->help);
}

/* To the field before that was asked; the first stays. */
static size_t step_back(const struct dialogue *dialogue, size_t index)
{
	const struct page *page;

	for (size_t at = index; at-- > 0;)
		if (is_asked(dialogue, field_at(at, &page)))
			return at;
	return index;
}

static int ask_all(const struct dialogue *dialogue, struct error *err)
{
	const struct page *page, *titled = NULL;
	const struct field *field;
	size_t index = 0;

	while ((field = field_at(index, &page)) != NULL) {
		enum asked asked = ASKED;

		if (!is_asked(dialogue, field)) {
			index++;
			continue;
		}
		if (page != titled)
			show_title(dialogue, page);
		titled = page;
		int result = ask(dialogue, field, &asked, err);
		if (result < 0)
			return result;
		if (asked == ASKED)
			show_remark(dialogue, field);
		index = asked == ASKED ? index + 1 : step_back(dialogue, index);
	}
	return 0;
}

static void generate_secrets(const struct dialogue *dialogue, const struct page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		const struct field *field = &page->fields[i];

		if (field->kind != FIELD_SECRET ||
		    !answer_is(dialogue->wizard, field->key, "generate"))
			continue;
		char *made = chap_generate();
		answer_set(dialogue->wizard, field, made);
		secret_free(made);
	}
}

static int check_asked(const struct dialogue *dialogue, const struct page *page,
		       struct error *err)
{
	for (size_t i = 0; i < page->count; i++) {
		const struct field *field = &page->fields[i];

		if (answer_given(dialogue->wizard, field) &&
		    !field_shown(dialogue->wizard, field))
			return fail(err, -EINVAL,
				    "'%s' has no meaning with the other answers",
				    field->key);
	}
	return 0;
}

/* The answer that is wrong, as the file calls it. */
static void say_key(const struct field *wrong, struct error *err)
{
	if (wrong == NULL || err->code == 0)
		return;
	autofree char *what = err->what;
	err->what = xasprintf("%s: %s", wrong->key, what);
}

/* Answers of a file: all at once. */
static int check_all(const struct dialogue *dialogue, struct error *err)
{
	const struct field *wrong = NULL;
	int result = 0;

	for (const struct page *const *page = pages; *page != NULL && result == 0;
	     page++) {
		generate_secrets(dialogue, *page);
		result = page_check(dialogue->wizard, *page, &wrong, err);
		if (result == 0)
			result = check_asked(dialogue, *page, err);
	}
	if (result == 0) {
		result = build_check(dialogue->wizard, err);
		wrong = result < 0 ? field_to_mend(dialogue->wizard, err) : NULL;
	}
	say_key(wrong, err);
	return result;
}

static int ask_advanced(struct dialogue *dialogue, struct error *err)
{
	char *line = NULL;

	fputs("Ask for advanced settings too? [no]: ", dialogue->out);
	fflush(dialogue->out);
	int result = dialogue_read(dialogue, false, &line, err);
	if (result < 0)
		return result;
	if (*line != '\0' && !parse_bool(line, &dialogue->advanced))
		result = fail(err, -EINVAL, "'%s' is neither yes nor no", line);
	free(line);
	return result;
}

static void show_preflight(const struct dialogue *dialogue)
{
	bool blocks;
	autofree char *text = preflight_text(dialogue->wizard, &blocks);

	if (text != NULL)
		fprintf(dialogue->out, "Before you begin:\n%s\n", text);
}

/* A rule that only all answers together can break, or a kernel that refuses: whoever can
 * answer again keeps what was answered. */
static bool may_try_again(const struct dialogue *dialogue, int result)
{
	static const int codes[] = { -EINVAL, -EEXIST, -EREMOTEIO, -EBUSY, -ENOSPC };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (result == codes[i])
			return dialogue->typed && !feof(dialogue->in);
	return false;
}

static int ask_and_do(const struct dialogue *dialogue, struct error *err)
{
	for (;;) {
		int result = ask_all(dialogue, err);

		if (result == 0)
			result = plain_review(dialogue, err);
		if (dialogue->wizard->end.unsaved || !may_try_again(dialogue, result))
			return result;
		error_print(dialogue->out, err, 1);
		error_clear(err);
		fputs("\nOnce more; the answers stand in brackets.\n", dialogue->out);
	}
}

int plain_run(struct wizard *wizard, struct error *err)
{
	const struct wizard_start *start = wizard->start;
	struct dialogue dialogue = {
		.wizard = wizard,
		.in = start->in,
		.out = start->out,
		.typed = isatty(fileno(start->in)) != 0,
	};
	int result;

	if (start->answers != NULL) {
		result = check_all(&dialogue, err);
		if (result < 0)
			return result;
		result = plain_review(&dialogue, err);
		say_key(field_to_mend(wizard, err), err);
		return result;
	}
	show_preflight(&dialogue);
	fputs("An empty answer takes what stands in brackets, '?' explains, '<' goes "
	      "back.\n",
	      dialogue.out);
	result = ask_advanced(&dialogue, err);
	return result < 0 ? result : ask_and_do(&dialogue, err);
}
