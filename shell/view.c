/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shown names, paths and children: tags of ACLs, bookmarks, the order of `ls`. */
#include "shell/view.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"

/* The tag of an ACL, NULL if it has none. */
static const char *tag_of(const struct node *node)
{
	const struct value *tag =
		node->type->class != CLASS_ACL ? NULL : node_value(node, "tag");

	return tag == NULL || *tag->text == '\0' ? NULL : tag->text;
}

const char *shown_name(const struct node *node)
{
	const char *tag = tag_of(node);

	return tag == NULL ? view_name(node) : tag;
}

char *shown_path(const struct node *node)
{
	const struct node *parent = view_parent(node);

	if (parent == NULL)
		return xstrdup("/");
	autofree char *above = shown_path(parent);
	return xasprintf("%s/%s", view_parent(parent) == NULL ? "" : above,
			 shown_name(node));
}

static struct node *first_of_tag(const struct node *acls, const char *tag)
{
	node_foreach (acl, acls)
		if (text_equal(tag_of(acl), tag))
			return acl;
	return NULL;
}

/* Where the digits at the end of a name begin. */
static size_t stem_length(const char *name)
{
	size_t length = strlen(name);

	while (length > 0 && isdigit((unsigned char)name[length - 1]))
		length--;
	return length;
}

/* Only digits at the end compare as a number: 10.0.0.10 stands before 10.0.0.9. */
static int compare_shown(const void *a, const void *b)
{
	const char *left = shown_name(*(struct node *const *)a);
	const char *right = shown_name(*(struct node *const *)b);
	size_t stem_left = stem_length(left), stem_right = stem_length(right);
	size_t shorter = stem_left < stem_right ? stem_left : stem_right;
	int order = memcmp(left, right, shorter);

	if (order == 0 && stem_left != stem_right)
		order = stem_left < stem_right ? -1 : 1;
	return order != 0 ? order : natural_compare(left + stem_left, right + stem_right);
}

size_t shown_children(const struct node *node, struct node ***children)
{
	struct node **list;
	size_t count = view_children(node, &list), kept = 0;

	for (size_t i = 0; i < count; i++) {
		const char *tag = tag_of(list[i]);

		if (tag == NULL || first_of_tag(node, tag) == list[i])
			list[kept++] = list[i];
	}
	if (kept > 1)
		qsort(list, kept, sizeof(struct node *), compare_shown);
	*children = list;
	return kept;
}

size_t shown_members(struct node *node, struct node ***members)
{
	const char *tag = tag_of(node);
	size_t count = 0;

	*members = NULL;
	node_foreach (acl, node->parent) {
		if (acl != node && (tag == NULL || !text_equal(tag_of(acl), tag)))
			continue;
		grow(*members, count);
		(*members)[count++] = acl;
	}
	return count;
}

static int find_step(struct node *from, const char *part, struct node **found,
		     struct error *err)
{
	struct node *tagged =
		from->type->class == CLASS_ACLS ? first_of_tag(from, part) : NULL;

	if (tagged == NULL)
		return path_find(from, part, found, err);
	*found = tagged;
	return 0;
}

int shown_find(struct node *from, const char *path, struct node **found,
	       struct error *err)
{
	struct node *node = view_node(*path == '/' ? node_root(from) : from);
	autofree char *copy = xstrdup(path);
	char *rest = copy, *part;

	while ((part = strsep(&rest, "/")) != NULL) {
		int r = *part == '\0' ? 0 : find_step(node, part, &node, err);
		if (r < 0)
			return r;
	}
	*found = node;
	return 0;
}

struct node *shell_current(struct shell *shell, struct node *tree)
{
	autoerror struct error ignored = { 0 };
	struct node *node = NULL;

	while (shown_find(tree, shell->cwd, &node, &ignored) < 0) {
		char *slash = strrchr(shell->cwd, '/');

		error_clear(&ignored);
		slash[slash == shell->cwd] = '\0';
	}
	return node;
}

int shell_find(struct shell *shell, struct node *tree, const char *path,
	       struct node **found, struct error *err)
{
	struct node *from = shell_current(shell, tree);

	if (*path != '@')
		return shown_find(from, path, found, err);
	autofree char *name = xstrndup(path + 1, strcspn(path + 1, "/"));
	const char *marked = bookmark_find(&shell->preferences, name);

	if (marked == NULL) {
		(void)fail(err, -ENOENT, "no such bookmark: %s", name);
		advise(err, "'bookmarks show' lists them");
		return -ENOENT;
	}
	int r = shown_find(tree, marked, &from, err);
	const char *rest = path + 1 + strlen(name);
	return r < 0 ? r : shown_find(from, rest + strspn(rest, "/"), found, err);
}
