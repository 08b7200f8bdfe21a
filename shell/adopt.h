/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which program restores the targets of this machine: from targetcli to liosh and back.
 * What is served stays as it is, either way. */
#pragma once

#include "shell/command.h"

/* Shows how `file` (NULL: where targetcli keeps it) differs from what runs, saves what
 * runs, masks the units of targetcli and enables those of liosh. */
int adopt(const struct call *call, const char *file, struct error *err) _must_check_;
/* Writes what runs to `file`, unmasks and enables the unit of targetcli and disables
 * those of liosh. */
int release(const struct call *call, const char *file, struct error *err) _must_check_;
