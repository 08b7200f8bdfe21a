/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of targetcli that are cut, spoilt by a byte, or hold another value somewhere:
 * refused with a reason, or taken and written again as they are meant. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/wwn.h"
#include "profiles/profile.h"
#include "tests/unit/expect.h"

static const char sample[] =
	"{\"fabric_modules\": [{\"name\": \"iscsi\", \"discovery_enable_auth\": true, "
	"\"discovery_userid\": \"disco\", \"discovery_password\": \"disco-secret\"}],\n"
	"\"storage_objects\": [{\"name\": \"d\", \"plugin\": \"fileio\", \"dev\": "
	"\"/srv/d\", \"size\": 1048576, \"write_back\": false, \"aio\": true, \"wwn\": "
	"\"s1\", \"attributes\": {\"emulate_tpu\": 1, \"queue_depth\": 64, \"odd\": "
	"\"x\"}, "
	"\"alua_tpgs\": [{\"name\": \"g\", \"tg_pt_gp_id\": 16, \"preferred\": 1}]},\n"
	"{\"name\": \"u\", \"plugin\": \"user\", \"config\": \"rbd/x\", \"size\": "
	"1048576, "
	"\"control\": \"max_data_area_mb=8\", \"hw_max_sectors\": 256, \"exists\": "
	"true},\n"
	"{\"name\": \"p\", \"plugin\": \"pscsi\", \"dev\": \"/dev/sg3\"}],\n"
	"\"targets\": [{\"wwn\": \"iqn.2026-11.org.example:d\", \"fabric\": \"iscsi\", "
	"\"parameters\": {\"cmd_completion_affinity\": \"-2\"}, \"tpgs\": [{\"tag\": 1, "
	"\"enable\": true, \"attributes\": {\"authentication\": 0}, \"parameters\": "
	"{\"MaxBurstLength\": \"1048576\"}, \"userid\": \"any\", \"password\": "
	"\"any-secret-12\", \"luns\": [{\"index\": 0, \"alias\": \"abc\", "
	"\"storage_object\": \"/backstores/fileio/d\", \"alua_tg_pt_gp_name\": \"g\"}], "
	"\"portals\": [{\"ip_address\": \"[fd00::1]\", \"port\": 3260, \"iser\": "
	"false}], "
	"\"node_acls\": [{\"node_wwn\": \"iqn.2026-11.org.example:h\", \"tag\": \"t\", "
	"\"chap_userid\": \"h\", \"chap_password\": \"h-secret-1234\", \"attributes\": "
	"{\"nopin_timeout\": 30}, \"mapped_luns\": [{\"index\": 3, \"tpg_lun\": 0, "
	"\"write_protect\": true}]}]}]},\n"
	"{\"wwn\": \"naa.5001405a1b2c3d4e\", \"fabric\": \"loopback\", \"tpgs\": "
	"[{\"tag\": "
	"1, \"enable\": true, \"luns\": [{\"index\": 0, \"storage_object\": "
	"\"/backstores/pscsi/p\"}], \"portals\": [], \"node_acls\": []}]}]}";

/* --- what a file says ------------------------------------------------------------- */

/* Which object of a list is meant: those of the first key that it has. */
static const char *const identities[][2] = {
	{ "plugin", "name" }, { "fabric", "wwn" }, { "node_wwn", "" },
	{ "ip_address", "" }, { "index", "" },     { "name", "" },
	{ "tag", "" },
};

static const struct {
	const char *key, *written; /* NULL: it says nothing */
} others[] = {
	{ "alias", NULL },
	{ "exists", NULL },
	{ "userid", "chap_userid" },
	{ "password", "chap_password" },
};

/* What is not written: values at their defaults, and what null means. */
static const struct {
	const char *key, *given, *written;
} unwritten[] = {
	{ "emulate_tpu", "0", "" },
	{ "preferred", "0", "" },
	{ "authentication", "1", "" },
	{ "cmd_completion_affinity", "-1", "" },
	{ "discovery_enable_auth", "null", "1" },
	{ "dev", "null", "" },
	{ "write_back", "null", "" },
	{ "aio", "null", "" },
	{ "wwn", "null", "" },
	{ "tg_pt_gp_id", "null", "" },
	{ "config", "null", "" },
	{ "control", "null", "" },
	{ "hw_max_sectors", "null", "" },
	{ "tag", "null", "" },
	{ "tag", "null", "1" }, /* of a TPG */
	{ "enable", "null", "1" },
	{ "alua_tg_pt_gp_name", "null", "" },
	{ "iser", "null", "" },
	{ "write_protect", "null", "0" },
};

