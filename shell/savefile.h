/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The argument that saveconfig and restoreconfig share. */
#pragma once

#include "shell/command.h"

/* "savefile", or the file that is meant without it; owned. */
char *savefile_path(const struct call *call) _owned_;
