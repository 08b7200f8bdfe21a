/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokenizer: one row per line, its words as one text, its error and the column. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "shell/words.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static int failures;

static void expect(const char *function, const char *text, const char *is,
		   const char *should)
{
	if (strcmp(is, should) == 0)
		return;
	fprintf(stderr, "%s(\"%s\"): is %s, should be %s\n", function, text, is, should);
	failures++;
}

/* Words as COLUMN[text], COLUMN[name|value], `;` where a command ends. */
static const struct {
	const char *text, *words;
} split_rows[] = {
	{ "", "" },
	{ "   \t ", "" },
	{ "ls", "1[ls]" },
	{ "  ls  / 1", "3[ls]7[/]9[1]" },
	{ "a\tb", "1[a]3[b]" },
	{ "# ls", "" },
	{ "ls # depth", "1[ls]" },
	{ "ls a#b #c", "1[ls]4[a#b]" },
	{ "set auth password=ab'cd'", "1[set]5[auth]10[password|abcd]" },
	{ "x='a b'", "1[x|a b]" },
	{ "x=a=b", "1[x|a=b]" },
	{ "x=", "1[x|]" },
	{ "=x", "1[=x]" },
	{ "'x=1 2'", "1[x|1 2]" },
	{ "\"x=1\"", "1[x|1]" },
	{ "x\\=1", "1[x=1]" },
	{ "1x=2", "1[1x=2]" },
	{ "rbd/pool=x", "1[rbd/pool=x]" },
	{ "a-b_c=1", "1[a-b_c|1]" },
	{ "''", "1[]" },
	{ "a''b", "1[ab]" },
	{ "'a\"b'", "1[a\"b]" },
	{ "\"a'b\"", "1[a'b]" },
	{ "\"a\\\"b\\\\c\\d\"", "1[a\"b\\c\\d]" },
	{ "'a\\'", "1[a\\]" },
	{ "a\\ b", "1[a b]" },
	{ "\\#x", "1[#x]" },
	{ "'# x'", "1[# x]" },
	{ "$HOME *? ~ `id` $(id)", "1[$HOME]7[*?]10[~]12[`id`]17[$(id)]" },
	{ "p\303\244ss {a|b}", "1[p\303\244ss]7[{a|b}]" },
	{ "a;b", "1[a];3[b]" },
	{ "a ; b;", "1[a];5[b];" },
	{ ";;a", "3[a]" },
	{ "a\\;b", "1[a;b]" },
	{ "'a;b'", "1[a;b]" },
	{ "a;#b", "1[a];" },
	{ "--all", "1[all|true]" },
	{ "--size=1G", "1[size|1G]" },
	{ "'--all'", "1[--all]" },
	{ "--", "1[--]" },
	{ "-", "1[-]" },
	{ "iqn.2026-11.org.example:a", "1[iqn.2026-11.org.example:a]" },
	{ "[fd00::1]:3260", "1[[fd00::1]:3260]" },
	{ "'ab", "error 1" },
	{ "x \"ab", "error 3" },
	{ "x 'a\"b", "error 3" },
	{ "a \001", "error 3" },
	{ "a\033[31m", "error 2" },
	{ "ab\n", "error 3" },
	{ "a \\", "error 3" },
};

static char *words_text(const struct line *line)
{
	struct text out = { 0 };

	for (size_t i = 0; i < line->count; i++) {
		const struct word *word = &line->words[i];

		text_addf(&out, "%u[", word->column);
		if (word->name != NULL)
			text_addf(&out, "%s|", word->name);
		text_addf(&out, "%s]%s", word->text, word->ends ? ";" : "");
	}
	return text_take(&out);
}

static void test_split(void)
{
	for (size_t i = 0; i < COUNT(split_rows); i++) {
		autoerror struct error err = { 0 };
		struct line line;
		int r = line_split(split_rows[i].text, NULL, &line, &err);
		autofree char *is = r < 0 ? xasprintf("error %u", err.mark.column)
					  : words_text(&line);

		expect("line_split", split_rows[i].text, is, split_rows[i].words);
		if (r < 0 && (r != -ENOSYS || err.code != r))
			expect("line_split", split_rows[i].text, "another code",
			       "ENOSYS");
		line_free(&line);
	}
}

/* Words of the caller's shell are never taken apart again. */
static struct {
	char words[3][8];
	size_t count;
	const char *is, *written;
} argv_rows[] = {
	{ { "ls", "/" }, 2, "1[ls]4[/]", "ls /" },
	{ { "a b", "c;d" }, 2, "1[a b]7[c;d]", "'a b' 'c;d'" },
	{ { "x=a b" }, 1, "1[x|a b]", "'x=a b'" },
	{ { "it's" }, 1, "1[it's]", "'it'\\''s'" },
	{ { "" }, 1, "1[]", "''" },
	{ { "#x", "y#" }, 2, "1[#x]6[y#]", "'#x' y#" },
	{ { "--all" }, 1, "1[all|true]", "--all" },
	{ { "a\\b" }, 1, "1[a\\b]", "'a\\b'" },
};

static void test_argv(void)
{
	for (size_t i = 0; i < COUNT(argv_rows); i++) {
		struct line line;
		char *words[3];

		for (size_t w = 0; w < argv_rows[i].count; w++)
			words[w] = argv_rows[i].words[w];
		line_from_argv(words, argv_rows[i].count, &line);
		autofree char *is = words_text(&line);
		expect("line_from_argv", argv_rows[i].written, is, argv_rows[i].is);
		expect("line_from_argv", argv_rows[i].written, line.text,
		       argv_rows[i].written);
		line_free(&line);
	}
}

static const struct {
	const char *text;
	bool continues, secret;
} text_rows[] = {
	{ "", false, false },
	{ "a", false, false },
	{ "a\\", true, false },
	{ "a\\\\", false, false },
	{ "a\\\\\\", true, false },
	{ "\\", true, false },
	{ "set auth password=x", false, true },
	{ "set auth mutual_PASSWORD=x", false, true },
	{ "set auth passwrd=x", false, true },
	{ "set auth pasword=x", false, true },
	{ "set auth mutual_pssword='x", false, true },
	{ "set auth apssword=x", false, true },
	{ "set auth userid=x", false, false },
	{ "set attribute emulate_tpws=1 past", false, false },
	{ "x='!secret", false, true },
};

static void test_text(void)
{
	for (size_t i = 0; i < COUNT(text_rows); i++) {
		const char *text = text_rows[i].text;

		expect("line_continues", text, line_continues(text) ? "yes" : "no",
		       text_rows[i].continues ? "yes" : "no");
		expect("text_has_secret", text, text_has_secret(text) ? "yes" : "no",
		       text_rows[i].secret ? "yes" : "no");
	}
}

int main(void)
{
	test_split();
	test_argv();
	test_text();
	return failures != 0;
}
