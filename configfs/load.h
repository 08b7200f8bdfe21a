/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's objects as a tree, in one pass that changes nothing. */
#pragma once

#include "configfs/fs.h"
#include "configfs/node.h"

enum load_depth {
	LOAD_SUMMARY,  /* names, links and what `ls` prints */
	LOAD_SETTINGS, /* everything that can be written: for save, restore, delete */
	LOAD_ALL,      /* read-only values too: for get and info */
};

/* A tree that does not exist gives an empty one.  Objects that vanish while they are
 * read are left out; what liosh does not understand is kept and marked. */
int load_tree(const struct fs *fs, enum load_depth depth, struct node **root,
	      struct error *err) _must_check_;
/* The same for the values of one node of a loaded tree (and, with `below`, of all
 * under it). */
void load_values(const struct fs *fs, struct node *node, enum load_depth depth,
		 bool below);
