/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escaping for terminals, the order of names, growable text. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static int failures;

static void expect(const char *row, const char *is, const char *should)
{
	if (strcmp(is, should) == 0)
		return;
	fprintf(stderr, "%s: is %s, should be %s\n", row, is, should);
	failures++;
}

/* "=": stays as it is. */
static const struct {
	const char *text, *escaped;
} escape_rows[] = {
	{ "", "=" },
	{ "plain text_-.:/@", "=" },
	{ "größer, 日本語, €", "=" },
	{ "back\\slash", "=" },
	{ "line\nbreak", "line\\nbreak" },
	{ "tab\tstop", "tab\\tstop" },
	{ "\033[31mred", "\\x1b[31mred" },
	{ "\a\b\r\v\f", "\\x07\\x08\\x0d\\x0b\\x0c" },
	{ "\177", "\\x7f" },
	{ "\xc2\x9b"
	  "31m",
	  "\\xc2\\x9b31m" },          /* C1 CSI */
	{ "\xc2\x85", "\\xc2\\x85" }, /* NEL */
	{ "\xc2\xa0", "=" },          /* no-break space */
	{ "\xc2\xad", "\\xc2\\xad" }, /* soft hyphen */
	{ "a\xe2\x80\xae"
	  "b",
	  "a\\xe2\\x80\\xaeb" },                        /* right-to-left override */
	{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },          /* isolate */
	{ "\xe2\x80\x8b", "\\xe2\\x80\\x8b" },          /* zero width */
	{ "\xe2\x80\xa8", "\\xe2\\x80\\xa8" },          /* line separator */
	{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },          /* byte order mark */
	{ "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81" }, /* tag */
	{ "\xff\xfe", "\\xff\\xfe" },
	{ "\x80", "\\x80" },
	{ "\xc3", "\\xc3" },
	{ "\xc3(", "\\xc3(" },
	{ "\xc0\xaf", "\\xc0\\xaf" },                   /* overlong */
	{ "\xe0\x80\xaf", "\\xe0\\x80\\xaf" },          /* overlong */
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },          /* surrogate */
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" }, /* beyond Unicode */
	{ "\xf0\x9f\x92\xbe", "=" },
	{ "end\xe2\x82", "end\\xe2\\x82" },
};

static void test_escape(void)
{
	for (size_t i = 0; i < COUNT(escape_rows); i++) {
		const char *text = escape_rows[i].text, *escaped = escape_rows[i].escaped;
		bool stays = strcmp(escaped, "=") == 0;
		autofree char *is = escape_text(text);

		expect("escape_text", is, stays ? text : escaped);
		expect(is, text_is_printable(text) ? "printable" : "not",
		       stays ? "printable" : "not");
		if (!text_is_printable(is))
			expect("escaped", is, "printable");
	}
	autofree char *bytes = escape_bytes("a\0b", 3);
	expect("escape_bytes", bytes, "a\\x00b");
}

/* Every two bytes: what comes out can be shown, and what stays was valid. */
static void test_escape_all(void)
{
	for (unsigned i = 1; i < 256; i++) {
		for (unsigned j = 1; j < 256; j++) {
			const char text[] = { (char)i, (char)j, '\0' };
			autofree char *is = escape_text(text);

			if (!text_is_printable(is) ||
			    text_is_printable(text) != (strcmp(is, text) == 0))
				expect("two bytes", is, "printable");
		}
	}
}

/* Each before the next. */
static const char *const order[] = {
	"",
	"Disk1",
	"disk",
	"disk0",
	"disk1",
	"disk01",
	"disk2",
	"disk10",
	"disk10a",
	"disk11",
	"disk99999999999999999999",
	"disk100000000000000000000",
	"diskA",
	"lun0",
	"lun1",
	"lun9",
	"lun10",
	"tpg1",
};

static void test_order(void)
{
	for (size_t i = 0; i < COUNT(order); i++) {
		for (size_t j = 0; j < COUNT(order); j++) {
			int is = natural_compare(order[i], order[j]);
			int should = i < j ? -1 : i > j;

			if ((is > 0) - (is < 0) == should)
				continue;
			fprintf(stderr, "natural_compare(%s, %s) is %d, should be %d\n",
				order[i], order[j], is, should);
			failures++;
		}
	}
}

static void test_growing(void)
{
	autotext struct text text = { 0 };

	for (int i = 0; i < 1000; i++)
		text_addf(&text, "%d,", i % 10);
	text_add_bytes(&text, "x\0y", 3);
	text_add(&text, "end");
	if (text.length != 2006 || memcmp(text.data + 2000, "x\0yend", 7) != 0)
		expect("growing", "otherwise", "2006 bytes");
	autofree char *taken = text_take(&text);
	if (text.data != NULL || text.length != 0 || strlen(taken) != 2001)
		expect("text_take", "otherwise", "emptied");
	autofree char *nothing = text_take(&text);
	expect("text_take of nothing", nothing, "");
	text_add(&text, "secret");
	text_free_secret(&text);
	text_free_secret(&text);
}

static void test_prefixes(void)
{
	const char *rest = after_prefix("iqn.2026", "iqn.");

	expect("after_prefix", rest == NULL ? "-" : rest, "2026");
	if (after_prefix("iq", "iqn.") != NULL || !starts_with("a", "") ||
	    starts_with("", "a"))
		expect("after_prefix", "otherwise", "NULL");
	if (!text_equal(NULL, NULL) || text_equal("", NULL) || text_equal(NULL, "") ||
	    !text_equal("a", "a") || text_equal("a", "b"))
		expect("text_equal", "otherwise", "equal");
}

int main(void)
{
	test_escape();
	test_escape_all();
	test_order();
	test_growing();
	test_prefixes();
	return failures == 0 ? 0 : 1;
}
