/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles without a shell: tables of small things, and a tool for profile.bats. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "profiles/profile.h"

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

/* --- the tool -------------------------------------------------------------------- */

static struct profile *read_or_exit(const char *path, unsigned flags)
{
	struct profile *profile = NULL;
	struct error err = { 0 };
	int result = profile_read(path, flags, &profile, &err);

	if (result == 0)
		return profile;
	error_print(stderr, &err, 20);
	exit(result == -ENOMSG ? 66 : result == -EACCES ? 77 : 65);
}

static void print_warnings(struct error *warnings)
{
	if (warnings->code != 0)
		error_print(stderr, warnings, 20);
	error_clear(warnings);
}

static void print_and_wipe(char *text)
{
	fputs(text, stdout);
	secret_free(text);
}

static int tool_check(char **args)
{
	struct profile *profile = read_or_exit(args[0], 0);

	print_warnings(&profile->warnings);
	printf("%s%s%s\n", profile->sealed ? "sealed" : "plain",
	       profile->edited ? " edited" : "",
	       profile->comments > 0 ? " comments" : "");
	profile_free(profile);
	return 0;
}

static int emit(const char *path, unsigned flags)
{
	struct profile *profile = read_or_exit(path, 0);
	struct error warnings = { 0 };

	print_and_wipe(profile_emit(profile->tree, flags, NULL, &warnings));
	print_warnings(&warnings);
	profile_free(profile);
	return 0;
}

static int tool_emit(char **args)
{
	return emit(args[0], 0);
}

static int tool_all(char **args)
{
	return emit(args[0], EMIT_ALL | EMIT_UNSAID);
}

static int tool_show(char **args)
{
	return emit(args[0], EMIT_NO_SECRETS);
}

static int tool_seal(char **args)
{
	return emit(args[0], EMIT_SEAL);
}

static int tool_save(char **args)
{
	struct profile *profile = read_or_exit(args[0], 0);
	struct error warnings = { 0 }, err = { 0 };
	int result = profile_save(args[1], profile->tree, SAVE_OVER, &warnings, &err);

	print_warnings(&warnings);
	if (result < 0)
		error_print(stderr, &err, 20);
	error_clear(&err);
	profile_free(profile);
	return result == 0 ? 0 : result == -EIO ? 74 : result == -EACCES ? 77 : 73;
}

/* The control of the save tests: what a careless program would do must fail them. */
static int tool_careless(char **args)
{
	struct profile *profile = read_or_exit(args[0], 0);
	autofree char *text = profile_emit(profile->tree, EMIT_SEAL, NULL, NULL);
	FILE *file = fopen(args[1], "w");

	if (file != NULL) {
		fputs(text, file);
		fclose(file);
	}
	profile_free(profile);
	return 0;
}

/* LIVE PROFILE TARGET STORAGE_OBJECT ("" for all) [replace] */
static int tool_overlay(char **args)
{
	struct profile *live = read_or_exit(args[0], 0);
	struct profile *profile = read_or_exit(args[1], PROFILE_STRICT_ATTRS);
	const char *target = *args[2] == '\0' ? NULL : args[2];
	const char *so = *args[3] == '\0' ? NULL : args[3];
	struct error err = { 0 };
	unsigned flags = OVERLAY_KERNEL | (args[4] == NULL ? 0U : OVERLAY_REPLACE);
	int result = profile_overlay(live->tree, profile->tree, flags, target, so, &err);

	if (result < 0)
		error_print(stderr, &err, 20);
	else
		print_and_wipe(profile_emit(live->tree, 0, NULL, NULL));
	error_clear(&err);
	profile_free(profile);
	profile_free(live);
	return result < 0 ? 65 : 0;
}

/* Every beginning of the file, and every file with one bit of it turned: what is not
 * refused must say the same, or say that it was edited. */
static char *canonical_of(const char *bytes, size_t length, bool *warned)
{
	struct profile *profile = NULL;
	struct error err = { 0 };
	char *text = NULL;

	if (profile_parse("x", bytes, length, 0, &profile, &err) == 0) {
		text = profile_emit(profile->tree, 0, NULL, NULL);
		*warned = profile->warnings.code != 0;
	}
	error_clear(&err);
	profile_free(profile);
	return text;
}

static void judge(const char *what, size_t at, char *text, const char *good, bool warned)
{
	if (text != NULL && !warned && strcmp(text, good) != 0) {
		printf("%s %zu loads as something else\n", what, at);
		failures++;
	}
	free(text);
}

static void damage(const char *bytes, size_t length, const char *good)
{
	autofree char *copy = xcalloc(length + 1, 1);

	for (size_t cut = 0; cut + 1 < length; cut++) {
		bool warned = false;
		char *text = canonical_of(bytes, cut, &warned);

		if (text != NULL) {
			printf("the first %zu bytes load\n", cut);
			failures++;
		}
		free(text);
	}
	for (size_t bit = 0; bit < length * 8; bit++) {
		bool warned = false;

		memcpy(copy, bytes, length);
		copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
		char *text = canonical_of(copy, length, &warned);
		judge("bit", bit, text, good, warned);
	}
}

