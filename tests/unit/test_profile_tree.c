/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees that no profile could have made: what a save leaves out, what an overlay asks. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/profile.h"

#define SAVE_DIR "/tmp/test_profile_tree.XXXXXX"

static int failures;

static const char *shown(const char *text)
{
	return text == NULL ? "(nothing)" : text;
}

static void expect(const char *row, const char *wanted, const char *got)
{
	if (text_equal(wanted, got))
		return;
	fprintf(stderr, "%s\n  wanted: %s\n  got:    %s\n", row, shown(wanted),
		shown(got));
	failures++;
}

static void expect_part(const char *row, const char *part, const char *text)
{
	if (text != NULL && strstr(text, part) != NULL)
		return;
	fprintf(stderr, "%s\n  wanted: …%s…\n  got:    %s\n", row, part, shown(text));
	failures++;
}

static char *printed(const struct error *err)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		return NULL;
	if (err->code != 0)
		error_print(out, err, 20);
	fclose(out);
	return text;
}

static struct profile *parse(const char *text)
{
	struct profile *profile = NULL;
	struct error err = { 0 };

	if (profile_parse("x", text, strlen(text), PROFILE_STRICT_ATTRS, &profile, &err) <
	    0) {
		error_print(stderr, &err, 5);
		exit(1);
	}
	return profile;
}

/* --- what is left out ------------------------------------------------------------ */

static const char whole[] =
	"liosh: 1\n"
	"backstores: { fileio: { a: { path: /a, size: 1M } } }\n"
	"iscsi:\n"
	"  iqn.2026-11.org.example:t:\n"
	"    tpg1:\n"
	"      luns: { 0: fileio/a }\n"
	"      acls: { iqn.2026-11.org.example:h: { luns: { 0: 0 } } }\n";

static struct node *so_of(struct node *root)
{
	return so_find(root, "fileio/a");
}

static struct node *tpg_of(struct node *root)
{
	struct node *target =
		node_child(node_child(root, "iscsi"), "iqn.2026-11.org.example:t");

	return node_child(target, "tpg1");
}

static struct node *lun_of(struct node *root)
{
	return node_child(node_part(tpg_of(root), CLASS_LUNS), "lun0");
}

static void twin(struct node *root)
{
	so_of(root)->flags |= NODE_TWIN;
}

static void disabled(struct node *root)
{
	so_of(root)->flags |= NODE_DISABLED;
}

static void broken(struct node *root)
{
	lun_of(root)->flags |= NODE_BROKEN;
}

static void unprintable(struct node *root)
{
	(void)!node_add(so_of(root)->parent, CLASS_SO, "e\033[2J");
}

static void foreign(struct node *root)
{
	struct node *fabric = node_add(root, CLASS_FABRIC, "strange");

	fabric->fabric = fabric_foreign("strange");
	(void)!node_add(fabric, CLASS_TARGET, "x");
}

static void out_of_range(struct node *root)
{
	node_set(so_of(root), "emulate_tpu", "perhaps");
}

static void not_utf8(struct node *root)
{
	node_set(so_of(root), "alias", "caf\xe9");
}

static void secret_of_the_kernel(struct node *root)
{
	node_set(tpg_of(root), "password", "NULL-and-more");
}

static void unknown_in_closed(struct node *root)
{
	struct node *so = so_of(root);
	const struct attr_group *group = NULL;

	node_attr(so, "path", &group);
	node_set_unknown(so, group, "new_file", "1");
}

static void same_name_by_handler(struct node *root)
{
	const struct backstore *user = backstore_find("user");

	node_set(node_add(kind_for(root, user, "one"), CLASS_SO, "u"), "config", "one/x");
	node_set(node_add(kind_for(root, user, "two"), CLASS_SO, "u"), "config", "two/x");
}

