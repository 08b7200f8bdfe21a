/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, sizes, booleans, nearest names: one row per text. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
#define NONE        "none"

static int failures;

static void expect(const char *function, const char *text, const char *is,
		   const char *should)
{
	if (strcmp(is, should) == 0)
		return;
	fprintf(stderr, "%s(\"%s\"): is %s, should be %s\n", function, text, is, should);
	failures++;
}

static const struct {
	const char *text, *plain, *signed_, *kernel;
} number_rows[] = {
	{ "0", "0", "0", "0" },
	{ "1", "1", "1", "1" },
	{ "65536", "65536", "65536", "65536" },
	{ "18446744073709551615", "18446744073709551615", NONE, "18446744073709551615" },
	{ "18446744073709551616", NONE, NONE, NONE },
	{ "99999999999999999999", NONE, NONE, NONE },
	{ "9223372036854775807", "9223372036854775807", "9223372036854775807",
	  "9223372036854775807" },
	{ "9223372036854775808", "9223372036854775808", NONE, "9223372036854775808" },
	{ "-9223372036854775808", NONE, "-9223372036854775808", NONE },
	{ "-9223372036854775809", NONE, NONE, NONE },
	{ "-1", NONE, "-1", NONE },
	{ "-0", NONE, NONE, NONE },
	{ "--1", NONE, NONE, NONE },
	{ "+5", NONE, NONE, "5" },
	{ "++5", NONE, NONE, NONE },
	{ "010", NONE, NONE, "8" },
	{ "00", NONE, NONE, "0" },
	{ "08", NONE, NONE, NONE },
	{ "03260", NONE, NONE, "1712" },
	{ "0x10", NONE, NONE, "16" },
	{ "0Xff", NONE, NONE, "255" },
	{ "0x", NONE, NONE, NONE },
	{ "0xg", NONE, NONE, NONE },
	{ "0x1ffffffffffffffff", NONE, NONE, NONE },
	{ "02000000000000000000000", NONE, NONE, NONE },
	{ "", NONE, NONE, NONE },
	{ "+", NONE, NONE, NONE },
	{ "-", NONE, NONE, NONE },
	{ " 1", NONE, NONE, NONE },
	{ "1 ", NONE, NONE, NONE },
	{ "1\n", NONE, NONE, NONE },
	{ "1a", NONE, NONE, NONE },
	{ "a", NONE, NONE, NONE },
	{ "１", NONE, NONE, NONE },
};

static void test_numbers(void)
{
	for (size_t i = 0; i < COUNT(number_rows); i++) {
		const char *text = number_rows[i].text;
		uint64_t plain = 7, kernel = 7;
		int64_t with_sign = 7;
		bool is_plain = parse_uint(text, &plain);
		bool is_signed = parse_int(text, &with_sign);
		bool is_kernel = parse_kernel_uint(text, &kernel);
		autofree char *a = xasprintf("%" PRIu64, plain);
		autofree char *b = xasprintf("%" PRId64, with_sign);
		autofree char *c = xasprintf("%" PRIu64, kernel);

		expect("parse_uint", text, is_plain ? a : NONE, number_rows[i].plain);
		expect("parse_int", text, is_signed ? b : NONE, number_rows[i].signed_);
		expect("parse_kernel_uint", text, is_kernel ? c : NONE,
		       number_rows[i].kernel);
		/* What is no number leaves the value alone. */
		if ((!is_plain && plain != 7) || (!is_signed && with_sign != 7) ||
		    (!is_kernel && kernel != 7))
			expect("untouched", text, "changed", "7");
	}
}

static const struct {
	const char *text, *value;
} bool_rows[] = {
	{ "true", "1" }, { "TRUE", "1" }, { "yes", "1" },     { "Yes", "1" },
	{ "on", "1" },   { "1", "1" },    { "false", "0" },   { "no", "0" },
	{ "Off", "0" },  { "0", "0" },    { "", NONE },       { "2", NONE },
	{ "01", NONE },  { "y", NONE },   { "enable", NONE }, { "true ", NONE },
};

static void test_bools(void)
{
	for (size_t i = 0; i < COUNT(bool_rows); i++) {
		bool value = false;
		bool found = parse_bool(bool_rows[i].text, &value);

		expect("parse_bool", bool_rows[i].text,
		       !found  ? NONE
		       : value ? "1"
			       : "0",
		       bool_rows[i].value);
	}
}

