/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The local file systems of this machine on which a backing file could be.  Network file
 * systems and those of the kernel itself (proc and the like) are not among them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "configfs/base/error.h"

/* Where backing files go when no other file system offers itself. */
#define EXTENTS_OF_ROOT "/var/lib/liosh/extents"

struct volume {
	char *path, *type, *source; /* mount point, "ext4", "/dev/sda1"; owned */
	uint64_t bytes, free;       /* free: what root may fill without its reserve */
	bool read_only;
	bool is_root;     /* "/" is on it */
	bool is_volatile; /* in memory: files are gone after a restart */
	bool is_unfit;    /* the system's own (/boot, /usr), removable, or for small files
			     only: not for backing files unless somebody asks for it */
	dev_t dev;        /* which file system it is */
	int mount_id;     /* in /proc/self/mountinfo */
	bool is_whole;    /* mounted from its top, not a directory of it (a bind mount) */
};

/* As the kernel tells them to this process. */
#define VOLUME_MOUNTS "/proc/self/mountinfo"

/* Starts as {0}. */
struct volumes {
	struct volume *all; /* owned */
	size_t count;
};

/* Each file system once, at the mount point that stands for it best, in the order of the
 * kernel. */
int volumes_read(struct volumes *list, struct error *err) _must_check_;
/* Frees what the list holds and makes it empty again. */
void volumes_clear(struct volumes *list);

/* The directory for a new backing file when nobody says otherwise, owned: that of the
 * volume with the most free space that lasts, can be written and is not the root's; else
 * EXTENTS_OF_ROOT, which may have to be made. */
char *volume_for_extents(const struct volumes *list) _owned_;

/* What stands in that file of mounts as answered for by a server, an automounter or a
 * program, and so may let whoever looks into it wait: only the paths. */
int volumes_elsewhere(const char *mountinfo, struct volumes *list) _must_check_;

/* The nearest directory above a path that is there, owned: the others may be made. */
char *directory_above(const char *path) _owned_;
