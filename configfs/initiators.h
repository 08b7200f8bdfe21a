/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names of initiators that are worth offering when an ACL is to be made: who is
 * there, who was let in elsewhere, and who knocked in vain.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "configfs/fs.h"
#include "configfs/node.h"

/* The best reason first: a name is offered once, with the first that holds. */
enum initiator_why {
	INITIATOR_CONNECTED, /* has a session, with or without an ACL */
	INITIATOR_KNOWN,     /* has an ACL */
	INITIATOR_REFUSED, /* was not let in for want of an ACL, says the kernel's log */
};

struct initiator {
	char *name; /* as the kernel knows it, which is what its ACL must be called: of a
		       refused one anything that a stranger could send.  Owned */
	enum initiator_why why;
	char *target; /* where it is connected or has its ACL; NULL: the log does not say.
			 Owned */
};

/* Starts as {0}. */
struct initiators {
	struct initiator *all; /* owned */
	size_t count;
	bool no_log; /* the kernel's log cannot be read: who was refused is not known */
};

/* How many refused ones are offered at most: strangers could send any number. */
#define INITIATORS_REFUSED_MOST 32

/* Of a loaded tree, in the order of `why`; the last one refused comes before those before
 * it. */
int initiators_read(const struct fs *fs, const struct node *root, struct initiators *list,
		    struct error *err) _must_check_;
/* Frees what the list holds and makes it empty again. */
void initiators_clear(struct initiators *list);
