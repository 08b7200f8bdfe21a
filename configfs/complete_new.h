/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a new object gets when nobody names it: a serial, a nexus. */
#pragma once

#include "configfs/node.h"

/*
 * Generates for objects of `wanted` that `live` lacks: the unit serial of a storage
 * object (without one its LUNs look alike to multipath), the nexus of a TPG; and says of
 * each new mapped LUN whether it may be written, which the link alone does not.  The same
 * object gets the same one again until complete_forget(), so that a plan that was shown
 * can be made again.
 */
void complete_new(const struct node *live, struct node *wanted);
/* The change is over: a later object of the same path is another disk. */
void complete_forget(void);
