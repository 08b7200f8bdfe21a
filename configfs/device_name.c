/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a block device is called, recognised and listed; what is written on it. */
#include <blkid.h>
#include <fcntl.h>
#include <glob.h>
#include <libudev.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/device_identity.h"
#include "configfs/device_part.h"

static void free_udev(struct udev *const *udev)
{
	udev_unref(*udev);
}

static void free_udev_device(struct udev_device *const *device)
{
	udev_device_unref(*device);
}

static void free_enumerate(struct udev_enumerate *const *enumerate)
{
	udev_enumerate_unref(*enumerate);
}

static void free_probe(blkid_probe *probe)
{
	blkid_free_probe(*probe);
}

#define autoudev      cleaned_by(free_udev)
#define autoudevice   cleaned_by(free_udev_device)
#define autoenumerate cleaned_by(free_enumerate)
#define autoprobe     cleaned_by(free_probe)

/*
 * Links by what the device is come before links by where it is.  Left out: what follows
 * the contents (by-uuid, by-label, lvm-pv-uuid) and what changes at each boot.
 */
static const char *const link_ranks[] = {
	"/dev/disk/by-id/wwn-",
	"/dev/disk/by-id/nvme-eui.",
	"/dev/disk/by-id/nvme-uuid.",
	"/dev/disk/by-id/dm-uuid-",
	"/dev/disk/by-id/md-uuid-",
	"/dev/disk/by-id/",
	"/dev/mapper/",
	"/dev/disk/by-partuuid/",
	"/dev/disk/by-path/",
};
#define NO_RANK (sizeof link_ranks / sizeof *link_ranks)

static size_t link_rank(const char *path)
{
	if (starts_with(path, "/dev/disk/by-id/lvm-pv-uuid-"))
		return NO_RANK;
	for (size_t i = 0; i < NO_RANK; i++)
		if (starts_with(path, link_ranks[i]))
			return i;
	return NO_RANK;
}

static bool is_better(const char *path, const char *than)
{
	size_t rank = link_rank(path);

	if (rank == NO_RANK || than == NULL)
		return rank != NO_RANK;
	if (rank != link_rank(than))
		return rank < link_rank(than);
	return natural_compare(path, than) < 0;
}

/* A link may be stale: it must lead to the device now. */
static void offer_link(struct device *device, const char *path)
{
	struct stat st;

	if (!is_better(path, device->stable) || stat(path, &st) < 0 ||
	    !S_ISBLK(st.st_mode) || st.st_rdev != device->rdev)
		return;
	free(device->stable);
	device->stable = xstrdup(path);
}

/* Without udev's records the directories themselves are looked through. */
static void offer_all_links(struct device *device)
{
	static const char *const patterns[] = {
		"/dev/disk/by-id/*",
		"/dev/mapper/*",
		"/dev/disk/by-partuuid/*",
		"/dev/disk/by-path/*",
	};

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		glob_t found = { 0 };

		if (glob(patterns[i], 0, NULL, &found) == 0)
			for (size_t j = 0; j < found.gl_pathc; j++)
				offer_link(device, found.gl_pathv[j]);
		globfree(&found);
	}
}

static char *first_property(struct udev_device *record, const char *const *names)
{
	for (; *names != NULL; names++) {
		const char *text = udev_device_get_property_value(record, *names);

		if (text != NULL && text[0] != '\0')
			return xstrdup(text);
	}
	return NULL;
}

/* The first of those files of sysfs that says something, blanks at its ends removed. */
static char *first_file(dev_t rdev, const char *const *names)
{
	for (; *names != NULL; names++) {
		autofree char *text = sysfs_text(rdev, *names);
		const char *start = text == NULL ? "" : text + strspn(text, " ");
		size_t length = strlen(start);

		while (length > 0 && start[length - 1] == ' ')
			length--;
		if (length > 0)
			return xstrndup(start, length);
	}
	return NULL;
}

