/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ACLs and mapped LUNs made and deleted. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/edit_row.h"
#include "configfs/kept.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

/* The mapping is the only place where read-only holds. */
static bool is_read_only(const struct node *lun)
{
	const struct node *so = node_target(lun);

	return so_is_protected(so);
}

void edit_map(struct node *acl, uint64_t number, const struct node *lun,
	      const char *write_protect)
{
	struct node *mapped = node_add_number(acl, CLASS_MAPPED_LUN, number);
	autofree char *text = xasprintf("%llu", (unsigned long long)lun->number);

	node_set(mapped, "lun", text);
	if (write_protect == NULL)
		write_protect = is_read_only(lun) ? "1" : "0";
	node_set(mapped, "write_protect", write_protect);
}

/* --- ACLs ------------------------------------------------------------------------ */

static void map_all(struct edit *edit, struct node *acl)
{
	const struct node *luns = node_part(node_above(acl, CLASS_TPG), CLASS_LUNS);

	node_foreach (lun, luns) {
		if (node_numbered(acl, lun->number) != NULL)
			continue;
		edit_map(acl, lun->number, lun, NULL);
		edit_note(edit, "Created mapped LUN %llu.",
			  (unsigned long long)lun->number);
	}
}

static int create_acl(struct edit *edit, struct error *err)
{
	autofree char *wwn = NULL;
	bool map = false;
	int result =
		edit_bool(edit, "add_mapped_luns", edit->moves->mapped_luns, &map, err);

	if (result == 0)
		result = initiator_normalise(edit->parent->fabric,
					     edit_given(edit, "wwn"), &wwn, err);
	if (result < 0)
		return result;
	const struct node *old = node_child(edit->parent, wwn);
	if (old != NULL) {
		autofree char *path = node_path(old);
		error_set(err, NULL, -EEXIST, "the ACL %s exists", path);
		return -EEXIST;
	}
	edit->made = node_add(edit->parent, CLASS_ACL, wwn);
	edit_note(edit, "Created Node ACL for %s", wwn);
	if (map)
		map_all(edit, edit->made);
	return 0;
}

static int delete_acl(struct edit *edit, struct error *err)
{
	const char *typed = edit_given(edit, "wwn");
	struct node *acl = node_child(edit->parent, typed);
	autofree char *wwn = NULL;
	autoerror struct error ignored = { 0 };

	if (acl == NULL &&
	    initiator_normalise(edit->parent->fabric, typed, &wwn, &ignored) == 0)
		acl = node_child(edit->parent, wwn);
	if (acl == NULL) {
		struct node **tagged = NULL;
		size_t count = acls_by_tag(edit->parent, typed, &tagged);
		autofree struct node **owned = tagged;
		int result = edit_find(edit->parent, typed, &acl, err);
		if (count > 0) {
			because(err, "it is a tag, and an ACL is deleted by its WWN");
			advise(err, "for example: delete %s", owned[0]->name);
		}
		return result;
	}
	edit_note(edit, "Deleted Node ACL %s.", acl->name);
	node_free(acl);
	return 0;
}

static const struct create_arg acl_create[] = {
	{ .name = "wwn", .required = true, .help = "The initiator's name." },
	{ .name = "add_mapped_luns",
	  .help = "Map every LUN into it: true or false; else as the preference says." },
	{ 0 },
};

static const struct create_arg acl_delete[] = {
	{ .name = "wwn", .required = true, .help = "The initiator's name." },
	{ 0 },
};

const struct edit_row edit_acls_row = {
	.parent = CLASS_ACLS,
	.create = acl_create,
	.remove = acl_delete,
	.do_create = create_acl,
	.do_delete = delete_acl,
};

/* --- mapped LUNs ----------------------------------------------------------------- */

static int no_such_lun(const struct node *luns, uint64_t number, struct error *err)
{
	autofree char *path = node_path(luns);

	error_set(err, NULL, -ENOENT, "LUN %llu does not exist in this TPG",
		  (unsigned long long)number);
	advise(err, "'ls %s' shows those that do, or give a storage object", path);
	return -ENOENT;
}