static const json_t *value_of(const json_t *object, const char *key)
{
	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(others[i].key, key) == 0 && others[i].written != NULL)
			key = others[i].written;
	return json_object_get(object, key);
}

static bool says_nothing(const char *key)
{
	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(others[i].key, key) == 0)
			return others[i].written == NULL;
	return false;
}

/* true, 1 and "1" are the same; no such key and "" are, too. */
static char *plain(const json_t *value)
{
	if (value == NULL)
		return xstrdup("");
	if (json_is_null(value))
		return xstrdup("null");
	if (json_is_integer(value))
		return xasprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_real(value))
		return xasprintf("%.17g", json_real_value(value));
	if (!json_is_string(value))
		return xstrdup(json_is_true(value) ? "1" : "0");
	const char *text = json_string_value(value);
	return xstrdup(strcmp(text, "true") == 0 ? "1" : text);
}

/* An address in any spelling; one that is none no portal is made at. */
static char *plain_address(const json_t *value)
{
	autofree char *address = plain(value);
	autofree char *portal = xasprintf(*address == '[' ? "%s:1" : "[%s]:1", address);
	char *canonical = portal_canonical(portal);

	return canonical != NULL ? canonical : xstrdup("no address");
}

static bool same(const json_t *one, const json_t *two, const char *key)
{
	bool is_address = strcmp(key, "ip_address") == 0;
	autofree char *a = is_address ? plain_address(one) : plain(one);
	autofree char *b = is_address ? plain_address(two) : plain(two);

	for (size_t i = 0; i < COUNT(unwritten); i++)
		if (strcmp(unwritten[i].key, key) == 0 &&
		    strcmp(unwritten[i].given, b) == 0 &&
		    strcmp(unwritten[i].written, a) == 0)
			return true;
	return strcmp(a, b) == 0;
}

static bool is_meant(const json_t *at, const json_t *object)
{
	size_t i = 0;

	while (i < COUNT(identities) - 1 &&
	       json_object_get(object, identities[i][0]) == NULL)
		i++;
	for (size_t k = 0; k < COUNT(identities[i]); k++)
		if (!same(json_object_get(at, identities[i][k]),
			  json_object_get(object, identities[i][k]), identities[i][k]))
			return false;
	return true;
}

static const json_t *counterpart(const json_t *list, const json_t *object)
{
	const json_t *at;
	size_t index;

	json_array_foreach(list, index, at) if (is_meant(at, object)) return at;
	return NULL;
}

static void expect_said(const char *row, const char *key, const json_t *said,
			const json_t *value)
{
	const json_t *at;
	const char *inner;
	size_t index;

	json_array_foreach(value, index, at)
		expect_said(row, key, counterpart(said, at), at);
	json_object_foreach((json_t *)(uintptr_t)value, inner,
			    at) if (!says_nothing(inner))
		expect_said(row, inner, value_of(said, inner), at);
	if (json_is_array(value) || json_is_object(value) || same(said, value, key))
		return;
	autofree char *is = plain(said), *should = plain(value);
	autofree char *which = xasprintf("%s: %s", row, key);
	expect(which, is, should);
}

/* All that the file says is in what was written of it. */
static void check_said(const char *row, const char *bytes, size_t length,
		       const char *text)
{
	json_t *from = json_loadb(bytes, length, 0, NULL);
	json_t *to = json_loads(text, 0, NULL);

	expect_said(row, "the whole", to, from);
	json_decref(from);
	json_decref(to);
}

/* --- tried ------------------------------------------------------------------------ */

/* Whether a warning says that something is not as the file has it: left out, but for the
 * parameters of the sample's target, or read in another form. */
static bool tells(const struct error *warnings)
{
	for (; warnings != NULL && warnings->code != 0; warnings = warnings->next)
		if (strstr(warnings->what, " is read ") != NULL ||
		    (starts_with(warnings->what, "left out") &&
		     strstr(warnings->what, " cmd_completion_affinity") == NULL))
			return true;
	return false;
}

