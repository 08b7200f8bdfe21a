/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the whole configuration that the kernel has no place for: /global. */
#include "configfs/rows.h"
#include "configfs/wwn.h"

static const struct attr rows[] = {
	{ .name = "iqn_base",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_VIRTUAL | ATTR_KEPT,
	  .max = IQN_BASE_MAX,
	  .dflt = "",
	  .unset = "",
	  .normal = iqn_base_normal,
	  .check = iqn_base_check,
	  .help = "How the wizard lets the names of new targets begin, as "
		  "iqn.2026-11.org.example; unset, it takes the host's name." },
};

static const struct attr_group settings = { .name = "setting", .dir = "", ROWS(rows) };

const struct attr_group *const global_groups[] = { &settings, NULL };
