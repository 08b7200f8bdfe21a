/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the answers to the edits. */
#pragma once

#include "tui/model.h"
#include "tui/ops.h"

/* Whether the tree that would come of it keeps the rules; all pages have been checked. */
int build_check(const struct wizard *wizard, struct error *err) _must_check_;
/* Whether the portals that were answered can stand where they are. */
int build_check_portals(const struct wizard *wizard, struct error *err) _must_check_;
/* What is generated (a serial) is the same each time.  An answer that is missing is left
 * out. */
void build_ops(const struct wizard *wizard, struct ops *ops);
