/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What liosh's units have to wait for, and to stop before, because of the disks in a
 * profile: drop-ins, as a generator of systemd makes them at each boot.
 */
#pragma once

#include "configfs/node.h"

/* The name of the unit of that path, "srv-iscsi.mount" of "/srv/iscsi": as
 * `systemd-escape --path` has it.  Owned; NULL: it would be too long for one. */
char *unit_of_path(const char *path, const char *suffix) _must_check_;

/* The drop-in, owned, never empty.  A mount is wanted and waited for, whichever part of
 * the path of a disk it is on; a device is only waited for if somebody waits for it:
 * liosh itself waits for those that are missing, and the others need not. */
char *units_extents(const struct node *profile) _owned_;

/* Writes it for each unit that depends on the disks below that directory, which systemd
 * gives. */
int units_generate(const char *directory, const struct node *profile,
		   struct error *err) _must_check_;

/* After that one was saved, or found, as what starts with the machine: where systemd has
 * made other drop-ins of the one before, it is told to make them anew, so that the
 * shutdown goes in the right order. */
void units_follow(const struct node *profile);
