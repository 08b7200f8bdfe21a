/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of volumes_read(), for their test and nobody else. */
#pragma once

#include "configfs/volume.h"

/* Adds what a file like /proc/self/mountinfo says, sizes unknown; a negative errno if it
 * cannot be read. */
int volumes_parse(const char *mountinfo, struct volumes *list) _must_check_;
/* Leaves one volume of each file system. */
void volumes_merge(struct volumes *list);
