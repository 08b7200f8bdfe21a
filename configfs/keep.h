/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs is as somebody wanted it: a restore at boot adds to it, and changes nothing.
 */
#pragma once

#include "configfs/hold.h"

/*
 * What runs keeps its values in the wanted tree.  But a TPG that was left off is enabled
 * if that tree says so, and what was left half made has the values of that tree.
 */
void keep_running(struct node *wanted, const struct node *live, struct left_list *left);

/* Keeps out of the wanted tree whatever does not run and was not left: after it the tree
 * is what runs, and what is still to be brought.  Where a part had no name and has one by
 * now (no fault is left there) it is any of the new ones. */
void keep_to_left(struct node *wanted, const struct node *live, struct left_list *left,
		  const struct faults *faults);

/* The same but for one target, by its path, with the disks that it has; "": for none. */
void keep_to_one(struct node *wanted, const struct node *live, const char *only);

/* Adds what is in the wanted tree alone, each without what is below it, as half made. */
void keep_note_new(const struct node *wanted, const struct node *live,
		   struct left_list *left);

/* What is there by now that was left out somebody made since: what is below is his. */
void keep_follow(struct left_list *left, const struct node *live);
/* It, or what it stands in, was left half made. */
bool keep_is_half(struct left_list *left, const struct node *live);

/* All values of the node are those that run. */
void keep_values(struct node *node, const struct node *live);
/* By the path as shown; NULL: there is none.  A name such as ".." leads nowhere. */
struct node *keep_find(const struct node *root, const char *path);
