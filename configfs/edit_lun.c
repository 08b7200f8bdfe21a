/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LUNs made, mapped into the ACLs that are there, and deleted. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"

bool edit_free_number(const struct node *parent, uint64_t least, uint64_t *number)
{
	const struct node_type *type = &node_types[parent->type->child];

	for (*number = least; *number <= type->max; (*number)++)
		if (node_numbered(parent, *number) == NULL)
			return true;
	return false;
}

struct node *edit_lun_of(const struct node *luns, const struct node *so)
{
	node_foreach (lun, luns)
		if (node_target(lun) == so)
			return lun;
	return NULL;
}

struct node *edit_add_lun(struct edit *edit, struct node *luns, const struct node *so,
			  uint64_t number)
{
	struct node *lun = node_add_number(luns, CLASS_LUN, number);
	autofree char *reference = so_reference(so);

	node_set(lun, "storage_object", reference);
	edit_note(edit, "Created LUN %llu.", (unsigned long long)number);
	return lun;
}

void edit_drop_lun(struct node *lun)
{
	struct node **mapped = NULL;
	size_t count = mapped_of(lun, &mapped);
	autofree struct node **owned = mapped;

	for (size_t i = 0; i < count; i++)
		node_free(owned[i]);
	node_free(lun);
}

static int not_a_storage_object(const char *text, const struct error *path_error,
				struct error *err)
{
	autofree char *shown = escape_text(text);

	error_set(err, NULL, -ENOENT, "'%s' is no storage object", shown);
	because(err, "neither an object of the tree nor a file or device has that path");
	if (path_error->fix != NULL)
		advise(err, "%s", path_error->fix);
	return -ENOENT;
}

int edit_so_of(struct edit *edit, const char *text, struct node **so, struct error *err)
{
	autoerror struct error path_error = { 0 };
	struct node *found = NULL;

	if (path_find(edit->parent, text, &found, &path_error) < 0)
		found = so_find(node_root(edit->parent), text);
	if (found != NULL && found->type->class == CLASS_SO) {
		*so = found;
		return 0;
	}
	int result = text[0] != '/' ? 0 : edit_so_from_path(edit, text, so, err);
	if (result < 0 || *so != NULL)
		return result;
	return not_a_storage_object(text, &path_error, err);
}

static int choose_number(const struct edit *edit, uint64_t *number, struct error *err)
{
	const char *typed = edit_given(edit, "lun");

	if (typed == NULL) {
		if (edit_free_number(edit->parent, 0, number))
			return 0;
		return fail(err, -EEXIST, "all LUN numbers are in use");
	}
	int result = edit_number(CLASS_LUN, typed, number, err);
	if (result < 0)
		return result;
	const struct node *old = node_numbered(edit->parent, *number);
	if (old == NULL)
		return 0;
	const struct value *so = node_value(old, "storage_object");
	error_set(err, NULL, -EEXIST, "%s exists", old->name);
	because(err, "it exports %s", so == NULL ? "nothing" : so->text);
	advise(err, "leave the number out to take the first free one");
	return -EEXIST;
}

/* At the LUN's number if that was asked for, else at 0; if taken at the first free. */
static void map_into(struct edit *edit, struct node *acl, const struct node *lun)
{
	uint64_t number = edit_given(edit, "lun") == NULL ? 0 : lun->number;

	if (node_numbered(acl, number) != NULL && !edit_free_number(acl, 0, &number)) {
		edit_note(edit, "Cannot map new lun %llu into ACL %s",
			  (unsigned long long)lun->number, acl->name);
		return;
	}
	edit_map(acl, number, lun, NULL);
	edit_note(edit, "Created LUN %llu->%llu mapping in node ACL %s",
		  (unsigned long long)lun->number, (unsigned long long)number, acl->name);
}

static int create_lun(struct edit *edit, struct error *err)
{
	struct node *acls = node_part(node_above(edit->parent, CLASS_TPG), CLASS_ACLS);
	struct node *so = NULL;
	uint64_t number = 0;
	bool map = false;
	int result =
		edit_bool(edit, "add_mapped_luns", edit->moves->mapped_luns, &map, err);

	if (result == 0)
		result = choose_number(edit, &number, err);
	if (result == 0)
		result = edit_so_of(edit, edit_given(edit, "storage_object"), &so, err);
	if (result < 0)
		return result;
	const struct node *old = edit_lun_of(edit->parent, so);
	if (old != NULL) {
		autofree char *path = node_path(old);
		autofree char *reference = so_reference(so);
		error_set(err, NULL, -EEXIST, "lun for storage object %s already exists",
			  reference);
		because(err, "it is %s", path);
		return -EEXIST;
	}
	edit->made = edit_add_lun(edit, edit->parent, so, number);
	if (!map || acls == NULL)
		return 0;
	node_foreach (acl, acls)
		map_into(edit, acl, edit->made);
	return 0;
}

static int delete_lun(struct edit *edit, struct error *err)
{
	const char *typed = edit_given(edit, "lun");
	struct node *lun = NULL;
	int result = edit_find(edit->parent, typed, &lun, err);

	if (result < 0)
		return result;
	edit_note(edit, "Deleted LUN %llu.", (unsigned long long)lun->number);
	edit_drop_lun(lun);
	return 0;
}

static const struct create_arg create_args[] = {
	{ .name = "storage_object",
	  .required = true,
	  .help = "A storage object, or the path of a file or device to make one of." },
	{ .name = "lun", .help = "Its number; the first free one if left out." },
	{ .name = "add_mapped_luns",
	  .help = "Map it into every ACL: true or false; else as the preference says." },
	{ 0 },
};

static const struct create_arg delete_args[] = {
	{ .name = "lun", .required = true, .help = "Its number." },
	{ 0 },
};

const struct edit_row edit_luns_row = {
	.parent = CLASS_LUNS,
	.create = create_args,
	.remove = delete_args,
	.do_create = create_lun,
	.do_delete = delete_lun,
};
