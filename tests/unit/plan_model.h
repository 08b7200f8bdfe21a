/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of the kernel that steps are carried out on, and who may reach what on it. */
#pragma once

#include <stddef.h>

#include "configfs/plan.h"

/* Directories, links and written files. */
struct item {
	char *path, *text; /* directory: text NULL; link: "->TARGET" */
};
struct world {
	struct item *items;
	size_t count;
};

void world_free(struct world *world);

/* What the kernel would say against the step, or NULL. */
const char *world_refusal(const struct world *world, const struct step *step);
void world_do(struct world *world, const struct step *step);

/* "acl lun disk rw auth" of every mapping that works now. */
struct access {
	char **lines;
	size_t count;
};

struct access access_of(const struct world *world);
void access_free(struct access *access);
bool access_holds(const struct access *access, const char *line);

/* Read-only is less than writable, and with a secret less than for everyone. */
bool access_allows(const struct access *access, const char *line);
