/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of values: what is written, what comes out, what is said about the rest. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/node.h"
#include "configfs/rows.h"

static int failures;

static void expect(const char *row, const char *given, const char *wanted,
		   const char *got)
{
	if (text_equal(wanted, got))
		return;
	fprintf(stderr, "%s, %s\n  wanted: %s\n  got:    %s\n", row, given, wanted, got);
	failures++;
}

static const struct choice three[] = {
	{ "-1", .name = "inherit" },
	{ "0", .name = "false" },
	{ "1", .read = "On the Way", .name = "true" },
};

static char *upper(const char *canonical)
{
	return xasprintf("<%s>", canonical);
}

static const struct attr rows[] = {
	{ .name = "switch", .kind = ATTR_BOOL },
	{ .name = "word", .kind = ATTR_YESNO },
	{ .name = "number", .kind = ATTR_UINT, .min = 5, .max = 30, .unit = "s" },
	{ .name = "length", .kind = ATTR_UINT, .max = UINT32_MAX, .unit = "bytes" },
	{ .name = "signed", .kind = ATTR_INT, .min = -2, .max = 7 },
	{ .name = "size", .kind = ATTR_SIZE, .min = 1, .max = INT64_MAX },
	{ .name = "bounded", .kind = ATTR_SIZE, .max = 1024 },
	{ .name = "choice", .kind = ATTR_ENUM, CHOICES(three) },
	{ .name = "text", .kind = ATTR_TEXT, .max = 8, .dflt = "" },
	{ .name = "lines", .kind = ATTR_TEXT, .max = 16, .flags = ATTR_LINES },
	{ .name = "secret", .kind = ATTR_SECRET, .max = 8, .unset = "NULL" },
	{ .name = "path", .kind = ATTR_PATH, .max = 12 },
	{ .name = "reference", .kind = ATTR_REF, .max = 12 },
	{ .name = "normal", .kind = ATTR_TEXT, .max = 8, .normal = upper },
	{ .name = "checked", .kind = ATTR_TEXT, .max = 8, .check = check_not_null },
};

static const struct attr *row_named(const char *name)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	abort();
}

#define NUMBER "|why: number takes 5..30 s"
#define ABSOLUTE                                                                         \
	"|why: it takes an absolute path: the kernel would start from the directory "    \
	"that liosh runs in"
#define BROKEN                                                                           \
	"|why: it holds a line break or another control character, which the kernel "    \
	"would cut or keep as part of it"

static const struct {
	const char *row, *text, *wanted;
} parsed[] = {
	{ "switch", "true", "1" },
	{ "switch", "OFF", "0" },
	{ "switch", "yes", "1" },
	{ "switch", "0", "0" },
	{ "switch", "2", "switch cannot be '2'|why: switch takes true or false" },
	{ "switch", "ture",
	  "switch cannot be 'ture'|why: switch takes true or false|fix: did you mean "
	  "'true'?" },
	{ "switch", "", "switch cannot be ''|why: switch takes true or false" },
	{ "word", "Yes", "Yes" },
	{ "word", "no", "No" },
	{ "word", "true", "Yes" },
	{ "word", "Yess",
	  "word cannot be 'Yess'|why: word takes Yes or No|fix: did you mean 'Yes'?" },
	{ "number", "5", "5" },
	{ "number", "30", "30" },
	{ "number", "0x10", "16" },
	{ "number", "4", "number cannot be '4'" NUMBER },
	{ "number", "31", "number cannot be '31'" NUMBER },
	{ "number", "010", "number cannot be '010'" NUMBER },
	{ "number", "-5", "number cannot be '-5'" NUMBER },
	{ "number", " 5", "number cannot be ' 5'" NUMBER },
	{ "number", "5 ", "number cannot be '5 '" NUMBER },
	{ "number", "ten", "number cannot be 'ten'" NUMBER },
	{ "number", "0x", "number cannot be '0x'" NUMBER },
	{ "number", "18446744073709551621",
	  "number cannot be '18446744073709551621'" NUMBER },
	{ "length", "256K", "262144" },
	{ "length", "4294967295", "4294967295" },
	{ "length", "4GiB",
	  "length cannot be '4GiB'|why: length takes 0..4294967295 bytes" },
	{ "signed", "-2", "-2" },
	{ "signed", "7", "7" },
	{ "signed", "-3", "signed cannot be '-3'|why: signed takes -2..7" },
	{ "signed", "-0", "signed cannot be '-0'|why: signed takes -2..7" },
	{ "size", "1.5GiB", "1610612736" },
	{ "size", "10 MB", "10485760" },
	{ "size", "512", "512" },
	{ "size", "0",
	  "size cannot be '0'|why: size takes a size such as 512, 10M or 1.5GiB, at "
	  "least 1" },
	{ "size", "9EiB",
	  "size cannot be '9EiB'|why: size takes a size such as 512, 10M or 1.5GiB, at "
	  "least 1" },
	{ "bounded", "1K", "1024" },
	{ "bounded", "1025",
	  "bounded cannot be '1025'|why: bounded takes a size, 0..1KiB" },
	{ "choice", "inherit", "-1" },
	{ "choice", "-1", "-1" },
	{ "choice", "on", "1" },
	{ "choice", "FALSE", "0" },
	{ "choice", "On the Way", "1" },
	{ "choice", "inherited",
	  "choice cannot be 'inherited'|why: choice takes one of inherit, false, "
	  "true|fix: "
	  "did you mean 'inherit'?" },
	{ "text", "", "" },
	{ "text", "12345678", "12345678" },
	{ "text", "123456789",
	  "text cannot be '123456789'|why: text takes at most 8 bytes" },
	{ "text", "a\nb", "text cannot be 'a\\nb'" BROKEN },
	{ "text", "a\033b", "text cannot be 'a\\x1bb'" BROKEN },
	{ "lines", "a\nb", "a\nb" },
	{ "lines", "a\tb", "lines cannot be 'a\\tb'" BROKEN },
	{ "lines", "", "lines cannot be ''|why: lines takes at most 16 bytes" },
	{ "secret", "", "" },
	{ "secret", "a'b, c", "a'b, c" },
	{ "secret", "hunter2\n", "this secret cannot be used" BROKEN },
	{ "secret", "123456789",
	  "this secret cannot be used|why: secret takes at most 8 bytes" },
	{ "secret", "NULLify",
	  "this secret cannot be used|why: the kernel takes what begins with NULL for no "
	  "value at all" },
	{ "path", "/dev/sda", "/dev/sda" },
	{ "path", "dev/sda", "path cannot be 'dev/sda'" ABSOLUTE },
	{ "path", "/dev/\nsda", "path cannot be '/dev/\\nsda'" BROKEN },
	{ "path", "/dev/mapper/a",
	  "path cannot be '/dev/mapper/a'|why: path takes an absolute path, at most 12 "
	  "bytes" },
	{ "path", "",
	  "path cannot be ''|why: path takes an absolute path, at most 12 bytes" },
	{ "reference", "fileio/d1", "fileio/d1" },
	{ "reference", "",
	  "reference cannot be ''|why: reference takes the name of an object" },
	{ "normal", "x", "<x>" },
	{ "checked", "abc", "abc" },
	{ "checked", "NULL",
	  "'NULL' cannot be used here|why: the kernel takes what begins with NULL for no "
	  "value at all" },
};

