/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a block device or a file is, and who uses it.  Data is sacred: what is mounted,
 * swapped on, held, or exported already is refused; a missing file is never made by the
 * kernel's own open.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "configfs/base/error.h"

struct node;

enum device_form { DEVICE_MISSING, DEVICE_FILE, DEVICE_BLOCK, DEVICE_OTHER };

struct device {
	enum device_form form;
	char *path;   /* as given, owned */
	char *stable; /* the stablest /dev/disk/by-… link (block) or NULL, owned */
	char *model, *identity; /* for people and for recognising it again; may be NULL,
				   owned */
	uint64_t bytes;
	unsigned block_size; /* logical, of a block device */
	dev_t rdev;          /* block */
	dev_t dev;           /* file: with inode, which file it is */
	ino_t inode;
	bool read_only;
	bool is_link;     /* path itself is a symbolic link */
	bool is_volatile; /* the file is in memory (tmpfs) */
	char *user;       /* what it is to whoever uses it, as in "it is …": "mounted on
			     /srv", "swap space", "part of LVM volume vg0-lv0"; NULL: nobody,
			     owned */
	const char *remedy; /* how to free it, if user is set; static */
	char *contents;     /* "ext4 file system": a warning, owned or NULL */
};

/* Form, size, which one it is; nothing of who uses it.  Enough to compare. */
int device_identify(const char *path, struct device *device,
		    struct error *err) _must_check_;
/* Looks without changing anything (O_RDONLY, O_EXCL on block devices, no lease kept). */
int device_look(const char *path, struct device *device, struct error *err) _must_check_;
void device_clear(struct device *device);
/* All of it, with texts of its own. */
struct device device_copy(const struct device *device);

/* The guard for a new storage object that will open `path`: a block device or an
 * existing regular file; `declared` bytes for a file (0: any). */
int device_guard(const char *path, uint64_t declared, const struct mark *mark,
		 struct error *err) _must_check_;

/* The same for what a live storage object that goes away in this very change holds: in
 * use is no reason to refuse. */
int device_guard_held(const char *path, uint64_t declared, const struct mark *mark,
		      struct error *err) _must_check_;

/* The same device or the same file, by whatever names. */
bool device_same(const struct device *a, const struct device *b);

/* Makes a backing file, 0600, never over anything that exists (O_EXCL), sparse or with
 * its blocks allocated; 0 or a filled error, and no file left behind on failure. */
int backing_file_make(const char *path, uint64_t bytes, bool sparse,
		      struct error *err) _must_check_;
/* Removes a file that this very run made (undo). */
int backing_file_unmake(const char *path) _must_check_;

/* Calls fn for every block device that could be exported or says why not. */
int device_each(int (*fn)(const struct device *device, void *data), void *data);
