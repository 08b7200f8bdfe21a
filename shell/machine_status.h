/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `status` at the root and `service status` say: of the machine, not of one node. */
#pragma once

#include "profiles/overview.h"
#include "profiles/service.h"
#include "profiles/stopped.h"
#include "shell/command.h"

struct machine_state {
	struct overview overview;
	struct service boot, shutdown;
	struct stopped stopped;
	char *no_lio; /* why there is none, owned; NULL: there is */
	char *lock;   /* who has it, owned; NULL: nobody */
	unsigned targets, sessions;
};

/* Live only; without LIO too. */
int machine_status(const struct call *call, struct error *err) _must_check_;

/* The same for -j; `node` is the root. */
struct json_t *machine_json(const struct node *node, const struct machine_state *state);
