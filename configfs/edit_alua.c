/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ALUA groups (target port groups) made and deleted. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"

static int check_support(const struct node *so, struct error *err)
{
	autofree char *path = node_path(so);

	if (!node_is(so, "alua_support", "0"))
		return 0;
	error_set(err, NULL, -EINVAL, "%s cannot have ALUA groups", path);
	because(err, "its device answers for itself (alua_support is 0)");
	return -EINVAL;
}

static int check_unique(const struct node *groups, const char *name, const char *id,
			struct error *err)
{
	node_foreach (other, groups) {
		autofree char *path = node_path(other);

		if (strcmp(other->name, name) == 0)
			return fail(err, -EEXIST, "the ALUA group %s exists", path);
		if (!node_is(other, "id", id))
			continue;
		error_set(err, NULL, -EEXIST, "the number %s is in use", id);
		because(err, "the ALUA group %s has it", path);
		return -EEXIST;
	}
	return 0;
}

static int create_group(struct edit *edit, struct error *err)
{
	const char *name = edit_given(edit, "name");
	autofree char *id = NULL;
	int result = edit_check_name(name, "ALUA group", err);

	if (result == 0)
		result = check_support(edit->parent->parent, err);
	if (result < 0)
		return result;
	autonode struct node *group = node_add(edit->parent, CLASS_ALUA_GROUP, name);
	result = attr_parse(node_attr(group, "id", NULL), edit_given(edit, "tag"), &id,
			    err);
	node_free(take_ptr(group));
	if (result == 0)
		result = check_unique(edit->parent, name, id, err);
	if (result < 0)
		return result;
	edit->made = node_add(edit->parent, CLASS_ALUA_GROUP, name);
	node_set(edit->made, "id", id);
	edit_note(edit, "Created ALUA TPG %s.", name);
	return 0;
}

/* Its LUNs fall back to the group that the kernel makes. */
static void leave_group(const struct node *group)
{
	const struct node *so = node_above(group, CLASS_SO);
	struct node **luns = NULL;
	size_t count = luns_of(node_root(so), so, &luns);
	autofree struct node **owned = luns;

	for (size_t i = 0; i < count; i++)
		if (node_is(owned[i], "alua", group->name))
			node_set(owned[i], "alua", "");
}

static int delete_group(struct edit *edit, struct error *err)
{
	struct node *group = NULL;
	int result = edit_find(edit->parent, edit_given(edit, "name"), &group, err);

	if (result < 0)
		return result;
	if (node_kernel_made(group)) {
		error_set(err, NULL, -EINVAL, "Can not delete %s", group->name);
		because(err, "the kernel makes it with the storage object");
		return -EINVAL;
	}
	leave_group(group);
	edit_note(edit, "Deleted ALUA TPG %s.", group->name);
	node_free(group);
	return 0;
}

static const struct create_arg create_args[] = {
	{ .name = "name", .required = true, .help = "Name of the group." },
	{ .name = "tag", .required = true, .help = "Its number, 1 to 65535." },
	{ 0 },
};

static const struct create_arg delete_args[] = {
	{ .name = "name", .required = true, .help = "Name of the group." },
	{ 0 },
};

const struct edit_row edit_alua_row = {
	.parent = CLASS_ALUA,
	.create = create_args,
	.remove = delete_args,
	.do_create = create_group,
	.do_delete = delete_group,
};
