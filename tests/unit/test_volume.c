/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * File systems as places for backing files, from tables of mounts as the kernel writes
 * them.  With arguments it is a small tool, for tests that have file systems:
 *     test_volume list · extents
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/volume_part.h"
#include "tests/unit/expect.h"

static void add_volume(struct text *text, const struct volume *volume)
{
	const struct {
		bool is;
		const char *word;
	} words[] = {
		{ volume->read_only, "read-only" },  { volume->is_root, "root" },
		{ volume->is_volatile, "volatile" }, { volume->is_unfit, "unfit" },
		{ !volume->is_whole, "part" },
	};

	text_addf(text, "%s %s %s", volume->path, volume->type, volume->source);
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].is)
			text_addf(text, " %s", words[i].word);
}

static char *shown(const struct volumes *list)
{
	struct text text = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		text_add(&text, i == 0 ? "" : "\n");
		add_volume(&text, &list->all[i]);
	}
	return text_take(&text);
}

/* --- tables of mounts ------------------------------------------------------------ */

#define ROOT "28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"

static const struct {
	const char *name, *table, *shown;
} table_rows[] = {
	{ "a plain machine",
	  "21 28 0:19 / /proc rw - proc proc rw\n22 28 0:20 / /sys rw - sysfs sysfs rw\n"
	  "23 28 0:5 / /dev rw - devtmpfs udev rw,mode=755\n"
	  "25 23 0:27 / /dev/pts rw - devpts devpts rw\n" ROOT
	  "24 28 0:26 / /run rw - tmpfs tmpfs rw,mode=755\n"
	  "33 22 0:30 / /sys/kernel/config rw - configfs configfs rw\n"
	  "40 28 8:2 / /boot rw - ext4 /dev/sda2 rw\n"
	  "41 40 8:3 / /boot/efi rw - vfat /dev/sda3 rw\n"
	  "42 28 8:17 / /srv rw - xfs /dev/sdb1 rw\n",
	  "/ ext4 /dev/sda1 root\n/run tmpfs tmpfs volatile unfit\n"
	  "/boot ext4 /dev/sda2 unfit\n/boot/efi vfat /dev/sda3 unfit\n"
	  "/srv xfs /dev/sdb1" },
	{ "networks and FUSE",
	  "50 28 0:40 / /n1 rw - nfs4 server:/export rw\n"
	  "51 28 0:41 / /n2 rw - cifs //server/share rw\n"
	  "52 28 0:42 / /n3 rw - fuse.sshfs host:/ rw\n"
	  "53 28 0:43 / /n4 rw - 9p host rw\n54 28 0:44 / /n5 rw - ceph :/ rw\n"
	  "55 28 0:45 / /n6 rw - autofs systemd-1 rw\n"
	  "56 28 8:5 / /ntfs rw - fuseblk /dev/sda5 rw\n",
	  "/ntfs fuseblk /dev/sda5" },
	{ "without a block device of their own",
	  "60 28 0:50 / /data rw - btrfs /dev/sdb rw\n61 28 0:51 / /tank rw - zfs tank "
	  "rw\n"
	  "62 28 0:52 / /tank/a rw - zfs tank/a rw\n63 28 0:53 / /bc rw - bcachefs "
	  "/dev/sdc:/dev/sdd rw\n",
	  "/data btrfs /dev/sdb\n/tank zfs tank\n/tank/a zfs tank/a\n"
	  "/bc bcachefs /dev/sdc:/dev/sdd" },
	{ "in memory",
	  "60 28 0:50 / /a rw - ramfs none rw\n61 28 252:0 / /b rw - ext4 /dev/zram0 rw\n"
	  "62 28 1:0 / /c rw - ext4 /dev/ram0 rw\n",
	  "/a ramfs none volatile\n/b ext4 /dev/zram0 volatile\n"
	  "/c ext4 /dev/ram0 volatile" },
	{ "overlays: unseen, in memory, only to be read",
	  "60 1 0:50 / / rw - overlay root rw,lowerdir=/l,upperdir=/no/such,workdir=/w\n"
	  "61 60 0:51 / /a rw - overlay o rw,lowerdir=/l,upperdir=/proc/self,workdir=/w\n"
	  "62 60 0:52 / /b ro - overlay o ro,lowerdir=/l:/m\n",
	  "/ overlay root root volatile\n/a overlay o\n/b overlay o" },
	{ "bind mounts, before and after",
	  "40 28 8:17 /a /export/a rw - xfs /dev/sdb1 rw\n" ROOT
	  "41 28 8:17 / /srv rw - xfs /dev/sdb1 rw\n42 28 8:17 / /mnt rw - xfs /dev/sdb1 "
	  "rw\n43 28 8:1 / /mnt/root rw - ext4 /dev/sda1 rw\n"
	  "44 28 8:1 /srv /z rw - ext4 /dev/sda1 rw\n",
	  "/srv xfs /dev/sdb1\n/ ext4 /dev/sda1 root" },
	{ "subvolumes: the root's file system stays the root's",
	  "60 28 0:50 / /top rw - btrfs /dev/sda1 rw,subvol=/\n"
	  "28 1 0:50 /@ / rw - btrfs /dev/sda1 rw,subvol=/@\n"
	  "61 28 0:50 /@home /home rw - btrfs /dev/sda1 rw,subvol=/@home\n",
	  "/ btrfs /dev/sda1 root part" },
	{ "names with blanks, names that start alike",
	  "40 28 8:17 / /srv/a\\040b rw - xfs /dev/sdb1 rw\n"
	  "41 28 8:18 / /bootleg rw - xfs /dev/sdb2 rw\n"
	  "42 28 8:19 / /media/usb rw - vfat /dev/sdb3 rw\n"
	  "43 28 8:20 / /stick rw - vfat /dev/sdb4 rw\n",
	  "/srv/a b xfs /dev/sdb1\n/bootleg xfs /dev/sdb2\n/media/usb vfat /dev/sdb3 "
	  "unfit\n/stick vfat /dev/sdb4 unfit" },
	{ "nothing", "", "" },
};

