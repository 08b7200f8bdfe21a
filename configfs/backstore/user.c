/* SPDX-License-Identifier: GPL-3.0-or-later */
/* user: a disk that a program of this machine (tcmu-runner) serves. */
#include <stdint.h>
#include <string.h>

#include "configfs/backstore/identity.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/rows.h"

#define CONFIG_BYTES 255

static int check_config(const char *canonical, struct error *err)
{
	const char *slash = strchr(canonical, '/');

	if (slash != NULL && slash != canonical)
		return check_control("config", canonical, CONFIG_BYTES, err);
	error_set(err, NULL, -EINVAL, "config cannot be '%s'", canonical);
	because(err, "config takes HANDLER/CONFIGURATION: the handler serves the disk");
	return -EINVAL;
}

#define FIXED (ATTR_VIRTUAL | ATTR_AT_CREATE | ATTR_ALWAYS | ATTR_SUMMARY)

static const struct attr own_rows[] = {
	{ .name = "config",
	  .file = "attrib/dev_config",
	  .kind = ATTR_TEXT,
	  .flags = FIXED | ATTR_MEDIUM,
	  .max = CONFIG_BYTES,
	  .check = check_config,
	  .help = "HANDLER/CONFIGURATION: which program serves the disk, and from "
		  "what." },
	{ .name = "size",
	  .file = "attrib/dev_size",
	  .kind = ATTR_SIZE,
	  .flags = FIXED | ATTR_RESIZE | ATTR_MEDIUM,
	  .max = INT64_MAX,
	  .unit = "bytes",
	  .help = "Size of the disk." },
};

#define CREATED(row, most, value, text)                                                  \
	{                                                                                \
		.name = row, .kind = ATTR_UINT, .flags = ATTR_VIRTUAL | ATTR_AT_CREATE,  \
		.min = 1, .max = most, .dflt = value, .help = text                       \
	}

/* Given in the control string, read in `info`; attrib/ shows them too. */
static const struct attr created_rows[] = {
	CREATED("hw_block_size", 65536, "512", "Block size of the disk."),
	CREATED("hw_max_sectors", UINT32_MAX, "128", "Largest transfer, in blocks."),
	CREATED("max_data_area_mb", INT32_MAX, "1024", "Memory shared with the handler."),
	CREATED("data_pages_per_blk", INT32_MAX, "1", "Pages in a block of that memory."),
	CREATED("cmd_ring_size_mb", 8, "8", "Memory for the ring of commands."),
};

static const struct choice blocked[] = {
	{ "0", .read = "unblocked" },
	{ "1", .read = "blocked" },
};

#define UNTIL_ENABLED(row, text)                                                         \
	{                                                                                \
		.name = row, .kind = ATTR_BOOL,                                          \
		.flags = ATTR_AT_CREATE | ATTR_BEFORE_ENABLE, .dflt = "1", .help = text  \
	}

static const struct attr attribute_rows[] = {
	{ .name = "cmd_time_out",
	  .kind = ATTR_UINT,
	  .flags = ATTR_BEFORE_EXPORT,
	  .max = INT32_MAX / 1000,
	  .dflt = "30",
	  .unit = "s",
	  .help = "How long the handler may take for a command; 0 for ever." },
	{ .name = "qfull_time_out",
	  .kind = ATTR_INT,
	  .min = -1,
	  .max = INT32_MAX / 1000,
	  .dflt = "-1",
	  .unit = "s",
	  .help = "How long a command waits for room: -1 as cmd_time_out, 0 not." },
	{ .name = "tmr_notification",
	  .kind = ATTR_BOOL,
	  .dflt = "0",
	  .help = "Whether the handler is told of aborted commands." },
	{ .name = "nl_reply_supported",
	  .kind = ATTR_INT,
	  .flags = ATTR_KEEP | ATTR_DEVICE,
	  .min = -128,
	  .max = 127,
	  .help = "Whether the kernel waits for the handler's reply: below 0 never." },
	UNTIL_ENABLED("alua_support", "Whether the kernel emulates ALUA."),
	UNTIL_ENABLED("pgr_support", "Whether the kernel keeps reservations."),
	{ .name = "dev_config",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_READ_ONLY,
	  .max = CONFIG_BYTES,
	  .help = "The value config." },
	{ .name = "dev_size",
	  .kind = ATTR_UINT,
	  .flags = ATTR_READ_ONLY,
	  .max = INT64_MAX,
	  .help = "The value size." },
};

static const struct attr action_rows[] = {
	{ .name = "block_dev",
	  .kind = ATTR_ENUM,
	  .flags = ATTR_ACTION,
	  CHOICES(blocked),
	  .help = "1 holds commands back, 0 lets them go on." },
	{ .name = "reset_ring",
	  .kind = ATTR_UINT,
	  .flags = ATTR_ACTION,
	  .min = 1,
	  .max = 2,
	  .help = "Ends all commands: 1 as busy, 2 as failed." },
	{ .name = "free_kept_buf",
	  .kind = ATTR_UINT,
	  .flags = ATTR_ACTION,
	  .max = UINT16_MAX,
	  .help = "Frees what a command left in the shared memory." },
};

