/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where command lines come from: a terminal with readline, or a stream. */
#pragma once

#include "shell/session.h"

/* Until exit or the end of the input; errors do not end it.  0, or -ENOTSUP without LIO.
 */
int run_interactive(struct shell *shell) _must_check_;
/* Up to the first line that fails; its code. */
int run_stream(struct shell *shell, FILE *in, const char *name) _must_check_;
