/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the targetcli_read*.c files share: nothing else includes this. */
#pragma once

#include "profiles/targetcli_part.h"

struct reading {
	const char *name; /* of the file */
	struct document *document;
	struct error *errors, *warnings;
	unsigned error_count;
	unsigned places; /* objects so far: their order */
};

/* Collects an error; after the first hundreds nobody reads on. */
void reading_note(struct reading *reading, struct error *one);

/* A scalar for a JSON one; NULL: nothing is there (null), or it was complained of. */
struct item *reading_scalar(struct reading *reading, const struct peer_object *object,
			    const char *key, const json_t *value);
/* Puts an item where a profile has it ("chap/userid") below `into`; another one there
 * must say the same.  Takes it. */
void reading_put(struct reading *reading, const struct peer_object *object,
		 const struct peer_key *row, struct item *into, struct item *item);
/* A mapping below that key, made if need be. */
struct item *reading_mapping(const struct peer_object *object, struct item *into,
			     const char *key);

/* All keys of an object, into the mapping that is its own. */
void reading_object(struct reading *reading, const struct peer_object *object,
		    struct item *into);

/* The mapping that the object's values go into, made below `into` (that of what holds
 * it; the root for backstores, fabrics and targets), and its kind or fabric; NULL: it has
 * no name, which was complained of. */
struct item *reading_open(struct reading *reading, struct peer_object *object,
			  struct item *into);
/* A value in a form of its own. */
void reading_own(struct reading *reading, const struct peer_object *object,
		 const struct peer_key *row, struct item *into, const json_t *value);
