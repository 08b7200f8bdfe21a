/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the resolve*.c files share: nothing else includes this. */
#pragma once

#include "profiles/document.h"
#include "profiles/profile.h"

struct resolver {
	struct node *root;
	const struct node *at; /* the object whose part is resolved, NULL: none */
	unsigned flags;
	bool of_targetcli; /* the document; what only the kernel sets stands in it, too */
	struct error errors, warnings; /* collected; marks say where */
	unsigned error_count, warning_count;
	struct mark inline_secret; /* the first one, line 0: none */
	struct claim *claims;      /* the document's faults; see resolve_fault.c */
	size_t claim_count;
	bool frame_spoiled; /* one of them is of what stands around the tree */
};

/*
 * A mapping of the profile: whose it is, and which part.  Where a target and its only
 * TPG are one, the mapping holds the values of both.
 */
struct place {
	struct node *nodes[2];
	size_t count;
	const char *path; /* "" for the object's own mapping, "attributes", "a/b" */
};

/* Names of keys, owned. */
struct names {
	char **list;
	size_t count;
};
void names_add(struct names *names, const char *name);
void names_free(struct names *names);
#define autonames cleaned_by(names_free)

/* "chap of ACL 'iqn.…'", owned. */
char *place_text(const struct place *place) _owned_;
/* All keys that may stand there, but for the names and numbers of objects. */
void place_keys(const struct place *place, struct names *names);
/* The key of that mapping below the place's group: does any group go on with it? */
bool place_has_group(const struct place *place, const char *key);
/* The row of that name in just this mapping; its node and group. */
const struct attr *place_row(const struct place *place, const char *key,
			     struct node **node, const struct attr_group **group);
/* An open group of just this mapping, NULL: none. */
const struct attr_group *place_open_group(const struct place *place, struct node **node);
/* The mapping below that key, owned path. */
char *place_below(const struct place *place, const char *key) _owned_;

/* Errors that need to know what may stand there. */
void unknown_key(struct resolver *resolver, const struct place *place,
		 const struct entry *entry);
void unknown_attribute(struct resolver *resolver, const struct place *place,
		       const struct entry *entry);
/* Collects an error or a warning.  After the first hundreds nobody reads on. */
void note(struct resolver *resolver, struct error *one);
void note_warning(struct resolver *resolver, struct error *one);

/* Each fault of the document, taken out of the list, is that of the innermost object that
 * claims the place: claims go from the object's key (or the like) to the end of its item.
 * NULL claims for what stands around the tree, the format and the seal: no reason to do
 * without the rest. */
void faults_begin(struct resolver *resolver, struct error *faults);
void faults_claim(struct resolver *resolver, const struct node *node,
		  const struct mark *from, const struct item *item);
/* Notes them, each with its object. */
void faults_end(struct resolver *resolver);

/* A scalar as a value of the node. */
void resolve_value(struct resolver *resolver, struct node *node, const struct attr *row,
		   const struct item *item);
void resolve_unknown(struct resolver *resolver, const struct place *place,
		     const struct entry *entry);
/* An object or a container is a mapping; else says so.  Nothing at all is fine, and
 * false too. */
bool resolve_mapping(struct resolver *resolver, const struct place *place,
		     const struct item *item);
/* The values and all below of an object that is in the tree already. */
void resolve_object(struct resolver *resolver, struct node *node,
		    const struct item *item);
/* The object below `parent` that the key means, made if need be; NULL: it cannot be one,
 * as was noted. */
struct node *resolve_name(struct resolver *resolver, struct node *parent,
			  const struct node_type *type, const struct entry *entry);
/* The same of one that is there already, NULL: there is none. */
struct node *resolve_known(const struct resolver *resolver, const struct node *parent,
			   const struct node_type *type, const struct entry *entry);
/* A mapping whose keys are all names or numbers of objects; `key` is its own. */
void resolve_children(struct resolver *resolver, struct node *parent, const char *key,
		      const struct item *item);
/* An entry that is a container of the node; false: it is none. */
bool resolve_part(struct resolver *resolver, struct node *node,
		  const struct entry *entry);
/* The whole document below the root. */
void resolve_document(struct resolver *resolver, const struct item *root);
