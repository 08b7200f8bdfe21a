/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What runs under a saved name and is not what was saved: another disk, or one that lets
 * more in.  It stays as it is, but nothing that is restored may hang on it: an initiator
 * would get somebody else's disk.
 */
#pragma once

#include "configfs/hold.h"

/* `saved` has the values of the profile.  What was left half made is none of them. */
void strangers_find(const struct node *saved, const struct node *live,
		    struct left_list *left, struct faults *strangers);
/* Adds what is new in the wanted tree and would hang on one of them: a LUN, a mapped LUN,
 * a part of it, or a TPG that would be enabled. */
void strangers_bar(const struct node *wanted, const struct node *live,
		   const struct faults *strangers, struct faults *faults);
