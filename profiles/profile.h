/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree on disk: YAML profiles, and the files of targetcli. */
#pragma once

#include <sys/stat.h>

#include "configfs/node.h"

#define PROFILE_DEFAULT   "/etc/liosh/saveconfig.yaml"
#define PROFILE_FORMAT    1
#define PROFILE_BYTES_MAX (4u << 20)

enum profile_flags {
	PROFILE_STRICT_ATTRS = 1 << 0, /* the kernel is at hand: an attribute that no row
					  knows is an error (else kept with a warning) */
	PROFILE_PARTIAL = 1 << 1,      /* what is wrong with one object is no reason to
					  refuse the others: see faults */
};

/* What the first error is about where the file is cut, or no profile at all. */
#define PROFILE_DAMAGED "file"

struct profile {
	char *path;        /* owned */
	struct node *tree; /* owned; every node it names has NODE_WHOLE */
	bool sealed;       /* liosh wrote it and its `end:` is whole */
	bool edited;       /* …but the bytes changed since */
	bool of_targetcli; /* read from the file of targetcli */
	unsigned comments; /* lines that have one, but for what liosh wrote */
	struct error warnings;
	/* PROFILE_PARTIAL: what is wrong, each with its object, which is not as it should
	 * be in the tree. */
	struct error faults;
	struct stat file; /* what was read; all zero: there was none */
	char **parts;     /* owned: of the marks of what has no lines */
	size_t part_count;
};

/* Reads, resolves and checks a profile as a whole, or the file of targetcli in its place,
 * which is known by its content; on failure `err` holds every error
 * (position, message, suggestion) and *profile is untouched.  A missing file: -ENOMSG. */
int profile_read(const char *path, unsigned flags, struct profile **profile,
		 struct error *err) _must_check_;
/* The same from memory; `name` stands for the file in messages. */
int profile_parse(const char *name, const char *bytes, size_t length, unsigned flags,
		  struct profile **profile, struct error *err) _must_check_;
/* Refuses a text that is larger than any profile, or file of targetcli, may be. */
int profile_check_size(const char *name, const char *bytes, size_t length,
		       struct error *err) _must_check_;
void profile_free(struct profile *profile);

enum emit_flags {
	EMIT_ALL = 1 << 0,        /* constants at their default too */
	EMIT_NO_SECRETS = 1 << 1, /* masked, for showing */
	EMIT_SEAL = 1 << 2,       /* first line and `end:` */
	EMIT_UNSAID = 1 << 3,     /* with ALL: constants that a profile left out, too */
	EMIT_CHANGES = 1 << 4,    /* what differs from `old` at its default too: the tree
				     is to be laid over that one */
	EMIT_TARGETCLI = 1 << 5,  /* targetcli's file in its place; of the flags only this
				     one counts then */
	SAVE_OVER = 1 << 6,       /* also over what somebody else changed */
	SAVE_RUNNING = 1 << 7,    /* it is what runs: not where that would leave out what
				     a restore at boot held back (see pending.h) */
};
/* The tree as canonical YAML, owned.  Same tree, same bytes.  What a profile cannot hold
 * (twins) goes to `warnings` (may be NULL).  `old` (may be NULL): the profile that is
 * replaced, whose !secret references stay where they resolve to the live value. */
char *profile_emit(const struct node *tree, unsigned flags, const struct node *old,
		   struct error *warnings) _owned_;

/*
 * Writes a profile whole or not at all: serialised, read back and compared, temporary
 * file, fsync, rename, fsync of the directory; 0600; the old one becomes NAME.prev and a
 * backup (ten are kept).  -ENOSPC or -EIO: not saved; the text says when the new file is
 * there but may not survive a power loss.  -EBUSY without SAVE_OVER: what stands there is
 * not as liosh wrote it, or has comments (see standing.h); with SAVE_RUNNING: see there.
 */
int profile_save(const char *path, const struct node *tree, unsigned flags,
		 struct error *warnings, struct error *err) _must_check_;

/* The same for a profile that was read, into its own path, unless somebody else wrote
 * that file in the meantime: -EBUSY without SAVE_OVER.  `tree`: its own, or another in
 * its place.  Afterwards this is the file that was read. */
int profile_save_again(struct profile *profile, const struct node *tree, unsigned flags,
		       struct error *warnings, struct error *err) _must_check_;

/* A text that somebody wrote, a profile without its seal; one that came along counts for
 * nothing, but says that there is to be one. */
struct profile_text {
	const char *text;
	bool sealed;      /* it gets one */
	struct stat file; /* what it was read from; all zero: there was none */
};
/* Writes it as it is, if the file is still the one that was read: -EBUSY.  -EINVAL: it is
 * no profile, or has no place for a seal. */
int profile_save_text(const char *path, struct profile_text *text,
		      struct error *err) _must_check_;

/* Whether a save to the one would replace what a save to the other does, by whatever
 * names: a link is followed as a save follows it. */
bool profile_same_place(const char *path, const char *other);
/* Whether a save there replaces what the next boot restores. */
bool profile_is_default(const char *path);

/* Whether a file could be made there, as far as can be told without making it: before
 * something is said to be done that a save would then not do. */
int profile_can_save(const char *path, struct error *err) _must_check_;

/* Whether saving it there would leave the file as it is; nothing is written. */
int profile_is_saved(const char *path, const struct node *tree, unsigned flags,
		     bool *same, struct error *err) _must_check_;

enum overlay_flags {
	OVERLAY_REPLACE =
		1 << 0,          /* clear_existing: what the profile does not name goes */
	OVERLAY_KERNEL = 1 << 1, /* `wanted` is a kernel's: attributes that no row knows
				    are compared with what it has */
};
/* Lays a profile's tree over a copy of the live one.  `target` and `storage_object`
 * (NULL: all) restrict it to one target (with the backstores it needs) or one backstore.
 */
int profile_overlay(struct node *wanted, const struct node *profile, unsigned flags,
		    const char *target, const char *storage_object,
		    struct error *err) _must_check_;
