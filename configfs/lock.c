/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock of one apply, ours and targetcli's, never waited for in silence. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/commit.h"

#define OWN_LOCK  "/run/liosh.lock"
#define PEER_LOCK "/var/run/targetcli.lock"

struct patience {
	unsigned seconds;
	const volatile int *interrupted;
};

/* The kernel's own list knows the owner, whatever the file says. */
static int owner_of(int fd)
{
	autofile FILE *locks = fopen("/proc/locks", "re");
	char line[256], pid[16], file[64];
	struct stat st;

	if (locks == NULL || fstat(fd, &st) < 0)
		return 0;
	autofree char *wanted = xasprintf("%02x:%02x:%lu", major(st.st_dev),
					  minor(st.st_dev), (unsigned long)st.st_ino);
	while (fgets(line, sizeof line, locks) != NULL)
		if (sscanf(line, "%*s FLOCK %*s %*s %15s %63s", pid, file) == 2 &&
		    strcmp(file, wanted) == 0)
			return (int)strtol(pid, NULL, 10);
	return 0;
}

static int fail_busy(int fd, const char *path, unsigned seconds, struct error *err)
{
	int pid = owner_of(fd);

	error_set(err, NULL, -EBUSY, "another program is changing the configuration");
	if (pid > 0)
		because(err, "process %d has held %s for %u s", pid, path, seconds);
	else
		because(err, "%s has been held for %u s", path, seconds);
	advise(err, "try again when it is done");
	return -EBUSY;
}

/* What is *taken is the caller's to close, on failure too. */
static int take_one(const char *path, const struct patience *patience, int *taken,
		    struct error *err)
{
	static const struct timespec pause = { .tv_nsec = 50000000 };
	int fd = *taken = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0) {
		int code = errno;

		error_set(err, NULL, -EIO, "cannot open the lock %s: %s", path,
			  strerror(code));
		return -EIO;
	}
	for (unsigned tries = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; tries++) {
		if (tries >= patience->seconds * 20)
			return fail_busy(fd, path, patience->seconds, err);
		if (patience->interrupted != NULL && *patience->interrupted)
			return fail(err, -EINTR, "interrupted: nothing was changed");
		nanosleep(&pause, NULL);
	}
	return 0;
}

int lock_take(struct lock *lock, unsigned seconds, const volatile int *interrupted,
	      struct error *err)
{
	const struct patience patience = { seconds, interrupted };

	*lock = (struct lock){ -1, -1 };
	int result = take_one(OWN_LOCK, &patience, &lock->own, err);

	if (result == 0)
		result = take_one(PEER_LOCK, &patience, &lock->peer, err);
	if (result < 0)
		lock_release(lock);
	return result;
}

int lock_file(const char *path, unsigned seconds, const volatile int *interrupted,
	      int *fd, struct error *err)
{
	const struct patience patience = { seconds, interrupted };

	return take_one(path, &patience, fd, err);
}

void lock_release(struct lock *lock)
{
	if (lock->peer >= 0)
		close(lock->peer);
	if (lock->own >= 0)
		close(lock->own);
	*lock = (struct lock){ -1, -1 };
}

char *lock_holder(void)
{
	static const char *const paths[] = { OWN_LOCK, PEER_LOCK };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		autoclose int fd = open(paths[i], O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		int pid = fd < 0 ? 0 : owner_of(fd);

		if (pid > 0)
			return xasprintf("process %d has %s", pid, paths[i]);
	}
	return NULL;
}
