/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libyaml reads without a word, and a profile must not hold byte by byte. */
#include <string.h>

#include "profiles/document.h"
#include "profiles/utf8.h"

static const struct {
	const char *bytes;
	size_t length;
	const char *name;
} encodings[] = {
	{ "\xef\xbb\xbf", 3, "a byte order mark" },
	{ "\xff\xfe", 2, "UTF-16" },
	{ "\xfe\xff", 2, "UTF-16" },
};

static const struct {
	uint32_t first, last;
	const char *what, *fix;
} refused[] = {
	{ 0x00, 0x00, "a NUL byte", NULL },
	/* Where it indents libyaml says so itself; elsewhere it does no harm. */
	{ 0x09, 0x0a, NULL, NULL },
	{ 0x0d, 0x0d, "a carriage return without a line feed", "end lines with LF" },
	{ 0x01, 0x1f, "a control character", "write it as an escape in double quotes" },
	{ 0x7f, 0x7f, "a control character", "write it as an escape in double quotes" },
	{ 0x85, 0x85, "a next-line character (U+0085)",
	  "write it as \"\\N\" in double quotes" },
	{ 0x80, 0x9f, "a control character", "write it as an escape in double quotes" },
	{ 0x2028, 0x2028, "a line separator (U+2028)",
	  "write it as \"\\L\" in double quotes" },
	{ 0x2029, 0x2029, "a paragraph separator (U+2029)",
	  "write it as \"\\P\" in double quotes" },
	{ 0xfeff, 0xfeff, "a byte order mark", "leave it out" },
};

static int check_encoding(const char *name, const char *bytes, size_t length,
			  struct error *err)
{
	struct mark mark = { .file = name, .line = 1, .column = 1 };

	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		if (length < encodings[i].length ||
		    memcmp(bytes, encodings[i].bytes, encodings[i].length) != 0)
			continue;
		error_set(err, &mark, -EINVAL, "the file begins with %s",
			  encodings[i].name);
		advise(err, "save it as UTF-8 without a byte order mark");
		return -EINVAL;
	}
	return 0;
}

static int check_one(const struct mark *mark, uint32_t code, bool ends_line,
		     struct error *err)
{
	if ((code >= 0x20 && code < 0x7f) || (code == '\r' && ends_line))
		return 0;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		if (code < refused[i].first || code > refused[i].last)
			continue;
		if (refused[i].what == NULL)
			return 0;
		error_set(err, mark, -EINVAL, "%s in the file", refused[i].what);
		if (refused[i].fix != NULL)
			advise(err, "%s", refused[i].fix);
		return -EINVAL;
	}
	return 0;
}

int document_check_bytes(const char *name, const char *bytes, size_t length,
			 struct error *err)
{
	struct mark mark = { .file = name, .line = 1, .column = 1 };
	size_t used = 0;

	if (check_encoding(name, bytes, length, err) < 0)
		return -EINVAL;
	for (size_t at = 0; at < length; at += used) {
		uint32_t code = 0;

		used = utf8_decode(bytes + at, length - at, &code);
		if (used == 0) {
			error_set(err, &mark, -EINVAL, "bytes that are not UTF-8");
			advise(err, "save the file as UTF-8");
			return -EINVAL;
		}
		bool ends_line = at + 1 < length && bytes[at + 1] == '\n';
		if (check_one(&mark, code, ends_line, err) < 0)
			return -EINVAL;
		mark.column++;
		if (code == '\n') {
			mark.line++;
			mark.column = 1;
		}
	}
	return 0;
}
