/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, sizes and booleans as people and the kernel read them; the nearest name. */
#include "configfs/base/parse.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "configfs/base/cleanup.h"

/* Adds one digit; false if the number no longer fits. */
static bool add_digit(uint64_t *value, unsigned base, unsigned digit)
{
	return !__builtin_mul_overflow(*value, base, value) &&
	       !__builtin_add_overflow(*value, digit, value);
}

/* Of a digit or a letter a to f; anything else is no digit of any base. */
static unsigned digit_value(char letter)
{
	if (letter >= '0' && letter <= '9')
		return (unsigned)(letter - '0');
	if (isxdigit((unsigned char)letter))
		return (unsigned)(tolower((unsigned char)letter) - 'a' + 10);
	return UINT_MAX;
}

/* All of the text as digits of that base; at least one. */
static bool parse_digits(const char *text, unsigned base, uint64_t *value)
{
	uint64_t sum = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		unsigned digit = digit_value(*text);

		if (digit >= base || !add_digit(&sum, base, digit))
			return false;
	}
	*value = sum;
	return true;
}

bool parse_uint(const char *text, uint64_t *value)
{
	if (text[0] == '0' && text[1] != '\0')
		return false;
	return parse_digits(text, 10, value);
}

bool parse_int(const char *text, int64_t *value)
{
	bool minus = text[0] == '-';
	uint64_t size = 0;

	if (!parse_uint(text + minus, &size) || (minus && size == 0))
		return false;
	if (size > (uint64_t)INT64_MAX + minus)
		return false;
	*value = minus ? (int64_t)-size : (int64_t)size;
	return true;
}

bool parse_kernel_uint(const char *text, uint64_t *value)
{
	if (*text == '+')
		text++;
	if (text[0] != '0')
		return parse_digits(text, 10, value);
	if (tolower((unsigned char)text[1]) == 'x' && isxdigit((unsigned char)text[2]))
		return parse_digits(text + 2, 16, value);
	return parse_digits(text, 8, value);
}

bool parse_bool(const char *text, bool *value)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {
		{ "true", true }, { "false", false }, { "yes", true }, { "no", false },
		{ "on", true },   { "off", false },   { "1", true },   { "0", false },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcasecmp(text, words[i].word) == 0) {
			*value = words[i].value;
			return true;
		}
	}
	return false;
}

/* The largest first, as format_size tries them. */
static const struct unit {
	char letter;
	unsigned shift;
} units[] = {
	{ 'E', 60 }, { 'P', 50 }, { 'T', 40 }, { 'G', 30 }, { 'M', 20 }, { 'K', 10 },
};

#define UNIT_COUNT (sizeof units / sizeof *units)

/* "", "B", "K", "KB", "KiB" in any case, blanks before it allowed. */
static bool parse_unit(const char *text, unsigned *shift)
{
	bool apart = *text == ' ';

	while (*text == ' ')
		text++;
	*shift = 0;
	if (apart && *text == '\0')
		return false;
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		if (toupper((unsigned char)*text) == units[i].letter) {
			*shift = units[i].shift;
			text++;
			return *text == '\0' || strcasecmp(text, "B") == 0 ||
			       strcasecmp(text, "iB") == 0;
		}
	}
	return *text == '\0' || strcasecmp(text, "B") == 0;
}

/*
 * The fraction's digits of a unit of 2^shift bytes.  Halving the decimal by hand stays
 * exact: each further bit of the result is the carry of doubling the digits.
 */
static bool parse_fraction(const char *digits, size_t count, unsigned shift,
			   uint64_t *bytes)
{
	autofree char *rest = xstrndup(digits, count);

	*bytes = 0;
	for (unsigned bit = 0; bit < shift; bit++) {
		int carry = 0;

		for (size_t i = count; i-- > 0;) {
			int twice = (rest[i] - '0') * 2 + carry;

			rest[i] = (char)('0' + twice % 10);
			carry = twice / 10;
		}
		*bytes = *bytes << 1 | (uint64_t)carry;
	}
	return strspn(rest, "0") == count;
}

#define FRACTION_DIGITS_MAX 64

bool parse_size(const char *text, uint64_t *bytes)
{
	size_t whole = strspn(text, "0123456789");
	const char *after = text + whole, *fraction = *after == '.' ? after + 1 : after;
	size_t places = *after == '.' ? strspn(fraction, "0123456789") : 0;
	uint64_t value = 0, part = 0;
	unsigned shift = 0;

	autofree char *number = xstrndup(text, whole);
	if (!parse_uint(number, &value))
		return false;
	if (*after == '.' && (places == 0 || places > FRACTION_DIGITS_MAX))
		return false;
	if (!parse_unit(*after == '.' ? fraction + places : after, &shift))
		return false;
	if (!parse_fraction(fraction, places, shift, &part) ||
	    value > UINT64_MAX >> shift)
		return false;
	*bytes = (value << shift) + part;
	return true;
}

char *format_size(uint64_t bytes)
{
	for (size_t i = 0; i < UNIT_COUNT && bytes != 0; i++) {
		uint64_t unit = UINT64_C(1) << units[i].shift;

		if (bytes % unit == 0)
			return xasprintf("%llu%ciB", (unsigned long long)(bytes / unit),
					 units[i].letter);
	}
	return xasprintf("%llu", (unsigned long long)bytes);
}

char *format_size_rounded(uint64_t bytes)
{
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		uint64_t unit = UINT64_C(1) << units[i].shift;

		if (bytes >= unit)
			return xasprintf("%.1f%ciB", (double)bytes / (double)unit,
					 units[i].letter);
	}
	return xasprintf("%llu bytes", (unsigned long long)bytes);
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Words longer than this are names that somebody made up, not misspelt ones. */
#define WORD_MAX 63

/* Steps from a to b: one letter put in, left out, changed, or two swapped. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *here = rows[2];
	size_t length = strlen(b);

	for (size_t j = 0; j <= length; j++)
		above[j] = j;
	memcpy(before, above, sizeof rows[0]);
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		here[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t changed = a[i - 1] != b[j - 1];

			here[j] = least(above[j] + 1, here[j - 1] + 1,
					above[j - 1] + changed);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + changed < here[j])
				here[j] = before[j - 2] + changed;
		}
		size_t *oldest = before;

		before = above;
		above = here;
		here = oldest;
	}
	return above[length];
}

const char *nearest_name(const char *word, const char *const *names, size_t count)
{
	size_t length = strlen(word);
	size_t best = length / 3 > 1 ? length / 3 : 1;
	const char *found = NULL;

	if (length == 0 || length > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strlen(names[i]) > WORD_MAX)
			continue;
		size_t steps = edit_distance(word, names[i]);

		if (steps < best || (steps == best && found == NULL)) {
			best = steps;
			found = names[i];
		}
	}
	return found;
}
