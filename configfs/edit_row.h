/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the files edit*.c only: one row for each class of parent, and what their
 * functions work on.
 */
#pragma once

#include "configfs/base/text.h"
#include "configfs/edit.h"

#define EDIT_ARGS_MAX 16

/* One create or delete under way. */
struct edit {
	struct node *parent;
	const char *command; /* "create", for messages */
	bool creates;
	bool follows; /* the same was done to another ACL of the tag: no notes again */
	const struct create_arg *rows;
	const char *given[EDIT_ARGS_MAX]; /* by row; NULL: left out */
	const struct edit_moves *moves;
	struct text notes;
	struct node *made;
};

struct edit_row {
	enum node_class parent;
	/* Fixed rows, or NULL: of the parent's kind. */
	const struct create_arg *create, *remove;
	int (*do_create)(struct edit *edit, struct error *err);
	int (*do_delete)(struct edit *edit, struct error *err);
};

extern const struct edit_row edit_kind_row, edit_fabric_row, edit_target_row,
	edit_luns_row, edit_acls_row, edit_acl_row, edit_portals_row, edit_alua_row;

/* --- edit_args.c: parameters ----------------------------------------------------- */

/* Brings what was given to the rows; -ENOSYS for what does not fit. */
int edit_bind(struct edit *edit, const struct edit_arg *args, size_t count,
	      struct error *err) _must_check_;
/* What was given, else the row's default, else NULL. */
const char *edit_given(const struct edit *edit, const char *name);
/* The same as a boolean; `otherwise` if there is neither. */
int edit_bool(const struct edit *edit, const char *name, bool otherwise, bool *value,
	      struct error *err) _must_check_;
/* "5", or with the class's name or prefix before it ("lun5", "tpg1"), in range. */
int edit_number(enum node_class class, const char *text, uint64_t *number,
		struct error *err) _must_check_;
/* Allow-list of a name that a user makes up. */
int edit_check_name(const char *name, const char *what, struct error *err) _must_check_;

/* --- edit.c ---------------------------------------------------------------------- */

void edit_note(struct edit *edit, const char *format, ...) _printf_(2, 3);
/* The child of that name or number, or -ENOENT with the nearest name. */
int edit_find(const struct node *parent, const char *name, struct node **found,
	      struct error *err) _must_check_;

/* --- edit_backing.c -------------------------------------------------------------- */

/* Whether `create` of that kind has a parameter for that value. */
bool edit_takes(const struct backstore *backstore, const char *value);
/* Looks at what a new storage object would open, and completes or refuses it. */
int edit_use_backing(struct edit *edit, struct node *so, struct error *err) _must_check_;

/* --- edit_tag.c ------------------------------------------------------------------ */

/* An ACL, and after it all others of its tag; any other node alone.  An owned array,
 * returns how many. */
size_t edit_together(struct node *node, struct node ***nodes);

/* --- between the subjects -------------------------------------------------------- */

/* edit_storage_object.c */
/* A storage object for the file or device at that path, with the kernel's defaults and a
 * name made of the path; NULL if there is none. */
int edit_so_from_path(struct edit *edit, const char *path, struct node **made,
		      struct error *err) _must_check_;
/* edit_lun.c */
/* What `luns create` and an ACL's `create` take: a path of the tree, KIND/NAME, or the
 * path of a file or device. */
int edit_so_of(struct edit *edit, const char *text, struct node **so,
	       struct error *err) _must_check_;
/* The first number that no child has, false if all are taken. */
bool edit_free_number(const struct node *parent, uint64_t least, uint64_t *number);
/* Exports it; the number is free. */
struct node *edit_add_lun(struct edit *edit, struct node *luns, const struct node *so,
			  uint64_t number) _owned_;
/* The LUN of that TPG which exports it, or NULL. */
struct node *edit_lun_of(const struct node *luns, const struct node *so);
/* With what depends on it. */
void edit_drop_lun(struct node *lun);
/* edit_acl.c; write_protect NULL: as the disk behind it is made */
void edit_map(struct node *acl, uint64_t number, const struct node *lun,
	      const char *write_protect);
/* edit_portal.c: true if it could be added. */
bool edit_add_default_portal(struct node *tpg);
