/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Warnings of one kind: the first few are told, the rest are counted, so that a profile
 * of a thousand LUNs does not hide the one warning that matters.
 */
#pragma once

#include <stddef.h>

#include "configfs/base/error.h"

struct alike;

/* Starts as {0}. */
struct alike_list {
	struct alike *all; /* owned */
	size_t count;
};

/* Takes the warning; those with the same `kind` (any address) are alike. */
void alike_add(struct alike_list *list, const void *kind, struct error *warning);
/* Moves what is to be told to the end of `into`, and makes the list empty again. */
void alike_tell(struct alike_list *list, struct error *into);
