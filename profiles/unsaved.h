/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs beside what is saved. */
#pragma once

#include "configfs/node.h"

/* How many objects `diff` would show of that tree, and in *lines (may be NULL; owned) its
 * text, but for what `service stop` disabled.  Where nothing was saved yet all that is
 * there is unsaved.  -1: what is saved
 * cannot be read, and *lines says why. */
int unsaved_count(const struct node *live, char **lines) _must_check_;
