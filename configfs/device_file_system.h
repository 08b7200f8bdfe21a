/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which file system a file is on, wherever that is mounted: "filesystem:UUID", or, where
 * it is no block device's, "filesystem:server:/export"; of btrfs with the number of the
 * subvolume, "filesystem:UUID-subvol257".  A file of the same name on
 * another one, as below a mount point where nothing is mounted, is another file.
 */
#pragma once

#include <stdbool.h>

#include "configfs/base/error.h"

/* What stands before the colon. */
#define FILE_SYSTEM "filesystem"

/* Of a file, or of the directory where it would be; owned.  NULL: nothing tells it from
 * others (tmpfs, overlayfs), or only root may know and udev does not. */
char *file_system_of(const char *path) _must_check_;

/* Whether what file_system_of() said is the one that is meant; one that was saved without
 * its subvolume, as before there were these numbers, means all of them.  NULL fits
 * nothing. */
bool file_system_fits(const char *is, const char *identity);
