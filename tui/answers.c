/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers, kept as texts: given ones, else defaults that follow the others. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/check.h"
#include "tui/model.h"

/* Which of all fields; the number of fields if there is no such key. */
static size_t index_of(const char *key, const struct field **field)
{
	size_t index = 0;

	for (const struct page *const *page = pages; *page != NULL; page++)
		for (size_t i = 0; i < (*page)->count; i++, index++) {
			*field = &(*page)->fields[i];
			if (strcmp((*field)->key, key) == 0)
				return index;
		}
	*field = NULL;
	return index;
}

size_t field_page(const struct field *field)
{
	size_t index = 0;

	while (field < pages[index]->fields ||
	       field >= pages[index]->fields + pages[index]->count)
		index++;
	return index;
}

const struct field *field_find(const char *key)
{
	const struct field *field;

	index_of(key, &field);
	if (field == NULL)
		abort();
	return field;
}

bool field_shown(const struct wizard *wizard, const struct field *field)
{
	const struct page *page = pages[field_page(field)];

	if (page->shown != NULL && !page->shown(wizard))
		return false;
	return field->shown == NULL || field->shown(wizard);
}

static struct answer *answer_of(const struct wizard *wizard, const char *key,
				const struct field **field)
{
	size_t index = index_of(key, field);

	if (*field == NULL)
		abort();
	return &wizard->answers[index];
}

const char *answer_text(const struct wizard *wizard, const char *key)
{
	const struct field *field;
	struct answer *answer = answer_of(wizard, key, &field);

	if (!field_shown(wizard, field))
		return "";
	if (answer->text != NULL)
		return answer->text;
	char *text = field->dflt == NULL ? xstrdup("") : field->dflt(wizard);
	/* The same again: who borrowed it may go on. */
	if (text_equal(text, answer->shown)) {
		secret_free(text);
		return answer->shown;
	}
	secret_free(answer->shown);
	answer->shown = text;
	return text;
}

bool answer_is(const struct wizard *wizard, const char *key, const char *text)
{
	return strcmp(answer_text(wizard, key), text) == 0;
}

bool answer_yes(const struct wizard *wizard, const char *key)
{
	bool yes = false;

	return parse_bool(answer_text(wizard, key), &yes) && yes;
}

bool answer_given(const struct wizard *wizard, const struct field *field)
{
	return answer_of(wizard, field->key, &field)->text != NULL;
}

const char *answer_kept(const struct wizard *wizard, const struct field *field)
{
	const struct answer *answer = answer_of(wizard, field->key, &field);

	return answer->text == NULL ? "" : answer->text;
}

void answer_set(struct wizard *wizard, const struct field *field, const char *text)
{
	struct answer *answer = answer_of(wizard, field->key, &field);
	char *old = answer->text;

	answer->text = xstrdup_null(text);
	secret_free(old);
}

char *answer_word(const char **at)
{
	*at += strspn(*at, " \t\n,");
	size_t length = strcspn(*at, " \t\n,");

	if (length == 0)
		return NULL;
	char *word = xstrndup(*at, length);
	*at += length;
	return word;
}

/* --- what is wrong with one ------------------------------------------------------ */

static bool is_option(const struct option_list *list, const char *text,
		      const struct option **option)
{
	for (size_t i = 0; i < list->count; i++) {
		*option = &list->options[i];
		if (strcmp(list->options[i].value, text) == 0)
			return true;
	}
	return false;
}

static int fail_option(const struct option_list *list, const struct field *field,
		       const char *text, struct error *err)
{
	autofree const char **names = xcalloc(list->count + 1, sizeof *names);
	autofree char *shown = escape_text(text);
	autotext struct text all = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		names[i] = list->options[i].value;
		if (list->options[i].unfit == NULL)
			text_addf(&all, "%s%s", all.length == 0 ? "" : ", ", names[i]);
	}
	(void)fail(err, -EINVAL, "'%s' is no answer for %s", shown, field->label);
	because(err, "it is one of %s", all.length == 0 ? "nothing" : all.data);
	const char *near = nearest_name(text, names, list->count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -EINVAL;
}

