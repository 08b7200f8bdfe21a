/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mounted file systems, judged as places for backing files. */
#include "configfs/volume.h"

#include <fcntl.h>
#include <libmount/libmount.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/volume_part.h"

static void volume_clear(struct volume *volume)
{
	free(volume->path);
	free(volume->type);
	free(volume->source);
}

void volumes_clear(struct volumes *list)
{
	for (size_t i = 0; i < list->count; i++)
		volume_clear(&list->all[i]);
	free(list->all);
	*list = (struct volumes){ 0 };
}

/* --- what it is ------------------------------------------------------------------ */

enum type_flags {
	TYPE_LOCAL = 1 << 0, /* though it has no block device of its own */
	TYPE_VOLATILE = 1 << 1,
	TYPE_OVERLAY = 1 << 2, /* as volatile as what lies below it */
	TYPE_UNFIT = 1 << 3,
};

/* Types without a row are local if they are mounted from a block device, which leaves out
 * the network's, the kernel's own and most of FUSE. */
static const struct type {
	const char *name;
	unsigned flags;
} types[] = {
	{ "bcachefs", TYPE_LOCAL },
	{ "btrfs", TYPE_LOCAL },
	{ "zfs", TYPE_LOCAL },
	{ "tmpfs", TYPE_LOCAL | TYPE_VOLATILE },
	{ "ramfs", TYPE_LOCAL | TYPE_VOLATILE },
	{ "overlay", TYPE_LOCAL | TYPE_OVERLAY },
	{ "vfat", TYPE_UNFIT },
	{ "msdos", TYPE_UNFIT },
};

/* Directories of the system, and where desktops put what is plugged in. */
static const char *const unfit_paths[] = {
	"/boot", "/dev", "/efi", "/media",     "/proc",    "/run",     "/snap",
	"/sys",  "/tmp", "/usr", "/var/cache", "/var/log", "/var/tmp",
};

/* Block devices in memory. */
static const char *const volatile_sources[] = { "/dev/ram", "/dev/zram" };

static unsigned flags_of_type(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].flags;
	return 0;
}

static bool is_unfit_path(const char *path)
{
	for (size_t i = 0; i < sizeof unfit_paths / sizeof *unfit_paths; i++) {
		const char *rest = after_prefix(path, unfit_paths[i]);

		if (rest != NULL && (*rest == '\0' || *rest == '/'))
			return true;
	}
	return false;
}

static bool is_volatile_source(const char *source)
{
	for (size_t i = 0; i < sizeof volatile_sources / sizeof *volatile_sources; i++)
		if (starts_with(source, volatile_sources[i]))
			return true;
	return false;
}

/* A layer that cannot be seen from here belongs to a live system or a container: what is
 * written there is not for keeping either. */
static bool is_volatile_overlay(struct libmnt_fs *fs)
{
	char *value = NULL;
	size_t length = 0;
	struct statfs info;

	if (mnt_fs_get_option(fs, "upperdir", &value, &length) != 0 || value == NULL)
		return false;
	autofree char *upper = xstrndup(value, length);
	return statfs(upper, &info) < 0 || info.f_type == TMPFS_MAGIC ||
	       info.f_type == RAMFS_MAGIC;
}

static bool is_local(struct libmnt_fs *fs)
{
	const char *type = mnt_fs_get_fstype(fs);

	return major(mnt_fs_get_devno(fs)) != 0 ||
	       (type != NULL && (flags_of_type(type) & TYPE_LOCAL) != 0);
}

static void take_mount(struct volumes *list, struct libmnt_fs *fs)
{
	const char *path = mnt_fs_get_target(fs), *type = mnt_fs_get_fstype(fs);
	const char *source = mnt_fs_get_source(fs), *top = mnt_fs_get_root(fs);

	if (path == NULL || type == NULL || !is_local(fs))
		return;
	unsigned flags = flags_of_type(type);
	grow(list->all, list->count);
	list->all[list->count++] = (struct volume){
		.path = xstrdup(path),
		.type = xstrdup(type),
		.source = xstrdup(source == NULL ? "" : source),
		.is_root = strcmp(path, "/") == 0,
		.is_volatile = (flags & TYPE_VOLATILE) ||
			       ((flags & TYPE_OVERLAY) && is_volatile_overlay(fs)) ||
			       (source != NULL && is_volatile_source(source)),
		.is_unfit = (flags & TYPE_UNFIT) || is_unfit_path(path),
		.dev = mnt_fs_get_devno(fs),
		.mount_id = mnt_fs_get_id(fs),
		.is_whole = top == NULL || strcmp(top, "/") == 0,
	};
}

