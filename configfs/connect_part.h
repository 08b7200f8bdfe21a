/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the connect sheet share: its facts, and how its lines are added. */
#pragma once

#include "configfs/connect.h"

enum chap_word { USERID, PASSWORD, MUTUAL_USERID, MUTUAL_PASSWORD, CHAP_WORDS };

/* What is to be proved at a login. */
struct chap {
	bool is_asked;
	bool unread; /* a secret is in a file that is not here, or for root */
	const char *words[CHAP_WORDS]; /* borrowed; "" where none is set */
};

/* One portal as the initiator uses it. */
struct way {
	char *host, *text; /* "fd00::1", "[fd00::1]:3260" */
	unsigned port;
};

struct disk {
	uint64_t lun;          /* as the initiator numbers it */
	const struct node *so; /* NULL: its link is broken */
	bool read_only;
};

struct sheet {
	const struct connect_options *options;
	const struct node *target, *tpg;
	const struct node *acl; /* whose rights the initiator has; NULL: those of all */
	char *initiator;        /* NULL: any */
	struct chap login, discovery;
	struct way *ways; /* at least one */
	size_t way_count;
	bool no_portal, no_address, link_local; /* what the ways had to do without */
	struct text elsewhere; /* further addresses of a portal that listens on all */
	const char *here;      /* the one of them that is used, borrowed */
	unsigned elsewhere_port;
	struct disk *disks;
	size_t disk_count;
	bool has_secrets; /* some are shown */
	unsigned steps;
	struct text out;
};

/* Finds the TPG, who connects, and how; only the options must be there.  Errors as
 * connect_sheet's. */
int sheet_begin(struct sheet *sheet, const struct node *node,
		struct error *err) _must_check_;
void sheet_free(struct sheet *sheet);
#define autosheet cleaned_by(sheet_free)

/* --- facts (connect_facts.c) ----------------------------------------------------- */

/* Who connects; -ENOENT: may not log in. */
int sheet_find_initiator(struct sheet *sheet, struct error *err) _must_check_;
/* How: ways, credentials, and to which disks. */
void sheet_find_facts(struct sheet *sheet);
/* Whether initiators without an ACL may log in. */
bool sheet_admits_all(const struct sheet *sheet);
bool chap_is_mutual(const struct chap *chap);

/* --- lines (connect_text.c) ------------------------------------------------------ */

/* A comment, broken between words; whatever it quotes cannot end it. */
void sheet_say(struct sheet *sheet, const char *format, ...) _printf_(2, 3);
/* A line to be run. */
void sheet_line(struct sheet *sheet, const char *format, ...) _printf_(2, 3);
/* The same within a comment: for a case that may come. */
void sheet_hint(struct sheet *sheet, const char *format, ...) _printf_(2, 3);
void sheet_blank(struct sheet *sheet);
/* The heading of the next step, numbered. */
void sheet_step(struct sheet *sheet, const char *title);
/* What is wrong, what was chosen, and what is not known: before the first step. */
void sheet_top(struct sheet *sheet);
/* Each disk in a comment; `tell` adds what finds it there, NULL: nothing. */
void sheet_disks(struct sheet *sheet,
		 void (*tell)(struct sheet *sheet, const struct disk *disk));

/* One word of the platform's shell, owned. */
char *sheet_word(const struct sheet *sheet, const char *text) _owned_;
/* A credential as such a word; masked unless secrets are shown.  To be wiped. */
char *sheet_credential(struct sheet *sheet, const struct chap *chap,
		       enum chap_word word) _owned_;
