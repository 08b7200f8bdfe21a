/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The directories on the way to a file, each of which may be where something is mounted:
 * those of the path as it is written, and those that its links lead to.
 */
#pragma once

#include "configfs/volume.h"

/* Calls `each` for every directory above the file, some of them more than once: absolute,
 * without "." and "..", never "/".  What is not there yet is taken as it is written.
 * `elsewhere` (volumes_elsewhere) is named and not looked into, so nobody is waited for;
 * NULL: it is not known, and no link is looked at. */
void trail_follow(const struct volumes *elsewhere, const char *path,
		  void (*each)(void *data, const char *directory), void *data);
