/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of targetcli that are cut, spoilt by a byte, or hold another value somewhere:
 * refused with a reason, or taken and written again as they are meant. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
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
	"\"enable\": true, \"attributes\": {\"authentication\": 1}, \"parameters\": "
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

static char *written(const struct profile *profile)
{
	return profile_emit(profile->tree, EMIT_TARGETCLI, NULL, NULL);
}

/* true: it was taken.  What is taken comes out as it is, once and for all. */
static bool try(const char *row, const char *bytes, size_t length)
{
	struct profile *profile = NULL, *again = NULL;
	struct error err = { 0 };
	int r = profile_parse("saveconfig.json", bytes, length, 0, &profile, &err);

	if (r < 0) {
		expect(row, err.code != 0 && err.what != NULL ? "told" : "not told",
		       "told");
		error_clear(&err);
		return false;
	}
	autofree char *first = written(profile);
	r = profile_parse("saveconfig.json", first, strlen(first), 0, &again, &err);
	expect(row, r < 0 ? err.what : "read again", "read again");
	error_clear(&err);
	if (r == 0) {
		autofree char *second = written(again);

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