static const struct {
	const char *text, *bytes;
} size_rows[] = {
	{ "0", "0" },
	{ "512", "512" },
	{ "512B", "512" },
	{ "1k", "1024" },
	{ "1K", "1024" },
	{ "1KB", "1024" },
	{ "1KiB", "1024" },
	{ "1kib", "1024" },
	{ "10M", "10485760" },
	{ "10 MB", "10485760" },
	{ "10  MiB", "10485760" },
	{ "1.5G", "1610612736" },
	{ "1.5GiB", "1610612736" },
	{ "0.5K", "512" },
	{ "1.0", "1" },
	{ "2.50", NONE },
	{ "0.0001K", NONE },
	{ "1.0009765625K", "1025" },
	{ "0.0000000000000000008673617379884035472059622406959533691406250E", "1" },
	{ "1T", "1099511627776" },
	{ "1P", "1125899906842624" },
	{ "15E", "17293822569102704640" },
	{ "15.5E", "17870283321406128128" },
	{ "16E", NONE },
	{ "18446744073709551615", "18446744073709551615" },
	{ "18446744073709551616", NONE },
	{ "18014398509481984K", NONE },
	{ "", NONE },
	{ "K", NONE },
	{ "-1", NONE },
	{ "+1", NONE },
	{ "010", NONE },
	{ "1.K", NONE },
	{ ".5K", NONE },
	{ "1,5K", NONE },
	{ "1.5.5K", NONE },
	{ "1KK", NONE },
	{ "1KiBs", NONE },
	{ "1Ki", NONE },
	{ "1Z", NONE },
	{ "1 ", NONE },
	{ " 1", NONE },
	{ "1\tK", NONE },
	{ "0x10", NONE },
	{ "1e3", NONE },
};

static void test_sizes(void)
{
	for (size_t i = 0; i < COUNT(size_rows); i++) {
		uint64_t bytes = 7;
		bool found = parse_size(size_rows[i].text, &bytes);
		autofree char *is = xasprintf("%" PRIu64, bytes);

		expect("parse_size", size_rows[i].text, found ? is : NONE,
		       size_rows[i].bytes);
	}
}

static const struct {
	uint64_t bytes;
	const char *exact, *rounded;
} format_rows[] = {
	{ 0, "0", "0 bytes" },
	{ 1, "1", "1 bytes" },
	{ 1000, "1000", "1000 bytes" },
	{ 1023, "1023", "1023 bytes" },
	{ 1024, "1KiB", "1.0KiB" },
	{ 1536, "1536", "1.5KiB" },
	{ 1025, "1025", "1.0KiB" },
	{ 1048575, "1048575", "1024.0KiB" },
	{ 146800640, "140MiB", "140.0MiB" },
	{ 1610612736, "1536MiB", "1.5GiB" },
	{ 10737418240, "10GiB", "10.0GiB" },
	{ 1125899906842624, "1PiB", "1.0PiB" },
	{ UINT64_C(1) << 60, "1EiB", "1.0EiB" },
	{ UINT64_MAX, "18446744073709551615", "16.0EiB" },
};

static void test_formats(void)
{
	for (size_t i = 0; i < COUNT(format_rows); i++) {
		uint64_t bytes = format_rows[i].bytes, again = 7;
		autofree char *exact = format_size(bytes);
		autofree char *rounded = format_size_rounded(bytes);

		expect("format_size", format_rows[i].exact, exact, format_rows[i].exact);
		expect("format_size_rounded", format_rows[i].rounded, rounded,
		       format_rows[i].rounded);
		if (!parse_size(exact, &again) || again != bytes)
			expect("parse_size of format_size", exact, "another", "the same");
	}
}

static const char *const names[] = { "password", "userid",          "luns",
				     "acls",     "mutual_password", "id" };

static const struct {
	const char *word, *name;
} nearest_rows[] = {
	{ "password", "password" },
	{ "pasword", "password" },
	{ "passwrod", "password" },
	{ "lun", "luns" },
	{ "acl", "acls" },
	{ "usr", NONE },
	{ "usreid", "userid" },
	{ "mutual_pasword", "mutual_password" },
	{ "mutualpassword", "mutual_password" },
	{ "xyzzy", NONE },
	{ "", NONE },
	{ "portals", NONE },
	{ "mutual_passwordmutual_passwordmutual_passwordmutual_passwordmutual", NONE },
};

static void test_nearest(void)
{
	for (size_t i = 0; i < COUNT(nearest_rows); i++) {
		const char *found =
			nearest_name(nearest_rows[i].word, names, COUNT(names));

		expect("nearest_name", nearest_rows[i].word, found == NULL ? NONE : found,
		       nearest_rows[i].name);
	}
	if (nearest_name("password", names, 0) != NULL)
		expect("nearest_name", "of nothing", "found", NONE);
}

int main(void)
{
	test_numbers();
	test_bools();
	test_sizes();
	test_formats();
	test_nearest();
	return failures == 0 ? 0 : 1;
}
