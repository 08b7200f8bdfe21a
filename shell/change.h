/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of every change that a command makes. */
#pragma once

#include "shell/session.h"

/*
 * One edit, live or on the profile: see commit.h.  Prints warnings and progress and asks
 * as DESIGN says; commit->yes means that the command itself names what is disrupted, so
 * that it is done unasked where nobody can be asked.  With shell->check or
 * commit->check_only the plan is shown (by commit->planned, if it is set) and nothing is
 * done; of a profile's plan there are changes but no steps.
 */
int shell_edit(struct shell *shell, const struct commit *commit,
	       struct error *err) _must_check_;
