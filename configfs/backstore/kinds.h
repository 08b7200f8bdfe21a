/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of backstore, the groups they share, and what their files need. */
#pragma once

#include "configfs/device_identity.h"
#include "configfs/node.h"

extern const struct backstore backstore_block;
extern const struct backstore backstore_fileio;
extern const struct backstore backstore_pscsi;
extern const struct backstore backstore_ramdisk;
extern const struct backstore backstore_user;

/* Groups of several kinds; those of every kind are so_groups (rows.h). */
extern const struct attr_group udev_path_group; /* where it is free text */
extern const struct attr_group identity_group;  /* wwn/: serial, vendor_id, … */
extern const struct attr_group cache_group;     /* attrib/: all but pscsi */
extern const struct attr_group discard_group;   /* attrib/: before the limits */
extern const struct attr_group disk_group;      /* attrib/: what the target emulates */

/* Beside the path of a block device.  Not of the kernel: the device itself says it. */
#define ROW_DEVICE_IDENTITY                                                              \
	{                                                                                \
		.name = "identity", .kind = ATTR_TEXT,                                   \
		.flags = ATTR_VIRTUAL | ATTR_AT_CREATE | ATTR_KEEP,                      \
		.max = IDENTITY_BYTES, .check = identity_check,                          \
		.help = "Which block device is meant, whatever it is called after a "    \
			"restart: its WWN, UUID or serial, else the file behind it or "  \
			"its size.  Of a file, which file system it is on."              \
	}

/* The last parameter of `create` of kinds that have it. */
#define CREATE_IDENTITY                                                                  \
	{                                                                                \
		"identity", "identity", false, NULL,                                     \
			"The device that is meant; any other is refused."                \
	}

/* Rows that two kinds have with other flags: for the tables of identity. */
char *decode_serial(const char *raw);
char *decode_trimmed(const char *raw);
char *normal_trimmed(const char *canonical);
char *normal_company(const char *canonical);
int check_inquiry(const char *canonical, struct error *err);
int check_company(const char *canonical, struct error *err);

/*
 * A text that goes into a control string: the kernel would cut it at a comma or a line
 * break and after `most` bytes.
 */
int check_control(const char *name, const char *text, size_t most, struct error *err);

/* --- reading `info` -------------------------------------------------------------- */

/* What follows the first `label`, NULL if it is not there. */
const char *info_after(const char *info, const char *label);
/* The last place of `label` that ends before `end`; NULL: none. */
const char *info_last(const char *start, const char *end, const char *label);
/* Sets the value to the digits that follow the label; leaves it unset if none do. */
void info_number(struct node *so, const char *value, const char *info, const char *label);
/* Status: ACTIVATED → "activated". */
void info_status(struct node *so, const char *info);

/* --- for summary() and size() ---------------------------------------------------- */

const char *so_status(const struct node *so);
/* "write-back" or "write-thru", by the attribute that targetcli's text goes by. */
const char *so_cache(const struct node *so);
/* Bytes of a block device, by its path or its "major:minor"; 0 if there is none. */
uint64_t block_bytes(const char *path);
uint64_t block_bytes_by_number(const char *major_minor);
