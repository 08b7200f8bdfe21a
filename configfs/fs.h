/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The door to configfs, reading side.  Nothing here changes anything: no mount, no
 * module, no open for writing.  Paths are relative to .../kernel/config/target, or to
 * the root of a captured tree.  All calls give 0 or a negative errno; they do not fill
 * errors, for only the caller knows what was wanted.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "configfs/base/mem.h"

#define FS_TARGET "/sys/kernel/config/target"

/* Where the kernel keeps reservations and ALUA states: what `dbroot` reads until somebody
 * chooses (Linux 6.1), and what liosh chooses. */
#define DBROOT_OF_KERNEL "/var/target"
#define DBROOT_OURS      "/etc/target"

struct fs {
	int root; /* directory descriptor, -1: there is no tree (nothing loaded) */
	const char *path; /* absolute, for links and messages; borrowed */
};

/* Opens FS_TARGET, or `path` if given.  Not there: root is -1 and the result 0, for a
 * machine without LIO loaded is an empty tree. */
int fs_open(struct fs *fs, const char *path) _must_check_;
void fs_close(struct fs *fs);
/* Not a captured tree, which says nothing of this machine. */
bool fs_is_kernel(const struct fs *fs);

/* The whole file, owned, NUL-terminated, *length bytes (NULs may be inside).  A file
 * that cannot be read (write-only) is -EACCES, a missing one -ENOENT. */
int fs_read(const struct fs *fs, const char *path, char **text,
	    size_t *length) _must_check_;
/* The same as one string without NULs and its final newline. */
int fs_read_text(const struct fs *fs, const char *path, char **text) _must_check_;

struct fs_entry {
	char *name; /* owned */
	bool is_dir, is_link;
};
struct fs_list {
	struct fs_entry *entries; /* in natural order */
	size_t count;
};
int fs_list(const struct fs *fs, const char *path, struct fs_list *list) _must_check_;
void fs_list_free(struct fs_list *list);
/* Where a link leads, relative to target/ ("core/fileio_0/d1"), owned.  A link that
 * leads out of it: -EXDEV. */
int fs_read_link(const struct fs *fs, const char *path, char **target) _must_check_;
/* Whether the mode of a file lets nobody write it. */
bool fs_is_read_only(const struct fs *fs, const char *path);
/* A directory of the tree as a root of its own, for many reads in it; fs_close ends it.
 */
int fs_open_dir(const struct fs *fs, const char *path, struct fs *dir) _must_check_;
bool fs_exists(const struct fs *fs, const char *path);
