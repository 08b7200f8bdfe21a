/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard: from nothing to a disk on another machine. The only door to this room. */
#pragma once

#include <stdio.h>

#include "configfs/base/error.h"

struct profile;

struct wizard_start {
	struct profile *profile; /* -f: is edited and saved; NULL: the kernel's tree */
	bool plain;              /* questions, line by line, instead of the screen */
	const char *answers;     /* a file of them, KEY: TEXT; NULL: none */
	bool yes, check;         /* as before any command */
	unsigned workers;        /* of the apply; 0: as many as are useful */
	unsigned unsaved;        /* changes before, which only `profile` has */
	FILE *in, *out, *errors;
	volatile int *interrupted; /* set by Ctrl-C; taken back when it was asked about */
};

struct wizard_end {
	bool planned; /* the last plan changes something */
	bool unsaved; /* it was carried out, and is in no saved profile */
	bool saved;   /* the profile of -f was written, with all that is in it */
};

/* 0: done, or only looked at with check.  -EINVAL: an answer was wrong and nobody could
 * be asked again; nothing was applied.  -EINTR: left without applying. */
int wizard_run(const struct wizard_start *start, struct wizard_end *end,
	       struct error *err) _must_check_;
