/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a path is: looked at without changing it, and judged before it is exported. */
#include "configfs/device.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/device_part.h"

#define SYSFS_BYTES 4096 /* no file of sysfs gives more */

void device_clear(struct device *device)
{
	free(device->path);
	free(device->stable);
	free(device->model);
	free(device->identity);
	free(device->user);
	free(device->contents);
	memset(device, 0, sizeof *device);
}

struct device device_copy(const struct device *device)
{
	struct device copy = *device;

	copy.path = xstrdup_null(device->path);
	copy.stable = xstrdup_null(device->stable);
	copy.model = xstrdup_null(device->model);
	copy.identity = xstrdup_null(device->identity);
	copy.user = xstrdup_null(device->user);
	copy.contents = xstrdup_null(device->contents);
	return copy;
}

bool device_same(const struct device *a, const struct device *b)
{
	if (a->form != b->form)
		return false;
	if (a->form == DEVICE_BLOCK)
		return a->rdev == b->rdev;
	return a->form == DEVICE_FILE && a->dev == b->dev && a->inode == b->inode;
}

char *sysfs_text(dev_t rdev, const char *file)
{
	autofree char *path =
		xasprintf("/sys/dev/block/%u:%u/%s", major(rdev), minor(rdev), file);
	autofile FILE *in = fopen(path, "re");
	char line[SYSFS_BYTES];

	if (in == NULL || fgets(line, sizeof line, in) == NULL)
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return xstrdup(line);
}

static uint64_t sysfs_number(dev_t rdev, const char *file)
{
	autofree char *text = sysfs_text(rdev, file);
	uint64_t number = 0;

	return text != NULL && parse_uint(text, &number) ? number : 0;
}

/* From sysfs, so that nothing is opened.  A partition has its disk's queue. */
static void fill_block(struct device *device, const struct stat *st)
{
	uint64_t size = sysfs_number(st->st_rdev, "queue/logical_block_size");

	if (size == 0)
		size = sysfs_number(st->st_rdev, "../queue/logical_block_size");
	device->form = DEVICE_BLOCK;
	device->rdev = st->st_rdev;
	device->bytes = sysfs_number(st->st_rdev, "size") * 512;
	device->block_size = size == 0 ? 512 : (unsigned)size;
	device->read_only = sysfs_number(st->st_rdev, "ro") != 0;
}

static void fill_file(struct device *device, int fd, const struct stat *st)
{
	struct statfs info;

	device->form = DEVICE_FILE;
	device->dev = st->st_dev;
	device->inode = st->st_ino;
	device->bytes = (uint64_t)st->st_size;
	if (fstatfs(fd, &info) < 0)
		return;
	device->is_volatile = info.f_type == TMPFS_MAGIC || info.f_type == RAMFS_MAGIC;
	device->read_only = (info.f_flags & ST_RDONLY) != 0;
}

static int fail_open(const char *path, int code, struct error *err)
{
	bool refused = code == -EACCES || code == -EPERM;

	error_set(err, NULL, refused ? -EACCES : -EIO, "cannot look at %s", path);
	because(err, "%s", strerror(-code));
	return refused ? -EACCES : -EIO;
}

