/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 by the letter: no overlong forms, no surrogates, nothing above U+10FFFF. */
#include "profiles/utf8.h"

#include <string.h>

static bool is_tail(const unsigned char *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((at[i] & 0xc0) != 0x80)
			return false;
	return true;
}

size_t utf8_decode(const char *bytes, size_t left, uint32_t *code)
{
	static const struct {
		unsigned char first, last;
		uint32_t least;
	} forms[] = {
		{ 0x00, 0x7f, 0 },
		{ 0xc2, 0xdf, 0x80 },
		{ 0xe0, 0xef, 0x800 },
		{ 0xf0, 0xf4, 0x10000 },
	};
	const unsigned char *at = (const unsigned char *)bytes;

	for (size_t length = 1; length <= 4 && length <= left; length++) {
		if (*at < forms[length - 1].first || *at > forms[length - 1].last)
			continue;
		if (!is_tail(at + 1, length - 1))
			return 0;
		uint32_t sum = length == 1 ? *at : *at & (0x7fU >> length);
		for (size_t i = 1; i < length; i++)
			sum = sum << 6 | (at[i] & 0x3fU);
		if (sum < forms[length - 1].least || sum > 0x10ffff ||
		    (sum >= 0xd800 && sum <= 0xdfff))
			return 0;
		*code = sum;
		return length;
	}
	return 0;
}

bool utf8_is_clean(const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t code = 0;
		size_t used = utf8_decode(text, left, &code);

		if (used == 0 || code == 0x7f ||
		    (code < 0x20 && code != '\n' && code != '\t'))
			return false;
		text += used;
		left -= used;
	}
	return true;
}
