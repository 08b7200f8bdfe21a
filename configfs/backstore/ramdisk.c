/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ramdisk: a disk in memory, empty after every start. */
#include <string.h>
#include <unistd.h>

#include "configfs/backstore/kinds.h"
#include "configfs/backstore/limits.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

static uint64_t page_bytes(void)
{
	long bytes = sysconf(_SC_PAGESIZE);

	return bytes <= 0 ? 4096 : (uint64_t)bytes;
}

/* To the nearest page, at least one, as targetcli does. */
static char *normal_size(const char *canonical)
{
	uint64_t page = page_bytes(), bytes = 0;

	if (!parse_uint(canonical, &bytes))
		return xstrdup(canonical);
	uint64_t pages = bytes / page + (bytes % page > page / 2);
	unsigned long long whole = pages == 0 ? page : pages * page;

	return xasprintf("%llu", whole);
}

#define FIXED (ATTR_VIRTUAL | ATTR_AT_CREATE)

static const struct attr own_rows[] = {
	{ .name = "size",
	  .kind = ATTR_SIZE,
	  .flags = FIXED | ATTR_ALWAYS | ATTR_SUMMARY,
	  .min = 1,
	  .max = INT64_MAX,
	  .normal = normal_size,
	  .unit = "bytes",
	  .help = "Size of the disk, in whole pages of memory." },
	{ .name = "nullio",
	  .kind = ATTR_BOOL,
	  .flags = FIXED | ATTR_ALWAYS | ATTR_SUMMARY,
	  .dflt = "0",
	  .help = "Whether nothing is kept at all: for measuring." },
	{ .name = "dummy",
	  .kind = ATTR_BOOL,
	  .flags = FIXED,
	  .dflt = "0",
	  .help = "Whether it stands for a LUN without a disk." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };

static const struct attr limit_rows[] = {
	{ ROW_BLOCK_SIZE(0), .dflt = "512" },
	{ ROW_OPTIMAL_SECTORS(0), .dflt = "4294967288" },
	{ ROW_QUEUE_DEPTH(0), .dflt = "128" },
	{ ROW_IS_NONROT(0), .dflt = "1" },
	{ ROW_MAX_UNMAP_LBA_COUNT(0), .dflt = "0" },
	{ ROW_MAX_UNMAP_BLOCK_DESC_COUNT(0), .dflt = "0" },
	{ ROW_UNMAP_GRANULARITY(0), .dflt = "0" },
	{ ROW_UNMAP_GRANULARITY_ALIGNMENT(0), .dflt = "0" },
	{ ROW_UNMAP_ZEROES_DATA(0), .dflt = "0" },
	{ ROW_MAX_WRITE_SAME_LEN(0), .dflt = "0" },
	{ ROW_PI_PROT_TYPE(0), .dflt = "0" },
};

static const struct attr_group limit_group = { "attribute", "attributes", "attrib",
					       ROWS(limit_rows) };

/* The kernel takes discarding once max_unmap_block_desc_count is not 0. */
static const struct attr_group *const groups[] = {
	&own_group,   &udev_path_group, &identity_group, &cache_group,
	&limit_group, &discard_group,   &disk_group,     NULL,
};

static const struct create_arg create[] = {
	{ "name", NULL, true, NULL, "Name of the storage object." },
	{ "size", "size", true, NULL, "Size of the disk." },
	{ "nullio", "nullio", false, "false", "Whether nothing is kept at all." },
	{ "wwn", "serial", false, NULL, "Serial number; made up if left out." },
	{ 0 },
};

static size_t setup(const struct node *so, struct setup_write writes[SETUP_MAX])
{
	uint64_t page = page_bytes();
	uint64_t pages = node_uint(so, "size") / page;
	const char *udev_path = node_text(so, "udev_path");
	struct text control = { 0 };
	size_t count = 0;

	if (udev_path != NULL && *udev_path != '\0')
		writes[count++] = (struct setup_write){ "udev_path", xstrdup(udev_path) };
	text_addf(&control, "rd_pages=%llu", (unsigned long long)pages);
	if (node_is(so, "nullio", "1"))
		text_add(&control, ",rd_nullio=1");
	if (node_is(so, "dummy", "1"))
		text_add(&control, ",rd_dummy=1");
	writes[count++] = (struct setup_write){ "control", text_take(&control) };
	return count;
}

static bool leading_number(const char *text, uint64_t *value)
{
	autofree char *digits = xstrndup(text, strspn(text, "0123456789"));

	return parse_uint(digits, value);
}

/* "PAGES/PAGE_SIZE: 256*4096  SG_table_count: 1  nullio: 0 dummy: 0". */
static void parse_info(struct node *so, const char *info)
{
	const char *pages = info_after(info, "PAGES/PAGE_SIZE: ");
	const char *bytes = pages == NULL ? NULL : info_after(pages, "*");
	uint64_t count = 0, size = 0, product = 0;

	info_status(so, info);
	if (bytes == NULL || !leading_number(pages, &count) ||
	    !leading_number(bytes, &size) ||
	    __builtin_mul_overflow(count, size, &product))
		return;
	autofree char *text = xasprintf("%llu", (unsigned long long)product);
	node_set(so, "size", text);
	info_number(so, "nullio", bytes, "nullio: ");
	info_number(so, "dummy", bytes, "dummy: ");
}

static uint64_t size_of(const struct node *so)
{
	return node_uint(so, "size");
}

static char *summary(const struct node *so, bool *ok)
{
	autofree char *size = format_size_rounded(size_of(so));

	*ok = true;
	return xasprintf("%s(%s) %s", node_is(so, "nullio", "1") ? "nullio " : "", size,
			 so_status(so));
}

static int check(const struct node *so, struct error *err)
{
	uint64_t page = page_bytes(), size = node_uint(so, "size");

	if (size > 0 && size % page == 0)
		return 0;
	error_set(err, NULL, -EINVAL, "ramdisk %s cannot have %llu bytes", so->name,
		  (unsigned long long)size);
	because(err, "it takes whole pages of %llu bytes, at least one",
		(unsigned long long)page);
	return -EINVAL;
}

const struct backstore backstore_ramdisk = {
	.name = "ramdisk",
	.hba = "rd_mcp",
	.module = "target_core_mod",
	.product = "RAMDISK-MCP",
	.title = "memory",
	.help = "A disk in this machine's memory; what is on it is lost with it.",
	.flags = BACKSTORE_HAS_SERIAL | BACKSTORE_MODEL_ALIAS | BACKSTORE_VOLATILE,
	.groups = groups,
	.create = create,
	.setup = setup,
	.parse_info = parse_info,
	.summary = summary,
	.size = size_of,
	.check = check,
};
