/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree as the shell shows it: what configfs/path.h gives, ACLs of one tag as one node
 * of that name, bookmarks, children in the order of targetcli's `ls`.
 */
#pragma once

#include "configfs/path.h"
#include "shell/session.h"

const char *shown_name(const struct node *node);
char *shown_path(const struct node *node) _owned_;
/* Owned array, sorted. */
size_t shown_children(const struct node *node, struct node ***children);
/* All ACLs that one shown node stands for; any other node: itself.  Owned array. */
size_t shown_members(struct node *node, struct node ***members);

/* From `from` if the path is relative. */
int shown_find(struct node *from, const char *path, struct node **found,
	       struct error *err) _must_check_;
/* The same with bookmarks, from the current path, in the tree as last loaded. */
int shell_find(struct shell *shell, struct node *tree, const char *path,
	       struct node **found, struct error *err) _must_check_;
/* The current node; if it is gone, the nearest that is left becomes it. */
struct node *shell_current(struct shell *shell, struct node *tree);
