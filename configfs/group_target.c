/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that targets have on every fabric. */
#include <stdint.h>

#include "configfs/rows.h"

#define READ_ONLY(row, text)                                                             \
	{                                                                                \
		.name = row, .kind = ATTR_TEXT, .flags = ATTR_READ_ONLY, .max = 255,     \
		.help = text                                                             \
	}

static const struct attr rows[] = {
	{ .name = "cmd_completion_affinity",
	  .kind = ATTR_INT,
	  .min = -2,
	  .max = INT32_MAX,
	  .dflt = "-1",
	  .help = "CPU that completes commands: -1 the one that submitted, -2 the "
		  "current "
		  "one, else its number." },
	READ_ONLY("default_submit_type", "How commands are submitted by default."),
	READ_ONLY("direct_submit_supported", "Whether direct submission is possible."),
	READ_ONLY("default_complete_type", "How commands are completed by default."),
	READ_ONLY("direct_complete_supported", "Whether direct completion is possible."),
};

static const struct attr_group parameters = { "parameter", "parameters", "param",
					      ROWS(rows), .open = true };

const struct attr_group *const target_groups[] = { &parameters, NULL };
