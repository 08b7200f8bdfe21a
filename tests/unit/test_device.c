/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The guards for devices and files.  Without arguments: what needs neither root nor a
 * device.  With them it is a small tool, for tests that have real devices:
 *     test_device guard PATH [BYTES] · look PATH · list · make PATH BYTES [sparse]
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/device.h"

static int failures;

/* The error as one line: code, what, why, fix. */
static char *error_line(const struct error *err)
{
	return err->code == 0 ? xstrdup("")
			      : xasprintf("%d|%s|%s|%s", err->code, err->what,
					  err->why == NULL ? "" : err->why,
					  err->fix == NULL ? "" : err->fix);
}

static void expect(const char *row, const char *is, const char *should)
{
	if (strcmp(is, should) == 0)
		return;
	fprintf(stderr, "%s:\n  is     %s\n  should %s\n", row, is, should);
	failures++;
}

static const struct guard_row {
	const char *path;
	uint64_t declared;
	bool held, opened; /* opened: by this program, while the guard looks */
	const char *error; /* "" accepted */
} guard_rows[] = {
	{ "disk", 0, false, false, "" },
	{ "disk", 8192, false, false, "" },
	{ "disk", 4096, false, false,
	  "-22|the size of DIR/disk is 8KiB, not 4KiB|a file of another size may be "
	  "another disk, or a cut one|declare 8KiB, or change the file: truncate "
	  "--size=4096 DIR/disk" },
	{ "disk", 16384, true, false,
	  "-22|the size of DIR/disk is 8KiB, not 16KiB|a file of another size may be "
	  "another disk, or a cut one|declare 8KiB, or change the file: truncate "
	  "--size=16384 DIR/disk" },
	{ "disk", 0, false, true,
	  "-16|DIR/disk is in use|it is open in another program or the kernel|find out "
	  "with fuser, and close it there" },
	{ "disk", 8192, true, true, "" },
	{ "link", 0, false, false,
	  "-22|DIR/link is a symbolic link|what it leads to could change unseen|give the "
	  "file itself: DIR/disk" },
	{ "dangling", 0, false, false,
	  "-22|there is no file DIR/dangling|the kernel would make an empty file and "
	  "export a blank disk|mount the file system that holds it, or create the file" },
	{ "missing", 0, false, false,
	  "-22|there is no file DIR/missing|the kernel would make an empty file and "
	  "export a blank disk|mount the file system that holds it, or create the file" },
	{ "missing", 4096, true, false,
	  "-22|there is no file DIR/missing|the kernel would make an empty file and "
	  "export a blank disk|mount the file system that holds it, or create the file" },
	{ "disk/below", 0, false, false,
	  "-22|there is no file DIR/disk/below|the kernel would make an empty file and "
	  "export a blank disk|mount the file system that holds it, or create the file" },
	{ ".", 0, false, false,
	  "-22|DIR/. cannot be exported|it is neither a block device nor a regular "
	  "file|" },
	{ "fifo", 0, false, false,
	  "-22|DIR/fifo cannot be exported|it is neither a block device nor a regular "
	  "file|" },
	{ "/dev/null", 0, false, false,
	  "-22|/dev/null cannot be exported|it is neither a block device nor a regular "
	  "file|" },
	{ "/dev/there-is-no-such-disk", 0, false, false,
	  "-11|there is no device /dev/there-is-no-such-disk|the kernel would make an "
	  "empty file of that name in memory|check its name, or wait until the device is "
	  "there" },
	{ "=disk", 0, false, false,
	  "-22|'disk' is not an absolute path|the kernel would look for it from wherever "
	  "liosh runs|" },
};

/* "DIR" in the rows is the directory of the test. */
static char *in_place(const char *text, const char *directory)
{
	char *out = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&out, &length);

	for (const char *at; (at = strstr(text, "DIR")) != NULL; text = at + 3)
		fprintf(stream, "%.*s%s", (int)(at - text), text, directory);
	fputs(text, stream);
	fclose(stream);
	return out;
}

static void test_guard(const struct guard_row *row, const char *directory)
{
	struct error autoerror err = { 0 };
	struct mark mark = { 0 };
	autofree char *path =
		row->path[0] == '='
			? xstrdup(row->path + 1)
			: xasprintf("%s%s%s", row->path[0] == '/' ? "" : directory,
				    row->path[0] == '/' ? "" : "/", row->path);
	autofree char *should = in_place(row->error, directory);
	autoclose int held = row->opened ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	int result = (row->held ? device_guard_held : device_guard)(path, row->declared,
								    &mark, &err);
	autofree char *is = error_line(&err);

	expect(row->path, is, should);
	if (result != err.code) {
		fprintf(stderr, "%s: result %d, code %d\n", row->path, result, err.code);
		failures++;
	}
}

