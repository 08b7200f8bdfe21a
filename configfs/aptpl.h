/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persistent reservations that survive a power loss. */
#pragma once

#include "configfs/fs.h"

/*
 * The registrations that the kernel saved for a unit serial, each as the text of one
 * write to pr/res_aptpl_metadata, owned, in an owned array; returns how many.  The kernel
 * writes <dbroot>/pr/aptpl_<serial> but never reads it (Linux 6.1).
 */
size_t aptpl_read(const struct fs *fs, const char *serial, char ***blocks);
