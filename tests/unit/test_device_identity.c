/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device says of itself, from directories that look like those of sysfs. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/device_file_system.h"
#include "configfs/device_identity.h"

#define FILES 4

static int failures;

static const struct row {
	const char *name;
	/* Below DISK, or below DISK/part for what `dir` is then. */
	const char *files[FILES][2];
	bool part;
	const char *best, *fits, *fits_not;
} rows[] = {
	{ .name = "nothing" },
	{ .name = "no medium", .files = { { "size", "0" } } },
	{ .name = "a size only",
	  .files = { { "size", "2048" } },
	  .best = "size:1048576",
	  .fits = "size:1048576",
	  .fits_not = "size:1048575" },
	{ .name = "SCSI",
	  .files = { { "size", "2048" }, { "device/wwid", "naa.5000c500a1b2c3d4" } },
	  .best = "wwn:naa.5000c500a1b2c3d4",
	  .fits = "size:1048576",
	  .fits_not = "wwn:naa.5000c500a1b2c3d" },
	{ .name = "fields filled up with blanks",
	  .files = { { "device/wwid", "  t10.ATA     QEMU HARDDISK      QM00001   " } },
	  .best = "wwn:t10.ATA QEMU HARDDISK QM00001",
	  .fits_not = "wwn:t10.ATA" },
	{ .name = "NVMe: the namespace's, not the controller's",
	  .files = { { "wwid", "eui.0025385b71b0a1c2" }, { "device/serial", "S4EV" } },
	  .best = "wwn:eui.0025385b71b0a1c2",
	  .fits = "serial:S4EV" },
	{ .name = "virtio with a serial",
	  .files = { { "serial", "disk-7" }, { "size", "8" } },
	  .best = "serial:disk-7",
	  .fits_not = "wwn:disk-7" },
	{ .name = "virtio without one",
	  .files = { { "serial", "" }, { "size", "8" } },
	  .best = "size:4096",
	  .fits_not = "serial:" },
	{ .name = "device mapper",
	  .files = { { "dm/uuid", "LVM-abc" }, { "dm/name", "vg0-lv0" } },
	  .best = "dm-uuid:LVM-abc" },
	{ .name = "device mapper without a uuid",
	  .files = { { "dm/uuid", "" }, { "size", "8" } },
	  .best = "size:4096" },
	{ .name = "RAID",
	  .files = { { "md/uuid", "6f1f3e2a-0000" } },
	  .best = "md-uuid:6f1f3e2a-0000" },
	{ .name = "loop",
	  .files = { { "loop/backing_file", "/srv/a b.img" }, { "loop/offset", "0" } },
	  .best = "file:/srv/a b.img",
	  .fits_not = "file:/srv/a b.img+512" },
	{ .name = "loop, from the middle of a file",
	  .files = { { "loop/backing_file", "/srv/a.img" }, { "loop/offset", "512" } },
	  .best = "file:/srv/a.img+512",
	  .fits_not = "file:/srv/a.img" },
	{ .name = "a partition",
	  .files = { { "device/wwid", "naa.5000c500a1b2c3d4" },
		     { "size", "2048" },
		     { "part/partition", "2" },
		     { "part/size", "8" } },
	  .part = true,
	  .best = "wwn:naa.5000c500a1b2c3d4-part2",
	  .fits = "size:4096",
	  .fits_not = "wwn:naa.5000c500a1b2c3d4" },
	{ .name = "a partition of a disk that says nothing",
	  .files = { { "size", "2048" },
		     { "part/partition", "1" },
		     { "part/size", "8" } },
	  .part = true,
	  .best = "size:4096",
	  .fits_not = "size:1048576" },
	{ .name = "what a terminal must not get",
	  .files = { { "serial", "\033[2J" }, { "size", "8" } },
	  .best = "size:4096" },
};

static void wrong(const char *row, const char *what, const char *is, const char *should)
{
	fprintf(stderr, "%s: %s is %s, should be %s\n", row, what,
		is == NULL ? "nothing" : is, should == NULL ? "nothing" : should);
	failures++;
}