static void test_table(const char *name, const char *table, const char *should)
{
	char path[] = "/tmp/test_volume.XXXXXX";
	autoclose int fd = mkstemp(path);
	struct volumes list = { 0 };

	if (fd < 0 || write(fd, table, strlen(table)) != (ssize_t)strlen(table))
		abort();
	if (volumes_parse(path, &list) < 0)
		expect(name, "an error", "none");
	unlink(path);
	volumes_merge(&list);
	autofree char *is = shown(&list);
	expect(name, is, should);
	volumes_clear(&list);
}

static void test_tables(void)
{
	struct volumes list = { 0 };

	for (size_t i = 0; i < COUNT(table_rows); i++)
		test_table(table_rows[i].name, table_rows[i].table, table_rows[i].shown);
	if (volumes_parse("/no/such/file", &list) == 0)
		expect("no file", "fine", "an error");
	volumes_clear(&list);
}

/* --- where to -------------------------------------------------------------------- */

static char root[] = "/", srv[] = "/srv", data[] = "/data", more[] = "/more",
	    run[] = "/run", boot[] = "/boot", cdrom[] = "/cdrom", full[] = "/full";

static struct volume nothing_left[] = {
	{ .path = root, .free = 900, .is_root = true },
	{ .path = full },
	{ .path = run, .free = 500, .is_volatile = true },
	{ .path = boot, .free = 400, .is_unfit = true },
	{ .path = cdrom, .free = 300, .read_only = true },
};
static struct volume some_left[] = {
	{ .path = root, .free = 900, .is_root = true },
	{ .path = srv, .free = 100 },
	{ .path = data, .free = 200 },
	{ .path = more, .free = 200 },
	{ .path = run, .free = 500, .is_volatile = true },
};

static const struct {
	struct volumes list;
	const char *directory;
} extents_rows[] = {
	{ { NULL, 0 }, EXTENTS_OF_ROOT },
	{ { nothing_left, COUNT(nothing_left) }, EXTENTS_OF_ROOT },
	{ { some_left, COUNT(some_left) }, "/data" },
	{ { some_left, 2 }, "/srv" },
};

static void test_extents(void)
{
	for (size_t i = 0; i < COUNT(extents_rows); i++) {
		autofree char *row = xasprintf("extents %zu", i);
		autofree char *is = volume_for_extents(&extents_rows[i].list);

		expect(row, is, extents_rows[i].directory);
	}
}

/* --- this machine
 * ------------------------------------------------------------------------ */

static void test_machine(void)
{
	struct error autoerror err = { 0 };
	struct volumes list = { 0 };

	if (volumes_read(&list, &err) != 0)
		expect("this machine", err.what, "no error");
	for (size_t i = 0; i < list.count; i++) {
		if (access(list.all[i].path, F_OK) < 0)
			expect(list.all[i].path, "not there", "there");
		if (list.all[i].free > list.all[i].bytes)
			expect(list.all[i].path, "more free than there is", "less");
		for (size_t j = 0; j < i; j++)
			if (list.all[j].dev == list.all[i].dev)
				expect(list.all[i].path, list.all[j].path, "another");
	}
	volumes_clear(&list);
}

static int run_tests(void)
{
	test_tables();
	test_extents();
	test_machine();
	return failures == 0 ? 0 : 1;
}

/* --- the tool -------------------------------------------------------------------- */

static int run_tool(const char *word)
{
	struct error autoerror err = { 0 };
	struct volumes list = { 0 };
	int result = volumes_read(&list, &err);
	autofree char *directory = volume_for_extents(&list);

	if (strcmp(word, "extents") == 0)
		puts(directory);
	for (size_t i = 0; i < list.count && strcmp(word, "list") == 0; i++) {
		autotext struct text text = { 0 };

		add_volume(&text, &list.all[i]);
		printf("%s bytes=%llu free=%llu\n", text.data,
		       (unsigned long long)list.all[i].bytes,
		       (unsigned long long)list.all[i].free);
	}
	error_print(stdout, &err, 1);
	volumes_clear(&list);
	return result == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	return argc > 1 ? run_tool(argv[1]) : run_tests();
}
