/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The door to configfs, writing side.  Only configfs/apply*.c may include this header
 * (`make layers` proves it).  Results as in fs.h.
 */
#pragma once

#include "configfs/fs.h"

int fs_mkdir(const struct fs *fs, const char *path) _must_check_;
int fs_rmdir(const struct fs *fs, const char *path) _must_check_;
/* One write(2) of exactly these bytes; a short one is -EMSGSIZE. */
int fs_write(const struct fs *fs, const char *path, const char *text) _must_check_;
/* `target` is relative to target/. */
int fs_symlink(const struct fs *fs, const char *target, const char *path) _must_check_;
int fs_unlink(const struct fs *fs, const char *path) _must_check_;
