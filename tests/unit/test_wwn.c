/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and portals: what is typed, what comes out, what is said about the rest. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/wwn.h"

static int failures;

static const enum wwn_kind ip_kinds[] = { WWN_IQN, WWN_NAA, WWN_EUI };
static const enum wwn_kind naa_kinds[] = { WWN_NAA };
static const enum wwn_kind eui_kinds[] = { WWN_EUI };
static const enum wwn_kind ib_kinds[] = { WWN_IB };
static const enum wwn_kind free_kinds[] = { WWN_FREE };

static const struct fabric ip = { .name = "ip", .wwns = ip_kinds, .wwn_count = 3 };
static const struct fabric naa = { .name = "naa", .wwns = naa_kinds, .wwn_count = 1 };
static const struct fabric eui = { .name = "eui", .wwns = eui_kinds, .wwn_count = 1 };
static const struct fabric ib = { .name = "ib", .wwns = ib_kinds, .wwn_count = 1 };
static const struct fabric own = { .name = "own", .wwns = free_kinds, .wwn_count = 1 };

static void expect(const char *given, const char *wanted, const char *got)
{
	if (text_equal(wanted, got))
		return;
	fprintf(stderr, "%s\n  wanted: %s\n  got:    %s\n", given, wanted, got);
	failures++;
}

/* The result, or the error as it is printed, its lines joined by " | ". */
static char *outcome(int result, char *text, const struct error *err)
{
	autofree char *printed = NULL;
	size_t length = 0;

	if (result == 0)
		return text;
	FILE *out = open_memstream(&printed, &length);
	error_print(out, err, 1);
	fclose(out);
	autotext struct text joined = { 0 };
	for (const char *at = printed; *at != '\0'; at++)
		text_add_bytes(&joined, *at == '\n' ? "|" : at, 1);
	return text_take(&joined);
}

#define LETTERS_60 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz12345678"
#define IQN_223                                                                          \
	"iqn.2026-11.org.example:" LETTERS_60 LETTERS_60 LETTERS_60 "abcdefghijklmnopqr" \
	"s"

static const struct {
	const struct fabric *fabric;
	const char *typed, *wanted;
} names[] = {
	{ &ip, "iqn.2026-11.org.example:Disk0", "iqn.2026-11.org.example:disk0" },
	{ &ip, " iqn.2026-11.org.example:disk0\n", "iqn.2026-11.org.example:disk0" },
	{ &ip, IQN_223, IQN_223 },
	{ &ip, "naa.5001405000000001", "naa.5001405000000001" },
	{ &ip, "5001405000000001", "naa.5001405000000001" },
	{ &ip, "0x50:01:40:50:00:00:00:01", "naa.5001405000000001" },
	{ &ip, "naa.6001405000000001", "naa.5001405000000001" },
	{ &ip, "EUI.0014050000000001", "eui.0014050000000001" },
	{ &ip, "0014050000000001", "eui.0014050000000001" },
	{ &naa, "21:00:00:24:FF:00:00:01", "naa.21000024ff000001" },
	{ &naa, "naa.2100-0024-ff00-0001", "naa.21000024ff000001" },
	{ &eui, "0011223344556677", "eui.0011223344556677" },
	{ &ib, "fe80:0000:0000:0000:e41d:2d03:00e7:a1b2",
	  "ib.fe80000000000000e41d2d0300e7a1b2" },
	{ &own, "30000002", "30000002" },
	{ &ip, "iqn.2026-11.org.example:disk_0",
	  "'iqn.2026-11.org.example:disk_0' is not the name of a target of ip|"
	  "why: '_' is not allowed in it, only a-z, 0-9 and . : -|"
	  "fix: write it like iqn.2026-11.org.example:disk1|" },
	{ &ip, "iqn.2026-13.org.example:disk0",
	  "'iqn.2026-13.org.example:disk0' is not the name of a target of ip|"
	  "why: iqn. is followed by year and month and a domain, YYYY-MM.domain|"
	  "fix: write it like iqn.2026-11.org.example:disk1|" },
	{ &ip, "iqn.2026-1",
	  "'iqn.2026-1' is not the name of a target of ip|"
	  "why: iqn. is followed by year and month and a domain, YYYY-MM.domain|"
	  "fix: write it like iqn.2026-11.org.example:disk1|" },
	{ &ip, "iqn.2026-11.../../core",
	  "'iqn.2026-11.../../core' is not the name of a target of ip|"
	  "why: '/' is not allowed in it, only a-z, 0-9 and . : -|"
	  "fix: write it like iqn.2026-11.org.example:disk1|" },
	{ &ip, IQN_223 "t",
	  "'" IQN_223 "t' is not the name of a target of ip|"
	  "why: it has 224 bytes, an iSCSI name at most 223|"
	  "fix: write it like iqn.2026-11.org.example:disk1|" },
	{ &ip, "disk0\x1b",
	  "'disk0\\x1b' is not the name of a target of ip|"
	  "why: ip takes iqn.YYYY-MM.domain:name, or naa. and 16 hexadecimal digits, or "
	  "eui. and 16 hexadecimal digits|"
	  "fix: write it like iqn.2026-11.org.example:disk1|" },
	{ &ip, "naa.600140500000000160014050000000aa",
	  "'naa.600140500000000160014050000000aa' is not the name of a target of ip|"
	  "why: naa. is followed by 16 hexadecimal digits|"
	  "fix: write it like iqn.2026-11.org.example:disk1|" },
	{ &naa, "naa.3001405000000001",
	  "'naa.3001405000000001' is not the name of a target of naa|"
	  "why: a naa. name of 16 digits begins with one of 125cdef|"
	  "fix: write it like naa.5001405000000001|" },
	{ &naa, "iqn.2026-11.org.example:disk0",
	  "'iqn.2026-11.org.example:disk0' is not the name of a target of naa|"
	  "why: it does not begin with naa.|"
	  "fix: write it like naa.5001405000000001|" },
	{ &own, "../core",
	  "'../core' is not the name of a target of own|"
	  "why: it begins with a dot|fix: write it like 30000002|" },
	{ &own, "",
	  "'' is not the name of a target of own|"
	  "why: it must have 1 to 255 bytes|fix: write it like 30000002|" },
};