static int check_choice(const struct wizard *wizard, const struct field *field,
			const char *text, struct error *err)
{
	struct option_list list = { 0 };
	const struct option *option = NULL;
	int result = 0;

	if (field->options != NULL)
		field->options(wizard, &list);
	bool known = is_option(&list, text, &option);
	if (!known && !(field->flags & FIELD_FREE))
		result = fail_option(&list, field, text, err);
	if (known && option->unfit != NULL) {
		result = -EINVAL;
		error_set(err, NULL, result, "%s cannot be chosen", text);
		because(err, "%s", option->label == NULL ? option->unfit : option->label);
	}
	options_free(&list);
	return result;
}

static int check_kind(const struct wizard *wizard, const struct field *field,
		      const char *text, struct error *err)
{
	uint64_t bytes = 0;
	bool yes = false;

	switch (field->kind) {
	case FIELD_SWITCH:
		if (!parse_bool(text, &yes))
			return fail(err, -EINVAL, "'%s' is neither yes nor no", text);
		return 0;
	case FIELD_SIZE:
		if (parse_size(text, &bytes))
			return 0;
		(void)fail(err, -EINVAL, "'%s' is no size", text);
		because(err, "a size is a number and a unit, as 10G or 1.5TiB");
		return -EINVAL;
	case FIELD_CHOICE:
		return check_choice(wizard, field, text, err);
	case FIELD_TEXT:
	case FIELD_SECRET:
	case FIELD_PATH:
	case FIELD_SEVERAL:
		break;
	}
	return 0;
}

static int check_rules(const struct wizard *wizard, const struct field *field,
		       const char *text, struct error *err)
{
	autoverdict struct verdict verdict = { 0 };

	if (field->judge == NULL)
		return 0;
	field->judge(wizard, field->key, text, &verdict);
	int result = verdict.errors.code;
	error_append(err, &verdict.errors);
	return result;
}

bool field_is_optional(const struct wizard *wizard, const struct field *field)
{
	return field->flags & FIELD_OPTIONAL ||
	       (field->flags & FIELD_OPTIONAL_AWAY && wizard->offline);
}

int field_check(const struct wizard *wizard, const struct field *field, const char *text,
		struct error *err)
{
	if (*text == '\0') {
		if (field_is_optional(wizard, field))
			return 0;
		return fail(err, -EINVAL, "%s is needed", field->label);
	}
	int result = check_kind(wizard, field, text, err);
	if (result == 0 && field->check != NULL)
		result = field->check(wizard, text, err);
	return result == 0 ? check_rules(wizard, field, text, err) : result;
}

char *field_remark(const struct wizard *wizard, const struct field *field)
{
	autoverdict struct verdict verdict = { 0 };

	if (field->judge != NULL)
		field->judge(wizard, field->key, answer_text(wizard, field->key),
			     &verdict);
	const struct error *said =
		verdict.questions.what != NULL ? &verdict.questions : &verdict.warnings;
	if (said->what != NULL)
		return xstrdup(said->what);
	return field->preview == NULL ? NULL : field->preview(wizard);
}

static void add_doubts(const struct wizard *wizard, const struct field *field,
		       struct error *doubts)
{
	autoverdict struct verdict verdict = { 0 };

	if (field->judge == NULL)
		return;
	const char *text = answer_text(wizard, field->key);
	if (*text == '\0')
		return;
	field->judge(wizard, field->key, text, &verdict);
	error_append(doubts, &verdict.questions);
}

bool wizard_doubts(const struct wizard *wizard, struct error *doubts)
{
	for (const struct page *const *page = pages; *page != NULL; page++)
		for (size_t i = 0; i < (*page)->count; i++)
			add_doubts(wizard, &(*page)->fields[i], doubts);
	return doubts->code != 0;
}

int page_check(const struct wizard *wizard, const struct page *page,
	       const struct field **wrong, struct error *err)
{
	*wrong = NULL;
	for (size_t i = 0; i < page->count; i++) {
		const struct field *field = &page->fields[i];

		if (!field_shown(wizard, field))
			continue;
		int result =
			field_check(wizard, field, answer_text(wizard, field->key), err);
		if (result < 0) {
			*wrong = field;
			return result;
		}
	}
	return 0;
}
