/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the wizard knows: the tree that is there, the machine, and the answers so far.
 * Answers are texts; nothing here draws, asks or applies.
 */
#pragma once

#include "configfs/node.h"
#include "tui/field.h"
#include "tui/machine.h"
#include "tui/moved.h"
#include "tui/wizard.h"

struct answer {
	char *text;  /* given; owned, NULL: nobody gave one */
	char *shown; /* the default as last asked for, owned */
};

struct wizard {
	const struct wizard_start *start;
	struct node *tree; /* live, or a copy of the profile's; owned */
	bool offline;      /* it is not this machine's */
	char *no_kernel;   /* why there is no LIO to be read, owned; NULL: there is */
	char *notice;      /* what is not as it should be, in a few words, owned; NULL */
	struct machine machine;
	char *saved_base;       /* the saved profile's base of names, "" if none; owned */
	char *serial;           /* of a new storage object, made once; owned */
	struct answer *answers; /* of all fields, in the order of the pages */
	size_t answer_count;
	struct wizard_end end;     /* so far */
	struct moved moved;        /* what others changed since the plan before */
	const struct field *focus; /* to be shown next, NULL: whatever comes */
};

int wizard_open(struct wizard *wizard, const struct wizard_start *start,
		struct error *err) _must_check_;
/* The tree as it is now. */
int wizard_load(struct wizard *wizard, struct error *err) _must_check_;
/* Wipes secrets. */
void wizard_close(struct wizard *wizard);

/* The field of that key; one that there is not is a defect and ends the program. */
const struct field *field_find(const char *key);
/* Which of pages[] it is on. */
size_t field_page(const struct field *field);
/* The one whose answer made the object of that path of the plan. */
const struct field *field_behind(const struct wizard *wizard, const char *path);
/* The one whose answer can mend it; NULL: none is known. */
const struct field *field_to_mend(const struct wizard *wizard, const struct error *err);
/* Its page is shown and so is it. */
bool field_shown(const struct wizard *wizard, const struct field *field);

/* The answer given, else the default; borrowed until the answer changes.  "" for
 * a field that is not shown. */
const char *answer_text(const struct wizard *wizard, const char *key);
bool answer_is(const struct wizard *wizard, const char *key, const char *text);
bool answer_yes(const struct wizard *wizard, const char *key);
bool answer_given(const struct wizard *wizard, const struct field *field);
/* The one given, whether its field is shown now or not; borrowed. */
const char *answer_kept(const struct wizard *wizard, const struct field *field);
/* NULL: forgets it, the default holds again. */
void answer_set(struct wizard *wizard, const struct field *field, const char *text);

/* The next word of a FIELD_SEVERAL from *at, owned; NULL at its end. */
char *answer_word(const char **at);

/* May it be left empty? */
bool field_is_optional(const struct wizard *wizard, const struct field *field);
/* Kind, options, and its own rules; an empty text where one is needed. */
int field_check(const struct wizard *wizard, const struct field *field, const char *text,
		struct error *err) _must_check_;
/* For the line below an answer that is right, owned: what the rules doubt or warn of,
 * else its preview; NULL: nothing. */
char *field_remark(const struct wizard *wizard, const struct field *field) _must_check_;
/* What the rules doubt in the answers: only a yes lets it pass.  Whether there is such.
 */
bool wizard_doubts(const struct wizard *wizard, struct error *doubts);
/* All fields of a page that are shown; the first problem. */
int page_check(const struct wizard *wizard, const struct page *page,
	       const struct field **wrong, struct error *err) _must_check_;

/* --- what several pages ask ------------------------------------------------------ */

/* For these initiators, for everybody, or because it always was. */
bool wizard_is_read_only(const struct wizard *wizard);
/* The row of that value; NULL if no group has it. */
const struct attr *row_of(const struct attr_group *const *groups, const char *name);
/* The fabric of targets with portals and CHAP. */
const struct node *wizard_fabric(const struct wizard *wizard);
/* The target and the TPG that get the disk; NULL: new ones. */
const struct node *wizard_target(const struct wizard *wizard);
const struct node *wizard_tpg(const struct wizard *wizard);
/* What /global is to have for the base of names and has not; NULL: nothing.  Borrowed. */
const char *wizard_new_base(const struct wizard *wizard);
/* The name of the target, as it is or will be, owned. */
char *wizard_iqn(const struct wizard *wizard) _owned_;
/* The kind of backstore for what the extent is. */
const struct backstore *wizard_backstore(const struct wizard *wizard);
/* How many are listed. */
size_t wizard_initiator_count(const struct wizard *wizard);
/* Where a new target is to listen, as portals with blanks between, owned. */
char *wizard_portals(const struct wizard *wizard) _owned_;
/* Discovery authentication is to be another one than now, for the whole machine. */
bool wizard_changes_discovery(const struct wizard *wizard);
