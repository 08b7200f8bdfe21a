/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program, run and waited for. */
#pragma once

#include "configfs/base/mem.h"

/*
 * Runs words[0], an absolute path, with these words (ends with NULL) and nothing to read.
 * Its exit status, 128 + the signal that ended it, or a negative errno if it could not be
 * started.  *said (owned, may be NULL) is all it said, on both outputs.
 */
int spawn_wait(const char *const *words, char **said) _must_check_;

/* Runs a program of that name, found by PATH, on the terminal that this one is on; Ctrl-C
 * is its own meanwhile.  As above. */
int spawn_on_terminal(const char *const *words) _must_check_;
