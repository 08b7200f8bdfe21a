/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of backstore: what `info` tells, what is written, what is refused. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/node.h"

static int failures;

static void expect(const char *row, const char *wanted, const char *got)
{
	if (text_equal(wanted, got))
		return;
	fprintf(stderr, "%s\n  wanted: %s\n  got:    %s\n", row, wanted, got);
	failures++;
}

#define ACTIVE                                                                           \
	"Status: ACTIVATED  Max Queue Depth: 0  SectorSize: 512  HwMaxSectors: 16384\n"
#define IDLE                                                                             \
	"Status: DEACTIVATED  Max Queue Depth: 0  SectorSize: 512  HwMaxSectors: "       \
	"16384\n"

static const struct {
	const char *kind, *info, *values;
} infos[] = {
	{ "fileio",
	  IDLE "        TCM FILEIO ID: 0        File: /data/f1  Size: 1048576  Mode: "
	       "O_DSYNC Async: 0\n",
	  "status=deactivated path=/data/f1 size=1048576 write_back=0 async=0" },
	{ "fileio",
	  ACTIVE
	  "        TCM FILEIO ID: 3        File: /data/a b  Size: 9  Mode: O_DSYNC "
	  "Async: 1  Size: 4096  Mode: Buffered-WCE Async: 1",
	  "status=activated path=/data/a b  Size: 9  Mode: O_DSYNC Async: 1 size=4096 "
	  "write_back=1 async=1" },
	{ "fileio",
	  ACTIVE "        TCM FILEIO ID: 0        File: /data/old  Size: 512  Mode: "
		 "O_DSYNC\n",
	  "status=activated path=/data/old size=512 write_back=0" },
	{ "fileio", ACTIVE "        TCM FILEIO ID: 0        File: /data/cut  Size: 51",
	  "status=activated" },
	{ "block",
	  ACTIVE "        iBlock device: sda  UDEV PATH: /dev/sda  readonly: 0\n        "
		 "Major: 8 Minor: 0  CLAIMED: IBLOCK\n",
	  "status=activated device=/dev/sda readonly=0 major_minor=8:0" },
	{ "block",
	  IDLE "        iBlock device: dm-3  UDEV PATH: /dev/my vg/x  readonly: 1  "
	       "exclusive: 0\n        Major: 253 Minor: 17  CLAIMED: IBLOCK\n",
	  "status=deactivated device=/dev/my vg/x readonly=1 exclusive=0 "
	  "major_minor=253:17" },
	{ "block",
	  IDLE "          UDEV PATH: /dev/sdz  readonly: 0\n        Major: 0 Minor: 0\n",
	  "status=deactivated device=/dev/sdz readonly=0" },
	{ "block", IDLE "          readonly: 0\n        Major: 0 Minor: 0\n",
	  "status=deactivated" },
	{ "ramdisk",
	  IDLE "        TCM RamDisk ID: 2  RamDisk Makeup: rd_mcp\n        "
	       "PAGES/PAGE_SIZE: 256*4096  SG_table_count: 1  nullio: 1 dummy: 0\n",
	  "status=deactivated size=1048576 nullio=1 dummy=0" },
	{ "ramdisk",
	  IDLE "        PAGES/PAGE_SIZE: 18446744073709551615*4096  nullio: 1\n",
	  "status=deactivated" },
	{ "pscsi",
	  ACTIVE "        SCSI Device Bus Location: Channel ID: 0 Target ID: 0 LUN: 0 "
		 "Host ID: 0\n        Vendor: Linux    Model: scsi_debug       Rev: "
		 "0191\n",
	  "status=activated" },
	{ "user",
	  ACTIVE "        Config: qcow/a b Size: 5 Size: 1048576 MaxDataAreaMB: 1024 "
		 "DataPagesPerBlk: 1 CmdRingSizeMB: 8\n",
	  "status=activated config=qcow/a b Size: 5 size=1048576 hw_block_size=512 "
	  "hw_max_sectors=16384 max_data_area_mb=1024 data_pages_per_blk=1 "
	  "cmd_ring_size_mb=8" },
	{ "user", IDLE "        Config: NULL Size: 0 MaxDataAreaMB: 1024\n",
	  "status=deactivated size=0 hw_block_size=512 hw_max_sectors=16384 "
	  "max_data_area_mb=1024" },
	{ "user", "", "" },
	{ "block", "Status: ", "" },
	{ "fileio", "garbage File: x", "" },
};

static struct node *new_object(struct node *root, const char *kind)
{
	return node_add(kind_for(root, backstore_find(kind), NULL), CLASS_SO, "object");
}

