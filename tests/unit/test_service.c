/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the unit files of a machine say; and a program that is run. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/spawn.h"
#include "configfs/base/text.h"
#include "profiles/service.h"
#include "tests/unit/expect.h"

/* Files of the machine, separated by blanks: with a word in it, "empty:" none, "null:" a
 * link to /dev/null. */
static const struct row {
	const char *files, *is;
} rows[] = {
	{ "", "" },
	{ "usr/lib/systemd/system/liosh.service", "installed" },
	{ "usr/local/lib/systemd/system/liosh.service", "installed" },
	{ "lib/systemd/system/liosh.service "
	  "null:etc/systemd/system/multi-user.target.wants/liosh.service",
	  "installed enabled" },
	{ "lib/systemd/system/liosh.service "
	  "null:etc/systemd/system/other.service.requires/liosh.service",
	  "installed enabled" },
	/* left behind by a unit that is gone */
	{ "null:etc/systemd/system/multi-user.target.wants/liosh.service", "" },
	{ "null:etc/systemd/system/liosh.service lib/systemd/system/liosh.service "
	  "null:etc/systemd/system/multi-user.target.wants/liosh.service",
	  "installed masked" },
	{ "empty:etc/systemd/system/liosh.service lib/systemd/system/liosh.service",
	  "installed masked" },
	{ "lib/systemd/system/other.service "
	  "null:etc/systemd/system/multi-user.target.wants/other.service",
	  "" },
};

static void make_directories(char *path)
{
	for (char *at = strchr(path + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)!mkdir(path, 0700);
		*at = '/';
	}
}

static void make_file(const char *root, const char *word)
{
	const char *null = after_prefix(word, "null:"),
		   *empty = after_prefix(word, "empty:");
	const char *name = null != NULL ? null : empty != NULL ? empty : word;
	autofree char *path = xasprintf("%s/%s", root, name);

	make_directories(path);
	if (null != NULL) {
		(void)!symlink("/dev/null", path);
		return;
	}
	autofile FILE *out = fopen(path, "we");
	if (out != NULL && empty == NULL)
		fputs("[Service]\n", out);
}

static char *look(const char *root)
{
	struct service service;
	struct text text = { 0 };

	service_look(root, SERVICE_BOOT, &service);
	text_addf(&text, "%s%s%s", service.installed ? "installed" : "",
		  service.masked ? " masked" : "", service.enabled ? " enabled" : "");
	return text_take(&text);
}

static void clear(const char *root)
{
	const char *const words[] = { "/bin/rm", "-rf", root, NULL };

	if (spawn_wait(words, NULL) != 0)
		expect("rm", "failed", "0");
}

static void test_rows(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		char root[] = "/tmp/liosh-service-XXXXXX";
		autofree char *files = xstrdup(rows[i].files);
		char *rest = NULL;

		if (mkdtemp(root) == NULL)
			expect(rows[i].files, "no directory", "one");
		for (char *word = strtok_r(files, " ", &rest); word != NULL;
		     word = strtok_r(NULL, " ", &rest))
			make_file(root, word);
		autofree char *is = look(root);
		expect(rows[i].files, is, rows[i].is);
		clear(root);
	}
}

static const struct {
	const char *words[4];
	int status;
	const char *said;
} programs[] = {
	{ { "/bin/sh", "-c", "echo out; echo err >&2; exit 3" }, 3, "out\nerr\n" },
	{ { "/bin/sh", "-c", "kill -9 $$" }, 137, "" },
	{ { "/bin/cat" }, 0, "" }, /* there is nothing to read */
	{ { "/nowhere/at/all" }, -ENOENT, "" },
};

static void test_programs(void)
{
	for (size_t i = 0; i < COUNT(programs); i++) {
		autofree char *said = NULL;
		int r = spawn_wait(programs[i].words, &said);
		autofree char *is = xasprintf("%d %s", r, said);
		autofree char *should =
			xasprintf("%d %s", programs[i].status, programs[i].said);

		expect(programs[i].words[0], is, should);
	}
}

int main(void)
{
	test_rows();
	test_programs();
	return failures == 0 ? 0 : 1;
}
