/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What systemd says of a unit: of liosh's own, and of those of other managers of the same
 * targets. */
#pragma once

#include <stdbool.h>

#include "configfs/base/error.h"

#define SERVICE_BOOT     "liosh.service"
#define SERVICE_SHUTDOWN "liosh-shutdown.service"
#define SERVICE_PENDING  "liosh-pending.path"
#define SERVICE_CHECK    "liosh-check.path"
/* Started by that of what is pending, as long as something is. */
#define SERVICE_TIMER "liosh-pending.timer"
/* What the first of them runs. */
#define SERVICE_RESTORE "liosh restoreconfig --boot --wait-devices=60s"

struct service {
	bool installed; /* there is a unit of that name */
	bool masked;    /* and it is not to be started at all */
	bool enabled;   /* it starts with the machine */
	/* Only where systemd runs, and was asked: */
	bool active; /* it is done, or goes on */
	bool busy;   /* it is being started or stopped */
	bool failed;
	int status; /* exit status of its last run that ended; 0: none did */
};

/* Whether systemd started this machine. */
bool systemd_runs(void);
/* What the files below `root` ("" for this machine) say; nothing is run, so this is quick
 * and needs no systemd. */
void service_look(const char *root, const char *unit, struct service *service);
/* That of this machine, and what systemd says if it runs: one process. */
void service_ask(const char *unit, struct service *service);

/* Runs systemctl with these words (ends with NULL).  -ENOTSUP: there is no systemd here;
 * -EREMOTEIO: it said no, and why stands in the error. */
int service_control(const char *const *words, struct error *err) _must_check_;

/* Where systemd waits for this program: it goes on, and may take that long yet. */
void service_extend(unsigned seconds);

/* A program that restores targets of its own at boot. */
struct manager {
	const char *unit;
	const char *name; /* of the program, "targetcli" */
};

#define OTHER_MANAGERS 3
/* Ends with unit NULL. */
extern const struct manager other_managers[OTHER_MANAGERS + 1];
/* The first of them that starts with the machine; NULL: none. */
const struct manager *other_manager_at_boot(void);
