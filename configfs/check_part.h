/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files check*.c share: a rule is a row.  Each file has one table of rules on
 * one subject; check.c walks the tree and asks every rule that fits.
 */
#pragma once

#include <sys/types.h>

#include "configfs/check.h"

/* What is looked up across the whole tree, by one text per node. */
enum index_kind {
	INDEX_SERIAL,
	INDEX_PATH,   /* what a storage object opens */
	INDEX_TARGET, /* name in lower case, per fabric */
	INDEX_RTPI,
	INDEX_PORT,   /* port and kind of address */
	INDEX_PORTAL, /* target, port and address */
	INDEX_EXPORT, /* what a LUN exports */
	INDEX_NAME,   /* of storage objects */
	INDEX_NAA,    /* what the kernel makes of a serial */
	INDEX_ALIAS,  /* of targets, that somebody gave */
};
#define INDEX_COUNT (INDEX_ALIAS + 1)

struct check;

/* One node under judgement. */
struct subject {
	struct check *check;
	const struct node *node, *live; /* live: NULL if it is new */
	unsigned order;                 /* of the walk */
	bool fresh;                     /* new, or its values differ */
};

enum severity {
	RULE_ERROR,
	RULE_WARNING,
	/* In a profile an error, of what was typed a warning: the rest may be typed next.
	 */
	RULE_ERROR_IN_PROFILE,
	/* The other way round: the kernel takes it, so it may be what somebody has, and
	 * saved. */
	RULE_ERROR_IF_TYPED,
	/* Warnings; but whoever asks for an answer (check_answer) takes no such one, or
	 * takes it only with a yes. */
	RULE_ERROR_IF_ASKED,
	RULE_QUESTION,
};

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
	portal_rules[], protect_rules[], lun_rules[], secret_rules[], identity_rules[];

/* The row of each value that is new or differs. */
int judge_value(const struct subject *subject, const struct value *value,
		struct error *err);

/* Its text in that index, owned; NULL: it has none. */
char *index_key(const struct node *node, enum index_kind kind) _must_check_;
/* The same for NAA identifiers, from check_identity.c. */
char *naa_key(const struct node *so) _must_check_;
/* The same for portals, from check_portal.c. */
char *portal_key(const struct node *node, enum index_kind kind) _must_check_;

/*
 * The node, other than the subject, that has this text already: an unchanged one first;
 * among new ones only such as come before the subject, so that each pair is told once.
 * NULL if none.
 */
const struct node *index_holder(const struct subject *subject, enum index_kind kind,
				const char *key);

/* What is known of the file system of "/"; starts as {0}. */
struct root_volume {
	bool is_known, lasts; /* asked for already; not in memory */
	dev_t dev;
};

/* Whether a file is there, or will be once it is made. */
bool is_on_root(struct root_volume *root, const char *path);

/* New portals on addresses that this machine cannot have, or (a warning; the list may be
 * NULL) does not have. */
void judge_listen(const struct node *wanted, const struct node *live,
		  struct error *errors, struct error *warnings);

struct device;
/* Refuses what is not the device that its identity says, whatever it is called. */
int judge_identity(const struct node *so, const struct device *device,
		   const struct mark *mark, struct error *err);
/* What a new storage object had better not open, or not by that name; finds the names of
 * the device, which device_identify() looked at. */
void warn_device(const struct node *so, struct device *device, const struct mark *mark,
		 struct error *warnings);

/* Set by hand in the wanted tree, and not so in the live one. */
bool value_is_new(const struct subject *subject, const struct value *value);
/* As value_is_new, by name; false if the value is absent. */
bool value_named_is_new(const struct subject *subject, const char *name);
/* New, or one of its values differs. */
bool subject_is_fresh(const struct subject *subject);
/* Mark of a value if it has one, else of its node. */
const struct mark *value_mark(const struct node *node, const char *name);
