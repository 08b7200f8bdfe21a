/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules that a tree must keep, in one place and with the same words for the
 * shell, profiles and the wizard.
 */
#pragma once

#include "configfs/node.h"

/*
 * Rules that need nothing but the tree: references lead somewhere; names within their
 * lengths; storage object names, serials, LUN and TPG numbers, portals, ACLs unique by
 * value; portals that cannot stand together on one port (all targets of the tree);
 * CHAP pairs; values in range; rules of each kind.  Only nodes that are new or differ
 * from `live` are judged (live may be NULL: all), so a foreign oddity never stops a
 * command about something else.  Errors carry the mark of their node or value and are
 * collected in `err`; warnings go to `warn` (may be NULL).
 */
int check_tree(const struct node *wanted, const struct node *live, struct error *err,
	       struct error *warn) _must_check_;

/* What is to be said of an answer. */
struct verdict {
	struct error errors;    /* it is refused */
	struct error questions; /* taken only with a yes */
	struct error warnings;
};

/*
 * The same rules and words as check_tree, for who asks for one answer after the other and
 * can ask again: what the rules of storage systems do not take is refused, or needs a
 * yes, where a command or a profile only gets a warning.
 */
void check_answer(const struct node *wanted, const struct node *live,
		  struct verdict *verdict);
void verdict_clear(struct verdict *verdict);
#define autoverdict cleaned_by(verdict_clear)

/*
 * Rules that need the machine: the backing file or device of each new storage object
 * exists, is of the declared size and nobody uses it (configfs/device.h); paths that the
 * kernel would cut.
 */
int check_machine(const struct node *wanted, const struct node *live, struct error *err,
		  struct error *warn) _must_check_;

/* What a user may type as a new name or serial: narrower than what a profile may hold. */
int check_so_name(const char *name, struct error *err) _must_check_;
int check_so_serial(const char *serial, struct error *err) _must_check_;
