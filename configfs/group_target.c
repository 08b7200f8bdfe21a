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

static const struct choice missing[] = { { .value = "hold" }, { .value = "serve" } };

static const struct attr kept_rows[] = {
	{ .name = "if_missing",
	  .kind = ATTR_ENUM,
	  CHOICES(missing),
	  .flags = ATTR_VIRTUAL | ATTR_KEPT,
	  .dflt = "hold",
	  .help = "What a restore at boot does when a disk of the target is missing: "
		  "hold "
		  "it back, or serve the others; never without LUN 0." },
};

static const struct attr_group kept = { .name = "attribute", .dir = "", ROWS(kept_rows) };

const struct attr_group *const target_groups[] = { &parameters, &kept, NULL };
