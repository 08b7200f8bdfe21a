/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong in one place of a file holds the object that stands there, and no other.
 */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "profiles/profile.h"
#include "tests/unit/expect.h"

#define A "iqn.2026-11.org.example:a"
#define B "iqn.2026-11.org.example:b"
#define H "iqn.2026-11.org.example:h"

/* Two targets, what stands in the first one, and what in the second. */
#define TARGETS(a, b)                                                                    \
	"liosh: 1\nbackstores: { fileio: { d: { path: /d, size: 1M } } }\niscsi:\n"      \
	"  " A ":\n    tpg1:\n" a "  " B ":\n    tpg1:\n" b
#define TPG_A "/iscsi/" A "/tpg1"
#define TPG_B "/iscsi/" B "/tpg1"
#define LUN   "      luns: { 0: fileio/d }\n"

#define JSON(objects, a, b)                                                              \
	"{ \"storage_objects\": [ { \"name\": \"d\", \"plugin\": \"fileio\", \"dev\": "  \
	"\"/d\", \"size\": 4096 }" objects " ], \"targets\": [ { \"wwn\": \"" A "\", "   \
	"\"fabric\": \"iscsi\", \"tpgs\": [ { \"tag\": 1" a " } ] }, { \"wwn\": \"" B    \
	"\", \"fabric\": \"iscsi\", \"tpgs\": [ { \"tag\": 1" b " } ] } ] }"
#define JSON_LUN      "{ \"index\": 0, \"storage_object\": \"/backstores/fileio/d\" }"
#define JSON_ACL(key) "{ \"node_wwn\": \"" H "\", \"" key "\": \"some-secret-12\" }"

static const struct {
	const char *name, *text, *said;
} rows[] = {
	{ "nothing", TARGETS(LUN, LUN), "" },
	{ "a LUN twice", TARGETS("      luns: { 0: fileio/d, 0: fileio/d }\n", LUN),
	  TPG_A "/luns/lun0: key '0' is here twice\n" },
	{ "in the second target",
	  TARGETS(LUN, "      luns: { 0: fileio/d, 0: fileio/e }\n"),
	  TPG_B "/luns/lun0: key '0' is here twice\n" },
	{ "all LUNs twice", TARGETS(LUN LUN, LUN), TPG_A ": key 'luns' is here twice\n" },
	{ "an ACL twice", TARGETS("      acls: { " H ": {}, " H ": { tag: x } }\n", LUN),
	  TPG_A "/acls/" H ": key '" H "' is here twice\n" },
	{ "a portal twice",
	  TARGETS("      portals: { 10.0.0.1:3260: {}, 10.0.0.1:3260: {} }\n", LUN),
	  TPG_A "/portals/10.0.0.1:3260: key '10.0.0.1:3260' is here twice\n" },
	{ "a portal in two spellings",
	  TARGETS("      portals: { \"[::]:3260\": {}, \"[::0]:3260\": {} }\n", LUN),
	  TPG_A ": the portal [::]:3260 is here twice\n" },
	{ "a value twice",
	  TARGETS("      attributes: { authentication: true, authentication: false }\n",
		  LUN),
	  TPG_A ": key 'authentication' is here twice\n" },
	{ "a secret twice",
	  TARGETS("      acls: { " H ": { chap: { userid: u, password: twelve-chars1, "
		  "password: twelve-chars2 } } }\n",
		  LUN),
	  TPG_A "/acls/" H ": key 'password' is here twice\n" },
	{ "a TPG twice", TARGETS(LUN "    tpg1: { enable: false }\n", LUN),
	  TPG_A ": key 'tpg1' is here twice\n" },
	{ "a target twice", TARGETS(LUN, LUN "  " A ": { tpg2: {} }\n"),
	  "/iscsi/" A ": key '" A "' is here twice\n" },
	{ "two faults of one target and one of the other",
	  TARGETS("      luns: { 0: fileio/d, 0: fileio/d }\n      enable: &a 1\n",
		  "      luns: [ fileio/d ]\n"),
	  TPG_A "/luns/lun0: key '0' is here twice\n" TPG_A
		": an anchor has no place in a profile\n" TPG_B
		": a list has no place in a profile\n" },
	{ "a merge key, a tag, an alias, a letter that is none",
	  TARGETS("      parameters: { <<: { a: b }, MaxBurstLength: !x 512 }\n",
		  "      attributes: { login_timeout: *a, default_erl: \"\\a\" }\n"),
	  TPG_A ": a merge key has no place in a profile\n" TPG_A
		": a tag that profiles do not have\n" TPG_B
		": an alias has no place in a profile\n" TPG_B
		": a value with a control character in it\n" },
	{ "a disk twice",
	  "liosh: 1\nbackstores: { fileio: { d: { path: /d }, e: { path: /e }, d: { "
	  "path: "
	  "/f } } }\n",
	  "/backstores/fileio/d: key 'd' is here twice\n" },
	{ "a disk by its handler twice",
	  "liosh: 1\nbackstores: { user: { u: { config: one/x, size: 1M }, u: { config: "
	  "two/x, size: 1M } } }\n",
	  "/backstores/user:one/u: key 'u' is here twice\n" },
	{ "a kind twice",
	  "liosh: 1\nbackstores: { fileio: { d: { path: /d } }, fileio: { e: { path: /e "
	  "} } "
	  "}\n",
	  "/backstores/fileio: key 'fileio' is here twice\n" },
	{ "a kind of handlers twice",
	  "liosh: 1\nbackstores: { user: { u: { config: one/x, size: 1M } }, user: {} "
	  "}\n",
	  "/backstores: key 'user' is here twice\n" },
	{ "the backstores twice",
	  "liosh: 1\nbackstores: { fileio: { d: { path: /d } } }\nbackstores: { fileio: "
	  "{ "
	  "e: { path: /e } } }\n",
	  "/backstores: key 'backstores' is here twice\n" },
	{ "a fabric twice", TARGETS(LUN, LUN) "iscsi: { " A ": { tpg1: {} } }\n",
	  "/iscsi: key 'iscsi' is here twice\n" },
	{ "settings twice", TARGETS(LUN, LUN) "global: {}\nglobal: {}\n",
	  "/global: key 'global' is here twice\n" },
	{ "a target of a fabric with one TPG",
	  "liosh: 1\nloopback:\n  naa.5001405000000001: { luns: { 0: fileio/d, 0: "
	  "fileio/e } "
	  "}\n",
	  "/loopback/naa.5001405000000001/luns/lun0: key '0' is here twice\n" },
	/* around the tree */
	{ "the format and the seal twice",
	  TARGETS(LUN, LUN) "end: {}\nend: {}\nliosh: 1\n",
	  "warning: 'end' is not as liosh writes it\nwarning: key 'end' is here twice\n"
	  "warning: key 'liosh' is here twice\n" },
	/* nobody knows whose it is */
	{ "what no profile has, twice", TARGETS(LUN, LUN) "isci: {}\nisci: {}\n",
	  "refused: unknown key 'isci' in the profile\n"
	  "refused: key 'isci' is here twice\n" },
	{ "two documents", TARGETS(LUN, LUN) "---\nliosh: 1\n",
	  "damaged: a second document in the same file\n" },
	{ "two documents, and a LUN twice",
	  TARGETS("      luns: { 0: fileio/d, 0: fileio/d }\n", LUN) "---\nliosh: 1\n",
	  "damaged: key '0' is here twice\nrefused: a second document in the same "
	  "file\n" },
	{ "no YAML", TARGETS(LUN, LUN) "}\n",
	  "damaged: not valid YAML: did not find expected key\n" },
	/* the file of targetcli */
	{ "JSON", JSON("", "", ""), "" },
	{ "JSON, a LUN twice", JSON("", ", \"luns\": [ " JSON_LUN ", " JSON_LUN " ]", ""),
	  TPG_A "/luns/lun0: '0' is here twice\n" },
	{ "JSON, a key that is none",
	  JSON("", "", ", \"node_acls\": [ " JSON_ACL("chap_pasword") " ]"),
	  TPG_B "/acls/" H ": unknown key 'chap_pasword'\n" },
	{ "JSON, a value of a disk",
	  JSON(", { \"name\": \"e\", \"plugin\": \"ramdisk\", \"size\": [] }", "", ""),
	  "/backstores/ramdisk/e: size takes a value, not a list\n" },
	{ "JSON, a portal without an address",
	  JSON("", ", \"portals\": [ { \"port\": 3260 } ]", ""),
	  TPG_A ": ip_address is missing\n" },
	{ "JSON, a disk without a name", JSON(", { \"plugin\": \"ramdisk\" }", "", ""),
	  "refused: name is missing\n" },
	{ "no JSON", JSON("", "", "") "}",
	  "damaged: this is no JSON: end of file expected\n" },
};

