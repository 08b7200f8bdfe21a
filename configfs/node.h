/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree.  The kernel is loaded into it, a profile is read into it, the
 * shell edits it.  Its shape is what `ls` prints, except that a fabric without
 * TPGs still has its tpg1 here (see path.h).
 *
 * A tree owns its nodes; everyone else borrows.
 */
#pragma once

#include "configfs/type.h"

enum node_flags {
	NODE_WHOLE =
		1 << 0, /* a profile names it: a value it leaves out is at its default */
	NODE_BROKEN = 1 << 1, /* a link that is missing, dead or leads nowhere */
	NODE_ODD = 1 << 2,    /* a name that liosh would not have made */
	NODE_TWIN =
		1
		<< 3, /* a second directory of the same name or number: name has "@DIR" */
	NODE_LOADED = 1 << 4, /* all its settings were read from the kernel */
	NODE_REPLACE =
		1 << 5,          /* children that the wanted tree does not name go away
				    (default in   a tree that was copied from the live one) */
	NODE_MAKE_FILE = 1 << 6, /* this very command makes the backing file */
	NODE_SPARSE = 1 << 7,    /* …without allocating its blocks */
	NODE_DISABLED = 1 << 8,  /* a storage object that exists but was never enabled */
	NODE_NEW_MEDIUM =
		1 << 9,        /* its handler is to serve something else, its LUNs stay */
	NODE_UNREAD = 1 << 10, /* some of its values only root may read */
};

struct value {
	const struct attr_group *group; /* never NULL */
	const struct attr *attr;        /* NULL: a file of the kernel that no row knows */
	char *name, *text;              /* owned; text is canonical and never NULL */
	bool read_only;                 /* by the file's mode */
	struct mark mark;               /* in a profile */
	char *reference; /* owned: "file:host1.key" if it came by !secret, or NULL */
};

struct node {
	const struct node_type *type;
	const struct backstore *backstore; /* of a kind and what is below, else NULL */
	const struct fabric *fabric;       /* of a fabric and what is below, else NULL */
	struct node *parent;
	char *name;      /* as shown: "disk0", "tpg1", "mapped_lun0", "10.0.0.1:3260" */
	uint64_t number; /* TYPE_NUMBERED */
	char *dir;       /* its directory below target/, NULL: not in the kernel */
	char *link_name; /* of the symlink inside, NULL: none */
	unsigned flags;
	struct value *values;
	size_t value_count;
	struct node **children; /* in natural order of their names */
	size_t child_count;
	struct mark mark;
	struct node_plan *plan; /* of plan_make while it runs, else NULL */
};

