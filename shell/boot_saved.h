/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is saved, as far as it can be read. */
#pragma once

#include "shell/session.h"

/*
 * Reads it into shell->restored, with its path.  One that is damaged is told and counts
 * as a part (shell->partial) if the one before it is whole and is taken; else the first
 * error stands.
 */
int boot_saved(struct shell *shell, const char *path, struct error *err) _must_check_;
