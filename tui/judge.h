/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine's rules say of one value, where it will stand, while other answers are
 * not given yet. */
#pragma once

#include "configfs/check.h"
#include "tui/model.h"

/* A new target as far as its name goes, and with `initiator` (NULL: none) an ACL for it,
 * in that tree; the path of the last of them, owned. */
char *judge_place(const struct wizard *wizard, struct node *tree,
		  const char *initiator) _owned_;
/* One value more, of the object of that path in that tree: what its row and the rules
 * say of the difference. */
void judge_answer(const struct node *tree, const char *path, const char *name,
		  const char *text, struct verdict *verdict);
