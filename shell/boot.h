/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restore at boot: what can come up does, the rest is held back and named. */
#pragma once

#include "shell/command.h"

struct boot {
	const char *path;      /* of the saved profile */
	unsigned wait_seconds; /* for devices and files that are not there yet */
	bool pending;          /* only what an earlier one held back */
};

/*
 * 0: all of it runs, or a part, and then shell->partial is set, each object that was held
 * back is told and stands in /run/liosh/pending.yaml.  A saved profile that is damaged
 * falls back to the one before it, which is told and counts as a part.  Nothing is
 * created or saved.  While the service is stopped nothing is done, and
 * shell->restored_path is NULL.
 */
int boot_restore(struct shell *shell, const struct boot *boot,
		 struct error *err) _must_check_;
