/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a YAML file says, before anyone knows what it means: mappings and scalars with
 * their places.  A list has no place in a profile, so there is none here either.
 *
 * Scalars may be secrets, so every text is wiped before it is freed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "configfs/base/error.h"

#define DOCUMENT_DEPTH_MAX 16

enum item_kind { ITEM_SCALAR, ITEM_MAPPING };

struct item {
	enum item_kind kind;
	struct mark mark;
	struct mark end; /* the first place behind it; line 0: not known */
	bool twice; /* its key stands before it in the mapping: the first one counts */
	/* ITEM_SCALAR: the text without quotes, owned. */
	char *text;
	bool plain;  /* without quotes, and without a tag */
	bool secret; /* it has the tag !secret: the text is a reference */
	bool hollow; /* what stood here was refused: nothing more is said of it */
	bool block;  /* written one key a line, even if it would fit in one */
	/* ITEM_MAPPING, in the order of the file. */
	struct entry *entries;
	size_t count;
};

struct entry {
	char *key; /* owned */
	bool text; /* when written: a number here is a name, so it is quoted */
	struct mark mark;
	struct item *value; /* owned, never NULL */
};

struct item *item_new(enum item_kind kind) _owned_;
struct item *item_scalar(const char *text) _owned_;
void item_free(struct item *item);
/* Takes the value; returns it.  Does not look for duplicates. */
struct item *item_add(struct item *mapping, const char *key, struct item *value);
/* The value of that key, NULL if there is none (or `item` is no mapping). */
struct item *item_find(const struct item *item, const char *key);
/* Calls it for each entry whose key stands before it in the mapping: `first` is that
 * one.  The last would win, and an ACL could vanish that way. */
void item_twice(const struct item *mapping,
		void (*fn)(const struct entry *first, const struct entry *again,
			   void *data),
		void *data);
/* Nothing is there: `key:`, `key: ~`, `key: {}`. */
bool item_is_empty(const struct item *item);
#define autoitem cleaned_by(item_cleanup)
static inline void item_cleanup(struct item *const *item)
{
	item_free(*item);
}

struct document {
	struct item *root; /* owned */
	unsigned comments; /* lines that have one, which writing would lose */
	/* What a profile must not have, each with its place; owned.  The document is what
	 * is left without it. */
	struct error faults;
	/* What marks without lines speak of; owned, and whoever keeps a mark keeps them.
	 */
	char **parts;
	size_t part_count;
};

/*
 * Bytes → document, with everything refused that YAML allows and a profile must not
 * have: anchors, aliases, merge keys, tags but !secret, directives, further documents,
 * lists, duplicate keys, byte order marks, other encodings, control characters.  What
 * is wrong in one place is collected in the document's faults, in the order of the file.
 * -EINVAL: it is no document, or who knows what it says; all that is wrong is in `err`.
 * `name` must outlive the document.
 */
int document_parse(const char *name, const char *bytes, size_t length,
		   struct document *document, struct error *err) _must_check_;

/* The document as canonical text: the same document, the same bytes.  Owned; to be
 * wiped if secrets are in it. */
char *document_text(const struct item *document) _owned_;

/* Refuses what no profile may hold byte by byte: invalid UTF-8, control characters,
 * NUL, line breaks other than LF, a byte order mark.  The first one found. */
int document_check_bytes(const char *name, const char *bytes, size_t length,
			 struct error *err) _must_check_;
