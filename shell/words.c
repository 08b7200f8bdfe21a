/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokenizer of command lines. */
#include "shell/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"

/* What is being read: one word and where in the line it is. */
struct reader {
	const char *start, *at;
	struct mark mark;
	struct text word;
	size_t equals; /* of the first `=` in word without a backslash, 0: none */
	bool quoted;
};

static int fail_here(const struct reader *reader, const char *where, const char *what,
		     struct error *err)
{
	struct mark mark = reader->mark;

	mark.column = (unsigned)(where - reader->start) + 1;
	return fail_at(err, &mark, -ENOSYS, "%s", what);
}

/* Quotes do not matter for name=value: 'a=b c' is what a='b c' is, as in a shell. */
static void note_equals(struct reader *reader)
{
	if (*reader->at == '=' && reader->equals == 0)
		reader->equals = reader->word.length;
}

/* Up to the closing quote; `at` stands on the opening one. */
static int read_quoted(struct reader *reader, struct error *err)
{
	const char *open = reader->at++;

	reader->quoted = true;
	while (*reader->at != *open) {
		if (*reader->at == '\0') {
			(void)fail_here(reader, open, "a quote is not closed", err);
			advise(err,
			       "close it with %c, or write \\%c for the character itself",
			       *open, *open);
			return -ENOSYS;
		}
		if (*open == '"' && *reader->at == '\\' &&
		    (reader->at[1] == '"' || reader->at[1] == '\\'))
			reader->at++;
		note_equals(reader);
		text_add_bytes(&reader->word, reader->at++, 1);
	}
	reader->at++;
	return 0;
}

static bool ends_word(char byte)
{
	return byte == '\0' || byte == ' ' || byte == '\t' || byte == ';';
}

/* The names of parameters: a letter, then letters, digits, _ and -. */
static bool is_name(const char *text, size_t length)
{
	if (length == 0 || !(isalpha((unsigned char)*text) || *text == '_'))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_' && text[i] != '-')
			return false;
	return true;
}

static int read_word(struct reader *reader, struct error *err)
{
	while (!ends_word(*reader->at)) {
		if (*reader->at == '\'' || *reader->at == '"') {
			int r = read_quoted(reader, err);
			if (r < 0)
				return r;
			continue;
		}
		if (iscntrl((unsigned char)*reader->at)) {
			(void)fail_here(reader, reader->at,
					"a control character stands outside quotes", err);
			advise(err, "take it out, or quote the word that it is part of");
			return -ENOSYS;
		}
		note_equals(reader);
		if (*reader->at == '\\') {
			reader->quoted = true;
			reader->at++;
			if (*reader->at == '\0')
				return fail_here(reader, reader->at - 1,
						 "a backslash ends the input", err);
		}
		text_add_bytes(&reader->word, reader->at++, 1);
	}
	return 0;
}

static struct word *add_word(struct line *line, char *text, size_t equals, bool quoted)
{
	grow(line->words, line->count);
	struct word *word = &line->words[line->count++];

	*word = (struct word){ .text = text };
	/* --all is all=true, --yes is yes=true. */
	if (!quoted && starts_with(text, "--")) {
		size_t length = equals > 2 ? equals - 2 : strlen(text + 2);

		if (!is_name(text + 2, length))
			return word;
		word->name = xstrndup(text + 2, length);
		word->text = xstrdup(equals > 2 ? text + equals + 1 : "true");
		word->bare = equals <= 2;
		secret_free(text);
		return word;
	}
	if (equals > 0 && is_name(text, equals)) {
		word->name = xstrndup(text, equals);
		word->text = xstrdup(text + equals + 1);
		secret_free(text);
	}
	return word;
}

static int split(struct reader *reader, struct line *line, struct error *err)
{
	for (;;) {
		reader->at += strspn(reader->at, " \t");
		if (*reader->at == '\0' || *reader->at == '#')
			return 0;
		if (*reader->at == ';') {
			if (line->count > 0)
				line->words[line->count - 1].ends = true;
			reader->at++;
			continue;
		}
		const char *begin = reader->at;

		reader->equals = 0;
		reader->quoted = false;
		int r = read_word(reader, err);
		if (r < 0) {
			text_free_secret(&reader->word);
			return r;
		}
		struct word *word = add_word(line, text_take(&reader->word),
					     reader->equals, reader->quoted);
		word->column = (unsigned)(begin - reader->start) + 1;
		word->length = (unsigned)(reader->at - begin);
		word->quoted = reader->quoted;
	}
}

int line_split(const char *text, const struct mark *mark, struct line *line,
	       struct error *err)
{
	struct reader reader = { .start = text, .at = text };

	if (mark != NULL)
		reader.mark = *mark;
	if (reader.mark.line == 0)
		reader.mark.line = 1;
	*line = (struct line){ .text = xstrdup(text), .mark = reader.mark };
	return split(&reader, line, err);
}

/* How a word would have to be written in the shell, for messages. */
static void add_as_written(struct text *out, const char *word)
{
	bool plain = *word != '\0' && *word != '#' && strpbrk(word, " \t;'\"\\") == NULL;

	if (plain) {
		text_add(out, word);
		return;
	}
	text_add(out, "'");
	for (; *word != '\0'; word++)
		text_add_bytes(out, *word == '\'' ? "'\\''" : word,
			       *word == '\'' ? 4 : 1);
	text_add(out, "'");
}

void line_from_argv(char *const *argv, size_t count, struct line *line)
{
	struct text text = { 0 };

	*line = (struct line){ .mark = { .line = 1 } };
	for (size_t i = 0; i < count; i++) {
		const char *equals = strchr(argv[i], '=');

		if (i > 0)
			text_add(&text, " ");
		size_t begin = text.length;
		add_as_written(&text, argv[i]);
		struct word *word =
			add_word(line, xstrdup(argv[i]),
				 equals == NULL ? 0 : (size_t)(equals - argv[i]), false);
		word->column = (unsigned)begin + 1;
		word->length = (unsigned)(text.length - begin);
	}
	line->text = text_take(&text);
}

void line_free(struct line *line)
{
	for (size_t i = 0; i < line->count; i++) {
		free(line->words[i].name);
		secret_free(line->words[i].text);
	}
	free(line->words);
	secret_free(line->text);
	memset(line, 0, sizeof *line);
}

bool line_continues(const char *text)
{
	size_t backslashes = 0;

	for (size_t i = strlen(text); i > 0 && text[i - 1] == '\\'; i--)
		backslashes++;
	return backslashes % 2 == 1;
}

/* A mistyped name too: what follows is a secret all the same. */
bool name_is_secret(const char *name)
{
	static const char *const names[] = { "userid", "mutual_userid", "password",
					     "mutual_password" };

	/* Of `connect`: a switch. */
	if (strcmp(name, "show-secrets") == 0)
		return false;
	if (strcasestr(name, "pas") != NULL || strcasestr(name, "secret") != NULL)
		return true;
	const char *near = nearest_name(name, names, sizeof names / sizeof *names);
	return near != NULL && strstr(near, "password") != NULL;
}

bool text_has_secret(const char *text)
{
	if (strcasestr(text, "passw") != NULL || strcasestr(text, "secret") != NULL)
		return true;
	for (const char *at = strchr(text, '='); at != NULL; at = strchr(at + 1, '=')) {
		const char *begin = at;

		while (begin > text && is_name(begin - 1, 1))
			begin--;
		autofree char *name = xstrndup(begin, (size_t)(at - begin));
		if (name_is_secret(name))
			return true;
	}
	return false;
}