static char *written(const struct profile *profile, bool *told)
{
	struct error autoerror warnings = { 0 };
	char *text = profile_emit(profile->tree, EMIT_TARGETCLI, NULL, &warnings);

	*told = tells(&warnings) || tells(&profile->warnings);
	return text;
}

/* true: it was taken.  What is taken comes out as it is, once and for all. */
static bool try(const char *row, const char *bytes, size_t length)
{
	struct profile *profile = NULL, *again = NULL;
	struct error err = { 0 };
	bool told = false;
	int r = profile_parse("saveconfig.json", bytes, length, 0, &profile, &err);

	if (r < 0) {
		expect(row, err.code != 0 && err.what != NULL ? "told" : "not told",
		       "told");
		error_clear(&err);
		return false;
	}
	autofree char *first = written(profile, &told);
	if (!told)
		check_said(row, bytes, length, first);
	r = profile_parse("saveconfig.json", first, strlen(first), 0, &again, &err);
	expect(row, r < 0 ? err.what : "read again", "read again");
	error_clear(&err);
	if (r == 0) {
		autofree char *second = written(again, &told);

		expect(row, second, first);
		profile_free(again);
	}
	profile_free(profile);
	return true;
}

static void test_prefixes(void)
{
	for (size_t length = 0; length < sizeof sample - 1; length++) {
		autofree char *row = xasprintf("the first %zu bytes", length);

		if (try(row, sample, length))
			expect(row, "taken", "refused");
	}
	expect("all of it", try("all of it", sample, sizeof sample - 1) ? "taken" : "no",
	       "taken");
}

static void test_bytes(void)
{
	static const unsigned char masks[] = { 0x01, 0x20, 0x80, 0xff };
	autofree char *copy = xstrdup(sample);

	for (size_t at = 0; at < sizeof sample - 1; at++) {
		for (size_t i = 0; i < COUNT(masks); i++) {
			autofree char *row = xasprintf("byte %zu ^ %u", at, masks[i]);

			copy[at] = (char)(copy[at] ^ (char)masks[i]);
			try(row, copy, sizeof sample - 1);
			copy[at] = sample[at];
		}
	}
}

static json_t *other(size_t i)
{
	switch (i) {
	case 0:
		return json_null();
	case 1:
		return json_array();
	case 2:
		return json_object();
	case 3:
		return json_string("");
	case 4:
		return json_integer(-1);
	case 5:
		return json_true();
	case 6:
		return json_real(1e300);
	case 7:
		return json_string("a/b\n\xe2\x80\xae");
	default:
		return json_pack("[{s{}}]", "name");
	}
}
#define OTHERS 9

static void try_whole(const char *name, const json_t *root)
{
	char *text = json_dumps(root, JSON_COMPACT);

	if (text != NULL)
		try(name, text, strlen(text));
	free(text);
}

/* Each value, in turn, is another; `root` holds `at`. */
static void vary(const json_t *root, json_t *at)
{
	const char *key;
	json_t *value;
	void *next;
	size_t index;

	json_object_foreach_safe(at, next, key, value)
	{
		json_incref(value);
		for (size_t i = 0; i < OTHERS; i++) {
			autofree char *row = xasprintf("%s as value %zu", key, i);

			json_object_set_new(at, key, other(i));
			try_whole(row, root);
		}
		json_object_set_new(at, key, value);
		vary(root, value);
	}
	json_array_foreach(at, index, value)
	{
		json_incref(value);
		for (size_t i = 0; i < OTHERS; i++) {
			autofree char *row = xasprintf("[%zu] as value %zu", index, i);

			json_array_set_new(at, index, other(i));
			try_whole(row, root);
		}
		json_array_set_new(at, index, value);
		vary(root, value);
	}
}

static void test_values(void)
{
	json_t *root = json_loads(sample, 0, NULL);

	if (root == NULL) {
		expect("the sample", "no JSON", "JSON");
		return;
	}
	vary(root, root);
	json_decref(root);
}

int main(void)
{
	test_prefixes();
	test_bytes();
	test_values();
	return failures != 0;
}
