/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags: ACLs that are named, and configured, together. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"

static const char *tag_of(const struct node *acl)
{
	const struct value *tag = node_value(acl, "tag");

	return tag == NULL || *tag->text == '\0' ? NULL : tag->text;
}

/* An array that grows. */
struct found {
	struct node **nodes;
	size_t count;
};

static void append(struct found *found, struct node *node)
{
	grow(found->nodes, found->count);
	found->nodes[found->count++] = node;
}

size_t acls_by_tag(const struct node *acls, const char *wwn_or_tag, struct node ***nodes)
{
	struct found found = { 0 };

	node_foreach (acl, acls)
		if (strcmp(acl->name, wwn_or_tag) == 0 ||
		    text_equal(tag_of(acl), wwn_or_tag))
			append(&found, acl);
	*nodes = found.nodes;
	return found.count;
}

static void append_others(struct found *found, const struct node *acl, const char *tag)
{
	node_foreach (other, acl->parent)
		if (other != acl && text_equal(tag_of(other), tag))
			append(found, other);
}

size_t edit_together(struct node *node, struct node ***nodes)
{
	const char *tag = node->type->class == CLASS_ACL ? tag_of(node) : NULL;
	struct found found = { 0 };

	append(&found, node);
	if (tag != NULL)
		append_others(&found, node, tag);
	*nodes = found.nodes;
	return found.count;
}

static int nobody(const struct node *acls, const char *wwn_or_tag, struct error *err)
{
	autofree const char **names = xcalloc(2 * acls->child_count, sizeof *names);
	autofree char *shown = escape_text(wwn_or_tag);
	autofree char *path = node_path(acls);
	size_t count = 0;

	node_foreach (acl, acls) {
		names[count++] = acl->name;
		if (tag_of(acl) != NULL)
			names[count++] = tag_of(acl);
	}
	error_set(err, NULL, -ENOENT, "no ACL of %s has the name or tag '%s'", path,
		  shown);
	const char *near = nearest_name(wwn_or_tag, names, count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -ENOENT;
}

static int parse_tag(const struct node *acl, const char *typed, char **tag,
		     struct error *err)
{
	const struct attr *attr = node_attr(acl, "tag", NULL);

	if (attr == NULL)
		return fail(err, -EINVAL, "ACLs of %s have no tags", acl->fabric->name);
	if (typed == NULL) {
		*tag = xstrdup("");
		return 0;
	}
	if (strchr(typed, '.') == NULL && *typed != '\0')
		return attr_parse(attr, typed, tag, err);
	autofree char *shown = escape_text(typed);
	error_set(err, NULL, -EINVAL, "'%s' cannot be a tag", shown);
	because(err, "'.' not permitted in tag names: WWNs have it, and so nobody mixes "
		     "them up");
	return -EINVAL;
}

/* --- joining --------------------------------------------------------------------- */

static bool same_mapping(const struct node *a, const struct node *b)
{
	return a != NULL && b != NULL && node_target(a) == node_target(b) &&
	       text_equal(node_text(a, "write_protect"), node_text(b, "write_protect"));
}

/* The mapped LUNs of the model, those that are so already untouched. */
static void take_mapped_luns(struct node *acl, const struct node *model)
{
	for (size_t i = acl->child_count; i-- > 0;) {
		struct node *mapped = acl->children[i];

		if (!same_mapping(mapped, node_numbered(model, mapped->number)))
			node_free(mapped);
	}
	node_foreach (mapped, model) {
		const struct node *lun = node_target(mapped);
		const struct value *protect = node_value(mapped, "write_protect");

		if (lun != NULL && node_numbered(acl, mapped->number) == NULL)
			edit_map(acl, mapped->number, lun,
				 protect == NULL ? "0" : protect->text);
	}
}

/* Values that `set` reaches: attributes, parameters, CHAP. */
static bool is_taken(const struct value *value)
{
	return value->group->name != NULL && !value->read_only &&
	       (value->attr == NULL ||
		!(value->attr->flags & (ATTR_READ_ONLY | ATTR_ACTION)));
}

static void drop_values(struct node *acl, const struct node *model)
{
	for (size_t i = acl->value_count; i-- > 0;) {
		const struct value *value = &acl->values[i];

		if (is_taken(value) && node_value(model, value->name) == NULL)
			node_unset(acl, value->name);
	}
}

static void take_values(struct node *acl, const struct node *model)
{
	drop_values(acl, model);
	value_foreach(value, model)
	{
		const struct value *own = node_value(acl, value->name);

		if (!is_taken(value) ||
		    (own != NULL && strcmp(own->text, value->text) == 0))
			continue;
		struct value *set = value->attr != NULL
					    ? node_set(acl, value->name, value->text)
					    : node_set_unknown(acl, value->group,
							       value->name, value->text);
		set->reference = xstrdup_null(value->reference);
	}
}

/* Who was in the tag before; the ACLs that join now are not asked. */
static const struct node *model_of(const struct node *acls, const char *tag,
				   struct node *const *joining, size_t count)
{
	node_foreach (acl, acls) {
		bool joins = false;

		for (size_t i = 0; i < count; i++)
			joins = joins || joining[i] == acl;
		if (!joins && text_equal(tag_of(acl), tag))
			return acl;
	}
	return NULL;
}

int edit_tag(struct node *acls, const char *wwn_or_tag, const char *tag,
	     struct error *err)
{
	struct node **found = NULL;
	size_t count = acls_by_tag(acls, wwn_or_tag, &found);
	autofree struct node **joining = found;
	autofree char *canonical = NULL;

	if (text_equal(wwn_or_tag, tag))
		return 0;
	if (count == 0)
		return nobody(acls, wwn_or_tag, err);
	int result = parse_tag(joining[0], tag, &canonical, err);
	if (result < 0)
		return result;
	const struct node *model =
		tag == NULL ? NULL : model_of(acls, canonical, joining, count);
	for (size_t i = 0; i < count; i++) {
		node_set(joining[i], "tag", canonical);
		if (model == NULL)
			continue;
		take_mapped_luns(joining[i], model);
		take_values(joining[i], model);
	}
	return 0;
}