static void test_names(void)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		autoerror struct error err = { 0 };
		char *wwn = NULL;
		int result = wwn_normalise(names[i].fabric, names[i].typed, &wwn, &err);
		autofree char *got = outcome(result, wwn, &err);

		expect(names[i].typed, names[i].wanted, got);
	}
}

static void test_initiators(void)
{
	autoerror struct error err = { 0 };
	char *wwn = NULL;
	int result = initiator_normalise(&ip, "iqn.1994-05.COM.redhat:A", &wwn, &err);
	autofree char *good = outcome(result, wwn, &err);

	expect("initiator", "iqn.1994-05.com.redhat:a", good);
	result = initiator_normalise(&ip, "host1", &wwn, &err);
	autofree char *bad = outcome(result, NULL, &err);
	expect("initiator",
	       "'host1' is not the name of an initiator of ip|"
	       "why: ip takes iqn.YYYY-MM.domain:name, or naa. and 16 hexadecimal "
	       "digits, or eui. and 16 hexadecimal digits|"
	       "fix: write it like iqn.2026-11.org.example:disk1|",
	       bad);
}

static const struct {
	const struct fabric *fabric;
	const char *name;
	bool accepted;
} acceptable[] = {
	{ &ip, "iqn.2026-11.org.example:Disk_0", true },
	{ &ip, IQN_223, true },
	{ &ip, IQN_223 "t", false },
	{ &naa, IQN_223 "t", true },
	{ &naa, "fc.21000024ff000001", true },
	{ &ip, "", false },
	{ &ip, ".", false },
	{ &ip, "..", false },
	{ &ip, "a/b", false },
	{ &ip, "a\nb", false },
	{ &ip, "a\xff", false },
};

static void test_acceptable(void)
{
	for (size_t i = 0; i < sizeof acceptable / sizeof *acceptable; i++) {
		autoerror struct error err = { 0 };
		int result =
			wwn_acceptable(acceptable[i].fabric, acceptable[i].name, &err);

		expect(acceptable[i].name, acceptable[i].accepted ? "yes" : "no",
		       result == 0 ? "yes" : "no");
	}
}

