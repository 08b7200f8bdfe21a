/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of units, as systemd-escape(1) makes them, and what depends on the disks. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/units.h"
#include "tests/unit/check_row.h"
#include "tests/unit/expect.h"

static const struct {
	const char *path, *suffix, *unit;
} names[] = {
	{ "/srv/iscsi", ".mount", "srv-iscsi.mount" },
	{ "/", ".mount", "-.mount" },
	{ "//srv///a/", ".mount", "srv-a.mount" },
	{ "/srv/a-b", ".mount", "srv-a\\x2db.mount" },
	{ "/.snap/.x", ".mount", "\\x2esnap-.x.mount" },
	{ "/srv/./a", ".mount", "srv-a.mount" },
	{ "/dev/disk/by-id/wwn-0x5000c500", ".device",
	  "dev-disk-by\\x2did-wwn\\x2d0x5000c500.device" },
	{ "/dev/mapper/vg-lv@1:a", ".device", "dev-mapper-vg\\x2dlv\\x401:a.device" },
	{ "/srv/\xc3\xa4 %n\\", ".mount", "srv-\\xc3\\xa4\\x20\\x25n\\x5c.mount" },
};

static const char *const beyond[] = {
	"Wants=nowhere.mount\n",
	"Wants=nowhere-b.mount\n",
	"After=nowhere.mount\n",
	"After=nowhere-b.mount\n",
};

static const struct {
	const char *tree, *lines;
} trees[] = {
	{ "", "" },
	{ "so ramdisk r size=1048576;", "" },
	{ "so fileio a path=/nowhere/b/a.img size=1; so fileio c path=/nowhere/c.img "
	  "size=1;"
	  "so fileio d path=/d.img size=1;",
	  "Wants=nowhere-b.mount\nWants=nowhere.mount\nAfter=nowhere-b.mount\n"
	  "After=nowhere.mount\n" },
	/* a device is never wanted: others would be kept waiting */
	{ "so block b device=/dev/disk/by-id/x; so fileio f path=/dev/vg/lv size=1;",
	  "After=dev-disk-by\\x2did-x.device\nAfter=dev-vg-lv.device\n" },
};

/* At boot the file system that it leads to is not mounted yet. */
static void test_link(void)
{
	char link[] = "/tmp/test_units.XXXXXX";

	if (mkdtemp(link) == NULL || rmdir(link) < 0 || symlink("/nowhere/b", link) < 0)
		abort();
	autofree char *words = xasprintf("so fileio a path=%s/a.img size=1;", link);
	autonode struct node *tree = tree_of_words(words);
	autofree char *text = units_extents(tree);
	unlink(link);
	for (size_t i = 0; i < COUNT(beyond); i++)
		expect(beyond[i], strstr(text, beyond[i]) != NULL ? beyond[i] : text,
		       beyond[i]);
}

int main(void)
{
	autofree char *longest = xcalloc(1, 400);

	for (size_t i = 0; i < COUNT(names); i++) {
		autofree char *unit = unit_of_path(names[i].path, names[i].suffix);

		expect(names[i].path, unit, names[i].unit);
	}
	memset(longest, 'a', 300);
	autofree char *too_long = unit_of_path(longest, ".mount");
	expect("too long", too_long == NULL ? "none" : too_long, "none");
	for (size_t i = 0; i < COUNT(trees); i++) {
		autonode struct node *tree = tree_of_words(trees[i].tree);
		autofree char *is = units_extents(tree);
		autofree char *should = xasprintf(
			"# Made by liosh-generator from what is saved.\n[Unit]\n%s",
			trees[i].lines);

		expect(trees[i].tree, is, should);
	}
	test_link();
	return failures == 0 ? 0 : 1;
}