#define node_foreach(child, parent)                                                      \
	for (size_t i_##child = 0; i_##child < (parent)->child_count; i_##child++)       \
		for (struct node *child = (parent)->children[i_##child]; child != NULL;  \
		     child = NULL)

#define value_foreach(value, node)                                                       \
	for (struct value *value = (node)->values;                                       \
	     value < (node)->values + (node)->value_count; value++)

/* An empty tree: /, /global, /backstores with its kinds, every fabric of fabrics[]. */
struct node *tree_new(void) _owned_;
/* Something can be logged in to, or could be once it is enabled. */
bool tree_has_targets(const struct node *root);
/* The node with all below it, taken out of its parent first.  NULL is allowed. */
void node_free(struct node *node);
/* All of it, parent NULL. */
struct node *node_copy(const struct node *node) _owned_;
#define autonode cleaned_by(node_cleanup)
static inline void node_cleanup(struct node *const *node)
{
	node_free(*node);
}

/* Adds a child of that class, with the containers it brings along; its name is
 * `name` (numbered types: made from the number by node_add_number). */
struct node *node_add(struct node *parent, enum node_class class,
		      const char *name) _owned_;
struct node *node_add_number(struct node *parent, enum node_class class,
			     uint64_t number) _owned_;
/* For storage objects: puts it under the kind node that its values ask for
 * (user:HANDLER).  Returns the kind node, made if need be. */
struct node *kind_for(struct node *root, const struct backstore *backstore,
		      const char *handler) _owned_;

/* Puts a node, with all below it, under another parent of the same class as its own. */
void node_move(struct node *node, struct node *parent);
/* The owner of a tree may change what a const search of that tree gave it. */
static inline struct node *node_mutable(const struct node *node)
{
	return (struct node *)(uintptr_t)node;
}
/* Its directory below target/, owned: its own, or for a container what follows from its
 * parent's; NULL when it is not in the kernel. */
char *node_dir(const struct node *node) _must_check_;
/* Made by the kernel with its parent: neither made nor removed by anyone. */
bool node_kernel_made(const struct node *node);

/* Child by exact shown name, or by number; NULL if none. */
struct node *node_child(const struct node *parent, const char *name);
struct node *node_numbered(const struct node *parent, uint64_t number);
/* The portal of that address and port, however its name is spelt: others name it as it
 * was typed.  `name` is canonical, or exact; NULL if none. */
struct node *node_portal(const struct node *portals, const char *name);
/* The container of that class right below: node_part(tpg, CLASS_LUNS). NULL if the
 * fabric has none. */
struct node *node_part(const struct node *parent, enum node_class class);
/* The nearest ancestor (or itself) of that class, NULL if none. */
struct node *node_above(const struct node *node, enum node_class class);
struct node *node_root(const struct node *node);

/* --- values ---------------------------------------------------------------------- */

/* Groups of a node: those of its class, then of its kind or fabric.  Fills at most
 * GROUPS_MAX and returns how many. */
#define GROUPS_MAX 12
size_t node_groups(const struct node *node, const struct attr_group *groups[GROUPS_MAX]);
/* The row of that value name and its group; NULL if no row knows it. */
const struct attr *node_attr(const struct node *node, const char *name,
			     const struct attr_group **group);
/* As stored, NULL if absent (unread, or left out). */
struct value *node_value(const struct node *node, const char *name);
/* Canonical text as stored, else the default of the row (constant or rule), else
 * NULL.  A rule's text lives until the next call from the same thread. */
const char *node_text(const struct node *node, const char *name);
bool node_is(const struct node *node, const char *name, const char *canonical);
/* It serves: it is enabled, or of a fabric that knows no such thing. */
bool tpg_is_on(const struct node *tpg);
uint64_t node_uint(const struct node *node, const char *name); /* 0 if absent */
/* Sets or replaces.  The row is looked up; for a name that no row knows `group` says
 * where it belongs.  Text must be canonical. */
struct value *node_set(struct node *node, const char *name, const char *canonical);
struct value *node_set_unknown(struct node *node, const struct attr_group *group,
			       const char *name, const char *text);
void node_unset(struct node *node, const char *name);
/* What the value is when nobody says otherwise, owned; NULL: the device decides or no
 * default is known. */
char *attr_default(const struct attr *attr, const struct node *node) _must_check_;

/* --- relations ------------------------------------------------------------------- */

/* "fileio/disk0", as LUNs name it, owned. */
char *so_reference(const struct node *so) _owned_;
/* The storage object of such a text; NULL if none. */
struct node *so_find(const struct node *root, const char *reference);
/* What backs it, by the one name that all names of a device lead to; owned, or NULL. */
char *so_path(const struct node *so) _must_check_;
/* LUN → storage object, mapped LUN → LUN; NULL if missing or broken. */
struct node *node_target(const struct node *node);
/* Calls fn for each node below and including `node`, parents first; stops at the
 * first result other than 0 and returns it. */
int node_walk(struct node *node, int (*fn)(struct node *node, void *data), void *data);
/* The group that a LUN ("alua") or a storage object ("lu_group") names; NULL if it names
 * none, or one that is not there. */
struct node *group_of(const struct node *member, const char *name);
/* Every LUN, in any fabric, that links to the storage object; returns how many and
 * fills an owned array. */
size_t luns_of(const struct node *root, const struct node *so, struct node ***luns);
size_t mapped_of(const struct node *lun, struct node ***mapped);
