/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What LIO is, as rows: the classes of objects, the kinds of backstore, the
 * fabrics.  A new backstore is one file with one row and one line in
 * backstores[]; a new fabric likewise in fabrics[].  Read types.c first.
 */
#pragma once

#include "configfs/attr.h"
#include "configfs/base/text.h"

enum node_class {
	CLASS_ROOT,
	CLASS_GLOBAL,     /* /global: settings that the kernel has no place for */
	CLASS_BACKSTORES, /* /backstores */
	CLASS_KIND,       /* /backstores/fileio, /backstores/user:handler */
	CLASS_SO,         /* a storage object */
	CLASS_ALUA,       /* its target port groups */
	CLASS_ALUA_GROUP,
	CLASS_LU_GROUPS, /* /backstores/lu_groups, hidden while empty */
	CLASS_LU_GROUP,
	CLASS_FABRIC,
	CLASS_TARGET,
	CLASS_TPG,
	CLASS_LUNS,
	CLASS_LUN,
	CLASS_ACLS,
	CLASS_ACL,
	CLASS_MAPPED_LUN,
	CLASS_PORTALS,
	CLASS_PORTAL,
};
#define CLASS_COUNT (CLASS_PORTAL + 1)

enum type_flags {
	TYPE_CONTAINER = 1 << 0,  /* made with its parent, has no directory to mkdir */
	TYPE_NUMBERED = 1 << 1,   /* named prefix + number; compared by number */
	TYPE_LINK = 1 << 2,       /* one symlink inside, to the object of its ATTR_REF */
	TYPE_HIDE_EMPTY = 1 << 3, /* not shown while it has no children */
	TYPE_HIDDEN = 1 << 4,     /* never shown by `ls` above it: targetcli has none */
};

struct node_type {
	enum node_class class;
	const char *what; /* "mapped LUN": for messages */
	const char *key;  /* of a container in its parent's profile mapping: "luns" */
	const char
		*dir; /* of a container below its parent's directory: "lun"; NULL: none */
	unsigned flags;
	/* TYPE_NUMBERED: "lun5" in the shell, "5" in profiles, "lun_5" in the kernel. */
	const char *name_prefix, *key_prefix, *dir_prefix;
	uint64_t min, max; /* of the number */
	int child;         /* class of the children that a user makes, -1: none */
	/* Name of the one object of this class that the kernel makes with the parent and
	 * that nobody can make or remove ("default_tg_pt_gp"); NULL: none. */
	const char *kernel_made;
	/* Values that every object of the class has; kinds and fabrics add theirs. */
	const struct attr_group *const *groups; /* NULL-terminated, may be NULL */
};

extern const struct node_type node_types[CLASS_COUNT];

/* --- backstores ------------------------------------------------------------------ */

/* One parameter of `create`: sets the value of that name, in positional order. */
struct create_arg {
	const char *name;  /* of the shell: "file_or_dev" */
	const char *value; /* of the row: "path"; NULL: handled by the command itself
			      (name, wwn→serial) */
	bool required;
	const char *dflt; /* what the shell gives when it is left out (targetcli's), or
			     NULL */
	const char *help;
};

enum backstore_flags {
	BACKSTORE_HAS_SERIAL = 1 << 0,  /* vpd_unit_serial can be written */
	BACKSTORE_MODEL_ALIAS = 1 << 1, /* has emulate_model_alias */
	BACKSTORE_BY_HANDLER = 1 << 2,  /* shown as KIND:HANDLER, taken from `config` */
	BACKSTORE_HIDE_EMPTY = 1 << 3,
	BACKSTORE_VOLATILE = 1 << 4, /* its data lives in it: removing it loses them */
	BACKSTORE_OPENS_PATH =
		1 << 5, /* value "path" or "device" is opened by the kernel: guarded */
	BACKSTORE_OWN_ALUA = 1 << 6, /* the device's own: the kernel's group is idle */
};

/* One write before `enable`: a file of the storage object's directory and its text. */
struct setup_write {
	const char *file; /* "control", "udev_path": static */
	char *text;       /* owned */
};
#define SETUP_MAX 8

