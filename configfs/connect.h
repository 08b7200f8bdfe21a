/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The connect sheet: what to run on another machine so that it gets the disks of a
 * target.  It is text in the language of that machine's shell: what is told stands in
 * comments, every other line can be run as it is, once its secrets are shown.
 */
#pragma once

#include "configfs/fs.h"
#include "configfs/node.h"

struct sheet; /* connect_part.h */

/* A kind of machine that connects is a row: one file, one line in connect_platforms[]. */
struct connect_platform {
	const char *name;      /* "linux" */
	const char *title;     /* "Linux (open-iscsi)" */
	const char *where;     /* "as root": how the lines are run there */
	const char *continues; /* ends a line that goes on in the next: " \\" */
	const char *rescan;    /* shows new disks to whoever is logged in */
	/* Text as one word of its shell, owned. */
	char *(*quote)(const char *text);
	/* LUNs above that number may stay unseen there; 0: none does. */
	uint64_t lun_most;
	/* All steps. */
	void (*write)(struct sheet *sheet);
};

/* Ends with NULL; the first is the one to take when none is named. */
extern const struct connect_platform *const connect_platforms[];
/* By name; NULL: none. */
const struct connect_platform *connect_platform_find(const char *name);
/* "linux, windows, esxi", owned. */
char *connect_platform_names(void) _owned_;

struct connect_options {
	const struct connect_platform *platform;
	const char *initiator; /* by name; NULL: the first that has an ACL, else any */
	bool show_secrets;     /* else each is masked */
	/* Addresses of this machine for portals that listen on all of them, the best
	 * first; ends with NULL.  NULL, or none that fits: a placeholder stands there. */
	const char *const *addresses;
};

/*
 * The sheet of a TPG, or of a target: then of its first TPG that is enabled.  The values
 * of the tree must be loaded.  *sheet is owned, to be wiped when secrets stand in it
 * (*has_secrets).  What keeps anybody from connecting is told at the top, and the rest
 * written all the same.  -ENOENT: the target has no TPG, or the initiator may not log in.
 */
int connect_sheet(const struct node *node, const struct connect_options *options,
		  char **sheet, bool *has_secrets, struct error *err) _must_check_;

/* The machine's addresses that others can reach, IPv4 first: of interfaces that are up,
 * no loopback, none that holds on one link only.  An owned array, ends with NULL. */
char **connect_addresses(void) _owned_;
void connect_addresses_free(char **addresses);

/*
 * Logs in from this machine as the first initiator of a TPG that is not logged in, with
 * the secrets, by each portal, and asks which LUNs are there, as another machine would:
 * in 10 s at most.  The values of the tree must be loaded.  Lines for people, those of
 * what went wrong with "!" at their beginning, owned; NULL: there is nobody to log in as
 * without disturbing him, or the secrets cannot be read.
 */
char *connect_try(const struct fs *fs, const struct node *tpg) _owned_;