static char *values_of(const struct node *so)
{
	struct text text = { 0 };

	value_foreach(value, so) text_addf(&text, "%s%s=%s", text.length == 0 ? "" : " ",
					   value->name, value->text);
	return text_take(&text);
}

static void test_info(void)
{
	for (size_t i = 0; i < sizeof infos / sizeof *infos; i++) {
		autonode struct node *root = tree_new();
		struct node *so = new_object(root, infos[i].kind);

		so->backstore->parse_info(so, infos[i].info);
		autofree char *values = values_of(so);
		expect(infos[i].info, infos[i].values, values);
	}
}

/* No cut of a sample, and no sample of another kind, may do harm. */
static void test_cut_info(void)
{
	for (size_t i = 0; i < sizeof infos / sizeof *infos; i++) {
		for (size_t length = 0; length <= strlen(infos[i].info); length++) {
			autonode struct node *root = tree_new();
			autofree char *cut = xstrndup(infos[i].info, length);

			for (size_t kind = 0; backstores[kind] != NULL; kind++) {
				struct node *so =
					new_object(root, backstores[kind]->name);
				bool ok;

				so->backstore->parse_info(so, cut);
				free(so->backstore->summary(so, &ok));
			}
		}
	}
}

/* Values as NAME=TEXT, one per line; what is written, FILE<TEXT, one per line. */
static const struct {
	const char *kind, *values, *writes, *summary;
} objects[] = {
	{ "fileio", "path=/srv/d 1\nsize=10485760",
	  "udev_path</srv/d 1\ncontrol<fd_dev_name=/srv/d 1,fd_dev_size=10485760",
	  "/srv/d 1 (10.0MiB) write-thru deactivated" },
	{ "fileio",
	  "path=/srv/d\nsize=512\nwrite_back=1\nasync=1\nudev_path=\nstatus=activated",
	  "control<fd_dev_name=/srv/d,fd_dev_size=512,fd_buffered_io=1,fd_async_io=1",
	  "/srv/d (512 bytes) write-back activated" },
	{ "fileio",
	  "path=/srv/d\nsize=1024\nwrite_back=1\nemulate_write_cache=0\nudev_path=mine",
	  "udev_path<mine\ncontrol<fd_dev_name=/srv/d,fd_dev_size=1024,fd_buffered_io=1",
	  "/srv/d (1.0KiB) write-thru deactivated" },
	{ "fileio", "path=/dev/nowhere",
	  "udev_path</dev/nowhere\ncontrol<fd_dev_name=/dev/"
	  "nowhere",
	  "/dev/nowhere (0 bytes) write-thru deactivated" },
	{ "block", "device=/dev/nowhere",
	  "udev_path</dev/nowhere\ncontrol<udev_path=/dev/nowhere,readonly=0",
	  "/dev/nowhere (0 bytes) write-thru deactivated" },
	{ "block", "device=/dev/nowhere\nreadonly=1\nexclusive=0\nemulate_write_cache=1",
	  "udev_path</dev/nowhere\ncontrol<udev_path=/dev/nowhere,readonly=1,exclusive=0",
	  "/dev/nowhere (0 bytes) ro write-back deactivated" },
	{ "ramdisk", "size=33554432\nstatus=deactivated", "control<rd_pages=8192",
	  "(32.0MiB) deactivated" },
	{ "ramdisk", "size=4096\nnullio=1\ndummy=1",
	  "control<rd_pages=1,rd_nullio=1,rd_dummy=1", "nullio (4.0KiB) deactivated" },
	{ "pscsi", "device=9:8:7:6",
	  "udev_path<9:8:7:6\ncontrol<scsi_host_id=9,scsi_channel_id=8,scsi_target_id=7,"
	  "scsi_lun_id=6",
	  "9:8:7:6 deactivated" },
	{ "pscsi", "device=/dev/nowhere\nstatus=activated", "udev_path</dev/nowhere",
	  "/dev/nowhere activated" },
	{ "user", "config=qcow/x y\nsize=1073741824\nhw_max_sectors=128",
	  "control<dev_config=qcow/x y,dev_size=1073741824", "x y (1.0GiB) deactivated" },
	{ "user",
	  "config=qcow/x\nsize=1048576\nhw_max_sectors=256\nmax_data_area_mb=8\n"
	  "hw_block_size=4096\ndata_pages_per_blk=2\nnl_reply_supported=-1",
	  "control<dev_config=qcow/x,dev_size=1048576,hw_block_size=4096,hw_max_sectors="
	  "256,max_data_area_mb=8,data_pages_per_blk=2,nl_reply_supported=-1",
	  "x (1.0MiB) deactivated" },
	{ "user", "size=1024", NULL, "(no config) (1.0KiB) deactivated" },
};