/* Identifies, and leaves *fd open with O_PATH (-1: missing). */
static int identify(const char *path, struct device *device, int *fd, struct stat *st)
{
	struct stat link;

	*device = (struct device){ .path = xstrdup(path) };
	*fd = open(path, O_PATH | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	if (fstat(*fd, st) < 0)
		return -errno;
	device->form = DEVICE_OTHER;
	device->is_link = lstat(path, &link) == 0 && S_ISLNK(link.st_mode);
	if (S_ISBLK(st->st_mode))
		fill_block(device, st);
	else if (S_ISREG(st->st_mode))
		fill_file(device, *fd, st);
	return 0;
}

enum depth { DEPTH_IDENTITY, DEPTH_USER, DEPTH_ALL };

static int look(const char *path, enum depth depth, struct device *device,
		struct error *err)
{
	autoclose int fd = -1;
	struct stat st = { 0 };
	int code = identify(path, device, &fd, &st);

	if (code != 0) {
		device_clear(device);
		return fail_open(path, code, err);
	}
	if (depth >= DEPTH_USER && device->form != DEVICE_OTHER && fd >= 0)
		device_find_user(device, fd, &st);
	if (depth == DEPTH_ALL && device->form == DEVICE_BLOCK) {
		block_find_names(device);
		block_find_contents(device, fd);
	}
	return 0;
}

int device_identify(const char *path, struct device *device, struct error *err)
{
	return look(path, DEPTH_IDENTITY, device, err);
}

int device_look(const char *path, struct device *device, struct error *err)
{
	return look(path, DEPTH_ALL, device, err);
}

/* --- the guard ------------------------------------------------------------------- */

struct guard {
	const struct device *device;
	uint64_t declared;
	bool held;
	const struct mark *mark;
};

static int guard_missing(const struct guard *guard, struct error *err)
{
	const char *path = guard->device->path;

	if (guard->device->form != DEVICE_MISSING)
		return 0;
	if (starts_with(path, "/dev/")) {
		error_set(err, guard->mark, -EAGAIN, "there is no device %s", path);
		because(err,
			"the kernel would make an empty file of that name in memory");
		advise(err, "check its name, or wait until the device is there");
		error_may_pass(err);
		return -EAGAIN;
	}
	error_set(err, guard->mark, -EINVAL, "there is no file %s", path);
	because(err, "the kernel would make an empty file and export a blank disk");
	advise(err, "mount the file system that holds it, or create the file");
	error_may_pass(err);
	return -EINVAL;
}

static int guard_form(const struct guard *guard, struct error *err)
{
	const struct device *device = guard->device;

	if (device->form == DEVICE_OTHER) {
		error_set(err, guard->mark, -EINVAL, "%s cannot be exported",
			  device->path);
		because(err, "it is neither a block device nor a regular file");
		return -EINVAL;
	}
	if (device->form == DEVICE_FILE && device->is_link) {
		autofree char *real = realpath(device->path, NULL);

		error_set(err, guard->mark, -EINVAL, "%s is a symbolic link",
			  device->path);
		because(err, "what it leads to could change unseen");
		advise(err, "give the file itself: %s", real == NULL ? "?" : real);
		return -EINVAL;
	}
	return 0;
}

static int guard_user(const struct guard *guard, struct error *err)
{
	const struct device *device = guard->device;

	if (device->user == NULL || guard->held)
		return 0;
	error_set(err, guard->mark, -EBUSY, "%s is in use", device->path);
	because(err, "it is %s", device->user);
	advise(err, "%s", device->remedy);
	return -EBUSY;
}

static int guard_size(const struct guard *guard, struct error *err)
{
	const struct device *device = guard->device;

	if (device->form == DEVICE_BLOCK && device->bytes == 0) {
		error_set(err, guard->mark, -EINVAL, "%s has no size", device->path);
		because(err, "it has no medium, or nothing was set up on it");
		error_may_pass(err);
		return -EINVAL;
	}
	if (device->form != DEVICE_FILE || guard->declared == 0 ||
	    device->bytes == guard->declared)
		return 0;
	autofree char *is = format_size(device->bytes);
	autofree char *should = format_size(guard->declared);
	error_set(err, guard->mark, -EINVAL, "the size of %s is %s, not %s", device->path,
		  is, should);
	because(err, "a file of another size may be another disk, or a cut one");
	advise(err, "declare %s, or change the file: truncate --size=%llu %s", is,
	       (unsigned long long)guard->declared, device->path);
	return -EINVAL;
}

static int (*const guards[])(const struct guard *guard, struct error *err) = {
	guard_missing,
	guard_form,
	guard_user,
	guard_size,
};

static int judge(const char *path, struct guard *guard, struct error *err)
{
	struct device device = { 0 };
	int result = 0;

	if (path[0] != '/') {
		error_set(err, guard->mark, -EINVAL, "'%s' is not an absolute path",
			  path);
		because(err, "the kernel would look for it from wherever liosh runs");
		return -EINVAL;
	}
	result = look(path, guard->held ? DEPTH_IDENTITY : DEPTH_USER, &device, err);
	guard->device = &device;
	for (size_t i = 0; i < sizeof guards / sizeof *guards && result == 0; i++)
		result = guards[i](guard, err);
	device_clear(&device);
	return result;
}

int device_guard(const char *path, uint64_t declared, const struct mark *mark,
		 struct error *err)
{
	struct guard guard = { .declared = declared, .mark = mark };

	return judge(path, &guard, err);
}

int device_guard_held(const char *path, uint64_t declared, const struct mark *mark,
		      struct error *err)
{
	struct guard guard = { .declared = declared, .mark = mark, .held = true };

	return judge(path, &guard, err);
}