static void ask_udev(struct device *device)
{
	static const char *const models[] = { "ID_MODEL", "DM_NAME", "MD_NAME", NULL };
	autoudev struct udev *udev = udev_new();
	autoudevice struct udev_device *record =
		udev == NULL ? NULL
			     : udev_device_new_from_devnum(udev, 'b', device->rdev);
	struct udev_list_entry *link;

	if (record == NULL)
		return;
	udev_list_entry_foreach(link, udev_device_get_devlinks_list_entry(record))
		offer_link(device, udev_list_entry_get_name(link));
	device->model = first_property(record, models);
}

void block_find_names(struct device *device)
{
	static const char *const models[] = { "device/model", "dm/name", NULL };
	autofree char *dir = device_dir(device->rdev);

	ask_udev(device);
	if (device->stable == NULL)
		offer_all_links(device);
	if (device->model == NULL)
		device->model = first_file(device->rdev, models);
	device->identity = identity_read(dir);
}

static const char *looked_up(blkid_probe probe, const char *name)
{
	const char *text = NULL;

	return blkid_probe_lookup_value(probe, name, &text, NULL) == 0 ? text : NULL;
}

static char *describe(blkid_probe probe)
{
	static const struct {
		const char *usage, *what;
	} rows[] = {
		{ "filesystem", "file system" },
		{ "raid", "signature" },
		{ "crypto", "volume" },
		{ "other", "area" },
	};
	const char *type = looked_up(probe, "TYPE"), *usage = looked_up(probe, "USAGE");
	const char *table = looked_up(probe, "PTTYPE");

	for (size_t i = 0; type != NULL && i < sizeof rows / sizeof *rows; i++)
		if (text_equal(usage, rows[i].usage))
			return xasprintf("%s %s", type, rows[i].what);
	if (type != NULL)
		return xstrdup(type);
	return table == NULL ? NULL : xasprintf("%s partition table", table);
}

void block_find_contents(struct device *device, int fd)
{
	autofree char *path = xasprintf("/proc/self/fd/%d", fd);
	autoclose int in = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	autoprobe blkid_probe probe = blkid_new_probe();

	if (in < 0 || probe == NULL || device->bytes == 0 ||
	    blkid_probe_set_device(probe, in, 0, 0) < 0)
		return;
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_USAGE);
	blkid_probe_enable_partitions(probe, 1);
	switch (blkid_do_safeprobe(probe)) {
	case 0:
		device->contents = describe(probe);
		break;
	case -2:
		device->contents = xstrdup("signatures of several kinds");
		break;
	}
}

/* What no medium or no set-up gives a size is no candidate. */
static int look_and_call(const char *path, int (*fn)(const struct device *, void *),
			 void *data)
{
	struct error autoerror err = { 0 };
	struct device device = { 0 };
	int result = 0;

	if (device_look(path, &device, &err) < 0)
		return 0;
	if (device.form == DEVICE_BLOCK && device.bytes > 0)
		result = fn(&device, data);
	device_clear(&device);
	return result;
}

int device_each(int (*fn)(const struct device *device, void *data), void *data)
{
	autoudev struct udev *udev = udev_new();
	autoenumerate struct udev_enumerate *all =
		udev == NULL ? NULL : udev_enumerate_new(udev);
	struct udev_list_entry *entry;
	int result = 0;

	if (all == NULL || udev_enumerate_add_match_subsystem(all, "block") < 0 ||
	    udev_enumerate_scan_devices(all) < 0)
		return -EIO;
	udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(all))
	{
		autoudevice struct udev_device *record = udev_device_new_from_syspath(
			udev, udev_list_entry_get_name(entry));
		const char *path =
			record == NULL ? NULL : udev_device_get_devnode(record);

		if (path != NULL)
			result = look_and_call(path, fn, data);
		if (result != 0)
			break;
	}
	return result;
}