/* The result, or the error as it is printed, its lines joined by "|". */
static char *outcome(const struct attr *row, const char *text)
{
	autoerror struct error err = { 0 };
	autofree char *printed = NULL;
	char *canonical = NULL;
	size_t length = 0;

	if (attr_parse(row, text, &canonical, &err) == 0)
		return canonical;
	FILE *out = open_memstream(&printed, &length);
	error_print(out, &err, 1);
	fclose(out);
	struct text joined = { 0 };
	for (const char *at = printed; *at != '\0'; at++)
		if (*at != '\n' || at[1] != '\0')
			text_add_bytes(&joined, *at == '\n' ? "|" : at, 1);
	return text_take(&joined);
}

static void test_parse(void)
{
	for (size_t i = 0; i < sizeof parsed / sizeof *parsed; i++) {
		const struct attr *row = row_named(parsed[i].row);
		autofree char *got = outcome(row, parsed[i].text);

		expect(parsed[i].row, parsed[i].text, parsed[i].wanted, got);
	}
}

/* Raw text of the kernel, canonical text, bytes to be written, text of a profile. */
static const struct {
	const char *row, *raw, *canonical, *encoded, *shown;
} turned[] = {
	{ "switch", "1\n", "1", "1", "true" },
	{ "switch", "0", "0", "0", "false" },
	{ "switch", "", "", "", "" },
	{ "switch", "odd", "odd", "odd", "odd" },
	{ "word", "No\n", "No", "No", "No" },
	{ "number", "0x1f", "31", "31", "31" },
	{ "number", "odd", "odd", "odd", "odd" },
	{ "signed", "-1\n", "-1", "-1", "-1" },
	{ "size", "1610612736", "1610612736", "1610612736", "1536MiB" },
	{ "size", "10737418240", "10737418240", "10737418240", "10GiB" },
	{ "size", "1000", "1000", "1000", "1000" },
	{ "choice", "-1\n", "-1", "-1", "inherit" },
	{ "choice", "On the Way\n", "1", "1", "true" },
	{ "choice", "on the way", "on the way", "on the way", "on the way" },
	{ "choice", "7", "7", "7", "7" },
	{ "text", "a b\n", "a b", "a b", "a b" },
	{ "text", "\n", "", "", "" },
	{ "secret", "\n", "", "NULL", "" },
	{ "secret", "abc\n", "abc", "abc", "abc" },
};