/* Without the seal (the control) damage is not seen. */
static int damage_file(char **args, unsigned flags)
{
	struct profile *profile = read_or_exit(args[0], 0);
	autofree char *sealed = profile_emit(profile->tree, flags, NULL, NULL);
	autofree char *good = profile_emit(profile->tree, 0, NULL, NULL);

	damage(sealed, strlen(sealed), good);
	profile_free(profile);
	return failures != 0;
}

static int tool_damage(char **args)
{
	return damage_file(args, EMIT_SEAL);
}

static int tool_damage_plain(char **args)
{
	return damage_file(args, 0);
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **args);
} tools[] = {
	{ "check", 1, tool_check },
	{ "emit", 1, tool_emit },
	{ "all", 1, tool_all },
	{ "show", 1, tool_show },
	{ "seal", 1, tool_seal },
	{ "save", 2, tool_save },
	{ "overlay", 4, tool_overlay },
	{ "damage", 1, tool_damage },
	{ "damage-plain", 1, tool_damage_plain },
	{ "careless", 2, tool_careless },
};

static int run_tool(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		if (strcmp(argv[1], tools[i].name) == 0 && argc - 2 >= tools[i].args)
			return tools[i].run(argv + 2);
	fprintf(stderr, "test_profile: no such tool\n");
	return 64;
}

/* --- tables ---------------------------------------------------------------------- */

/* A text value, as it is written: an alias takes anything. */
static const struct {
	const char *text, *wanted;
} quoted[] = {
	{ "plain", "plain" },
	{ "a-b_c.d/e", "a-b_c.d/e" },
	{ "true", "\"true\"" },
	{ "No", "\"No\"" },
	{ "NULLIFY", "NULLIFY" },
	{ "null", "\"null\"" },
	{ "~", "\"~\"" },
	{ "y", "\"y\"" },
	{ "0", "\"0\"" },
	{ "010", "\"010\"" },
	{ "0x1f", "\"0x1f\"" },
	{ "1e3", "\"1e3\"" },
	{ "-1", "\"-1\"" },
	{ ".5", "\".5\"" },
	{ "12:30", "\"12:30\"" },
	{ "2026-11-20", "\"2026-11-20\"" },
	{ "1_000", "\"1_000\"" },
	{ "6f1f3e2a-52b1", "6f1f3e2a-52b1" },
	{ " lead", "\" lead\"" },
	{ "trail ", "\"trail \"" },
	{ "two words", "\"two words\"" },
	{ "a: b", "\"a: b\"" },
	{ "a:", "\"a:\"" },
	{ "a#b", "\"a#b\"" },
	{ "a,b", "\"a,b\"" },
	{ "{a}", "\"{a}\"" },
	{ "*a", "\"*a\"" },
	{ "&a", "\"&a\"" },
	{ "!a", "\"!a\"" },
	{ "-", "\"-\"" },
	{ "--", "\"--\"" },
	{ "...", "\"...\"" },
	{ "?", "\"?\"" },
	{ "say \"hi\"", "\"say \\\"hi\\\"\"" },
	{ "back\\slash", "\"back\\\\slash\"" },
	{ "caf\xc3\xa9", "\"caf\xc3\xa9\"" },
	{ "nel\xc2\x85", "\"nel\\x85\"" },
	{ "ls\xe2\x80\xa8", "\"ls\\u2028\"" },
	{ "bidi\xe2\x80\xae", "\"bidi\\u202E\"" },
	{ "tag\xf3\xa0\x80\x81", "\"tag\\U000E0001\"" },
};

static void test_quoting(void)
{
	for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
		autonode struct node *root = tree_new();
		struct node *so =
			node_add(kind_for(root, backstores[0], NULL), CLASS_SO, "d");
		struct profile *again = NULL;
		struct error err = { 0 };

		node_set(so, "alias", quoted[i].text);
		autofree char *text = profile_emit(root, 0, NULL, NULL);
		autofree char *wanted =
			xasprintf("    d: { alias: %s }\n", quoted[i].wanted);
		expect(wanted, wanted, strstr(text, "    d: "));
		/* And it is read back as what it was. */
		if (profile_parse("x", text, strlen(text), 0, &again, &err) < 0)
			error_print(stderr, &err, 1);
		struct node *back =
			again == NULL
				? NULL
				: node_child(kind_for(again->tree, backstores[0], NULL),
					     "d");
		expect(text, quoted[i].text,
		       back == NULL ? NULL : node_text(back, "alias"));
		error_clear(&err);
		profile_free(again);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return run_tool(argc, argv);
	test_quoting();
	return failures != 0;
}
