/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The edits that people make, on any tree (a copy of the live one, or a profile's): what
 * `create`, `delete`, `set`, `enable`, `tag` mean, automatic moves included.  No face
 * repeats them.  Nothing here touches the kernel.
 */
#pragma once

#include "configfs/device.h"
#include "configfs/node.h"

/* Automatic moves, targetcli's preferences. */
struct edit_moves {
	bool portal;      /* auto_add_default_portal: 0.0.0.0:3260 on a new TPG */
	bool enable;      /* auto_enable_tpgt */
	bool mapped_luns; /* auto_add_mapped_luns */
	bool model_alias; /* export_backstore_name_as_model */
	/* Not a preference: the tree is not this machine's (a profile under -f).  Files
	 * and devices may be absent, none is made, ports are not looked for. */
	bool offline;
};

/* One given parameter: by position (name NULL) or by name. */
struct edit_arg {
	const char *name, *text;
};

/*
 * `create` below `parent`, with the parameters of targetcli for that class of parent.
 * Tells what it made through *made (borrowed, the main object: of a new target its TPG;
 * may be NULL) and, one line each, in `notes` (owned text, may be NULL): "Created LUN
 * 0.", "Created LUN 0->0 mapping in …".  A tree whose edit failed may be half edited:
 * give a copy.
 *
 * An ACL that has a tag stands for all ACLs of its TPG with that tag: create, delete and
 * set on one of them are done to all, the caller names any one.
 */
int edit_create(struct node *parent, const struct edit_arg *args, size_t count,
		const struct edit_moves *moves, struct node **made, char **notes,
		struct error *err) _must_check_;
/* `delete` of what `create` made, by its parameters; what depends on it goes too.  The
 * `save` of a storage object is only checked here: saving is the caller's. */
int edit_delete(struct node *parent, const struct edit_arg *args, size_t count,
		char **notes, struct error *err) _must_check_;
/* `set GROUP name=text`: any spelling; group NULL: a value of any group.  What the kernel
 * moves along with it is set too. */
int edit_set(struct node *node, const char *group, const char *name, const char *text,
	     struct error *err) _must_check_;
int edit_enable(struct node *tpg, bool enable, struct error *err) _must_check_;
/* `tag` and (tag NULL) `untag` of ACLs.  Who joins a tag takes its mapped LUNs, CHAP and
 * attributes. */
int edit_tag(struct node *acls, const char *wwn_or_tag, const char *tag,
	     struct error *err) _must_check_;
/* The ACLs of that name or tag, in the order of the tree; an owned array, returns how
 * many. */
size_t acls_by_tag(const struct node *acls, const char *wwn_or_tag, struct node ***nodes);
/* Everything but what the kernel makes itself: `clearconfig`. */
void edit_clear(struct node *root);

/* The kind for what is at a path: one that has a size for files, one whose device says it
 * all for devices. */
const struct backstore *backstore_for_form(enum device_form form);
/* The parameters that `create` and `delete` take below that node: for help, completion
 * and errors.  NULL: it takes none. */
const struct create_arg *edit_create_args(const struct node *parent);
const struct create_arg *edit_delete_args(const struct node *parent);
