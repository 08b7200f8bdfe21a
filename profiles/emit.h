/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What emitting the emit*.c files share: nothing else includes this. */
#pragma once

#include "profiles/profile.h"
#include "profiles/seal.h"

struct emitter {
	unsigned flags;
	struct error *warnings; /* may be NULL */
	struct seal counts;     /* of what is in the profile */
};

/* Why a profile cannot hold the object, NULL: it can. */
const char *emit_why_not(const struct node *node);
/* Says that an object, or its value `what`, is not in the profile. */
void emit_warn(struct emitter *emitter, const struct node *node, const char *what,
	       const char *why);
/* Adds the values of the node to its mapping: those that stand in it directly, or with
 * `keyed` those in mappings of their own. */
void emit_values(struct emitter *emitter, const struct node *node, bool keyed,
		 struct item *mapping, const struct node *old);
