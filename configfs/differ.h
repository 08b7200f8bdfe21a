/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which values one object differs from what it is to be. */
#pragma once

#include "configfs/node.h"

/* One value that differs. */
struct difference {
	const struct attr *attr; /* NULL: no row */
	const struct attr_group *group;
	const char *name;
	char *old, *text; /* owned; old is NULL where the live one is not known */
};

/* Fills an owned array; free it with differences_free. */
size_t node_differences(const struct node *live, const struct node *wanted,
			struct difference **differences);
void differences_free(struct difference *differences, size_t count);