static const struct make_row {
	const char *name;
	uint64_t bytes;
	bool sparse;
	const char *error;
} make_rows[] = {
	{ "whole", 1 << 20, false, "" },
	{ "sparse", UINT64_C(1) << 32, true, "" },
	{ "empty", 0, false, "" },
	{ "disk", 4096, false,
	  "-17|cannot make the file DIR/disk of 4KiB|something of that name is there "
	  "already|leave out the size to export the file as it is, or choose another "
	  "name" },
	{ "dangling", 4096, true,
	  "-17|cannot make the file DIR/dangling of 4KiB|something of that name is there "
	  "already|leave out the size to export the file as it is, or choose another "
	  "name" },
	{ "no/file", 4096, false,
	  "-22|cannot make the file DIR/no/file of 4KiB|its directory does not "
	  "exist|make "
	  "the directory, or mount what should be there" },
	{ "huger", UINT64_MAX, true,
	  "-28|cannot make the file DIR/huger of 18446744073709551615|the file system "
	  "cannot hold a file of that size|" },
};

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static void check_made(const struct make_row *row, const char *path)
{
	struct stat st = { 0 };

	if (stat(path, &st) < 0 || (uint64_t)st.st_size != row->bytes ||
	    (st.st_mode & 07777) != 0600 ||
	    (row->sparse ? st.st_blocks > 64
			 : (uint64_t)st.st_blocks * 512 < row->bytes)) {
		fprintf(stderr, "%s: size %lld mode %o blocks %lld\n", row->name,
			(long long)st.st_size, st.st_mode, (long long)st.st_blocks);
		failures++;
	}
	if (backing_file_unmake(path) != 0 || exists(path)) {
		fprintf(stderr, "%s: not removed\n", row->name);
		failures++;
	}
}

static void test_make(const struct make_row *row, const char *directory)
{
	struct error autoerror err = { 0 };
	autofree char *path = xasprintf("%s/%s", directory, row->name);
	autofree char *should = in_place(row->error, directory);
	bool before = exists(path);
	int result = backing_file_make(path, row->bytes, row->sparse, &err);
	autofree char *is = error_line(&err);

	expect(row->name, is, should);
	if (result == 0)
		check_made(row, path);
	else if (exists(path) != before) {
		fprintf(stderr, "%s: left behind or removed\n", row->name);
		failures++;
	}
}

static void test_same(const char *directory)
{
	struct error autoerror err = { 0 };
	struct device disk = { 0 }, link = { 0 }, other = { 0 };
	autofree char *a = xasprintf("%s/disk", directory);
	autofree char *b = xasprintf("%s/link", directory);
	autofree char *c = xasprintf("%s/other", directory);

	if (device_identify(a, &disk, &err) < 0 || device_identify(b, &link, &err) < 0 ||
	    device_identify(c, &other, &err) < 0 || !device_same(&disk, &link) ||
	    device_same(&disk, &other)) {
		fputs("device_same\n", stderr);
		failures++;
	}
	device_clear(&disk);
	device_clear(&link);
	device_clear(&other);
}

static void make_things(void)
{
	int disk = open("disk", O_CREAT | O_RDWR, 0600);
	int other = open("other", O_CREAT | O_RDWR, 0600);

	if (ftruncate(disk, 8192) < 0 || ftruncate(other, 8192) < 0 ||
	    symlink("disk", "link") < 0 || symlink("nowhere", "dangling") < 0 ||
	    mkfifo("fifo", 0600) < 0) {
		perror("test_device");
		exit(1);
	}
	close(disk);
	close(other);
}

static int run_tests(void)
{
	static const char *const things[] = { "disk", "other", "link", "dangling",
					      "fifo" };
	char template[] = "/tmp/test_device.XXXXXX";
	char *directory = mkdtemp(template);

	if (directory == NULL || chdir(directory) < 0)
		return 1;
	make_things();
	for (size_t i = 0; i < sizeof guard_rows / sizeof *guard_rows; i++)
		test_guard(&guard_rows[i], directory);
	for (size_t i = 0; i < sizeof make_rows / sizeof *make_rows; i++)
		test_make(&make_rows[i], directory);
	test_same(directory);
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		unlink(things[i]);
	if (chdir("/") < 0 || rmdir(directory) < 0) {
		fputs("something was left behind\n", stderr);
		failures++;
	}
	return failures == 0 ? 0 : 1;
}

/* --- the tool -------------------------------------------------------------------- */

static int show(const struct device *device, void *data)
{
	(void)data;
	printf("%s form=%d bytes=%llu block=%u stable=%s identity=%s model=%s user=%s "
	       "contents=%s\n",
	       device->path, (int)device->form, (unsigned long long)device->bytes,
	       device->block_size, device->stable == NULL ? "-" : device->stable,
	       device->identity == NULL ? "-" : device->identity,
	       device->model == NULL ? "-" : device->model,
	       device->user == NULL ? "-" : device->user,
	       device->contents == NULL ? "-" : device->contents);
	return 0;
}

static int run_tool(int count, char **words)
{
	struct error autoerror err = { 0 };
	struct device device = { 0 };
	uint64_t bytes = count > 2 ? strtoull(words[2], NULL, 10) : 0;
	int result = 0;

	if (strcmp(words[0], "list") == 0)
		return device_each(show, NULL);
	if (count < 2)
		return 64;
	if (strcmp(words[0], "guard") == 0)
		result = device_guard(words[1], bytes, NULL, &err);
	else if (strcmp(words[0], "make") == 0)
		result = backing_file_make(words[1], bytes, count > 3, &err);
	else if ((result = device_look(words[1], &device, &err)) == 0)
		show(&device, NULL);
	device_clear(&device);
	error_print(stdout, &err, 1);
	return result == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	return argc > 1 ? run_tool(argc - 1, argv + 1) : run_tests();
}