static const struct {
	const char *address, *port, *wanted;
} portals[] = {
	{ "10.0.0.1", "3260", "10.0.0.1:3260" },
	{ "0.0.0.0", "860", "0.0.0.0:860" },
	{ "::0", "3260", "[::]:3260" },
	{ "[::1]", "3260", "[::1]:3260" },
	{ "FD00:0:0::1", "3261", "[fd00::1]:3261" },
	{ "fe80::1%eth0", "3260", "[fe80::1%eth0]:3260" },
	{ "[fe80::1%eth0.7]", "3260", "[fe80::1%eth0.7]:3260" },
	{ "::ffff:10.0.0.1", "3260", "10.0.0.1:3260" },
	{ "[::FFFF:a00:1]", "3260", "10.0.0.1:3260" },
	{ "::ffff:0.0.0.0", "3260", "0.0.0.0:3260" },
	{ "::10.0.0.1", "3260", "[::10.0.0.1]:3260" },
	{ "10.0.0.1", "0",
	  "'0' is not a port|why: a port is a number from 1 to 65535|"
	  "fix: 3260 is the usual one|" },
	{ "10.0.0.1", "03260",
	  "'03260' is not a port|why: a port is a number from 1 to 65535|"
	  "fix: 3260 is the usual one|" },
	{ "10.0.0.1", "65536",
	  "'65536' is not a port|why: a port is a number from 1 to 65535|"
	  "fix: 3260 is the usual one|" },
#define NO_ADDRESS(text)                                                                 \
	"'" text "' is not an IP address|"                                               \
	"why: a portal takes numeric addresses only: IPv4, or IPv6 with or without "     \
	"brackets|"                                                                      \
	"fix: write it like 10.0.0.1, fd00::1, fe80::1%eth0, or 0.0.0.0 for all|"
	{ "", "3260", NO_ADDRESS("") },
	{ "storage.example.org", "3260", NO_ADDRESS("storage.example.org") },
	{ "10.0.0.256", "3260", NO_ADDRESS("10.0.0.256") },
	{ "010.0.0.1", "3260", NO_ADDRESS("010.0.0.1") },
	{ "fd00::1%eth0", "3260", NO_ADDRESS("fd00::1%eth0") },
	{ "fe80::1%../x", "3260", NO_ADDRESS("fe80::1%../x") },
	{ "[::1", "3260", NO_ADDRESS("[::1") },
};

static void test_portals(void)
{
	for (size_t i = 0; i < sizeof portals / sizeof *portals; i++) {
		autoerror struct error err = { 0 };
		char *portal = NULL;
		int result = portal_normalise(portals[i].address, portals[i].port,
					      &portal, &err);
		autofree char *got = outcome(result, portal, &err);

		expect(portals[i].address, portals[i].wanted, got);
	}
}

static const struct {
	const char *portal, *wanted;
} parsed[] = {
	{ "10.0.0.1:3260", "10.0.0.1 3260 v4" },
	{ "[fe80::1%eth0]:860", "fe80::1%eth0 860 v6" },
	{ "[::]:03260", ":: 1712 v6" },
	{ "10.0.0.1", "bad" },
	{ "[::1:3260", "bad" },
	{ "::1]:3260", "bad" },
	{ ":3260", "bad" },
	{ "10.0.0.1:70000", "bad" },
};

static void test_parse(void)
{
	for (size_t i = 0; i < sizeof parsed / sizeof *parsed; i++) {
		autofree char *address = NULL;
		unsigned port = 0;
		bool is_ipv6 = false;
		int result = portal_parse(parsed[i].portal, &address, &port, &is_ipv6);
		autofree char *got = result < 0 ? xstrdup("bad")
						: xasprintf("%s %u %s", address, port,
							    is_ipv6 ? "v6" : "v4");

		expect(parsed[i].portal, parsed[i].wanted, got);
	}
}

/* What is generated is a name, and never the same twice. */
static void test_generated(char *(*generate)(void), size_t length)
{
	autofree char *first = generate();
	autofree char *second = generate();
	autoerror struct error err = { 0 };
	char *wwn = NULL;
	int result = wwn_normalise(&ip, first, &wwn, &err);
	autofree char *got = outcome(result, wwn, &err);

	expect(first, first, got);
	expect(first, "differ", strcmp(first, second) == 0 ? "equal" : "differ");
	if (length != 0 && strlen(first) != length)
		expect(first, "of its length", "of another");
}

static void test_serial(void)
{
	autofree char *serial = serial_generate();
	autofree char *other = serial_generate();
	bool right = strlen(serial) == 36 && serial[8] == '-' && serial[13] == '-' &&
		     serial[14] == '4' && serial[18] == '-' && serial[23] == '-' &&
		     strchr("89ab", serial[19]) != NULL &&
		     strspn(serial, "0123456789abcdef-") == 36;

	expect(serial, "a UUID", right ? "a UUID" : "none");
	expect(serial, "differ", strcmp(serial, other) == 0 ? "equal" : "differ");
}

static void test_like(const char *name, const char *prefix)
{
	autofree char *made = wwn_generate_like(name);

	expect(name, prefix, starts_with(made, prefix) ? prefix : made);
}

int main(void)
{
	test_names();
	test_initiators();
	test_acceptable();
	test_portals();
	test_parse();
	test_generated(wwn_generate_iqn, 0);
	test_generated(wwn_generate_naa, strlen("naa.5001405000000001"));
	test_generated(wwn_generate_eui, strlen("eui.0014050000000001"));
	test_like("iqn.2026-11.org.example:disk0", "iqn.");
	test_like("naa.5001405000000001", "naa.");
	test_like("eui.0014050000000001", "eui.");
	test_serial();
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
