/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What configfs has no place for, and must hold all the same: values with ATTR_KEPT. They
 * are kept beside the kernel's tree, by whoever has files: main says by whom.
 */
#pragma once

#include "configfs/node.h"

struct keeper {
	/* Sets the kept values of a tree that was just loaded. */
	void (*recall)(struct node *root);
	/* Keeps those of a tree that is about to be applied, or was put back. */
	int (*keep)(const struct node *root, struct error *err);
	/* After a tree was applied. */
	void (*done)(const struct node *root);
};

/* NULL: nothing is kept, as for a captured tree. */
extern const struct keeper *keeper;

/* Whether initiators may only read the disk, whatever leads to it: because it is said, or
 * because it was opened for reading only, from which the kernel itself keeps nobody
 * (Linux 6.1). */
bool so_is_protected(const struct node *so);
