/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `status` says at the root: of the machine, not of one node. */
#pragma once

#include "shell/command.h"

/* Live only; without LIO too. */
int machine_status(const struct call *call, struct error *err) _must_check_;