static void test_left_out(void)
{
	static const struct {
		const char *name;
		void (*spoil)(struct node *root);
		const char *warning; /* part of what is said */
		const char *gone;    /* not in the profile */
	} rows[] = {
		{ "twin", twin, "/backstores/fileio/a\nwhy: an object of the same name",
		  "/a" },
		{ "disabled", disabled, "it was never enabled", "path" },
		{ "broken", broken, "/luns/lun0\nwhy: its link is missing", "fileio/a" },
		{ "unprintable", unprintable, "its name cannot be printed", "2J" },
		{ "foreign", foreign, "liosh does not know this fabric", "strange" },
		{ "range", out_of_range, "a emulate_tpu\nwhy: liosh could not read",
		  "perhaps" },
		{ "utf8", not_utf8, "a alias\nwhy: liosh could not read", "caf" },
		{ "secret", secret_of_the_kernel, "password\nwhy: liosh could not read",
		  "NULL-and" },
		{ "closed", unknown_in_closed, "a new_file\nwhy: liosh does not know",
		  "new_file" },
		{ "handler", same_name_by_handler, "user:two/u\nwhy: an object of the",
		  "two/x" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct profile *profile = parse(whole);
		struct error warnings = { 0 };

		rows[i].spoil(profile->tree);
		autofree char *text =
			profile_emit(profile->tree, EMIT_SEAL, NULL, &warnings);
		autofree char *said = printed(&warnings);
		expect_part(rows[i].name, rows[i].warning, said);
		if (strstr(text, rows[i].gone) != NULL)
			expect(rows[i].name, "(left out)", text);
		if (strstr(said, "NULL-and") != NULL)
			expect(rows[i].name, "(no secret)", said);
		/* What is left is a whole profile, sealed with its own counts. */
		struct profile *again = parse(text);
		expect(rows[i].name, NULL, again->warnings.what);
		profile_free(again);
		error_clear(&warnings);
		profile_free(profile);
	}
}

/* --- attributes that nobody knows
 * --------------------------------------------------------- */

static int mark_loaded(struct node *node, void *data)
{
	(void)data;
	node->flags |= NODE_LOADED;
	return 0;
}

static void test_unknown(void)
{
	static const struct {
		const char *attribute, *said;
	} rows[] = {
		{ "kernel_has_it", "" },
		{ "kernel_has_no", "unknown key 'kernel_has_no' in attributes of storage "
				   "object 'a'\nwhy: neither liosh nor this kernel has "
				   "it\nfix: did you mean 'kernel_has_it'?\n" },
		{ "quite_another", "unknown key 'quite_another' in attributes of storage "
				   "object 'a'\nwhy: neither liosh nor this kernel has "
				   "it\nfix: leave it out\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct profile *live = parse(whole);
		autofree char *text = xasprintf(
			"liosh: 1\nbackstores: { fileio: { a: { path: /a, size: 1M, "
			"attributes: { %s: 1 } } } }\n",
			rows[i].attribute);
		struct profile *profile = parse(text);
		const struct attr_group *group = NULL;
		struct error err = { 0 };

		node_attr(so_of(live->tree), "emulate_tpu", &group);
		node_set_unknown(so_of(live->tree), group, "kernel_has_it", "0");
		node_walk(live->tree, mark_loaded, NULL);
		int result = profile_overlay(live->tree, profile->tree, OVERLAY_KERNEL,
					     NULL, NULL, &err);
		err.mark.file = NULL;
		autofree char *said = printed(&err);
		expect(rows[i].attribute, rows[i].said, said == NULL ? "" : said);
		const struct value *value =
			node_value(so_of(live->tree), rows[i].attribute);
		if (result == 0)
			expect(rows[i].attribute, "1",
			       value == NULL ? NULL : value->text);
		error_clear(&err);
		profile_free(profile);
		profile_free(live);
	}
}

/* --- values that stay, values that go
 * ------------------------------------------------------ */

static void test_values(void)
{
	struct profile *live = parse("liosh: 1\nbackstores: { fileio: { a: { path: /a, "
				     "size: 1M, serial: s, attributes: { "
				     "queue_depth: 7 }, alua: { default_tg_pt_gp: { "
				     "attributes: { preferred: true } } } } } }\n");
	struct profile *profile =
		parse("liosh: 1\nbackstores: { fileio: { a: { size: 2M } } }\n");
	struct error err = { 0 };
	struct node *so = so_of(live->tree);
	struct node *group = node_child(node_part(so, CLASS_ALUA), "default_tg_pt_gp");

	so->flags = 0;
	group->flags = 0;
	if (profile_overlay(live->tree, profile->tree, OVERLAY_KERNEL, NULL, NULL, &err) <
	    0)
		failures++;
	expect("given", "2097152", node_text(so, "size"));
	expect("of creation", "/a", node_text(so, "path"));
	expect("kept", "s", node_text(so, "serial"));
	expect("left out", NULL,
	       node_value(so, "queue_depth") == NULL ? NULL : "still there");
	expect("whole", "yes", so->flags & NODE_WHOLE ? "yes" : "no");
	expect("group stays", "1", node_text(group, "preferred"));
	if (profile_overlay(live->tree, profile->tree, OVERLAY_REPLACE, NULL, NULL,
			    &err) < 0)
		failures++;
	expect("group is reset", "0", node_text(group, "preferred"));
	expect("group is whole", "yes", group->flags & NODE_WHOLE ? "yes" : "no");
	profile_free(profile);
	profile_free(live);
}

/* --- portals that others named
 * ------------------------------------------------------------- */

#define PORTAL(name)                                                                     \
	"liosh: 1\niscsi:\n  iqn.2026-11.org.example:t:\n    tpg1: { portals: "          \
	"{ \"[::1]:3260\": {}, \"" name "\": { iser: true } } }\n"

static const char *portal_names(struct node *root, size_t i)
{
	const struct node *portals = node_part(tpg_of(root), CLASS_PORTALS);

	return i < portals->child_count ? portals->children[i]->name : NULL;
}

/* What the kernel has under another name is saved under liosh's own, which the profile is
 * read with; laid over that kernel's tree it is the portal that is there. */
static void test_portals(void)
{
	static const struct {
		const char *live, *saved;
	} rows[] = {
		{ "[::0]:3261", PORTAL("[::]:3261") },
		{ "[0:0::0]:3261", PORTAL("[::]:3261") },
		{ "[FD00::1]:3260", PORTAL("[fd00::1]:3260") },
		{ "[::ffff:10.0.0.1]:3260", PORTAL("10.0.0.1:3260") },
		{ "10.0.0.1:03260", PORTAL("10.0.0.1:1712") },
		{ "10.0.0.1:3260", PORTAL("10.0.0.1:3260") },
	};
	static const unsigned ways[] = { 0, OVERLAY_REPLACE };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct profile *profile = parse(rows[i].saved);
		autonode struct node *live = node_copy(profile->tree);
		struct node *portals = node_part(tpg_of(live), CLASS_PORTALS);
		struct error err = { 0 };

		while (portals->child_count > 0)
			node_free(portals->children[0]);
		(void)!node_add(portals, CLASS_PORTAL, "[::1]:3260");
		node_set(node_add(portals, CLASS_PORTAL, rows[i].live), "iser", "1");
		autofree char *text = profile_emit(live, 0, NULL, NULL);
		autofree char *wanted = profile_emit(profile->tree, 0, NULL, NULL);
		expect(rows[i].live, wanted, text);
		autofree char *json = profile_emit(live, EMIT_TARGETCLI, NULL, NULL);
		autofree char *good =
			profile_emit(profile->tree, EMIT_TARGETCLI, NULL, NULL);
		expect(rows[i].live, good, json);
		for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
			autonode struct node *tree = node_copy(live);

			if (profile_overlay(tree, profile->tree, ways[way], NULL, NULL,
					    &err) < 0)
				failures++;
			expect(rows[i].live, portal_names(live, 0),
			       portal_names(tree, 0));
			expect(rows[i].live, portal_names(live, 1),
			       portal_names(tree, 1));
			expect(rows[i].live, NULL, portal_names(tree, 2));
		}
		profile_free(profile);
	}
}

/* --- saving
 * ---------------------------------------------------------------------------------- */

static void test_too_large(void)
{
	autonode struct node *root = tree_new();
	struct node *kind = kind_for(root, backstore_find("fileio"), NULL);
	char dir[] = SAVE_DIR, alias[501];
	struct error err = { 0 };

	memset(alias, 'x', sizeof alias - 1);
	alias[sizeof alias - 1] = '\0';
	for (unsigned i = 0; i < 9000; i++) {
		autofree char *name = xasprintf("d%u", i);

		node_set(node_add(kind, CLASS_SO, name), "alias", alias);
	}
	if (mkdtemp(dir) == NULL)
		exit(1);
	autofree char *path = xasprintf("%s/s.yaml", dir);
	int result = profile_save(path, root, 0, NULL, &err);
	expect("too large", "-28", result == -ENOSPC ? "-28" : "another result");
	expect_part("too large", "larger than 4 MiB", err.what);
	error_clear(&err);
	rmdir(dir);
}

int main(void)
{
	test_left_out();
	test_unknown();
	test_values();
	test_portals();
	test_too_large();
	return failures != 0;
}
