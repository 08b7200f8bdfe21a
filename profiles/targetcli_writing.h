/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the targetcli_emit*.c files share: nothing else includes this. */
#pragma once

#include "profiles/targetcli_part.h"

struct writing {
	struct error *warnings; /* may be NULL */
};

/* Takes the value. */
void writing_add(json_t *object, const char *key, json_t *value);
/* A number where the text is one. */
json_t *writing_number(const char *text);
/* Whether the value is one to be saved, and the file can hold its text. */
bool writing_good(const struct writing *writing, const struct node *node,
		  const struct value *value);
/* Adds what the key stands for where the object has it in a form of its own. */
void writing_own(const struct writing *writing, const struct node *node,
		 const struct peer_key *key, json_t *object);
