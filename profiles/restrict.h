/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of a profile: one target with what it needs, or one backstore. */
#pragma once

#include "configfs/node.h"

/* Takes everything else out of the tree.  `target` is the name of a target,
 * `storage_object` KIND/NAME or NAME; NULL: not asked for.  -ENOENT names the nearest. */
int profile_restrict(struct node *profile, const char *target, const char *storage_object,
		     struct error *err) _must_check_;
