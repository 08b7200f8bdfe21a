/* SPDX-License-Identifier: GPL-3.0-or-later */
/* block: a block device of the machine. */
#include <string.h>

#include "configfs/backstore/kinds.h"
#include "configfs/backstore/limits.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

#define PATH_BYTES 511

#define FIXED (ATTR_VIRTUAL | ATTR_AT_CREATE)

static const struct attr own_rows[] = {
	{ .name = "device",
	  .kind = ATTR_PATH,
	  .flags = FIXED | ATTR_ALWAYS | ATTR_SUMMARY,
	  .max = PATH_BYTES,
	  .help = "The block device; best by its name in /dev/disk/by-id." },
	ROW_DEVICE_IDENTITY,
	{ .name = "readonly",
	  .kind = ATTR_BOOL,
	  .flags = FIXED | ATTR_ALWAYS | ATTR_SUMMARY,
	  .dflt = "0",
	  .help = "Whether the device is opened for reading only; initiators are kept "
		  "from writing by write_protect alone." },
	{ .name = "exclusive",
	  .kind = ATTR_BOOL,
	  .flags = FIXED,
	  .dflt = "1",
	  .help = "Whether nobody else may open the device exclusively." },
	{ .name = "major_minor",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_VIRTUAL | ATTR_READ_ONLY | ATTR_SUMMARY,
	  .max = 31,
	  .help = "Number of the device that is open." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };

static const struct attr limit_rows[] = {
	{ ROW_BLOCK_SIZE(ATTR_DEVICE) },
	{ ROW_OPTIMAL_SECTORS(ATTR_DEVICE) },
	{ ROW_QUEUE_DEPTH(ATTR_DEVICE) },
	{ ROW_IS_NONROT(ATTR_DEVICE) },
	{ ROW_UNMAP_ZEROES_DATA(ATTR_DEVICE) },
	{ ROW_MAX_UNMAP_LBA_COUNT(ATTR_DEVICE) },
	{ ROW_MAX_UNMAP_BLOCK_DESC_COUNT(ATTR_DEVICE) },
	{ ROW_UNMAP_GRANULARITY(ATTR_DEVICE) },
	{ ROW_UNMAP_GRANULARITY_ALIGNMENT(ATTR_DEVICE) },
	{ ROW_MAX_WRITE_SAME_LEN(ATTR_DEVICE) },
	{ ROW_PI_PROT_TYPE(ATTR_DEVICE) },
};

static const struct attr_group limit_group = { "attribute", "attributes", "attrib",
					       ROWS(limit_rows) };

static const struct attr_group *const groups[] = {
	&own_group,     &udev_path_group, &identity_group, &cache_group,
	&discard_group, &limit_group,     &disk_group,     NULL,
};

static const struct create_arg create[] = {
	{ "name", NULL, true, NULL, "Name of the storage object." },
	{ "dev", "device", true, NULL, "The block device." },
	{ "readonly", "readonly", false, NULL, "Whether to open it for reading only." },
	{ "wwn", "serial", false, NULL, "Serial number; made up if left out." },
	{ "exclusive", "exclusive", false, NULL, "Whether to open it exclusively." },
	CREATE_IDENTITY,
	{ 0 },
};

static size_t setup(const struct node *so, struct setup_write writes[SETUP_MAX])
{
	const struct value *exclusive = node_value(so, "exclusive");
	const char *udev_path = node_text(so, "udev_path");
	struct text control = { 0 };
	size_t count = 0;

	if (udev_path != NULL && *udev_path != '\0')
		writes[count++] = (struct setup_write){ "udev_path", xstrdup(udev_path) };
	text_addf(&control, "udev_path=%s", node_text(so, "device"));
	text_addf(&control, ",readonly=%s", node_text(so, "readonly"));
	/* Kernels that do not know it say nothing, so it is written on request only. */
	if (exclusive != NULL)
		text_addf(&control, ",exclusive=%s", exclusive->text);
	writes[count++] = (struct setup_write){ "control", text_take(&control) };
	return count;
}

static void parse_number(struct node *so, const char *info)
{
	const char *major = info_after(info, "        Major: ");
	const char *minor = major == NULL ? NULL : info_after(major, " Minor: ");

	if (minor == NULL || starts_with(major, "0 Minor: 0"))
		return;
	autofree char *number = xasprintf("%.*s:%.*s", (int)strspn(major, "0123456789"),
					  major, (int)strspn(minor, "0123456789"), minor);
	node_set(so, "major_minor", number);
}

/* "iBlock device: sda  UDEV PATH: PATH  readonly: 0\n        Major: 8 Minor: 0  …". */
static void parse_info(struct node *so, const char *info)
{
	const char *path = info_after(info, "  UDEV PATH: ");
	const char *end = info + strlen(info);
	const char *exclusive;

	info_status(so, info);
	const char *readonly = path == NULL ? NULL : info_last(path, end, "  readonly: ");
	if (readonly == NULL)
		return;
	autofree char *device = xstrndup(path, (size_t)(readonly - path));
	node_set(so, "device", device);
	node_set(so, "readonly", starts_with(readonly, "  readonly: 0") ? "0" : "1");
	exclusive = info_after(readonly, "exclusive: ");
	if (exclusive != NULL)
		node_set(so, "exclusive", *exclusive == '0' ? "0" : "1");
	parse_number(so, readonly);
}

/* By the number of what is open: the path may lead elsewhere by now. */
static uint64_t size_of(const struct node *so)
{
	const struct value *number = node_value(so, "major_minor");

	if (number != NULL)
		return block_bytes_by_number(number->text);
	return block_bytes(node_text(so, "device"));
}

static char *summary(const struct node *so, bool *ok)
{
	const char *device = node_text(so, "device");
	autofree char *size = format_size_rounded(size_of(so));

	*ok = device != NULL;
	return xasprintf("%s (%s) %s%s %s", device == NULL ? "" : device, size,
			 node_is(so, "readonly", "1") ? "ro " : "", so_cache(so),
			 so_status(so));
}

static int check(const struct node *so, struct error *err)
{
	const char *device = node_text(so, "device");

	if (device == NULL || *device != '/') {
		error_set(err, NULL, -EINVAL, "storage object %s has no device",
			  so->name);
		because(err, "a block object needs the absolute path of a block device");
		return -EINVAL;
	}
	return check_control("device", device, PATH_BYTES, err);
}

const struct backstore backstore_block = {
	.name = "block",
	.hba = "iblock",
	.module = "target_core_iblock",
	.product = "IBLOCK",
	.title = "block device",
	.help = "A disk, partition or logical volume of this machine.",
	.flags = BACKSTORE_HAS_SERIAL | BACKSTORE_MODEL_ALIAS | BACKSTORE_OPENS_PATH,
	.groups = groups,
	.create = create,
	.path_value = "device",
	.identity_value = "identity",
	.number_value = "major_minor",
	.setup = setup,
	.parse_info = parse_info,
	.summary = summary,
	.size = size_of,
	.check = check,
};
