/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a profile is saved: its directory, held open, and what stands there already. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

#include "configfs/base/error.h"

struct place_of_file {
	const char *path; /* as the user gave it; for messages */
	int dir;          /* descriptor; everything is relative to it */
	char *name;       /* in that directory, owned */
	char id[17];      /* of this save: in the names of its temporary files */
	bool exists;
	struct stat st; /* if it exists */
	bool damaged;   /* it is no profile: nothing to fall back to */
};

/* Opens the directory and judges it: owned by root or the caller, not writable by
 * others (a sticky one such as /tmp is fine).  A symbolic link is followed once, into a
 * directory that must be as good. */
int save_place_open(const char *path, struct place_of_file *place,
		    struct error *err) _must_check_;
void save_place_close(struct place_of_file *place);
/* Temporary files that a crash left behind. */
void save_place_sweep(const struct place_of_file *place);

/* Writes the bytes there: temporary file, fsync, read back, rename, fsync of the
 * directory. The same again makes no backup. */
int save_bytes(const struct place_of_file *place, const char *bytes, size_t length,
	       struct error *err) _must_check_;
/* Whether the file has just these bytes. */
bool save_is_same(const struct place_of_file *place, const char *bytes, size_t length);

/* Keeps the old file: as backup/NAME.<UTC time>.<n>.yaml and, if it is a profile, as
 * NAME.prev. */
int save_old(const struct place_of_file *place, struct error *err) _must_check_;
/* What to restore in the place of a file that is damaged or gone: its NAME.prev or the
 * newest of its backups that can be read; owned, NULL: there is none. */
char *saved_newest(const char *path) _must_check_;
/* Leaves the ten newest backups. */
void save_expire(const struct place_of_file *place);

/* "not saved", with the code that says why it could not be. */
int not_saved(const struct place_of_file *place, const char *step, int reason,
	      struct error *err) _must_check_;
