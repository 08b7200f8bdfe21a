/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small files that are kept for one user from run to run: private, written whole,
 * followed nowhere, below XDG_STATE_HOME or ~/.local/state.  What cannot be kept is no
 * error; with no home, or the home of somebody else as under sudo, nothing is.
 */
#pragma once

#include <stdio.h>

#include "configfs/base/mem.h"

/* NULL: there is none, or it is not the user's own. */
FILE *state_open(const char *name) _must_check_;
void state_keep(const char *name, const char *text);
void state_drop(const char *name);
