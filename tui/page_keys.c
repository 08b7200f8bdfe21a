/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys do on a page. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "tui/chap.h"
#include "tui/dialog.h"
#include "tui/editor.h"
#include "tui/page_part.h"

static void leave(struct page_view *view, enum left how)
{
	view->left = true;
	view->how = how;
}

static void gone(struct page_view *view, enum answered answered)
{
	if (answered == ANSWER_GONE)
		leave(view, LEFT_GONE);
}

static void quit(struct page_view *view)
{
	enum answered answered =
		dialog_ask(view->wizard, "Leave the wizard?",
			   "Nothing has been changed yet; the answers are lost.");

	if (answered == ANSWER_YES)
		leave(view, LEFT_QUIT);
	gone(view, answered);
}

static void help(struct page_view *view)
{
	const struct field *field = view_field(view);

	if (field == NULL) {
		gone(view,
		     dialog_text(view->wizard, view->page->title, view->page->help));
		return;
	}
	autofree char *text = xasprintf("%s%s%s%sIn answer files: %s\nIt sets: %s",
					field->help, field->more == NULL ? "" : "\n\n",
					field->more == NULL ? "" : field->more, "\n\n",
					field->key, field->sets);
	gone(view, dialog_text(view->wizard, field->label, text));
}

/* --- answers --------------------------------------------------------------------- */

static void set_answer(struct page_view *view, const struct field *field,
		       const char *text)
{
	answer_set(view->wizard, field, text);
	view->touched[field - view->page->fields] = true;
	if (field_is_typed(field))
		editor_set(text);
	view_list(view);
}

static void next_page(struct page_view *view)
{
	struct error autoerror problem = { 0 };
	const struct field *wrong = NULL;

	for (size_t i = 0; i < view->page->count; i++)
		view->touched[i] = true;
	view_focus(view, view->focus);
	if (page_check(view->wizard, view->page, &wrong, &problem) == 0) {
		leave(view, LEFT_NEXT);
		return;
	}
	if (wrong->flags & FIELD_ADVANCED)
		view->unfolded = true;
	view_list(view);
	for (size_t i = 0; i < view->count; i++)
		if (view->items[i].field == wrong)
			view_focus(view, i);
}

static void list(struct page_view *view, const struct field *field)
{
	struct option_list options = { 0 };
	autofree char *now = xstrdup(answer_text(view->wizard, field->key));
	char *chosen = now;

	field->options(view->wizard, &options);
	if (options.count == 0) {
		gone(view, dialog_text(view->wizard, field->label, "There is none."));
	} else {
		enum answered answered =
			dialog_pick(view->wizard, field->label, &options,
				    field->kind == FIELD_SEVERAL, &chosen);

		if (answered == ANSWER_YES)
			set_answer(view, field, chosen);
		if (chosen != now)
			free(chosen);
		gone(view, answered);
	}
	options_free(&options);
}

/* The next of its options that can be chosen, in that direction. */
static void cycle(struct page_view *view, const struct field *field, int by)
{
	struct option_list options = { 0 };
	size_t at = 0;

	field->options(view->wizard, &options);
	while (at + 1 < options.count &&
	       strcmp(options.options[at].value, answer_text(view->wizard, field->key)) !=
		       0)
		at++;
	for (size_t tries = 0; tries < options.count; tries++) {
		at = (at + options.count + (by > 0 ? 1 : options.count - 1)) %
		     options.count;
		if (options.options[at].unfit == NULL)
			break;
	}
	if (options.count > 0)
		set_answer(view, field, options.options[at].value);
	options_free(&options);
}

static void toggle(struct page_view *view, const struct field *field)
{
	set_answer(view, field, answer_yes(view->wizard, field->key) ? "no" : "yes");
}

/* --- a path, looked for ---------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct option *)a)->value,
		      ((const struct option *)b)->value);
}

static void list_directory(const char *path, struct option_list *options)
{
	autodir DIR *directory = opendir(path);
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		autofree char *whole = xasprintf("%s/%s", path, entry->d_name);
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || stat(whole, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			option_add(options, xasprintf("%s/", entry->d_name), NULL);
		else if (S_ISREG(st.st_mode))
			option_add(options, xstrdup(entry->d_name), NULL);
	}
	if (options->count > 1)
		qsort(options->options, options->count, sizeof *options->options,
		      by_name);
}

/* The path that an entry of the directory means, owned. */
static char *below(const char *directory, const char *entry)
{
	autofree char *whole = xasprintf("%s/%s", directory, entry);
	char *real = realpath(whole, NULL);

	return real == NULL ? xstrdup(whole) : real;
}

