/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /run/liosh/stopped.yaml: that `service stop` was given, and the TPGs that it disabled,
 * until they are started or the machine is. */
#pragma once

#include <stddef.h>

#include "configfs/base/error.h"
#include "configfs/node.h"

#define STOPPED_FILE "/run/liosh/stopped.yaml"

/* Paths of TPGs as shown. */
struct stopped {
	bool whole;   /* the service is: nothing that is pending is brought either */
	char **paths; /* owned */
	size_t count;
};

/* Nothing where there is no file; one that cannot be read: the whole, without its TPGs.
 */
void stopped_read(struct stopped *stopped);
/* Nothing in it: there is no such file any more. */
int stopped_write(const struct stopped *stopped, struct error *err) _must_check_;
/* Unless it is there. */
void stopped_add(struct stopped *stopped, const char *path);
/* Only those that are off: who enabled or deleted one since meant it. */
void stopped_keep_off(struct stopped *stopped, const struct node *live);
/* The same in the file, after any change. */
void stopped_follow(const struct node *live);
bool service_is_stopped(void);
void stopped_free(struct stopped *stopped);
/* What a save should hold of a tree that was just loaded: those TPGs are on, for they are
 * stopped until the next start of the machine, not for good. */
void stopped_resume(struct node *live);
