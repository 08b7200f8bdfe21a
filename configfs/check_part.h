/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files check*.c share: a rule is a row.  Each file has one table of rules on
 * one subject; check.c walks the tree and asks every rule that fits.
 */
#pragma once

#include "configfs/check.h"

/* What is looked up across the whole tree, by one text per node. */
enum index_kind {
	INDEX_SERIAL,
	INDEX_PATH,   /* what a storage object opens */
	INDEX_TARGET, /* name in lower case, per fabric */
	INDEX_RTPI,
	INDEX_PORT,   /* port and kind of address */
	INDEX_PORTAL, /* target, port and address */
};
#define INDEX_COUNT (INDEX_PORTAL + 1)

struct check;

/* One node under judgement. */
struct subject {
	struct check *check;
	const struct node *node, *live; /* live: NULL if it is new */
	unsigned order;                 /* of the walk */
	bool fresh;                     /* new, or its values differ */
};

/* In a profile an error, of what was typed a warning: the rest may be typed next. */
enum severity { RULE_ERROR, RULE_WARNING, RULE_ERROR_IN_PROFILE };

struct rule {
	unsigned long classes; /* bit (1 << class) */
	enum severity severity;
	bool always; /* also asked about nodes that did not change */
	/* 0, or a negative code with the error filled; its mark is that of the node
	 * unless the rule sets another. */
	int (*judge)(const struct subject *subject, struct error *err);
};

#define RULE_ON(class) (1UL << (class))

/* Each ends with judge NULL. */
extern const struct rule name_rules[], reference_rules[], value_rules[], auth_rules[],
	portal_rules[];

/* The row of each value that is new or differs. */
int judge_value(const struct subject *subject, const struct value *value,
		struct error *err);

/* Its text in that index, owned; NULL: it has none. */
char *index_key(const struct node *node, enum index_kind kind) _must_check_;
/* The same for portals, from check_portal.c. */
char *portal_key(const struct node *node, enum index_kind kind) _must_check_;

/*
 * The node, other than the subject, that has this text already: an unchanged one first;
 * among new ones only such as come before the subject, so that each pair is told once.
 * NULL if none.
 */
const struct node *index_holder(const struct subject *subject, enum index_kind kind,
				const char *key);

/* Set by hand in the wanted tree, and not so in the live one. */
bool value_is_new(const struct subject *subject, const struct value *value);
/* As value_is_new, by name; false if the value is absent. */
bool value_named_is_new(const struct subject *subject, const char *name);
/* Mark of a value if it has one, else of its node. */
const struct mark *value_mark(const struct node *node, const char *name);
