/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choices that rows of limits have. */
#include "configfs/backstore/limits.h"

const struct choice block_sizes[4] = {
	{ .value = "512" },
	{ .value = "1024" },
	{ .value = "2048" },
	{ .value = "4096" },
};

const struct choice protection_types[3] = {
	{ .value = "0" },
	{ .value = "1" },
	{ .value = "3" },
};