struct backstore {
	const char *name;    /* "block": in paths and profiles */
	const char *hba;     /* "iblock": the kernel's directory is hba_N/name */
	const char *module;  /* "target_core_iblock" */
	const char *product; /* what product_id reads by default: "IBLOCK" */
	const char *title, *help;
	unsigned flags;
	const struct attr_group *const
		*groups;                 /* NULL-terminated: all values of its objects */
	const struct create_arg *create; /* ends with name NULL */
	/* The value that says what backs it ("path", "device", "config"), or NULL; with
	 * BACKSTORE_OPENS_PATH it is a path that the kernel opens. */
	const char *path_value;
	/* The value that says which device that path means (device_identity.h), and the
	 * one with the number of the device that is open; each may be NULL. */
	const char *identity_value, *number_value;
	/* Fills writes[] (at most SETUP_MAX) in the order to be written; returns how
	 * many. */
	size_t (*setup)(const struct node *so, struct setup_write writes[SETUP_MAX]);
	/* Sets the virtual values of a loaded object from `info` (and read_file for
	 * more); what cannot be understood is left unset. */
	void (*parse_info)(struct node *so, const char *info);
	/* Between the brackets of ls without them; health goes to *ok.  Owned. */
	char *(*summary)(const struct node *so, bool *ok);
	/* Bytes of the object, 0 if unknown. */
	uint64_t (*size)(const struct node *so);
	/* Rules over several values; static ones only (no device is opened).  May be
	 * NULL. */
	int (*check)(const struct node *so, struct error *err);
};

/* Ends with NULL. */
extern const struct backstore *const backstores[];
const struct backstore *
backstore_find(const char *name); /* by name; "user:x" finds user */
const struct backstore *
backstore_by_hba(const char *hba); /* "rd_mcp", without its number */

/* --- fabrics --------------------------------------------------------------------- */

enum fabric_flags {
	FABRIC_TPGS = 1 << 0, /* several TPGs: shown as tpgN; else TPG 1 is folded into
				 the target */
	FABRIC_ACLS = 1 << 1,
	FABRIC_PORTALS = 1 << 2,
	FABRIC_NEXUS = 1 << 3,      /* needs a nexus, written before any LUN is linked */
	FABRIC_ENABLE = 1 << 4,     /* TPGs have `enable`; others are always on */
	FABRIC_AUTH = 1 << 5,       /* CHAP */
	FABRIC_SHOWN = 1 << 6,      /* in ls on a cold machine too */
	FABRIC_AUTOLOAD = 1 << 7,   /* the kernel loads its module at mkdir */
	FABRIC_HARDWARE = 1 << 8,   /* WWNs are those of the machine's ports */
	FABRIC_STARTS_OFF = 1 << 9, /* `create` leaves its only TPG disabled */
};

enum wwn_kind { WWN_IQN, WWN_NAA, WWN_EUI, WWN_IB, WWN_FREE };

struct fabric {
	const char *name; /* "tcm_fc": in paths and profiles */
	const char *dir;  /* "fc": below the kernel's target/ */
	const char *module;
	const char *title, *help;
	unsigned flags;
	const enum wwn_kind *wwns;
	size_t wwn_count;
	unsigned peer_wwns; /* those that targetcli takes, a bit each (1 << kind); 0: it
			       does not know the fabric */
	uint64_t tpg_min, tpg_max;
	const struct attr_group *const
		*groups; /* of the fabric itself; each may be NULL */
	const struct attr_group *const *target_groups;
	const struct attr_group *const *tpg_groups;
	const struct attr_group *const *acl_groups;
	const struct attr_group *const *portal_groups;
	/* Shown name ↔ directory name ("eui.X" ↔ "X", "naa.21…" ↔ "21:00:…"), owned;
	 * NULL functions: the same.  Directories that cannot be turned back are shown as
	 * they are. */
	char *(*wwn_to_dir)(const char *wwn);
	char *(*dir_to_wwn)(const char *dir);
	char *(*acl_to_dir)(const char *wwn);
	char *(*dir_to_acl)(const char *dir);
	/* The machine's ports as shown names, through add(); NULL: no hardware needed. */
	void (*ports)(void (*add)(const char *wwn, void *data), void *data);
	/* A new WWN for `create` without one, owned; NULL: one must be given. */
	char *(*generate)(void);
};

/* Ends with NULL. */
extern const struct fabric *const fabrics[];
const struct fabric *fabric_find(const char *name);
const struct fabric *fabric_by_dir(const char *dir);
/* A row for a directory that no row knows: its targets are shown and left alone. */
const struct fabric *fabric_foreign(const char *dir);