/* By number, or the LUN of a storage object, which is exported first if need be. */
static int find_lun(struct edit *edit, struct node **lun, struct error *err)
{
	struct node *luns = node_part(node_above(edit->parent, CLASS_TPG), CLASS_LUNS);
	const char *text = edit_given(edit, "tpg_lun_or_backstore");
	const char *digits = starts_with(text, "lun") ? text + 3 : text;
	uint64_t number = 0;
	struct node *so = NULL;

	if (parse_uint(digits, &number)) {
		*lun = node_numbered(luns, number);
		return *lun != NULL ? 0 : no_such_lun(luns, number, err);
	}
	int result = edit_so_of(edit, text, &so, err);
	if (result < 0)
		return result;
	*lun = edit_lun_of(luns, so);
	if (*lun != NULL)
		return 0;
	if (!edit_free_number(luns, 0, &number))
		return fail(err, -EEXIST, "all LUN numbers are in use");
	*lun = edit_add_lun(edit, luns, so, number);
	return 0;
}

static int check_mapped_number(const struct node *acl, const char *text, uint64_t *number,
			       struct error *err)
{
	int result = edit_number(CLASS_MAPPED_LUN, text, number, err);
	const struct node *old = result < 0 ? NULL : node_numbered(acl, *number);

	if (old == NULL)
		return result;
	const struct value *lun = node_value(old, "lun");
	error_set(err, NULL, -EEXIST, "%s of %s exists", old->name, acl->name);
	because(err, "it is LUN %s", lun == NULL ? "of nothing" : lun->text);
	return -EEXIST;
}

static void warn_of_second(struct edit *edit, const struct node *lun)
{
	node_foreach (mapped, edit->parent)
		if (node_target(mapped) == lun)
			edit_note(edit,
				  "Warning: TPG LUN %llu already mapped to this NodeACL",
				  (unsigned long long)lun->number);
}

static int create_mapped(struct edit *edit, struct error *err)
{
	struct node *lun = NULL;
	uint64_t number = 0;
	bool protect = false;
	int result = edit_bool(edit, "write_protect", false, &protect, err);

	if (result == 0)
		result = check_mapped_number(edit->parent, edit_given(edit, "mapped_lun"),
					     &number, err);
	if (result == 0)
		result = find_lun(edit, &lun, err);
	if (result < 0 || lun == NULL)
		return result;
	warn_of_second(edit, lun);
	const char *text = protect ? "1" : "0";
	edit_map(edit->parent, number, lun,
		 edit_given(edit, "write_protect") == NULL ? NULL : text);
	if (!edit->follows)
		edit->made = node_numbered(edit->parent, number);
	edit_note(edit, "Created Mapped LUN %llu.", (unsigned long long)number);
	return 0;
}

static int delete_mapped(struct edit *edit, struct error *err)
{
	struct node *mapped = NULL;
	int result =
		edit_find(edit->parent, edit_given(edit, "mapped_lun"), &mapped, err);

	if (result < 0)
		return result;
	edit_note(edit, "Deleted Mapped LUN %llu.", (unsigned long long)mapped->number);
	node_free(mapped);
	return 0;
}

static const struct create_arg mapped_create[] = {
	{ .name = "mapped_lun", .required = true, .help = "Number the initiator sees." },
	{ .name = "tpg_lun_or_backstore",
	  .required = true,
	  .help = "A LUN of the TPG, a storage object, or the path of a file or "
		  "device." },
	{ .name = "write_protect", .help = "Whether the initiator may only read." },
	{ 0 },
};

static const struct create_arg mapped_delete[] = {
	{ .name = "mapped_lun", .required = true, .help = "Number the initiator sees." },
	{ 0 },
};

const struct edit_row edit_acl_row = {
	.parent = CLASS_ACL,
	.create = mapped_create,
	.remove = mapped_delete,
	.do_create = create_mapped,
	.do_delete = delete_mapped,
};
