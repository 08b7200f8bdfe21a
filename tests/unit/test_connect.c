/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connect sheet where a profile of the shell cannot lead: addresses of the machine,
 * and names that try to become lines to be run. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/connect.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static int failures;

static void expect(const char *row, const char *what, bool holds)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %s\n", row, what);
	failures++;
}

static struct node *build(const char *portal, struct node **tpg)
{
	struct node *root = tree_new();
	struct node *target =
		node_add(node_child(root, "iscsi"), CLASS_TARGET, "iqn.2026-11.t:1");

	*tpg = node_add_number(target, CLASS_TPG, 1);
	node_set(*tpg, "enable", "1");
	if (portal != NULL)
		node_add(node_part(*tpg, CLASS_PORTALS), CLASS_PORTAL, portal)->flags = 0;
	return root;
}

static char *sheet_of(const struct node *node, const char *platform,
		      const char *const *addresses)
{
	autoerror struct error err = { 0 };
	const struct connect_options options = {
		.platform = connect_platform_find(platform),
		.addresses = addresses,
	};
	bool has_secrets = false;
	char *sheet = NULL;

	if (connect_sheet(node, &options, &sheet, &has_secrets, &err) < 0)
		return xstrdup(err.what);
	return sheet;
}

/* --- addresses ------------------------------------------------------------------- */

static const char *const machine[] = { "192.0.2.1", "198.51.100.1", "2001:db8::1", NULL };
static const char *const only6[] = { "2001:db8::1", NULL };

static const struct {
	const char *portal;
	const char *const *addresses;
	const char *has, *lacks; /* of the sheet */
} ways[] = {
	{ "0.0.0.0:3260", machine, "-p 192.0.2.1:3260 ", "THIS-SERVER" },
	{ "0.0.0.0:3260", machine, "take another one in its place:", "2001:db8" },
	{ "[::]:3261", machine, "-p 192.0.2.1:3261 ", "THIS-SERVER" },
	{ "[::]:3261", machine, "198.51.100.1, 2001:db8::1.", "THIS-SERVER" },
	{ "[::0]:3260", only6, "-p '[2001:db8::1]:3260' ", "another one" },
	{ "0.0.0.0:3260", only6, "-p THIS-SERVER:3260 ", "2001:db8" },
	{ "0.0.0.0:3260", NULL, "THIS-SERVER stands for the address", "another one" },
	{ "192.0.2.9:3260", machine, "-p 192.0.2.9:3260 ", "192.0.2.1" },
	{ "[fe80::1%eth7]:3260", machine, "INTERFACE stands for", "eth7" },
	{ "not a portal", machine, "the target has no portal", "not a portal" },
	{ NULL, machine, "the target has no portal", "THIS-SERVER" },
};

static void test_ways(void)
{
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct node *tpg;
		autonode struct node *root = build(ways[i].portal, &tpg);
		autofree char *sheet = sheet_of(tpg, "linux", ways[i].addresses);
		autofree char *row = xasprintf("row %zu", i);

		expect(row, ways[i].has, strstr(sheet, ways[i].has) != NULL);
		expect(row, ways[i].lacks, strstr(sheet, ways[i].lacks) == NULL);
	}
}

static void test_own_addresses(void)
{
	char **addresses = connect_addresses();
	bool six = false;

	for (char **at = addresses; *at != NULL; at++) {
		bool is_ipv6 = strchr(*at, ':') != NULL;

		expect(*at, "IPv4 comes first", is_ipv6 || !six);
		expect(*at, "is of this machine alone",
		       strncmp(*at, "127.", 4) != 0 && strcmp(*at, "::1") != 0 &&
			       strncmp(*at, "169.254.", 8) != 0 &&
			       strncmp(*at, "fe80:", 5) != 0);
		six = is_ipv6;
	}
	connect_addresses_free(addresses);
	connect_addresses_free(NULL);
}

/* --- names ----------------------------------------------------------------------- */

#define EVIL "iqn.2026-11.x:\nreboot\n\033[2J"

/* A line break in a comment would begin a line to be run; in quotes it does not. */
static void test_names(void)
{
	for (const struct connect_platform *const *at = connect_platforms; *at != NULL;
	     at++) {
		struct node *tpg;
		autonode struct node *root = build("192.0.2.9:3260", &tpg);
		struct node *acls = node_part(tpg, CLASS_ACLS);

		node_set(tpg, "authentication", "0");
		node_add(acls, CLASS_ACL, "iqn.2026-11.a:1")->flags = 0;
		node_add(acls, CLASS_ACL, EVIL)->flags = NODE_ODD;
		autofree char *sheet = sheet_of(tpg, (*at)->name, NULL);
		expect((*at)->name, "begins a line", strstr(sheet, "\nreboot") == NULL);
		expect((*at)->name, "names it escaped",
		       strstr(sheet, "x:\\nreboot\\n\\x1b[2J") != NULL);
	}
}

static const struct {
	const char *platform, *text, *word;
} words[] = {
	{ "linux", "iqn.2026-11.org:a-b", "iqn.2026-11.org:a-b" },
	{ "linux", "", "''" },
	{ "linux", "-x", "'-x'" },
	{ "linux", "a b", "'a b'" },
	{ "linux", "it's", "'it'\\''s'" },
	{ "linux", "~root", "'~root'" },
	{ "linux", "a,b", "'a,b'" },
	{ "esxi", "$x", "'$x'" },
	{ "windows", "plain", "'plain'" },
	{ "windows", "it's", "'it''s'" },
	{ "windows", "\u2018\u2019\u201a\u201b",
	  "'\u2018\u2018\u2019\u2019\u201a\u201a\u201b\u201b'" },
	{ "windows", "\u201c$x`", "'\u201c$x`'" },
};

static void test_words(void)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		autofree char *word =
			connect_platform_find(words[i].platform)->quote(words[i].text);

		expect(words[i].text, word, strcmp(word, words[i].word) == 0);
	}
}

int main(void)
{
	test_ways();
	test_own_addresses();
	test_names();
	test_words();
	return failures > 0;
}
