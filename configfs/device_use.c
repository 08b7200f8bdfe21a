/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who uses a block device or a file: mounts, swap, devices above it, other exports. */
#include <fcntl.h>
#include <glob.h>
#include <libmount/libmount.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/device_part.h"
#include "configfs/fs.h"

#define NVMET "/sys/kernel/config/nvmet/subsystems"

static void free_glob(glob_t *found)
{
	globfree(found);
}

static void free_table(struct libmnt_table *const *table)
{
	mnt_unref_table(*table);
}

static void free_iter(struct libmnt_iter *const *at)
{
	mnt_free_iter(*at);
}

#define autoglob  cleaned_by(free_glob)
#define autotable cleaned_by(free_table)
#define autoiter  cleaned_by(free_iter)

static void set_user(struct device *device, char *user, const char *remedy)
{
	device->user = user;
	device->remedy = remedy;
}

/* Whether the path leads to the device or file that `st` is of. */
static bool leads_to(const char *path, const struct stat *st)
{
	struct stat other;

	if (path == NULL || path[0] != '/' || stat(path, &other) < 0)
		return false;
	if (S_ISBLK(st->st_mode))
		return S_ISBLK(other.st_mode) && other.st_rdev == st->st_rdev;
	return S_ISREG(other.st_mode) && other.st_dev == st->st_dev &&
	       other.st_ino == st->st_ino;
}

static bool find_mount(struct device *device, const struct stat *st)
{
	autotable struct libmnt_table *table =
		mnt_new_table_from_file("/proc/self/mountinfo");
	autoiter struct libmnt_iter *at = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs = NULL;

	while (table != NULL && at != NULL && device->user == NULL &&
	       mnt_table_next_fs(table, at, &fs) == 0) {
		if (mnt_fs_get_devno(fs) != st->st_rdev &&
		    !leads_to(mnt_fs_get_srcpath(fs), st))
			continue;
		set_user(device, xasprintf("mounted on %s", mnt_fs_get_target(fs)),
			 "unmount it first (umount), and take it out of /etc/fstab");
	}
	return device->user != NULL;
}

static bool find_swap(struct device *device, const struct stat *st)
{
	autotable struct libmnt_table *table = mnt_new_table();
	autoiter struct libmnt_iter *at = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs = NULL;

	if (table == NULL || at == NULL || mnt_table_parse_swaps(table, NULL) < 0)
		return false;
	while (mnt_table_next_fs(table, at, &fs) == 0) {
		if (!leads_to(mnt_fs_get_srcpath(fs), st))
			continue;
		set_user(device, xstrdup("swap space"), "switch it off first (swapoff)");
		return true;
	}
	return false;
}

/* What device mapper's uuid says the device above is. */
static const struct above {
	const char *uuid, *what, *remedy;
} above[] = {
	{ "LVM-", "LVM volume", "export that volume, or free the device (vgchange -an)" },
	{ "CRYPT-", "encrypted volume", "export that volume, or close it (cryptsetup)" },
	{ "mpath-", "multipath device", "export that device: it has every path" },
	{ "", "device mapper device", "export that device, or remove it (dmsetup)" },
};

static void name_holder(struct device *device, const char *holder, dev_t rdev)
{
	autofree char *name = sysfs_text(rdev, "dm/name");
	autofree char *uuid = sysfs_text(rdev, "dm/uuid");
	const struct above *row = above;

	if (name == NULL) {
		set_user(device, xasprintf("part of /dev/%s", holder),
			 "export that device, or take it apart first");
		return;
	}
	while (uuid != NULL && !starts_with(uuid, row->uuid))
		row++;
	if (uuid == NULL)
		row = &above[sizeof above / sizeof *above - 1];
	set_user(device, xasprintf("part of %s %s", row->what, name), row->remedy);
}

/* The device number that sysfs gives for a name below `path`. */
static dev_t number_of(const char *path)
{
	autofree char *file = xasprintf("%s/dev", path);
	autofile FILE *in = fopen(file, "re");
	char line[32];
	uint64_t upper = 0, lower = 0;

	if (in == NULL || fgets(line, sizeof line, in) == NULL)
		return 0;
	char *colon = strchr(line, ':');
	if (colon == NULL)
		return 0;
	*colon = '\0';
	colon[1 + strcspn(colon + 1, "\n")] = '\0';
	if (!parse_uint(line, &upper) || !parse_uint(colon + 1, &lower))
		return 0;
	return makedev((unsigned)upper, (unsigned)lower);
}

static bool find_holder(struct device *device, const struct stat *st)
{
	autofree char *pattern = xasprintf("/sys/dev/block/%u:%u/holders/*",
					   major(st->st_rdev), minor(st->st_rdev));
	autoglob glob_t found = { 0 };

	if (glob(pattern, 0, NULL, &found) != 0 || found.gl_pathc == 0)
		return false;
	name_holder(device, strrchr(found.gl_pathv[0], '/') + 1,
		    number_of(found.gl_pathv[0]));
	return true;
}

