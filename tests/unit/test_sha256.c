/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 and UTF-8, by their published vectors. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/sha256.h"
#include "profiles/utf8.h"

static int failures;

static void expect(const char *row, const char *wanted, const char *got)
{
	if (text_equal(wanted, got))
		return;
	fprintf(stderr, "%s\n  wanted: %s\n  got:    %s\n", row, wanted, got);
	failures++;
}

static void test_sha256(void)
{
	static const struct {
		const char *unit;
		unsigned times;
		const char *sum;
	} rows[] = {
		{ "", 1,
		  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", 1,
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
		  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		  1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
		{ "a", 55,
		  "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
		{ "a", 56,
		  "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
		{ "a", 64,
		  "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
		{ "a", 1000000,
		  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text text = { 0 };
		char hex[SHA256_HEX];

		for (unsigned n = 0; n < rows[i].times; n++)
			text_add(&text, rows[i].unit);
		sha256_hex(text.data == NULL ? "" : text.data, text.length, hex);
		expect(rows[i].unit, rows[i].sum, hex);
		text_free(&text);
	}
}

static void test_utf8(void)
{
	static const struct {
		const char *bytes;
		const char *wanted; /* "length code" */
	} rows[] = {
		{ "A", "1 41" },
		{ "\xc3\xa9", "2 e9" },
		{ "\xe2\x82\xac", "3 20ac" },
		{ "\xf0\x9f\x98\x80", "4 1f600" },
		{ "\xf4\x8f\xbf\xbf", "4 10ffff" },
		{ "\x80", "0 0" },
		{ "\xc0\x80", "0 0" },
		{ "\xc1\xbf", "0 0" },
		{ "\xe0\x80\x80", "0 0" },
		{ "\xe0\x9f\xbf", "0 0" },
		{ "\xed\xa0\x80", "0 0" },
		{ "\xf0\x80\x80\x80", "0 0" },
		{ "\xf4\x90\x80\x80", "0 0" },
		{ "\xf5\x80\x80\x80", "0 0" },
		{ "\xe2\x82", "0 0" },
		{ "\xe2\x28\xa1", "0 0" },
		{ "\xff", "0 0" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t code = 0;
		size_t used = utf8_decode(rows[i].bytes, strlen(rows[i].bytes), &code);
		autofree char *got = xasprintf("%zu %x", used, code);
		autofree char *row = escape_bytes(rows[i].bytes, strlen(rows[i].bytes));

		expect(row, rows[i].wanted, got);
	}
}

int main(void)
{
	test_sha256();
	test_utf8();
	return failures != 0;
}
