/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the wizard asks: a page is a list of fields, a field is a row.  The same row makes
 * the line on the screen, the question of --plain, the key of --answers and the help.
 * Read page_target.c first; pages[] in pages.c is the list.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "configfs/base/error.h"

struct verdict; /* configfs/check.h */
struct wizard;

enum field_kind {
	FIELD_TEXT,
	FIELD_SECRET, /* never shown; "generate" makes one */
	FIELD_PATH,
	FIELD_SIZE,
	FIELD_SWITCH,  /* yes or no */
	FIELD_CHOICE,  /* one of its options */
	FIELD_SEVERAL, /* any number of its options, or of other words, blanks between */
};

struct option {
	char *value,
		*label;    /* owned; what is answered, what is said of it (may be NULL) */
	const char *unfit; /* static: why it cannot be chosen; NULL: it can */
	bool marked;       /* worth a look: never chosen by itself */
};

struct option_list {
	struct option *options;
	size_t count;
};

enum field_flags {
	FIELD_ADVANCED = 1 << 0, /* folded away */
	FIELD_OPTIONAL = 1 << 1, /* may be left empty */
	FIELD_FREE = 1 << 2,     /* a choice that may be another text too */
	/* May be left empty where the tree is another machine's: only that can know. */
	FIELD_OPTIONAL_AWAY = 1 << 3,
};

struct field {
	const char *key;   /* "target.name": unique */
	const char *label; /* "Name" */
	const char *help;  /* one sentence, more than the label says */
	const char *more;  /* on F1: lines; NULL: help is all */
	const char
		*sets; /* the key of the profile that it changes, or what else it does */
	enum field_kind kind;
	unsigned flags;
	/* Asked at all?  NULL: always. */
	bool (*shown)(const struct wizard *wizard);
	/* The answer that is there when nobody gave one, owned; NULL function: empty. */
	char *(*dflt)(const struct wizard *wizard);
	void (*options)(const struct wizard *wizard, struct option_list *list);
	/* What is wrong with the answer; NULL function: nothing beyond its kind. */
	int (*check)(const struct wizard *wizard, const char *text, struct error *err);
	/* What the engine's rules say of it, in their words, for what fits into one
	 * value: they refuse it, doubt it (Review asks for a yes) or warn.  NULL: no
	 * rule. */
	void (*judge)(const struct wizard *wizard, const char *key, const char *text,
		      struct verdict *verdict);
	/* What becomes of the answer, for the line below it, owned; may be NULL. */
	char *(*preview)(const struct wizard *wizard);
};

struct page {
	const char *name;  /* "target" */
	const char *title; /* "Target" */
	const char *help;
	const struct field *fields;
	size_t count;
	bool (*shown)(const struct wizard *wizard); /* NULL: always */
};

#define FIELDS(array) .fields = (array), .count = sizeof(array) / sizeof *(array)

extern const struct page page_target, page_extent, page_portal, page_access, page_review,
	page_preflight; /* the last one has no fields and no place in the list */
/* In order; ends with NULL. */
extern const struct page *const pages[];

/* Takes both texts; label may be NULL. */
struct option *option_add(struct option_list *list, char *value, char *label);
void options_free(struct option_list *list);
