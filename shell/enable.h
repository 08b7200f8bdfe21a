/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What enable and disable, enable_iser and enable_offload share. */
#pragma once

#include "shell/command.h"

bool has_enable(const struct node *node);
int set_enable(const struct call *call, bool on, struct error *err) _must_check_;

/* A boolean value of a portal, given as the argument "boolean". */
int set_portal_flag(const struct call *call, const char *name,
		    struct error *err) _must_check_;