static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL || slash == path ? xstrdup("/")
					      : xstrndup(path, (size_t)(slash - path));
}

static void browse(struct page_view *view, const struct field *field)
{
	char *directory = directory_of(answer_text(view->wizard, field->key));
	enum answered answered = ANSWER_YES;

	while (answered == ANSWER_YES) {
		struct option_list options = { 0 };
		char *chosen = NULL;

		list_directory(directory, &options);
		if (options.count == 0)
			option_add(&options, xstrdup("../"), xstrdup("cannot be read"));
		answered = dialog_pick(view->wizard, directory, &options, false, &chosen);
		bool file = chosen != NULL && chosen[strlen(chosen) - 1] != '/';
		char *path = chosen == NULL ? NULL : below(directory, chosen);
		free(chosen);
		options_free(&options);
		if (path != NULL && file)
			set_answer(view, field, path);
		if (path != NULL) {
			free(directory);
			directory = path;
		}
		if (file)
			break;
	}
	free(directory);
	gone(view, answered);
}

/* --- keys ------------------------------------------------------------------------ */

static void activate(struct page_view *view)
{
	const struct item *item = &view->items[view->focus];

	switch (item->kind) {
	case ITEM_FIELD:
		if (item->field->kind == FIELD_SWITCH)
			toggle(view, item->field);
		else if (field_is_typed(item->field))
			view_focus(view, view->focus + 1);
		else
			list(view, item->field);
		break;
	case ITEM_FOLD:
		view->unfolded = !view->unfolded;
		view_list(view);
		break;
	case ITEM_BACK:
		leave(view, LEFT_BACK);
		break;
	case ITEM_NEXT:
		next_page(view);
		break;
	}
}

/* Letters, where nothing is typed. */
static void letter(struct page_view *view, wchar_t pressed)
{
	switch (pressed) {
	case ' ':
		activate(view);
		break;
	case '?':
		help(view);
		break;
	case 'n':
		next_page(view);
		break;
	case 'b':
		leave(view, LEFT_BACK);
		break;
	case 'q':
		quit(view);
		break;
	}
}

static void make_secret(struct page_view *view, const struct field *field)
{
	char *made = chap_generate();

	set_answer(view, field, made);
	secret_free(made);
	editor_reveal(true);
}

/* Keys of one field; whether it took the key. */
static bool field_key(struct page_view *view, const struct field *field,
		      struct press press)
{
	if (field_is_typed(field) && editor_key(press)) {
		char *text = editor_text();

		answer_set(view->wizard, field, text);
		secret_free(text);
		view_list(view);
		return true;
	}
	bool chosen = field->kind == FIELD_CHOICE && !field_is_typed(field);
	if (chosen && (press.key == PRESS_LEFT || press.key == PRESS_RIGHT))
		cycle(view, field, press.key == PRESS_RIGHT ? 1 : -1);
	else if (press.key == PRESS_LIST && field->options != NULL)
		list(view, field);
	else if (press.key == PRESS_LIST && field->kind == FIELD_PATH)
		browse(view, field);
	else if (press.key == PRESS_MAKE && field->kind == FIELD_SECRET)
		make_secret(view, field);
	else if (press.key == PRESS_REVEAL && field->kind == FIELD_SECRET)
		editor_reveal(true);
	else
		return false;
	return true;
}

void view_key(struct page_view *view, struct press press)
{
	const struct field *field = view_field(view);

	if (field != NULL && field_key(view, field, press))
		return;
	switch ((int)press.key) {
	case PRESS_NEXT_FIELD:
		view_focus(view, (view->focus + 1) % view->count);
		break;
	case PRESS_PREVIOUS_FIELD:
		view_focus(view, (view->focus + view->count - 1) % view->count);
		break;
	case PRESS_ACTIVATE:
		activate(view);
		break;
	case PRESS_PAGE_DOWN:
		next_page(view);
		break;
	case PRESS_PAGE_UP:
	case PRESS_CANCEL:
		leave(view, LEFT_BACK);
		break;
	case PRESS_HELP:
		help(view);
		break;
	case PRESS_QUIT:
		quit(view);
		break;
	case PRESS_GONE:
		leave(view, LEFT_GONE);
		break;
	case PRESS_TEXT:
		letter(view, press.letter);
		break;
	}
}
