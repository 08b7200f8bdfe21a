/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one value of an object is: a row.  The same row drives reading, range
 * errors, `get` and `set`, completion, profile keys, the man page.
 *
 * The canonical text of a value is what the kernel takes when it is written
 * ("1", "262144", "Yes"); "" means unset.  Choices give it other names.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "configfs/base/error.h"

struct node;

enum attr_kind {
	ATTR_BOOL,   /* canonical "0" or "1"; profile true, false */
	ATTR_UINT,   /* min..max */
	ATTR_INT,    /* min..max, may be negative */
	ATTR_SIZE,   /* bytes, min..max; a size where people write it */
	ATTR_ENUM,   /* one of choices */
	ATTR_YESNO,  /* canonical "Yes" or "No"; profile Yes, No */
	ATTR_TEXT,   /* at most max bytes */
	ATTR_SECRET, /* at most max bytes, never shown */
	ATTR_PATH,   /* absolute path of a file or device, at most max bytes */
	ATTR_REF,    /* names another object: a storage object, a LUN, a group */
};

enum attr_flags {
	ATTR_READ_ONLY = 1 << 0,      /* shown, never written or saved */
	ATTR_AT_CREATE = 1 << 1,      /* fixed when made; another value = a new object */
	ATTR_BEFORE_EXPORT = 1 << 2,  /* EINVAL while a LUN links to it, even unchanged */
	ATTR_WHILE_DISABLED = 1 << 3, /* the TPG must be disabled (rtpi) */
	ATTR_BEFORE_LUNS = 1 << 4,    /* the TPG must have no linked LUN (nexus) */
	ATTR_KEEP = 1 << 5,           /* left out of a profile: the live one stays */
	ATTR_DEVICE = 1 << 6,         /* its default is the device's: always saved */
	ATTR_SUMMARY = 1 << 7,        /* `ls` needs it, so the short load reads it */
	ATTR_ALWAYS = 1 << 8,         /* always saved, at its default too */
	ATTR_LINKED = 1 << 9,         /* lives only while the link is there */
	ATTR_ACTION = 1 << 10,        /* a write does something; no state to save */
	ATTR_DROPS = 1 << 11,         /* a change ends the object's sessions */
	ATTR_IDENTITY = 1 << 12,      /* a change alters what initiators recognise */
	ATTR_VIRTUAL = 1 << 13,       /* not read from a file: from `info` or a link */
	ATTR_CREDENTIAL = 1 << 14,    /* CHAP: its own phase, read back with care */
	ATTR_RESIZE = 1 << 15,        /* AT_CREATE, but a larger one can be written while
					 exported: file and encode() say how */
	ATTR_LINES = 1 << 16,         /* text that may hold line breaks */
	ATTR_BEFORE_ENABLE = 1 << 17, /* of a storage object: before its `enable` */
	ATTR_LAST = 1 << 18,          /* after all others, which would overwrite it */
	ATTR_GENERATED = 1 << 19,     /* a new object that does not name it gets one */
	ATTR_MEDIUM = 1 << 20, /* AT_CREATE, but NODE_NEW_MEDIUM writes it to file */
	ATTR_KEPT = 1 << 21, /* with VIRTUAL: configfs has no place for it, see kept.h */
	ATTR_SAID = 1 << 22, /* with a rule: saved unless it is "0", so that it stays when
				what it follows changes */
};

struct choice {
	const char *value; /* canonical */
	const char *read;  /* as the kernel prints it; NULL: as value */
	const char *name;  /* as a profile and people write it; NULL: as value */
};

struct attr {
	const char *name; /* in the shell and in profiles */
	const char
		*file; /* in the kernel, relative to the group's directory; NULL: name */
	enum attr_kind kind;
	unsigned flags;
	int64_t min;
	uint64_t max;
	const struct choice *choices;
	size_t choice_count;
	const char *dflt; /* canonical; NULL: no constant default */
	/* A default that follows other values of the object (owned), or NULL. */
	char *(*rule)(const struct node *node);
	/* Raw kernel text (its final newline removed) to canonical text, owned;
	 * NULL function: as it is, matched against choices[].read. */
	char *(*decode)(const char *raw);
	/* What is written for the canonical text; NULL function: as it is. */
	char *(*encode)(const char *canonical);
	/* Written instead of "": "NULL" for auth, "\n" for wwn.  NULL: cannot be unset.
	 */
	const char *unset;
	/* Larger = lets more initiators do more.  A change that lowers it belongs to
	 * phase TIGHTEN, one that raises it to WIDEN.  NULL: neutral. */
	int (*openness)(const char *canonical);
	/* Name of another value of the same object that moves when this one is
	 * written (lio-configfs facts: authentication moves AuthMethod, …). */
	const char *moves;
	/* What that other value then is, owned; NULL result: what it was.  NULL function:
	 * its default. */
	char *(*moved)(const struct node *node);
	/* More than kind and range can say; may be NULL. */
	int (*check)(const char *canonical, struct error *err);
	/* The one spelling of what parsed well ("0x1405" is "0x001405"), owned; NULL
	 * function: as it is. */
	char *(*normal)(const char *canonical);
	/* A second name that `get` and `set` know it by, targetcli's; or NULL. */
	const char *also;
	const char *unit; /* "bytes", "s", "blocks", … or NULL */
	const char *help; /* one sentence */
};

/*
 * Values that stand together: a directory of the kernel, a group of `get` and
 * `set`, a mapping of a profile.  Several groups of one type may share a name
 * or a key; value names are unique within one node type.
 */
struct attr_group {
	const char *name; /* of `get` and `set`: "attribute"; NULL: `info` only */
	const char *key; /* of the profile: "attributes", "discovery_auth/chap"; NULL: the
			    values stand in the object's own mapping */
	const char *dir; /* of the kernel: "attrib"; "": the object's own directory */
	const struct attr *rows;
	size_t count;
	bool open; /* files of the kernel that have no row are values too */
};

#define attr_foreach(row, group)                                                         \
	for (const struct attr *row = (group)->rows;                                     \
	     row < (group)->rows + (group)->count; row++)

/*
 * What a user or a profile wrote → canonical text in *canonical (owned).
 * Knows choices by name, value and read text, booleans and sizes in every
 * spelling.  -EINVAL says the range or the choices.
 */
int attr_parse(const struct attr *attr, const char *text, char **canonical,
	       struct error *err) _must_check_;

/* What the kernel printed (with or without final newline) → canonical, owned. */
char *attr_decode(const struct attr *attr, const char *raw) _owned_;
/* Canonical → the exact bytes to write, owned. */
char *attr_encode(const struct attr *attr, const char *canonical) _owned_;
/* Canonical → as a profile writes it (true, inherit, 10GiB), owned, unquoted. */
char *attr_profile_text(const struct attr *attr, const char *canonical) _owned_;
/* "0..65535", "one of Yes, No", "at most 255 bytes": for errors and help, owned. */
char *attr_range_text(const struct attr *attr) _owned_;
/* "number", "string", "bool", "yesno": the word of targetcli's `set GROUP`. */
const char *attr_kind_name(const struct attr *attr);
