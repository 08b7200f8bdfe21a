/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates that several commands share: see complete() of struct command. */
#pragma once

#include "shell/candidates.h"
#include "shell/command.h"

void complete_path(const struct call *call, const char *arg, struct candidates *found);
void complete_params(const struct call *call, const char *arg, struct candidates *found);
void complete_create(const struct call *call, const char *arg, struct candidates *found);
void complete_delete(const struct call *call, const char *arg, struct candidates *found);
void complete_file(const struct call *call, const char *arg, struct candidates *found);
void complete_bool(const struct call *call, const char *arg, struct candidates *found);