static void say(struct text *said, const char *label, const struct error *list)
{
	for (; list != NULL && list->code != 0; list = list->next)
		text_addf(said, "%s: %s\n",
			  label != NULL                              ? label
			  : text_equal(list->value, PROFILE_DAMAGED) ? "damaged"
								     : "refused",
			  list->what);
}

static void say_faults(struct text *said, const struct error *faults)
{
	for (; faults != NULL && faults->code != 0; faults = faults->next)
		say(said, faults->object,
		    &(struct error){ .code = faults->code, .what = faults->what });
}

/* No object is there twice, whatever the file said. */
static void check_again(const char *row, const struct node *tree)
{
	struct error autoerror problems = { 0 };
	autofree char *text = profile_emit(tree, 0, NULL, &problems);
	struct profile *again = NULL;

	if (profile_parse("again", text, strlen(text), PROFILE_PARTIAL, &again,
			  &problems) < 0) {
		expect(row, problems.what, "read again");
		return;
	}
	for (const struct error *at = &again->faults; at != NULL && at->code != 0;
	     at = at->next)
		if (strstr(at->what, "twice") != NULL)
			expect(row, at->what, "once");
	autofree char *same = profile_emit(again->tree, 0, NULL, NULL);
	expect(row, same, text);
	profile_free(again);
}

/* Where nothing can be held back the same file is refused as a whole. */
static void check_strict(const char *row, const char *text, bool good)
{
	struct error autoerror err = { 0 };
	struct profile *profile = NULL;
	int r = profile_parse("x", text, strlen(text), 0, &profile, &err);

	expect(row, r == 0 ? "taken" : "refused", good ? "taken" : "refused");
	profile_free(profile);
}

int main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error autoerror err = { 0 };
		struct profile *profile = NULL;
		autotext struct text said = { 0 };

		text_add(&said, "");
		if (profile_parse("x", rows[i].text, strlen(rows[i].text),
				  PROFILE_PARTIAL, &profile, &err) < 0) {
			say(&said, NULL, &err);
		} else {
			say_faults(&said, &profile->faults);
			say(&said, "warning", &profile->warnings);
			check_again(rows[i].name, profile->tree);
			profile_free(profile);
		}
		expect(rows[i].name, said.data == NULL ? "" : said.data, rows[i].said);
		check_strict(rows[i].name, rows[i].text, *rows[i].said == '\0');
	}
	return failures != 0;
}
