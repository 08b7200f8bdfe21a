/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directories on the way to a file: links to what is not mounted yet, and places that
 * nobody looks into. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/trail.h"
#include "tests/unit/expect.h"

/* Links, from and to below the directory of the test. */
static const char *const links[][2] = {
	{ "srv/iscsi", "/mnt/data/iscsi" },
	{ "srv/near", "../mnt/./data" },
	{ "srv/chain", "near/deep" },
	{ "srv/disk.img", "/mnt/data/disk.img" },
	{ "srv/circle", "circle" },
	{ "auto/link", "/mnt" },
	{ "net/link", "/mnt" },
	{ "over/link", "/mnt" },
	{ "disk/link", "/mnt" },
	{ "tank/link", "/mnt" },
	{ "srv/to-auto", "/auto/link" },
};

static const char *const directories[] = { "srv",  "mnt",  "auto", "net",
					   "over", "disk", "tank" };

/* As of a machine: an automounter, a server, something local over an automounter, what
 * has a device, what has none. */
static const char mounts[] = "28 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
			     "40 28 0:40 / DIR/auto rw - autofs systemd-1 rw\n"
			     "41 28 0:41 / DIR/net rw - nfs4 server:/export rw\n"
			     "42 28 0:42 / DIR/over rw - autofs systemd-1 rw\n"
			     "43 42 8:2 / DIR/over rw - ext4 /dev/sda2 rw\n"
			     "44 28 8:3 / DIR/disk rw - ext4 /dev/sda3 rw\n"
			     "45 28 0:45 / DIR/tank rw - zfs tank rw\n";

/* `on` without those of the directory of the test itself. */
static const struct row {
	const char *path, *on;
} rows[] = {
	{ "/a.img", "" },
	{ "/srv/a.img", "/srv" },
	{ "//srv///./b/../a.img", "/srv /srv/b" },
	{ "/none/../srv/iscsi/a.img", "/none /srv /srv/iscsi" },
	{ "/srv/iscsi/a.img", "/srv /srv/iscsi /mnt /mnt/data /mnt/data/iscsi" },
	{ "/srv/near/a.img", "/srv /srv/near /mnt /mnt/data" },
	{ "/srv/chain/a.img", "/srv /srv/chain /srv/near /mnt /mnt/data /mnt/data/deep" },
	/* the file itself may be a link */
	{ "/srv/disk.img", "/srv /mnt /mnt/data" },
	{ "/auto/link/a.img", "/auto /auto/link" },
	{ "/net/link/a.img", "/net /net/link" },
	{ "/over/link/a.img", "/over /over/link" },
	{ "/srv/to-auto/a.img", "/srv /srv/to-auto /auto /auto/link" },
	{ "/disk/link/a.img", "/disk /disk/link /mnt" },
	{ "/tank/link/a.img", "/tank /tank/link /mnt" },
};

static char root[] = "/tmp/test_trail.XXXXXX";

/* That directory stands for DIR. */
static char *placed(const char *text)
{
	struct text out = { 0 };
	const char *dir;

	for (; (dir = strstr(text, "DIR")) != NULL; text = dir + 3) {
		text_add_bytes(&out, text, (size_t)(dir - text));
		text_add(&out, root);
	}
	text_add(&out, text);
	return text_take(&out);
}

static void prepare(const char *table)
{
	autofree char *text = placed(mounts);
	autofile FILE *out = fopen(table, "we");

	if (out == NULL || fputs(text, out) < 0)
		abort();
	for (size_t i = 0; i < COUNT(directories); i++) {
		autofree char *path = xasprintf("%s/%s", root, directories[i]);

		if (mkdir(path, 0700) < 0)
			abort();
	}
	for (size_t i = 0; i < COUNT(links); i++) {
		autofree char *path = xasprintf("%s/%s", root, links[i][0]);
		autofree char *target =
			xasprintf("%s%s", links[i][1][0] == '/' ? root : "", links[i][1]);

		if (symlink(target, path) < 0)
			abort();
	}
}

static void clean_up(const char *table)
{
	unlink(table);
	for (size_t i = 0; i < COUNT(links); i++) {
		autofree char *path = xasprintf("%s/%s", root, links[i][0]);

		unlink(path);
	}
	for (size_t i = 0; i < COUNT(directories); i++) {
		autofree char *path = xasprintf("%s/%s", root, directories[i]);

		rmdir(path);
	}
	rmdir(root);
}

/* Each once, in their order. */
static void note(void *data, const char *directory)
{
	struct text *on = data;
	const char *rest = after_prefix(directory, root);

	if (rest == NULL || *rest == '\0')
		return;
	autofree char *word = xasprintf("%s ", rest);
	if (on->length == 0 || strstr(on->data, word) == NULL)
		text_add(on, word);
}

static void test_row(const struct volumes *table, const struct row *row)
{
	autofree char *path = xasprintf("%s%s", root, row->path);
	struct text on = { 0 };

	trail_follow(table, path, note, &on);
	if (on.length > 0)
		on.data[on.length - 1] = '\0';
	autofree char *is = text_take(&on);
	expect(row->path, is, row->on);
}

/* It ends. */
static void test_circle(const struct volumes *table)
{
	autofree char *path = xasprintf("%s/srv/circle/a.img", root);
	struct text on = { 0 };

	trail_follow(table, path, note, &on);
	text_free(&on);
}

int main(void)
{
	if (mkdtemp(root) == NULL)
		abort();
	autofree char *table = xasprintf("%s/mountinfo", root);
	struct volumes elsewhere = { 0 };
	prepare(table);
	if (volumes_elsewhere(table, &elsewhere) < 0)
		abort();
	for (size_t i = 0; i < COUNT(rows); i++)
		test_row(&elsewhere, &rows[i]);
	test_circle(&elsewhere);
	/* Where nothing is known of mounts no link is looked at. */
	test_row(NULL, &(struct row){ "/srv/iscsi/a.img", "/srv /srv/iscsi" });
	volumes_clear(&elsewhere);
	clean_up(table);
	return failures == 0 ? 0 : 1;
}
