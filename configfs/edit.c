/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edits that people make: the row of the class does each. */
#include "configfs/edit.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"

static const struct edit_row *const rows[] = {
	&edit_kind_row,    &edit_fabric_row, &edit_target_row,
	&edit_luns_row,    &edit_acls_row,   &edit_acl_row,
	&edit_portals_row, &edit_alua_row,   NULL,
};

static const struct edit_row *row_for(const struct node *parent)
{
	for (const struct edit_row *const *row = rows; *row != NULL; row++)
		if ((*row)->parent == parent->type->class)
			return *row;
	return NULL;
}

const struct create_arg *edit_create_args(const struct node *parent)
{
	const struct edit_row *row = row_for(parent);

	if (row == NULL || row->do_create == NULL)
		return NULL;
	return row->create == NULL ? parent->backstore->create : row->create;
}

const struct create_arg *edit_delete_args(const struct node *parent)
{
	const struct edit_row *row = row_for(parent);

	return row == NULL ? NULL : row->remove;
}

void edit_note(struct edit *edit, const char *format, ...)
{
	char *line = NULL;
	va_list args;

	if (edit->follows)
		return;
	va_start(args, format);
	int length = vasprintf(&line, format, args);
	va_end(args);
	if (length >= 0)
		text_addf(&edit->notes, "%s\n", line);
	free(line);
}

static int not_here(const struct node *parent, const char *command, struct error *err)
{
	autofree char *path = node_path(parent);

	return fail(err, -ENOSYS, "%s has no command '%s'", path, command);
}

/* Does it to the parent and to those that are edited together with it. */
static int run_all(struct edit *edit, const struct edit_row *row, struct error *err)
{
	struct node **found = NULL;
	size_t count = edit_together(edit->parent, &found);
	autofree struct node **parents = found;
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		edit->parent = parents[i];
		edit->follows = i > 0;
		result = edit->creates ? row->do_create(edit, err)
				       : row->do_delete(edit, err);
	}
	return result;
}

/* Binds the parameters, runs the functions, hands the notes on. */
static int run(struct edit *edit, const struct edit_arg *args, size_t count, char **notes,
	       struct error *err)
{
	const struct edit_row *row = row_for(edit->parent);

	if (row == NULL || edit->rows == NULL)
		return not_here(edit->parent, edit->command, err);
	int result = edit_bind(edit, args, count, err);
	if (result == 0)
		result = run_all(edit, row, err);
	if (result == 0 && notes != NULL)
		*notes = text_take(&edit->notes);
	text_free(&edit->notes);
	return result;
}

/* NOLINTNEXTLINE(readability-function-size): seven parameters, one call of the shell */
int edit_create(struct node *parent, const struct edit_arg *args, size_t count,
		const struct edit_moves *moves, struct node **made, char **notes,
		struct error *err)
{
	struct edit edit = {
		.parent = parent,
		.command = "create",
		.creates = true,
		.rows = edit_create_args(parent),
		.moves = moves,
	};
	int result = run(&edit, args, count, notes, err);

	if (result == 0 && made != NULL)
		*made = edit.made;
	return result;
}

int edit_delete(struct node *parent, const struct edit_arg *args, size_t count,
		char **notes, struct error *err)
{
	struct edit edit = {
		.parent = parent,
		.command = "delete",
		.rows = edit_delete_args(parent),
	};

	return run(&edit, args, count, notes, err);
}

static int no_such_child(const struct node *parent, const char *name, struct error *err)
{
	autofree const char **names = xcalloc(parent->child_count, sizeof *names);
	autofree char *shown = escape_text(name);
	autofree char *path = node_path(parent);

	for (size_t i = 0; i < parent->child_count; i++)
		names[i] = parent->children[i]->name;
	error_set(err, NULL, -ENOENT, "%s has no '%s'", path, shown);
	const char *near = nearest_name(name, names, parent->child_count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	else
		advise(err, "'ls %s' shows what is there", path);
	return -ENOENT;
}

int edit_find(const struct node *parent, const char *name, struct node **found,
	      struct error *err)
{
	const struct node_type *type = &node_types[parent->type->child];
	struct node *child = node_child(parent, name);
	uint64_t number = 0;

	if (child == NULL && type->flags & TYPE_NUMBERED && parse_uint(name, &number))
		child = node_numbered(parent, number);
	if (child == NULL)
		return no_such_child(parent, name, err);
	*found = child;
	return 0;
}

int edit_enable(struct node *tpg, bool enable, struct error *err)
{
	autofree char *path = node_path(tpg);

	if (tpg->type->class != CLASS_TPG)
		return not_here(tpg, enable ? "enable" : "disable", err);
	if (tpg->fabric->flags & FABRIC_ENABLE) {
		node_set(tpg, "enable", enable ? "1" : "0");
		return 0;
	}
	if (enable)
		return 0;
	error_set(err, NULL, -EINVAL, "%s cannot be disabled", path);
	because(err, "what is exported through %s is always on", tpg->fabric->name);
	advise(err, "delete its LUNs, or the target");
	return -EINVAL;
}

/* --- clear ----------------------------------------------------------------------- */

static void drop_children(struct node *parent)
{
	for (size_t i = parent->child_count; i-- > 0;)
		if (!node_kernel_made(parent->children[i]))
			node_free(parent->children[i]);
}

/* The fabric's own values (discovery) as they are at the start. */
static void reset_values(struct node *node)
{
	value_foreach(value, node)
	{
		if (value->read_only || value->attr == NULL ||
		    value->attr->flags & ATTR_READ_ONLY)
			continue;
		autofree char *start = value->attr->unset != NULL
					       ? xstrdup("")
					       : attr_default(value->attr, node);
		if (start != NULL)
			node_set(node, value->name, start);
	}
}

void edit_clear(struct node *root)
{
	struct node *stores = node_part(root, CLASS_BACKSTORES);

	node_foreach (fabric, root) {
		if (fabric->type->class != CLASS_FABRIC)
			continue;
		drop_children(fabric);
		reset_values(fabric);
	}
	if (stores == NULL)
		return;
	node_foreach (part, stores)
		drop_children(part);
}
