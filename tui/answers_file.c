/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers from a file, by key. */
#include "tui/answers_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"

static size_t all_keys(const char **keys)
{
	size_t count = 0;

	for (const struct page *const *page = pages; *page != NULL; page++)
		for (size_t i = 0; i < (*page)->count; i++)
			keys[count++] = (*page)->fields[i].key;
	return count;
}

static bool is_key(const char *const *keys, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

static int unknown_key(const struct wizard *wizard, const char *key,
		       const struct mark *mark, struct error *err)
{
	autofree const char **keys = xcalloc(wizard->answer_count, sizeof *keys);
	autofree char *shown = escape_text(key);

	(void)fail_at(err, mark, -EINVAL, "the wizard does not ask '%s'", shown);
	const char *near = nearest_name(key, keys, all_keys(keys));
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -EINVAL;
}

static int check_private(const struct field *field, FILE *file, const struct mark *mark,
			 struct error *err)
{
	struct stat st;

	if (field->kind != FIELD_SECRET || fstat(fileno(file), &st) < 0 ||
	    !S_ISREG(st.st_mode) || !(st.st_mode & 077))
		return 0;
	(void)fail_at(err, mark, -EINVAL, "a secret in a file that others can read");
	advise(err, "chmod 600 '%s'", mark->file);
	return -EINVAL;
}

static int take_line(struct wizard *wizard, char *line, FILE *file,
		     const struct mark *mark, struct error *err)
{
	autofree const char **keys = xcalloc(wizard->answer_count, sizeof *keys);
	char *text = strchr(line, ':');

	if (text == NULL)
		return fail_at(err, mark, -EINVAL, "this is no answer: KEY: TEXT");
	*text++ = '\0';
	text += strspn(text, " \t");
	if (!is_key(keys, all_keys(keys), line))
		return unknown_key(wizard, line, mark, err);
	const struct field *field = field_find(line);
	if (answer_given(wizard, field))
		return fail_at(err, mark, -EINVAL, "'%s' is answered twice", line);
	int result = check_private(field, file, mark, err);
	if (result == 0)
		answer_set(wizard, field, text);
	return result;
}

int answers_take(struct wizard *wizard, FILE *file, const char *name, struct error *err)
{
	struct mark mark = { .file = name };
	char *line = NULL;
	size_t room = 0;
	int result = 0;

	while (result == 0 && text_read_line(file, &line, &room) >= 0) {
		mark.line++;
		mark.column = 1;
		if (*line != '#' && line[strspn(line, " \t")] != '\0')
			result = take_line(wizard, line, file, &mark, err);
	}
	if (line != NULL)
		explicit_bzero(line, room);
	free(line);
	return result;
}

int answers_read(struct wizard *wizard, const char *path, struct error *err)
{
	autofile FILE *file = fopen(path, "re");

	if (file == NULL)
		return fail(err, -ENOMSG, "cannot read %s: %s", path, strerror(errno));
	return answers_take(wizard, file, path, err);
}

char *answers_text(const struct wizard *wizard)
{
	struct text out = { 0 };

	for (const struct page *const *page = pages; *page != NULL; page++)
		for (size_t i = 0; i < (*page)->count; i++) {
			const struct field *field = &(*page)->fields[i];

			if (field->kind != FIELD_SECRET && answer_given(wizard, field))
				text_addf(&out, "%s: %s\n", field->key,
					  answer_kept(wizard, field));
		}
	return text_take(&out);
}
