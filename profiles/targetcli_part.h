/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the targetcli_*.c files share: nothing else includes this. */
#pragma once

#include <jansson.h>

#include "profiles/targetcli.h"

/* --- its keys -------------------------------------------------------------------- */

enum peer_what {
	PEER_VALUE,   /* a value of the object */
	PEER_GROUP,   /* an object of values; named "": what no other key is, is one */
	PEER_LIST,    /* a list of objects */
	PEER_OWN,     /* by what the object is known, or a value in a form of its own */
	PEER_NOTHING, /* says nothing about the configuration */
};

enum peer_flags {
	PEER_OLD = 1 << 0,     /* a second name of a key: read, never written */
	PEER_LOOSE = 1 << 1,   /* where the object has no such value it means nothing */
	PEER_TEXTS = 1 << 2,   /* of a group: numbers are written as texts, too */
	PEER_ALWAYS = 1 << 4,  /* written where it follows something else, too */
	PEER_TRIMMED = 1 << 5, /* without the blanks at both ends */
	PEER_UNUSED = 1 << 3,  /* written, but targetcli's restore makes nothing of it */
};

struct peer_key {
	const char *name;
	enum peer_what what;
	/* Where a profile has it, in the mapping of the object: "serial",
	 * "chap/userid", "attributes"; NULL: nowhere, or right in the mapping. */
	const char *key;
	unsigned flags;
	unsigned needs; /* flags of the object's kind or fabric, without which it has no
			   such thing */
	enum node_class items; /* of a list */
};

/* Those of an object of the class; ends with name NULL. */
const struct peer_key *peer_keys(enum node_class class);

/* An object of which a key is asked: those of a kind or a fabric differ. */
struct peer_object {
	json_t *json; /* borrowed */
	enum node_class class;
	const struct backstore *backstore;
	const struct fabric *fabric;
	struct mark mark;
};

/* Whether objects of its kind or fabric have what the key is for. */
bool peer_has(const struct peer_object *object, const struct peer_key *row);
/* The row of that key; NULL: there is none. */
const struct peer_key *peer_find(const struct peer_object *object, const char *key);

/* A kind by the name of today, or that of the kernel's directories as in old files. */
const struct backstore *peer_plugin(const char *name);

/* The row of a value by its place in a profile, if it is of those groups. */
const struct attr *peer_attr(const struct attr_group *const *groups, size_t count,
			     const char *key);
/* Values of a kind that stand together in one text, name=value with commas between. */
bool peer_in_control(const struct backstore *kind, const struct attr_group *group,
		     const struct attr *row);

/* --- its names ------------------------------------------------------------------- */

/* Mapped LUNs beyond are refused by it. */
#define PEER_MAPPED_LUN_MAX 255
/* Targets whose name begins so it takes for those of naa.5…: old versions saved them. */
#define PEER_OLD_NAA "naa.6"

/* As it reads names of targets and initiators: lower case, without blanks around. */
char *peer_name(const char *typed) _owned_;
/* As it reads a credential: without the blanks around; to be wiped. */
char *peer_trimmed(const char *text) _owned_;
/* Why it would not take the object, or what the object leads to; NULL: it does. */
const char *peer_why_not(const struct node *node);
/* The row of its file that holds the value; NULL: there is none. */
const struct peer_key *peer_key_of(const struct node *node, const struct value *value);
/* The message for all values of the object that its file cannot hold. */
void peer_warn_lost(const struct node *node, struct error *warnings);
void peer_warn(const struct node *node, const char *what, const char *why,
	       struct error *warnings);

/* What jansson frees is wiped first: secrets are in it. */
void peer_wipe_json(void);
