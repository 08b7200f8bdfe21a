/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pscsi: SCSI commands handed to a device of this machine as they are. */
#include <dirent.h>
#include <libgen.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "configfs/backstore/identity.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/rows.h"

#define PATH_BYTES 511

/* Host, channel, target and LUN of a SCSI device. */
struct address {
	unsigned long long part[4];
};

/* "1:0:0:0": four numbers and nothing else. */
static bool parse_address(const char *text, struct address *address)
{
	autofree char *copy = xstrdup(text);
	char *rest = copy;

	for (size_t i = 0; i < 4; i++) {
		const char *number = strsep(&rest, ":");
		uint64_t value;

		if (number == NULL || !parse_uint(number, &value) || value > UINT32_MAX)
			return false;
		address->part[i] = value;
	}
	return rest == NULL;
}

/* /sys/dev/block/8:0/device leads to …/H:C:T:L. */
static bool address_of(const char *path, struct address *address)
{
	struct stat status;

	if (stat(path, &status) < 0 ||
	    !(S_ISBLK(status.st_mode) || S_ISCHR(status.st_mode)))
		return false;
	autofree char *link = xasprintf("/sys/dev/%s/%u:%u/device",
					S_ISBLK(status.st_mode) ? "block" : "char",
					major(status.st_rdev), minor(status.st_rdev));
	autofree char *device = realpath(link, NULL);
	return device != NULL && parse_address(basename(device), address);
}

/* The first name in a directory that is no dot, owned; NULL: none. */
static char *first_entry(const char *path)
{
	autodir DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			return xstrdup(entry->d_name);
	return NULL;
}

/* "1:0:0:0" is the disk at that address, if this machine has it. */
static char *normal_device(const char *canonical)
{
	static const char *const classes[] = { "block", "scsi_tape", "scsi_generic" };
	struct address address;

	if (!parse_address(canonical, &address))
		return xstrdup(canonical);
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		autofree char *dir =
			xasprintf("/sys/bus/scsi/devices/%s/%s", canonical, classes[i]);
		autofree char *name = first_entry(dir);

		if (name != NULL)
			return xasprintf("/dev/%s", name);
	}
	return xstrdup(canonical);
}

static int check_device(const char *canonical, struct error *err)
{
	struct address address;

	if (*canonical == '/' || parse_address(canonical, &address))
		return check_control("device", canonical, PATH_BYTES, err);
	error_set(err, NULL, -EINVAL, "device cannot be '%s'", canonical);
	because(err,
		"device takes the path of a SCSI device, or HOST:CHANNEL:TARGET:LUN");
	return -EINVAL;
}

static const struct attr own_rows[] = {
	{ .name = "device",
	  .file = "udev_path",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_AT_CREATE | ATTR_ALWAYS | ATTR_SUMMARY | ATTR_BEFORE_ENABLE,
	  .max = PATH_BYTES,
	  .normal = normal_device,
	  .check = check_device,
	  .also = "udev_path",
	  .help = "Path of the SCSI device, or HOST:CHANNEL:TARGET:LUN." },
	ROW_DEVICE_IDENTITY,
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };

#define OF_DEVICE (ATTR_KEEP | ATTR_DEVICE)

/* All of it comes from the device; a serial can be given where it has none. */
static const struct attr identity_rows[] = {
	{ ROW_SERIAL(OF_DEVICE), .help = "Serial number of the device." },
	{ ROW_INQUIRY("vendor_id", 8, OF_DEVICE),
	  .help = "Vendor, as the kernel notes it." },
	{ ROW_INQUIRY("revision", 4, OF_DEVICE),
	  .help = "Revision, as the kernel notes it." },
	{ ROW_COMPANY_ID, .help = "IEEE number of the company." },
	{ ROW_PD_TEXT_ID_INFO, .help = "Text about the disk, as the kernel notes it." },
	{ ROW_INQUIRY("product_id", 16, OF_DEVICE | ATTR_LAST),
	  .help = "Product, as the kernel notes it." },
};

static const struct attr_group identity = { .dir = "wwn", ROWS(identity_rows) };

static const struct attr attribute_rows[] = {
	{ .name = "alua_support",
	  .kind = ATTR_BOOL,
	  .dflt = "0",
	  .help = "Whether ALUA is emulated: never." },
	{ .name = "pgr_support",
	  .kind = ATTR_BOOL,
	  .dflt = "0",
	  .help = "Whether persistent reservations are emulated: never." },
	{ .name = "hw_block_size",
	  .kind = ATTR_UINT,
	  .flags = ATTR_READ_ONLY,
	  .max = UINT32_MAX,
	  .help = "Block size of the device." },
	{ .name = "hw_max_sectors",
	  .kind = ATTR_UINT,
	  .flags = ATTR_READ_ONLY,
	  .max = UINT32_MAX,
	  .help = "Largest transfer that the device takes." },
};

static const struct attr_group attributes = { "attribute", "attributes", "attrib",
					      ROWS(attribute_rows) };

static const struct attr_group *const groups[] = { &own_group, &identity, &attributes,
						   NULL };

static const struct create_arg create[] = {
	{ "name", NULL, true, NULL, "Name of the storage object." },
	{ "dev", "device", true, NULL, "The SCSI device, or HOST:CHANNEL:TARGET:LUN." },
	CREATE_IDENTITY,
	{ 0 },
};

/* An address that cannot be found is left out: the kernel refuses `enable` then. */
static size_t setup(const struct node *so, struct setup_write writes[SETUP_MAX])
{
	const char *device = node_text(so, "device");
	autofree char *path = normal_device(device == NULL ? "" : device);
	struct address address;
	size_t count = 0;

	writes[count++] = (struct setup_write){ "udev_path", xstrdup(path) };
	if (!parse_address(path, &address) && !address_of(path, &address))
		return count;
	char *control = xasprintf("scsi_host_id=%llu,scsi_channel_id=%llu,"
				  "scsi_target_id=%llu,scsi_lun_id=%llu",
				  address.part[0], address.part[1], address.part[2],
				  address.part[3]);
	writes[count++] = (struct setup_write){ "control", control };
	return count;
}

static void parse_info(struct node *so, const char *info)
{
	info_status(so, info);
}

static uint64_t size_of(const struct node *so)
{
	return block_bytes(node_text(so, "device"));
}

static char *summary(const struct node *so, bool *ok)
{
	const char *device = node_text(so, "device");

	*ok = device != NULL && *device != '\0';
	return xasprintf("%s %s", device == NULL ? "" : device, so_status(so));
}

static int check(const struct node *so, struct error *err)
{
	const char *device = node_text(so, "device");

	return check_device(device == NULL ? "" : device, err);
}

const struct backstore backstore_pscsi = {
	.name = "pscsi",
	.hba = "pscsi",
	.module = "target_core_pscsi",
	.title = "SCSI device",
	.help = "A SCSI device of this machine, its commands passed through.",
	.flags = BACKSTORE_OPENS_PATH | BACKSTORE_OWN_ALUA,
	.groups = groups,
	.create = create,
	.path_value = "device",
	.identity_value = "identity",
	.setup = setup,
	.parse_info = parse_info,
	.summary = summary,
	.size = size_of,
	.check = check,
};
