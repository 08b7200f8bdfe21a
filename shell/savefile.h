/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The argument that saveconfig and restoreconfig share. */
#pragma once

#include "shell/command.h"

/* -ENOSYS: a name was given and is empty, as an unset variable of a script is. */
int savefile_check(const struct call *call, struct error *err) _must_check_;
/* The same for what is read: without a name always the saved profile; owned. */
char *restored_file(const struct call *call) _owned_;
/* "savefile", or the file that is meant without it; owned. */
char *savefile_path(const struct call *call) _owned_;