/* The kernel knows no product for it. */
static const struct attr identity_rows[] = {
	{ ROW_SERIAL(ATTR_KEEP | ATTR_ALWAYS | ATTR_GENERATED),
	  .help = "Serial number, as the kernel notes it." },
	{ ROW_INQUIRY("vendor_id", 8, ATTR_BEFORE_ENABLE), .dflt = "LIO-ORG",
	  .help = "Vendor, as the kernel notes it." },
	{ ROW_INQUIRY("revision", 4, ATTR_BEFORE_ENABLE), .dflt = "",
	  .help = "Revision, as the kernel notes it." },
	{ ROW_COMPANY_ID, .help = "IEEE number of the company." },
	{ ROW_PD_TEXT_ID_INFO, .help = "Text about the disk, as the kernel notes it." },
	{ ROW_INQUIRY("product_id", 16, ATTR_LAST), .dflt = "",
	  .help = "Product, as the kernel notes it." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };
static const struct attr_group created = { .name = "attribute",
					   .dir = "attrib",
					   ROWS(created_rows) };
static const struct attr_group identity = { .dir = "wwn", ROWS(identity_rows) };
static const struct attr_group attributes = { "attribute", "attributes", "attrib",
					      ROWS(attribute_rows) };
static const struct attr_group actions = { .name = "action",
					   .dir = "action",
					   ROWS(action_rows) };

static const struct attr_group *const groups[] = {
	&own_group,   &created,    &udev_path_group, &identity,
	&cache_group, &attributes, &actions,         NULL,
};

static const struct create_arg create[] = {
	{ "name", NULL, true, NULL, "Name of the storage object." },
	{ "size", "size", true, NULL, "Size of the disk." },
	{ "cfgstring", "config", true, NULL, "HANDLER/CONFIGURATION." },
	{ "wwn", "serial", false, NULL, "Serial number; made up if left out." },
	{ "hw_max_sectors", "hw_max_sectors", false, NULL, "Largest transfer." },
	{ "control", NULL, false, NULL, "More settings, KEY=VALUE,…" },
	{ 0 },
};

static size_t setup(const struct node *so, struct setup_write writes[SETUP_MAX])
{
	const struct value *reply = node_value(so, "nl_reply_supported");
	const char *udev_path = node_text(so, "udev_path");
	struct text control = { 0 };
	size_t count = 0;

	if (udev_path != NULL && *udev_path != '\0')
		writes[count++] = (struct setup_write){ "udev_path", xstrdup(udev_path) };
	text_addf(&control, "dev_config=%s,dev_size=%s", node_text(so, "config"),
		  node_text(so, "size"));
	attr_foreach (row, &created) {
		const struct value *value = node_value(so, row->name);

		if (value != NULL && strcmp(value->text, row->dflt) != 0)
			text_addf(&control, ",%s=%s", row->name, value->text);
	}
	if (reply != NULL && *reply->text == '-')
		text_addf(&control, ",nl_reply_supported=%s", reply->text);
	writes[count++] = (struct setup_write){ "control", text_take(&control) };
	return count;
}

/* What the kernel prints as 0 it does not know yet.  `area`: behind the configuration. */
static void parse_created(struct node *so, const char *info, const char *area)
{
	static const char *const labels[][2] = {
		{ "hw_block_size", "  SectorSize: " },
		{ "hw_max_sectors", "  HwMaxSectors: " },
		{ "max_data_area_mb", " MaxDataAreaMB: " },
		{ "data_pages_per_blk", " DataPagesPerBlk: " },
		{ "cmd_ring_size_mb", " CmdRingSizeMB: " },
	};

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		info_number(so, labels[i][0], i < 2 ? info : area, labels[i][1]);
		if (node_is(so, labels[i][0], "0"))
			node_unset(so, labels[i][0]);
	}
}

/* "Config: CONFIG Size: N MaxDataAreaMB: …": from the right, as for any path. */
static void parse_info(struct node *so, const char *info)
{
	const char *config = info_after(info, "Config: ");
	const char *end = info + strlen(info);
	const char *area = NULL, *size;

	info_status(so, info);
	if (config != NULL)
		area = info_last(config, end, " MaxDataAreaMB: ");
	size = area == NULL ? NULL : info_last(config, area, " Size: ");
	if (size == NULL)
		return;
	autofree char *text = xstrndup(config, (size_t)(size - config));
	if (strcmp(text, "NULL") != 0)
		node_set(so, "config", text);
	info_number(so, "size", size, " Size: ");
	parse_created(so, info, area);
}

static uint64_t size_of(const struct node *so)
{
	return node_uint(so, "size");
}

static char *summary(const struct node *so, bool *ok)
{
	const char *config = node_text(so, "config");
	const char *slash = config == NULL ? NULL : strchr(config, '/');
	autofree char *size = format_size_rounded(size_of(so));

	*ok = config != NULL;
	if (slash != NULL)
		config = slash + 1;
	return xasprintf("%s (%s) %s", config == NULL ? "(no config)" : config, size,
			 so_status(so));
}

static int check(const struct node *so, struct error *err)
{
	const char *config = node_text(so, "config");

	return check_config(config == NULL ? "" : config, err);
}

const struct backstore backstore_user = {
	.name = "user",
	.hba = "user",
	.module = "target_core_user",
	.title = "user space",
	.help = "A disk that a program such as tcmu-runner serves.",
	.flags = BACKSTORE_HAS_SERIAL | BACKSTORE_BY_HANDLER | BACKSTORE_HIDE_EMPTY,
	.groups = groups,
	.create = create,
	.path_value = "config",
	.setup = setup,
	.parse_info = parse_info,
	.summary = summary,
	.size = size_of,
	.check = check,
};
