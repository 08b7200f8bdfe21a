/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backing files: made whole or not at all, never over anything. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/device.h"
#include "configfs/volume.h"

#define PARENT_OF_EXTENTS "/var/lib/liosh"

/* errno of making a file → code and remedy. */
static const struct reason {
	int number, code;
	const char *why, *fix;
} reasons[] = {
	{ EEXIST, -EEXIST, "something of that name is there already",
	  "leave out the size to export the file as it is, or choose another name" },
	{ ENOENT, -EINVAL, "its directory does not exist",
	  "make the directory, or mount what should be there" },
	{ ENOTDIR, -EINVAL, "what should be its directory is none", NULL },
	{ ENOSPC, -ENOSPC, "there is not enough room on the file system",
	  "free some room, choose a smaller size, or make it sparse" },
	{ EOPNOTSUPP, -EINVAL, "its file system cannot set blocks aside",
	  "make it sparse, or choose another file system" },
	{ EDQUOT, -ENOSPC, "the quota does not allow it", NULL },
	{ EFBIG, -ENOSPC, "the file system cannot hold a file of that size", NULL },
	{ EROFS, -ENOSPC, "the file system is read-only", NULL },
	{ EACCES, -EACCES, "that is not permitted", "run liosh as root" },
	{ EPERM, -EACCES, "that is not permitted", "run liosh as root" },
};

static int fail_make(const char *path, uint64_t bytes, int number, struct error *err)
{
	autofree char *size = format_size(bytes);
	const struct reason *row = reasons;
	const struct reason *end = reasons + sizeof reasons / sizeof *reasons;

	while (row < end && row->number != number)
		row++;
	int code = row < end ? row->code : -EIO;
	error_set(err, NULL, code, "cannot make the file %s of %s", path, size);
	because(err, "%s", row < end ? row->why : strerror(number));
	if (row < end && row->fix != NULL)
		advise(err, "%s", row->fix);
	return code;
}

/* The directory itself, open: the file is made, synced and removed in this one. */
static int open_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	autofree char *directory = xstrndup(path, (size_t)(slash - path) + 1);

	/* The one that liosh itself proposes is made; any other may be an unmounted one.
	 */
	if (strcmp(directory, EXTENTS_OF_ROOT "/") == 0) {
		(void)mkdir(PARENT_OF_EXTENTS, 0700);
		(void)mkdir(EXTENTS_OF_ROOT, 0700);
	}
	return open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* A mistyped device name must not become a file in /dev. */
static bool is_in_dev(int directory)
{
	struct stat st, dev;

	return fstat(directory, &st) == 0 && stat("/dev", &dev) == 0 &&
	       st.st_dev == dev.st_dev;
}

/* 0 or a positive errno. */
static int fill(int fd, uint64_t bytes, bool sparse)
{
	int number = 0;

	if (bytes > INT64_MAX)
		return EFBIG;
	if (sparse) {
		if (ftruncate(fd, (off_t)bytes) < 0)
			return errno;
	} else if (bytes > 0) {
		/* Not posix_fallocate: where that cannot allocate it writes for hours. */
		do
			number = fallocate(fd, 0, 0, (off_t)bytes) < 0 ? errno : 0;
		while (number == EINTR);
	}
	if (number == 0 && fsync(fd) < 0)
		number = errno;
	return number;
}

static int make_in(int directory, const char *name, uint64_t bytes, bool sparse)
{
	int fd = openat(directory, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	int number = fill(fd, bytes, sparse);

	if (close(fd) < 0 && number == 0 && errno != EINTR)
		number = errno;
	if (number == 0 && fsync(directory) < 0 && errno != EINVAL)
		number = errno;
	if (number != 0)
		unlinkat(directory, name, 0);
	return number;
}

int backing_file_make(const char *path, uint64_t bytes, bool sparse, struct error *err)
{
	if (path[0] != '/') {
		error_set(err, NULL, -EINVAL, "'%s' is not an absolute path", path);
		return -EINVAL;
	}
	autoclose int directory = open_directory(path);
	if (directory < 0)
		return fail_make(path, bytes, errno, err);
	if (is_in_dev(directory)) {
		error_set(err, NULL, -EINVAL, "no backing file can be made in /dev");
		because(err, "%s would be a file in memory, not a device", path);
		advise(err, "check the device's name");
		return -EINVAL;
	}
	int number = make_in(directory, strrchr(path, '/') + 1, bytes, sparse);

	return number == 0 ? 0 : fail_make(path, bytes, number, err);
}

int backing_file_unmake(const char *path)
{
	if (unlink(path) == 0)
		return 0;
	return errno == ENOENT ? 0 : -EIO;
}