static bool find_loop(struct device *device, const struct stat *st)
{
	autoglob glob_t found = { 0 };

	if (glob("/sys/block/loop*", 0, NULL, &found) != 0)
		return false;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		autofree char *backing =
			sysfs_text(number_of(found.gl_pathv[i]), "loop/backing_file");

		if (!leads_to(backing, st))
			continue;
		set_user(device,
			 xasprintf("behind /dev/%s", strrchr(found.gl_pathv[i], '/') + 1),
			 "detach that loop device first (losetup --detach)");
		return true;
	}
	return false;
}

static bool is_namespace(const struct fs *fs, const char *subsystem, const char *name,
			 const struct stat *st)
{
	autofree char *path = xasprintf("%s/namespaces/%s/device_path", subsystem, name);
	autofree char *backing = NULL;

	return fs_read_text(fs, path, &backing) == 0 && leads_to(backing, st);
}

static bool exports(const struct fs *fs, const char *subsystem, const struct stat *st)
{
	autofree char *path = xasprintf("%s/namespaces", subsystem);
	struct fs_list list = { 0 };
	bool found = false;

	if (fs_list(fs, path, &list) < 0)
		return false;
	for (size_t i = 0; i < list.count && !found; i++)
		found = is_namespace(fs, subsystem, list.entries[i].name, st);
	fs_list_free(&list);
	return found;
}

/* The kernel's NVMe target does not hold its devices exclusively. */
static bool find_nvmet(struct device *device, const struct stat *st)
{
	struct fs fs = { .root = -1 };
	struct fs_list list = { 0 };

	if (fs_open(&fs, NVMET) < 0 || fs.root < 0)
		return false;
	if (fs_list(&fs, ".", &list) < 0)
		memset(&list, 0, sizeof list);
	for (size_t i = 0; i < list.count && device->user == NULL; i++)
		if (exports(&fs, list.entries[i].name, st))
			set_user(device,
				 xasprintf("exported by NVMe subsystem %s",
					   list.entries[i].name),
				 "remove it there first (nvmetcli)");
	fs_list_free(&list);
	fs_close(&fs);
	return device->user != NULL;
}

typedef bool find_fn(struct device *device, const struct stat *st);

static find_fn *const block_users[] = {
	find_mount, find_swap, find_holder, find_loop, find_nvmet,
};

static bool find_any(struct device *device, const struct stat *st)
{
	for (size_t i = 0; i < sizeof block_users / sizeof *block_users; i++)
		if (block_users[i](device, st))
			return true;
	return false;
}

static void find_partition(struct device *device, const struct stat *st)
{
	autofree char *pattern = xasprintf("/sys/dev/block/%u:%u/*/partition",
					   major(st->st_rdev), minor(st->st_rdev));
	autoglob glob_t found = { 0 };

	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *end = strrchr(found.gl_pathv[i], '/');

		*end = '\0';
		struct stat part = { .st_mode = S_IFBLK,
				     .st_rdev = number_of(found.gl_pathv[i]) };
		if (!find_any(device, &part))
			continue;
		autofree char *use = device->user;
		device->user = xasprintf("the disk of %s, which is %s",
					 strrchr(found.gl_pathv[i], '/') + 1, use);
		return;
	}
}

void block_find_user(struct device *device, const struct stat *st)
{
	if (!find_any(device, st))
		find_partition(device, st);
}

void file_find_user(struct device *device, const struct stat *st)
{
	if (!find_swap(device, st) && !find_loop(device, st))
		find_nvmet(device, st);
}

/* The same inode opened for real, without following its name again. */
static int reopen(int fd, int flags)
{
	autofree char *path = xasprintf("/proc/self/fd/%d", fd);

	return open(path, flags | O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

/* Exclusive means: nobody mounted it, holds it or exports it as a block object. */
static void try_exclusive(struct device *device, int fd)
{
	autoclose int held = reopen(fd, O_EXCL);

	if (held < 0 && errno == EBUSY)
		set_user(device, xstrdup("held by the kernel or another program"),
			 "find out with lsblk and fuser, and release it there");
}

/*
 * A write lease is granted only if nobody else has the file open.  Where leases are not
 * to be had (file system, rights) nothing is known.  The signal that tells of another's
 * open would end the program unless it is one that is ignored.
 */
static void try_lease(struct device *device, int fd)
{
	autoclose int own = reopen(fd, 0);

	if (own < 0 || fcntl(own, F_SETSIG, SIGURG) < 0)
		return;
	if (fcntl(own, F_SETLEASE, F_WRLCK) == 0) {
		fcntl(own, F_SETLEASE, F_UNLCK);
		return;
	}
	if (errno == EAGAIN)
		set_user(device, xstrdup("open in another program or the kernel"),
			 "find out with fuser, and close it there");
}

void device_find_user(struct device *device, int fd, const struct stat *st)
{
	if (device->form == DEVICE_BLOCK) {
		block_find_user(device, st);
		if (device->user == NULL)
			try_exclusive(device, fd);
		return;
	}
	file_find_user(device, st);
	if (device->user == NULL)
		try_lease(device, fd);
}
