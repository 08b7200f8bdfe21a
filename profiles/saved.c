/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file written whole or not at all, so that a power cut leaves the old or the new. */
#include "profiles/saved.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"

struct writing {
	const struct place_of_file *place;
	const char *bytes;
	size_t length;
	const char *temporary; /* its name */
};

/* --- the temporary file ---------------------------------------------------------- */

/* Its reason in errno.  Write-back errors come out of fsync once only: after one the
 * file is given up. */
static int write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0)
			errno = EIO;
		if (done <= 0)
			return -1;
		bytes += done;
		length -= (size_t)done;
	}
	return 0;
}

static int reserve(int fd, size_t length)
{
	int result;

	do
		result = fallocate(fd, 0, 0, (off_t)length);
	while (result < 0 && errno == EINTR);
	if (result < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL))
		return 0;
	return result;
}

static int read_back(int fd, const char *bytes, size_t length)
{
	char buffer[16384];

	for (size_t at = 0; at < length;) {
		ssize_t got = pread(fd, buffer, sizeof buffer, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || (size_t)got > length - at ||
		    memcmp(buffer, bytes + at, (size_t)got) != 0) {
			explicit_bzero(buffer, sizeof buffer);
			errno = got < 0 ? errno : EIO;
			return -1;
		}
		at += (size_t)got;
	}
	explicit_bzero(buffer, sizeof buffer);
	return 0;
}

/* The new file has the owner of the old one, and 0600 before it has any content. */
static int set_owner(const struct writing *writing, int fd)
{
	const struct stat *old = &writing->place->st;

	if (writing->place->exists &&
	    (old->st_uid != geteuid() || old->st_gid != getegid()) &&
	    fchown(fd, old->st_uid, old->st_gid) < 0 && geteuid() == 0)
		return -1;
	return fchmod(fd, 0600);
}

static int fill(const struct writing *writing, int fd, struct error *err)
{
	const struct place_of_file *place = writing->place;

	if (set_owner(writing, fd) < 0)
		return not_saved(place, "set its owner and mode", errno, err);
	if (reserve(fd, writing->length) < 0)
		return not_saved(place, "find room for it", errno, err);
	if (write_all(fd, writing->bytes, writing->length) < 0)
		return not_saved(place, "write it", errno, err);
	if (fsync(fd) < 0)
		return not_saved(place, "get it onto the disk", errno, err);
	if (read_back(fd, writing->bytes, writing->length) < 0)
		return not_saved(place, "read it back as it was written", errno, err);
	return 0;
}

static int write_temporary(const struct writing *writing, struct error *err)
{
	int fd = openat(writing->place->dir, writing->temporary,
			O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return not_saved(writing->place, "make a temporary file", errno, err);
	int result = fill(writing, fd, err);
	/* Interrupted, it is closed all the same. */
	if (close(fd) < 0 && errno != EINTR && result == 0)
		result = not_saved(writing->place, "close it", errno, err);
	return result;
}

/* --- the sequence ---------------------------------------------------------------- */

/* Saving the same again does not push older states out of the backups. */
bool save_is_same(const struct place_of_file *place, const char *bytes, size_t length)
{
	autoclose int fd = -1;

	if (!place->exists || (size_t)place->st.st_size != length)
		return false;
	fd = openat(place->dir, place->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 && read_back(fd, bytes, length) == 0;
}

static int commit(const struct writing *writing, struct error *err)
{
	const struct place_of_file *place = writing->place;
	int result = write_temporary(writing, err);

	if (result == 0 && place->exists &&
	    !save_is_same(place, writing->bytes, writing->length))
		result = save_old(place, err);
	if (result == 0 &&
	    renameat(place->dir, writing->temporary, place->dir, place->name) < 0)
		result = not_saved(place, "put it in its place", errno, err);
	if (result < 0) {
		(void)!unlinkat(place->dir, writing->temporary, 0);
		return result;
	}
	save_expire(place);
	if (fsync(place->dir) == 0)
		return 0;
	error_set(err, NULL, -EIO, "%s is saved, but may not survive a power loss: %s",
		  place->path, strerror(errno));
	because(err, "the directory did not reach the disk");
	advise(err,
	       "look at the disk and save again; NAME.prev is what was saved before");
	return -EIO;
}

/* Nothing may stop a save half-way: no signal, and no limit on the size of files. */
int save_bytes(const struct place_of_file *place, const char *bytes, size_t length,
	       struct error *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	autofree char *temporary = xasprintf(".%s.%s.tmp", place->name, place->id);
	const struct writing writing = { place, bytes, length, temporary };
	sigset_t all, before;

	save_place_sweep(place);
	sigfillset(&all);
	/* What is ignored is thrown away only while it is not blocked. */
	sigdelset(&all, SIGXFSZ);
	sigaction(SIGXFSZ, &ignore, &old);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int result = commit(&writing, err);
	sigaction(SIGXFSZ, &old, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}