static void set_values(struct node *so, const char *values)
{
	autofree char *copy = xstrdup(values);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *equals = strchr(line, '=');

		if (equals == NULL)
			continue;
		*equals = '\0';
		if (node_attr(so, line, NULL) == NULL)
			expect(line, "a value", "no value");
		node_set(so, line, equals + 1);
	}
}

static char *writes_of(const struct node *so)
{
	struct setup_write writes[SETUP_MAX] = { 0 };
	size_t count = so->backstore->setup(so, writes);
	struct text text = { 0 };

	for (size_t i = 0; i < count; i++) {
		text_addf(&text, "%s%s<%s", i == 0 ? "" : "\n", writes[i].file,
			  writes[i].text);
		free(writes[i].text);
	}
	return text_take(&text);
}

static void test_objects(void)
{
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
		autonode struct node *root = tree_new();
		struct node *so = new_object(root, objects[i].kind);
		bool ok;

		set_values(so, objects[i].values);
		autofree char *summary = so->backstore->summary(so, &ok);
		expect(objects[i].values, objects[i].summary, summary);
		if (objects[i].writes == NULL)
			continue;
		autofree char *writes = writes_of(so);
		expect(objects[i].values, objects[i].writes, writes);
	}
}

#define PATH_64  "/1234567/1234567/1234567/1234567/1234567/1234567/1234567/1234567"
#define PATH_256 PATH_64 PATH_64 PATH_64 PATH_64

static const struct {
	const char *kind, *values, *wanted; /* "" accepted; else what|why */
} judged[] = {
	{ "fileio", "path=/srv/d\nsize=1", "" },
	{ "fileio", "size=1",
	  "storage object object has no absolute path|a fileio object needs the file or "
	  "device that it opens" },
	{ "fileio", "path=srv/d",
	  "storage object object has no absolute path|a fileio object needs the file or "
	  "device that it opens" },
	{ "fileio", "path=/data/with,comma",
	  "path cannot be '/data/with,comma'|the kernel would cut it at the comma" },
	{ "fileio", "path=/data/\033x",
	  "path cannot be '/data/\033x'|the kernel would cut it at a line break, and "
	  "liosh takes no other control character either" },
	{ "fileio", "path=" PATH_256,
	  "path cannot be '" PATH_64 "'…|the kernel would cut it after 255 bytes" },
	{ "block", "device=" PATH_256, "" },
	{ "block", "device=" PATH_256 PATH_256,
	  "device cannot be '" PATH_64 "'…|the kernel would cut it after 511 bytes" },
	{ "block", "readonly=1",
	  "storage object object has no device|a block object needs the absolute path of "
	  "a "
	  "block device" },
	{ "block", "device=/dev/a,b",
	  "device cannot be '/dev/a,b'|the kernel would cut it at the comma" },
	{ "ramdisk", "size=8192", "" },
	{ "ramdisk", "size=0",
	  "ramdisk object cannot have 0 bytes|it takes whole pages of 4096 bytes, at "
	  "least "
	  "one" },
	{ "ramdisk", "size=5000",
	  "ramdisk object cannot have 5000 bytes|it takes whole pages of 4096 bytes, at "
	  "least one" },
	{ "pscsi", "device=1:0:0:0", "" },
	{ "pscsi", "device=sda",
	  "device cannot be 'sda'|device takes the path of a SCSI device, or "
	  "HOST:CHANNEL:TARGET:LUN" },
	{ "pscsi", "device=/dev/a,b",
	  "device cannot be '/dev/a,b'|the kernel would cut it at the comma" },
	{ "user", "config=qcow//srv/x", "" },
	{ "user", "config=qcow",
	  "config cannot be 'qcow'|config takes HANDLER/CONFIGURATION: the handler "
	  "serves "
	  "the disk" },
	{ "user", "size=1",
	  "config cannot be ''|config takes HANDLER/CONFIGURATION: the handler serves "
	  "the "
	  "disk" },
	{ "user", "config=qcow/a,b",
	  "config cannot be 'qcow/a,b'|the kernel would cut it at the comma" },
};

static void test_check(void)
{
	for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
		autonode struct node *root = tree_new();
		autoerror struct error err = { 0 };
		struct node *so = new_object(root, judged[i].kind);

		set_values(so, judged[i].values);
		autofree char *said = so->backstore->check(so, &err) == 0
					      ? xstrdup("")
					      : xasprintf("%s|%s", err.what, err.why);
		expect(judged[i].values, judged[i].wanted, said);
	}
}

int main(void)
{
	test_info();
	test_cut_info();
	test_objects();
	test_check();
	return failures == 0 ? 0 : 1;
}
