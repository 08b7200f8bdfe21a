/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file that saveconfig, restoreconfig and others of the kind are about. */
#pragma once

#include "shell/command.h"

/* -ENOSYS: a name was given and is empty, as an unset variable of a script is. */
int savefile_check(const struct call *call, struct error *err) _must_check_;
/* The same for what is read: without a name always the saved profile; owned. */
char *restored_file(const struct call *call) _owned_;
/* "savefile", or the file that is meant without it; owned. */
char *savefile_path(const struct call *call) _owned_;

/* -f: whether that is the file that is open, by whatever name. */
bool savefile_is_open(const struct shell *shell, const char *path);

struct saving {
	const char *path;
	const struct node *tree;
	unsigned flags; /* of profile_save() */
	bool whole;     /* all there is, not a part of it put into what the file holds */
};
/* profile_save(), but into the file that is open only if nobody else wrote it meanwhile,
 * and it is the one that is open afterwards.  What is saved then counts as saved. */
int savefile_write(struct shell *shell, const struct saving *saving,
		   struct error *warnings, struct error *err) _must_check_;
