/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growable text, escaping for terminals, comparison of names. */
#include "configfs/base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void need_room(struct text *text, size_t more)
{
	size_t wanted = text->length + more + 1;

	if (text->data != NULL && wanted <= text->room)
		return;
	size_t room = text->room == 0 ? 64 : text->room;
	while (room < wanted)
		room *= 2;
	/* Not realloc, which would leave what may be a secret where it was. */
	char *data = xcalloc(room, 1);
	if (text->data != NULL) {
		memcpy(data, text->data, text->length + 1);
		explicit_bzero(text->data, text->length);
		free(text->data);
	}
	text->data = data;
	text->room = room;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	need_room(text, length);
	memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *more)
{
	text_add_bytes(text, more, strlen(more));
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length > 0) {
		need_room(text, (size_t)length);
		vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
		text->length += (size_t)length;
	}
	va_end(again);
}

void text_free(struct text *text)
{
	free(text->data);
	memset(text, 0, sizeof *text);
}

void text_free_secret(struct text *text)
{
	if (text->data != NULL)
		explicit_bzero(text->data, text->room);
	text_free(text);
}

char *text_take(struct text *text)
{
	char *data = text->data == NULL ? xstrdup("") : text->data;

	memset(text, 0, sizeof *text);
	return data;
}

/* Length of the valid UTF-8 sequence at `bytes`, 0 if there is none; its code
 * point goes to `code`. */
static size_t utf8_length(const unsigned char *bytes, size_t left, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = bytes[0] < 0x80    ? 1
			: bytes[0] >= 0xf0 ? 4
			: bytes[0] >= 0xe0 ? 3
					   : 2;

	if (length == 1) {
		*code = bytes[0];
		return 1;
	}
	if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || length > left)
		return 0;
	*code = bytes[0] & (0xffU >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (bytes[i] & 0x3f);
	}
	if (*code < least[length] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return length;
}

/* Characters that move the cursor, hide text or turn its direction. */
static bool is_unsafe(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },
		{ 0x34f, 0x34f },   { 0x61c, 0x61c },   { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb }, { 0xe000, 0xf8ff }, { 0xe0000, 0x10ffff },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

static void escape_one(struct text *out, unsigned char byte)
{
	if (byte == '\n')
		text_add(out, "\\n");
	else if (byte == '\t')
		text_add(out, "\\t");
	else
		text_addf(out, "\\x%02x", byte);
}

char *escape_bytes(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes;
	struct text out = { 0 };

	while (length > 0) {
		uint32_t code = 0;
		size_t used = utf8_length(at, length, &code);
		bool keep = used != 0 && !is_unsafe(code);

		if (used == 0)
			used = 1;
		if (keep)
			text_add_bytes(&out, (const char *)at, used);
		for (size_t i = 0; i < used && !keep; i++)
			escape_one(&out, at[i]);
		at += used;
		length -= used;
	}
	return text_take(&out);
}

char *escape_text(const char *text)
{
	return escape_bytes(text, strlen(text));
}

bool text_is_printable(const char *text)
{
	size_t left = strlen(text);

	for (const unsigned char *at = (const unsigned char *)text; left > 0;) {
		bool is_plain = *at >= ' ' && *at <= '~';
		uint32_t code = *at;
		size_t used = is_plain ? 1 : utf8_length(at, left, &code);

		if (used == 0 || (!is_plain && is_unsafe(code)))
			return false;
		at += used;
		left -= used;
	}
	return true;
}

const char *after_prefix(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

bool starts_with(const char *text, const char *prefix)
{
	return after_prefix(text, prefix) != NULL;
}

bool text_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

/* Both point at a digit: compares the runs as numbers and steps over them. */
static int compare_runs(const char **a, const char **b)
{
	const char *end_a, *end_b;

	while (**a == '0' && isdigit((unsigned char)(*a)[1]))
		(*a)++;
	while (**b == '0' && isdigit((unsigned char)(*b)[1]))
		(*b)++;
	for (end_a = *a; isdigit((unsigned char)*end_a); end_a++)
		;
	for (end_b = *b; isdigit((unsigned char)*end_b); end_b++)
		;
	int order = end_a - *a != end_b - *b ? (end_a - *a > end_b - *b ? 1 : -1)
					     : strncmp(*a, *b, (size_t)(end_a - *a));
	*a = end_a;
	*b = end_b;
	return order;
}

/* Where they begin to differ, or the number in which they do. */
static size_t common_length(const char *a, const char *b)
{
	size_t length = 0;

	while (a[length] == b[length] && a[length] != '\0')
		length++;
	while (length > 0 && isdigit((unsigned char)a[length - 1]))
		length--;
	return length;
}

int natural_compare(const char *a, const char *b)
{
	size_t same = common_length(a, b);
	const char *left = a + same, *right = b + same;

	while (*left != '\0' && *right != '\0') {
		int order;

		if (isdigit((unsigned char)*left) && isdigit((unsigned char)*right))
			order = compare_runs(&left, &right);
		else
			order = (unsigned char)*left++ - (unsigned char)*right++;
		if (order != 0)
			return order;
	}
	if (*left != *right)
		return *left == '\0' ? -1 : 1;
	/* Only zeros before numbers differ: lun_5 is the name, lun_05 its twin. */
	size_t length = strlen(a), other = strlen(b);

	if (length != other)
		return length < other ? -1 : 1;
	return strcmp(a, b);
}

char *quote_for_sh(const char *text)
{
	struct text out = { 0 };

	text_add(&out, "'");
	for (; *text != '\0'; text++)
		if (*text == '\'')
			text_add(&out, "'\\''");
		else
			text_add_bytes(&out, text, 1);
	text_add(&out, "'");
	return text_take(&out);
}

char *word_for_sh(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.:/_-";

	if (*text != '\0' && *text != '-' && text[strspn(text, plain)] == '\0')
		return xstrdup(text);
	return quote_for_sh(text);
}

ssize_t text_read_line(FILE *in, char **line, size_t *room)
{
	ssize_t length = getline(line, room, in);

	if (length > 0 && (*line)[length - 1] == '\n')
		(*line)[--length] = '\0';
	return length;
}
