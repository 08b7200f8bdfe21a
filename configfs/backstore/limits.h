/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of what a device can do.  Every kind of disk has them, each with defaults of its
 * own: a constant, a rule, or (ATTR_DEVICE) what the device says.  `enable` resets some
 * of them, so they are written after it.
 */
#pragma once

#include <stdint.h>

#include "configfs/rows.h"

extern const struct choice block_sizes[4];
extern const struct choice protection_types[3];

#define ROW_BLOCK_SIZE(more)                                                             \
	.name = "block_size", .kind = ATTR_ENUM, .flags = ATTR_BEFORE_EXPORT | (more),   \
	.choices = block_sizes, .choice_count = 4, .unit = "bytes",                      \
	.help = "Size of the blocks that initiators see."
#define ROW_OPTIMAL_SECTORS(more)                                                        \
	.name = "optimal_sectors", .kind = ATTR_UINT,                                    \
	.flags = ATTR_BEFORE_EXPORT | (more), .max = UINT32_MAX, .unit = "blocks",       \
	.help = "Transfer length that initiators are told is best, at most "             \
		"hw_max_sectors."
#define ROW_QUEUE_DEPTH(more)                                                            \
	.name = "queue_depth", .kind = ATTR_UINT, .flags = ATTR_BEFORE_EXPORT | (more),  \
	.min = 1, .max = UINT32_MAX,                                                     \
	.help = "Commands that the device is given at a time, at most hw_queue_depth."
#define ROW_IS_NONROT(more)                                                              \
	.name = "is_nonrot", .kind = ATTR_BOOL, .flags = (more),                         \
	.help = "Whether initiators are told that the disk does not rotate."
#define ROW_MAX_UNMAP_LBA_COUNT(more)                                                    \
	.name = "max_unmap_lba_count", .kind = ATTR_UINT, .flags = (more),               \
	.max = UINT32_MAX, .unit = "blocks", .help = "Blocks that one UNMAP may name."
#define ROW_MAX_UNMAP_BLOCK_DESC_COUNT(more)                                             \
	.name = "max_unmap_block_desc_count", .kind = ATTR_UINT, .flags = (more),        \
	.max = UINT32_MAX, .help = "Ranges that one UNMAP may name."
#define ROW_UNMAP_GRANULARITY(more)                                                      \
	.name = "unmap_granularity", .kind = ATTR_UINT, .flags = (more),                 \
	.max = UINT32_MAX, .unit = "blocks",                                             \
	.help = "Unit in which the device discards."
#define ROW_UNMAP_GRANULARITY_ALIGNMENT(more)                                            \
	.name = "unmap_granularity_alignment", .kind = ATTR_UINT, .flags = (more),       \
	.max = UINT32_MAX, .unit = "blocks",                                             \
	.help = "First block that is a whole unit of discarding."
#define ROW_UNMAP_ZEROES_DATA(more)                                                      \
	.name = "unmap_zeroes_data", .kind = ATTR_BOOL,                                  \
	.flags = ATTR_BEFORE_EXPORT | (more),                                            \
	.help = "Whether discarded blocks read as zeros."
#define ROW_MAX_WRITE_SAME_LEN(more)                                                     \
	.name = "max_write_same_len", .kind = ATTR_UINT, .flags = (more),                \
	.max = UINT32_MAX, .unit = "blocks", .help = "Blocks of one WRITE SAME; 0 none."
#define ROW_PI_PROT_TYPE(more)                                                           \
	.name = "pi_prot_type", .kind = ATTR_ENUM, .flags = ATTR_BEFORE_EXPORT | (more), \
	.choices = protection_types, .choice_count = 3, .moves = "pi_prot_verify",       \
	.help = "T10 protection information: 0 none, 1 or 3."