static void test_turn(void)
{
	for (size_t i = 0; i < sizeof turned / sizeof *turned; i++) {
		const struct attr *row = row_named(turned[i].row);
		autofree char *canonical = attr_decode(row, turned[i].raw);
		autofree char *encoded = attr_encode(row, canonical);
		autofree char *shown = attr_profile_text(row, canonical);

		expect(turned[i].row, "decode", turned[i].canonical, canonical);
		expect(turned[i].row, "encode", turned[i].encoded, encoded);
		expect(turned[i].row, "profile", turned[i].shown, shown);
	}
}

/* Rows of the real tables whose texts are not simply what the kernel prints. */
static const struct {
	enum node_class class;
	const char *of; /* kind or fabric */
	const char *value, *raw, *canonical, *encoded;
} real[] = {
	{ CLASS_SO, "fileio", "serial", "T10 VPD Unit Serial Number: ab c\n", "ab c",
	  "ab c" },
	{ CLASS_SO, "fileio", "serial", "T10 VPD Unit Serial Number: \n", "", "\n" },
	{ CLASS_SO, "pscsi", "vendor_id", "Linux   \n", "Linux", "Linux" },
	{ CLASS_SO, "pscsi", "product_id", "\n", "", "\n" },
	{ CLASS_SO, "block", "lu_group", "", "", "" },
	{ CLASS_SO, "block", "lu_group",
	  "LU Group Alias: default_lu_gp\nLU Group ID: 0\n", "", "" },
	{ CLASS_SO, "block", "lu_group", "LU Group Alias: g 1\nLU Group ID: 3\n", "g 1",
	  "g 1" },
	{ CLASS_SO, "fileio", "lba_map", "64 1\n0 100 0:O 1:A\n101 200 0:A 1:O\n",
	  "64 1\n0 100 0:O 1:A\n101 200 0:A 1:O",
	  "64 1\n0 100 0:O 1:A\n101 200 0:A 1:O" },
	{ CLASS_SO, "fileio", "size", "1048576", "1048576", "fd_dev_size=1048576" },
	{ CLASS_SO, "fileio", "company_id", "0x001405\n", "0x001405", "0x001405" },
	{ CLASS_SO, "user", "block_dev", "unblocked\n", "0", "0" },
	{ CLASS_LUN, "iscsi", "alua",
	  "TG Port Alias: g1\nTG Port Group ID: 1\nTG Port Primary Access State: "
	  "Active/Optimized\n",
	  "g1", "g1" },
	{ CLASS_LUN, "iscsi", "alua",
	  "TG Port Alias: default_tg_pt_gp\nTG Port Group ID: "
	  "0\n",
	  "", "NULL" },
	{ CLASS_ALUA_GROUP, NULL, "alua_access_type", "Implicit and Explicit\n", "3",
	  "3" },
	{ CLASS_ALUA_GROUP, NULL, "alua_access_status", "Altered by Implicit ALUA\n", "2",
	  "2" },
	{ CLASS_ALUA_GROUP, NULL, "alua_access_state", "14\n", "14", "14" },
	{ CLASS_TPG, "iscsi", "rtpi", "0x0\n", "", "" },
	{ CLASS_TPG, "iscsi", "rtpi", "0x1f\n", "31", "31" },
	{ CLASS_TPG, "iscsi", "userid", "\n", "", "NULL" },
	{ CLASS_TPG, "iscsi", "userid", "NULL\n", "", "NULL" },
	{ CLASS_TPG, "iscsi", "mutual_password", "NULLabc\n", "", "NULL" },
	{ CLASS_TPG, "iscsi", "password", "a=b'c\n", "a=b'c", "a=b'c" },
	{ CLASS_TPG, "iscsi", "MaxBurstLength", "0x40000\n", "262144", "262144" },
	{ CLASS_TPG, "loopback", "nexus", "naa.5001405000000001\n",
	  "naa.5001405000000001", "naa.5001405000000001" },
	{ CLASS_TPG, "loopback", "nexus", "", "", "NULL" },
	{ CLASS_ACL, "iscsi", "tag", "", "", "NULL" },
	{ CLASS_ACL, "iscsi", "authentication", "-1\n", "-1", "-1" },
	{ CLASS_MAPPED_LUN, "iscsi", "write_protect", "1\n", "1", "1" },
	{ CLASS_MAPPED_LUN, "iscsi", "write_protect", "", "", "" },
};

static void test_real(void)
{
	for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
		struct node node = { .type = &node_types[real[i].class] };

		if (real[i].of != NULL && real[i].class == CLASS_SO)
			node.backstore = backstore_find(real[i].of);
		else if (real[i].of != NULL)
			node.fabric = fabric_find(real[i].of);
		const struct attr *row = node_attr(&node, real[i].value, NULL);
		if (row == NULL) {
			expect(real[i].value, "has a row", "yes", "no");
			continue;
		}
		autofree char *canonical = attr_decode(row, real[i].raw);
		autofree char *encoded = attr_encode(row, canonical);
		expect(real[i].value, real[i].raw, real[i].canonical, canonical);
		expect(real[i].value, "encode", real[i].encoded, encoded);
	}
}

int main(void)
{
	test_parse();
	test_turn();
	test_real();
	return failures == 0 ? 0 : 1;
}
