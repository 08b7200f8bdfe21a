/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a disk is for, as values that suit it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct setting {
	const char *name, *text; /* NULL: the end */
};

struct preset {
	const char *name, *label;
	const char *block_size;       /* NULL: the device's own, 512 of a file */
	bool small_blocks;            /* cannot read others than 512 */
	bool discards;                /* where the extent can */
	const struct setting *disk;   /* attributes of the storage object, may be NULL */
	const struct setting *target; /* parameters of a new TPG, may be NULL */
};

/* Ends with name NULL; the first is the usual one. */
extern const struct preset presets[];
const struct preset *preset_find(const char *name);
