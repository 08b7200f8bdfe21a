/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan changes, alone. */
#pragma once

#include "configfs/node.h"
#include "tui/outline.h"

/*
 * Of a wanted tree what differs from the one before (the paths of `changes`), and what
 * that stands in: laid over the tree before, it makes the wanted one.  An object that
 * only holds a change has its settings, as a profile needs them, and no credentials.
 * Owned.
 */
struct node *changed_part(const struct node *before, const struct node *wanted,
			  const struct outline *changes) _owned_;
