/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the load*.c files share: nothing else includes this. */
#pragma once

#include "configfs/load.h"

/* One pass over the kernel's tree. */
struct loader {
	const struct fs *fs;
	enum load_depth depth;
	struct node *root;
	/* Storage objects by their directories, sorted, for the links of LUNs. */
	struct node **stores;
	size_t store_count;
};

void load_own_values(const struct fs *fs, struct node *node, enum load_depth depth);
void load_info(const struct fs *fs, struct node *so, enum load_depth depth);

int load_backstores(struct loader *loader);
int load_fabrics(struct loader *loader);

/* Adds a child that a directory stands for: a numbered one whose name is not what liosh
 * would have written is odd, one that is there already by name or number is a twin. */
struct node *load_child(struct node *parent, enum node_class class, const char *name,
			const char *dir);
struct node *load_numbered(struct node *parent, enum node_class class, const char *entry);
