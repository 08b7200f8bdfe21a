/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file has the value of before, and is locked as long as its writer lives. */
#include "shell/hurry.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/this_boot.h"

#define SETTING "/sys/kernel/rcu_expedited"

/* One digit, as the kernel shows it. */
static bool read_value(int fd, char *value)
{
	return pread(fd, value, 1, 0) == 1 && *value >= '0' && *value <= '9';
}

static bool set(char value)
{
	autoclose int fd = open(SETTING, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, &value, 1) == 1;
}

/* The file, locked; -1: there is none, or its writer lives. */
static int open_record(int flags)
{
	int fd = open(HURRY_FILE, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -1;
}

/* If it cannot be put back the file stays, for the next one. */
static void put_back(int fd)
{
	char before;

	if (!read_value(fd, &before) || set(before))
		(void)unlink(HURRY_FILE);
}

void hurry_mend(void)
{
	autoclose int fd = open_record(0);

	if (fd >= 0)
		put_back(fd);
}

void hurry_begin(int *hurry)
{
	autoclose int setting = open(SETTING, O_RDONLY | O_CLOEXEC);
	char before;

	*hurry = -1;
	hurry_mend();
	if (setting < 0 || !read_value(setting, &before) || before != '0')
		return;
	(void)mkdir(THIS_BOOT_DIRECTORY, 0700);
	*hurry = open_record(O_CREAT | O_EXCL);
	if (*hurry >= 0 && (pwrite(*hurry, &before, 1, 0) != 1 || !set('1')))
		hurry_end(hurry);
}

void hurry_end(int *hurry)
{
	if (*hurry < 0)
		return;
	put_back(*hurry);
	close(*hurry);
	*hurry = -1;
}
