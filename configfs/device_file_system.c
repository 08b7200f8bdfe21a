/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The identity of a file: that of its file system, from udev or from its superblock. */
#include "configfs/device_file_system.h"

#include <blkid.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libmount/libmount.h>
#include <libudev.h>
#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/device_identity.h"
#include "configfs/volume.h"

#define SUBVOLUME "-subvol"
#define MOUNTINFO "/proc/self/mountinfo"

static void free_udev(struct udev *const *udev)
{
	udev_unref(*udev);
}

static void free_udev_device(struct udev_device *const *device)
{
	udev_device_unref(*device);
}

static void free_probe(blkid_probe *probe)
{
	blkid_free_probe(*probe);
}

static void free_table(struct libmnt_table *const *table)
{
	mnt_unref_table(*table);
}

static void free_iter(struct libmnt_iter *const *each)
{
	mnt_free_iter(*each);
}

/* --- of a block device ----------------------------------------------------------- */

static char *uuid_of_udev(struct udev_device *record)
{
	return xstrdup_null(udev_device_get_property_value(record, "ID_FS_UUID"));
}

static char *uuid_of_superblock(const char *node)
{
	cleaned_by(free_probe) blkid_probe probe = blkid_new_probe();
	autoclose int fd = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const char *uuid = NULL;

	if (fd < 0 || probe == NULL || blkid_probe_set_device(probe, fd, 0, 0) < 0)
		return NULL;
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_UUID);
	if (blkid_do_safeprobe(probe) != 0 ||
	    blkid_probe_lookup_value(probe, "UUID", &uuid, NULL) != 0)
		return NULL;
	return xstrdup_null(uuid);
}

static char *uuid_of_device(dev_t number)
{
	cleaned_by(free_udev) struct udev *udev = udev_new();
	cleaned_by(free_udev_device) struct udev_device *record =
		udev == NULL ? NULL : udev_device_new_from_devnum(udev, 'b', number);

	if (record == NULL)
		return NULL;
	char *uuid = uuid_of_udev(record);
	const char *node = udev_device_get_devnode(record);
	if (uuid == NULL && node != NULL)
		uuid = uuid_of_superblock(node);
	return uuid;
}

/* --- of a mount ------------------------------------------------------------------ */

/* Those without a block device of theirs whose source says which one it is. */
static const char *const named_by_source[] = {
	"9p",  "ceph", "cifs", "fuse.glusterfs", "lustre",
	"nfs", "nfs4", "smb3", "virtiofs",       "zfs",
};

static bool is_named_by_source(const char *type)
{
	for (size_t i = 0; i < sizeof named_by_source / sizeof *named_by_source; i++)
		if (text_equal(type, named_by_source[i]))
			return true;
	return false;
}

/* btrfs and its like have a number of their own; what is mounted is a device all the
 * same. */
static char *uuid_of_mount(struct libmnt_fs *fs)
{
	const char *source = mnt_fs_get_source(fs);
	struct stat st;

	if (source == NULL)
		return NULL;
	if (is_named_by_source(mnt_fs_get_fstype(fs)))
		return xstrdup(source);
	if (source[0] != '/' || stat(source, &st) < 0 || !S_ISBLK(st.st_mode))
		return NULL;
	return uuid_of_device(st.st_rdev);
}

static char *uuid_of_mount_id(uint64_t id)
{
	cleaned_by(free_table) struct libmnt_table *table =
		mnt_new_table_from_file(MOUNTINFO);
	cleaned_by(free_iter) struct libmnt_iter *each = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs = NULL;

	while (table != NULL && each != NULL && mnt_table_next_fs(table, each, &fs) == 0)
		if ((uint64_t)mnt_fs_get_id(fs) == id)
			return uuid_of_mount(fs);
	return NULL;
}

/* --- of a subvolume -------------------------------------------------------------- */

/* Several parts of one file system, each with a number that no other part ever gets, may
 * be mounted apart: one that is not mounted leaves the directory of another.  Added to
 * the UUID, owned; "" where there is no such thing. */
static char *subvolume_of(const char *path)
{
	/* Of the tree that this very file is in; that number needs no rights. */
	struct btrfs_ioctl_ino_lookup_args args = { .objectid =
							    BTRFS_FIRST_FREE_OBJECTID };
	struct statfs info;

	if (statfs(path, &info) < 0 || info.f_type != BTRFS_SUPER_MAGIC)
		return xstrdup("");
	autoclose int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, BTRFS_IOC_INO_LOOKUP, &args) < 0)
		return xstrdup("");
	return xasprintf(SUBVOLUME "%" PRIu64, (uint64_t)args.treeid);
}

/* --- of a file ------------------------------------------------------------------- */

static char *uuid_of(const char *path)
{
	struct statx info;

	if (statx(AT_FDCWD, path, 0, STATX_MNT_ID, &info) < 0)
		return NULL;
	if (info.stx_dev_major != 0)
		return uuid_of_device(makedev(info.stx_dev_major, info.stx_dev_minor));
	return info.stx_mask & STATX_MNT_ID ? uuid_of_mount_id(info.stx_mnt_id) : NULL;
}

char *file_system_of(const char *path)
{
	struct stat st;
	autofree char *there =
		stat(path, &st) == 0 ? xstrdup(path) : directory_above(path);
	autofree char *uuid = uuid_of(there);

	if (uuid == NULL || !text_is_printable(uuid))
		return NULL;
	autofree char *subvolume = subvolume_of(there);
	char *identity = xasprintf(FILE_SYSTEM ":%s%s", uuid, subvolume);
	if (strlen(identity) <= IDENTITY_BYTES)
		return identity;
	free(identity);
	return NULL;
}

bool file_system_fits(const char *is, const char *identity)
{
	const char *rest =
		is == NULL || identity == NULL ? NULL : after_prefix(is, identity);

	return rest != NULL && (*rest == '\0' || starts_with(rest, SUBVOLUME));
}