static void take_elsewhere(struct volumes *list, struct libmnt_fs *fs)
{
	const char *path = mnt_fs_get_target(fs);

	if (path == NULL || is_local(fs))
		return;
	grow(list->all, list->count);
	list->all[list->count++] = (struct volume){ .path = xstrdup(path) };
}

static int each_mount(const char *mountinfo,
		      void (*take)(struct volumes *list, struct libmnt_fs *fs),
		      struct volumes *list)
{
	struct libmnt_table *table = mnt_new_table_from_file(mountinfo);
	struct libmnt_iter *at = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs = NULL;
	int result = table == NULL || at == NULL ? -EIO : 0;

	while (result == 0 && mnt_table_next_fs(table, at, &fs) == 0)
		take(list, fs);
	mnt_free_iter(at);
	mnt_unref_table(table);
	return result;
}

int volumes_parse(const char *mountinfo, struct volumes *list)
{
	return each_mount(mountinfo, take_mount, list);
}

int volumes_elsewhere(const char *mountinfo, struct volumes *list)
{
	return each_mount(mountinfo, take_elsewhere, list);
}

/* --- one of each ----------------------------------------------------------------- */

static bool stands_better(const struct volume *a, const struct volume *b)
{
	if (a->is_root != b->is_root)
		return a->is_root;
	return a->is_whole && !b->is_whole;
}

static void merge_into(struct volume *kept, struct volume *other)
{
	struct volume worse = *other;

	if (stands_better(other, kept)) {
		worse = *kept;
		*kept = *other;
	}
	volume_clear(&worse);
}

void volumes_merge(struct volumes *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		size_t at = 0;

		while (at < count && list->all[at].dev != list->all[i].dev)
			at++;
		if (at < count)
			merge_into(&list->all[at], &list->all[i]);
		else
			list->all[count++] = list->all[i];
	}
	list->count = count;
}

/* --- how much room it has -------------------------------------------------------- */

/* false: another mount covers it, or it cannot be looked at. */
static bool measure(struct volume *volume)
{
	struct statx st;
	struct statvfs info;

	if (statx(AT_FDCWD, volume->path, AT_NO_AUTOMOUNT, STATX_MNT_ID, &st) < 0 ||
	    statvfs(volume->path, &info) < 0)
		return false;
	if ((st.stx_mask & STATX_MNT_ID) && st.stx_mnt_id != (uint64_t)volume->mount_id)
		return false;
	volume->bytes = (uint64_t)info.f_blocks * info.f_frsize;
	volume->free = (uint64_t)info.f_bavail * info.f_frsize;
	volume->read_only = (info.f_flag & ST_RDONLY) != 0;
	return true;
}

static void measure_all(struct volumes *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (measure(&list->all[i]))
			list->all[count++] = list->all[i];
		else
			volume_clear(&list->all[i]);
	list->count = count;
}

int volumes_read(struct volumes *list, struct error *err)
{
	*list = (struct volumes){ 0 };
	if (volumes_parse(VOLUME_MOUNTS, list) < 0)
		return fail(err, -EIO, "cannot read %s", VOLUME_MOUNTS);
	measure_all(list);
	volumes_merge(list);
	return 0;
}

char *volume_for_extents(const struct volumes *list)
{
	const struct volume *best = NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct volume *volume = &list->all[i];

		if (volume->read_only || volume->is_volatile || volume->is_root ||
		    volume->is_unfit || volume->free == 0)
			continue;
		if (best == NULL || volume->free > best->free)
			best = volume;
	}
	return xstrdup(best == NULL ? EXTENTS_OF_ROOT : best->path);
}

char *directory_above(const char *path)
{
	char *directory = xstrdup(path);
	struct stat st;
	char *slash;

	while ((slash = strrchr(directory, '/')) != NULL) {
		slash[slash == directory] = '\0';
		if (slash == directory ||
		    (stat(directory, &st) == 0 && S_ISDIR(st.st_mode)))
			return directory;
	}
	return directory;
}
