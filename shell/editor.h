/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's editor, on a file, on the terminal. */
#pragma once

#include "configfs/base/error.h"

/* $VISUAL, $EDITOR, or what is usual here, until it ends.  An editor that fails is an
 * error: its user may have said so on purpose. */
int editor_run(const char *path, struct error *err) _must_check_;