static void put(const char *name, const char *text)
{
	autofree char *directory = xstrdup(name);
	char *slash = strchr(directory, '/');

	if (slash != NULL) {
		*slash = '\0';
		(void)mkdir(directory, 0700);
	}
	autofile FILE *out = fopen(name, "we");
	if (out == NULL || fprintf(out, "%s\n", text) < 0) {
		perror(name);
		exit(1);
	}
}

static void drop(const char *name)
{
	autofree char *directory = xstrdup(name);
	char *slash = strchr(directory, '/');

	(void)unlink(name);
	if (slash != NULL) {
		*slash = '\0';
		(void)rmdir(directory);
	}
}

static void test_row(const struct row *row)
{
	const char *dir = row->part ? "part" : ".";

	for (size_t i = 0; i < FILES && row->files[i][0] != NULL; i++)
		put(row->files[i][0], row->files[i][1]);
	autofree char *best = identity_read(dir);
	if (!text_equal(best, row->best) && (best != NULL || row->best != NULL))
		wrong(row->name, "the best", best, row->best);
	if (row->best != NULL && !identity_fits(dir, row->best))
		wrong(row->name, "the best", "no fit", row->best);
	if (row->fits != NULL && !identity_fits(dir, row->fits))
		wrong(row->name, "a fit", NULL, row->fits);
	if (row->fits_not != NULL && identity_fits(dir, row->fits_not))
		wrong(row->name, "a fit", row->fits_not, NULL);
	for (size_t i = 0; i < FILES && row->files[i][0] != NULL; i++)
		drop(row->files[i][0]);
}

/* Longer than a value may be: the next fact is taken. */
static void test_long(void)
{
	autofree char *serial = xcalloc(IDENTITY_BYTES + 1, 1);

	memset(serial, 'x', IDENTITY_BYTES);
	put("serial", serial);
	put("size", "8");
	autofree char *best = identity_read(".");
	if (!text_equal(best, "size:4096"))
		wrong("long", "the best", best, "size:4096");
	drop("serial");
	drop("size");
}

static void test_texts(void)
{
	static const struct {
		const char *text;
		int result;
		bool weak;
	} texts[] = {
		{ "wwn:x", 0, false },         { "file:/srv/a", 0, false },
		{ "size:1", 0, true },         { "", 0, true },
		{ "filesystem:x", 0, true },   { "filesystem:", -EINVAL, true },
		{ "wwn:", -EINVAL, true },     { "wwn", -EINVAL, true },
		{ "/dev/sda", -EINVAL, true }, { "wwnx:1", -EINVAL, true },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct error autoerror err = { 0 };

		if (identity_check(texts[i].text, &err) != texts[i].result ||
		    identity_is_weak(texts[i].text) != texts[i].weak)
			wrong("texts", texts[i].text, "wrong", "right");
	}
	/* What says nothing of itself is looked for nowhere. */
	autofree char *path = identity_find("size:1048576");
	if (path != NULL)
		wrong("texts", "the device of a size", path, NULL);
}

static void test_file_systems(void)
{
	static const struct {
		const char *is, *identity;
		bool fits;
	} pairs[] = {
		{ "filesystem:a-b", "filesystem:a-b", true },
		{ "filesystem:a-b-subvol257", "filesystem:a-b-subvol257", true },
		{ "filesystem:a-b-subvol257", "filesystem:a-b", true },
		{ "filesystem:a-b-subvol257", "filesystem:a-b-subvol25", false },
		{ "filesystem:a-b-subvol257", "filesystem:a", false },
		{ "filesystem:a-b", "filesystem:a-b-subvol257", false },
		{ "filesystem:a-bc", "filesystem:a-b", false },
		{ NULL, "filesystem:a-b", false },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (file_system_fits(pairs[i].is, pairs[i].identity) != pairs[i].fits)
			wrong(pairs[i].identity, pairs[i].is, "wrong", "right");
}

int main(void)
{
	char template[] = "/tmp/test_device_identity.XXXXXX";
	char *directory = mkdtemp(template);

	if (directory == NULL || chdir(directory) < 0)
		return 1;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		test_row(&rows[i]);
	test_long();
	test_texts();
	test_file_systems();
	if (chdir("/") < 0 || rmdir(directory) < 0) {
		fputs("something was left behind\n", stderr);
		failures++;
	}
	return failures == 0 ? 0 : 1;
}
