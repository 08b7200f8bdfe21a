/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shown paths: /iscsi/iqn…/tpg1/luns/lun0.
 *
 * In a fabric without FABRIC_TPGS the target's tpg1 is folded: it stands for the
 * target, is shown at the target's path, and its children as the target's.
 * Only the functions here know that.
 */
#pragma once

#include "configfs/node.h"

/* Owned: "/iscsi/iqn…/tpg1". */
char *node_path(const struct node *node) _owned_;
/* The parent as shown; NULL for the root. */
struct node *view_parent(const struct node *node);
/* The children as shown (folded, hidden ones left out), owned array; returns how many. */
size_t view_children(const struct node *node, struct node ***children);
/* What stands for the node: a folded target gives its tpg1, others themselves. */
struct node *view_node(struct node *node);
/* The name that `ls` prints for it. */
const char *view_name(const struct node *node);

/*
 * Finds what a shown path means, from `from` if it is relative (".", "..", "a/b").
 * -ENOENT names the first part that is missing, with the nearest name as its fix.
 */
int path_find(struct node *from, const char *path, struct node **found,
	      struct error *err) _must_check_;
