/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fileio: a file, or a block device opened as one. */
#include <string.h>
#include <sys/stat.h>

#include "configfs/backstore/kinds.h"
#include "configfs/backstore/limits.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

#define PATH_BYTES 255 /* the kernel's buffer without its NUL */

static char *encode_size(const char *canonical)
{
	return xasprintf("fd_dev_size=%s", canonical);
}

#define FIXED (ATTR_VIRTUAL | ATTR_AT_CREATE | ATTR_ALWAYS)

static const struct attr own_rows[] = {
	{ .name = "path",
	  .kind = ATTR_PATH,
	  .flags = FIXED | ATTR_SUMMARY,
	  .max = PATH_BYTES,
	  .help = "The file, or the block device." },
	ROW_DEVICE_IDENTITY,
	{ .name = "size",
	  .file = "control",
	  .kind = ATTR_SIZE,
	  .flags = FIXED | ATTR_SUMMARY | ATTR_RESIZE,
	  .max = INT64_MAX,
	  .encode = encode_size,
	  .unit = "bytes",
	  .help = "Size of the disk; left out, a new object takes that of the file, and "
		  "a block device has its own." },
	{ .name = "write_back",
	  .kind = ATTR_BOOL,
	  .flags = FIXED,
	  .dflt = "0",
	  .help = "Whether writes stay in the page cache: fast, and lost with the "
		  "power." },
	{ .name = "async",
	  .kind = ATTR_BOOL,
	  .flags = FIXED,
	  .dflt = "0",
	  .help = "Whether input and output bypass the page cache, asynchronously." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };

/* A file has a size of its own and the limits of the kernel's driver; on a block device
 * the device decides. */
static char *of_file(const struct node *so, const char *value)
{
	return node_value(so, "size") == NULL ? NULL : xstrdup(value);
}

#define OF_FILE(name, value)                                                             \
	static char *name(const struct node *so)                                         \
	{                                                                                \
		return of_file(so, value);                                               \
	}

OF_FILE(block_size, "512")
OF_FILE(is_nonrot, "0")
OF_FILE(unmap_blocks, "8192")
OF_FILE(unmap_ranges, "1")
OF_FILE(unmap_unit, "1")
OF_FILE(unmap_first, "0")
OF_FILE(unmap_zeroes, "0")
OF_FILE(write_same, "4096")

static const struct attr limit_rows[] = {
	{ ROW_BLOCK_SIZE(0), .rule = block_size },
	{ ROW_OPTIMAL_SECTORS(0), .dflt = "16384" },
	{ ROW_QUEUE_DEPTH(0), .dflt = "128" },
	{ ROW_IS_NONROT(0), .rule = is_nonrot },
	{ ROW_UNMAP_ZEROES_DATA(0), .rule = unmap_zeroes },
	{ ROW_MAX_UNMAP_LBA_COUNT(0), .rule = unmap_blocks },
	{ ROW_MAX_UNMAP_BLOCK_DESC_COUNT(0), .rule = unmap_ranges },
	{ ROW_UNMAP_GRANULARITY(0), .rule = unmap_unit },
	{ ROW_UNMAP_GRANULARITY_ALIGNMENT(0), .rule = unmap_first },
	{ ROW_MAX_WRITE_SAME_LEN(0), .rule = write_same },
	{ ROW_PI_PROT_TYPE(0), .dflt = "0" },
};

static const struct attr_group limit_group = { "attribute", "attributes", "attrib",
					       ROWS(limit_rows) };

static const struct attr_group *const groups[] = {
	&own_group,     &udev_path_group, &identity_group, &cache_group,
	&discard_group, &limit_group,     &disk_group,     NULL,
};

static const struct create_arg create[] = {
	{ "name", NULL, true, NULL, "Name of the storage object." },
	{ "file_or_dev", "path", true, NULL,
	  "File, made if it is not there, or device." },
	{ "size", "size", false, NULL, "Size of a new file." },
	{ "write_back", "write_back", false, "true", "Whether to use the page cache." },
	{ "sparse", NULL, false, "true", "Whether a new file gets its blocks later." },
	{ "wwn", "serial", false, NULL, "Serial number; made up if left out." },
	{ "async", "async", false, "false", "Whether to bypass the page cache." },
	CREATE_IDENTITY,
	{ 0 },
};

static bool is_block_device(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISBLK(status.st_mode);
}

static size_t setup(const struct node *so, struct setup_write writes[SETUP_MAX])
{
	const struct value *size = node_value(so, "size");
	const char *udev_path = node_text(so, "udev_path");
	struct text control = { 0 };
	size_t count = 0;

	if (udev_path != NULL && *udev_path != '\0')
		writes[count++] = (struct setup_write){ "udev_path", xstrdup(udev_path) };
	text_addf(&control, "fd_dev_name=%s", node_text(so, "path"));
	/* A device has its own; the kernel would only repeat what it is told. */
	if (size != NULL && !is_block_device(node_text(so, "path")))
		text_addf(&control, ",fd_dev_size=%s", size->text);
	if (node_is(so, "write_back", "1"))
		text_add(&control, ",fd_buffered_io=1");
	if (node_is(so, "async", "1"))
		text_add(&control, ",fd_async_io=1");
	writes[count++] = (struct setup_write){ "control", text_take(&control) };
	return count;
}

/* "…File: PATH  Size: N  Mode: M Async: A": from the right, a path may hold anything. */
static void parse_info(struct node *so, const char *info)
{
	const char *file = info_after(info, "TCM FILEIO ID: ");
	const char *end = info + strlen(info);

	info_status(so, info);
	file = file == NULL ? NULL : info_after(file, "File: ");
	const char *mode = file == NULL ? NULL : info_last(file, end, "  Mode: ");
	const char *size = mode == NULL ? NULL : info_last(file, mode, "  Size: ");
	if (size == NULL)
		return;
	autofree char *path = xstrndup(file, (size_t)(size - file));
	node_set(so, "path", path);
	/* What the kernel prints there for a device says nothing. */
	if (!is_block_device(path))
		info_number(so, "size", size, "Size: ");
	node_set(so, "write_back", starts_with(mode, "  Mode: Buffered") ? "1" : "0");
	if (strstr(mode, " Async: ") != NULL)
		node_set(so, "async", strstr(mode, " Async: 1") != NULL ? "1" : "0");
}

static uint64_t size_of(const struct node *so)
{
	if (node_value(so, "size") != NULL)
		return node_uint(so, "size");
	return block_bytes(node_text(so, "path"));
}

static char *summary(const struct node *so, bool *ok)
{
	const char *path = node_text(so, "path");
	autofree char *size = format_size_rounded(size_of(so));

	*ok = path != NULL;
	return xasprintf("%s (%s) %s %s", path == NULL ? "" : path, size, so_cache(so),
			 so_status(so));
}

static int check(const struct node *so, struct error *err)
{
	const char *path = node_text(so, "path");

	if (path == NULL || *path != '/') {
		error_set(err, NULL, -EINVAL, "storage object %s has no absolute path",
			  so->name);
		because(err, "a fileio object needs the file or device that it opens");
		return -EINVAL;
	}
	return check_control("path", path, PATH_BYTES, err);
}

const struct backstore backstore_fileio = {
	.name = "fileio",
	.hba = "fileio",
	.module = "target_core_file",
	.product = "FILEIO",
	.title = "file",
	.help = "A disk in a file, or a block device read and written as a file.",
	.flags = BACKSTORE_HAS_SERIAL | BACKSTORE_MODEL_ALIAS | BACKSTORE_OPENS_PATH,
	.groups = groups,
	.create = create,
	.path_value = "path",
	.identity_value = "identity",
	.setup = setup,
	.parse_info = parse_info,
	.summary = summary,
	.size = size_of,
	.check = check,
};
