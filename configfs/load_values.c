/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of one object, read from its files. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/load.h"
#include "configfs/load_node.h"
#include "configfs/settle.h"

static bool is_wanted(const struct attr *row, enum load_depth depth)
{
	if (row->flags & (ATTR_VIRTUAL | ATTR_ACTION))
		return false;
	switch (depth) {
	case LOAD_SUMMARY:
		return (row->flags & ATTR_SUMMARY) != 0;
	case LOAD_SETTINGS:
		return (row->flags & ATTR_READ_ONLY) == 0 || row->flags & ATTR_SUMMARY;
	case LOAD_ALL:
		return true;
	}
	return false;
}

static void load_row(const struct fs *dir, struct node *node, const struct attr *row)
{
	autofree char *raw = NULL;
	int result = fs_read_text(dir, row->file == NULL ? row->name : row->file, &raw);

	/* A nexus that was never set reads ENODEV: there, but unset. */
	if (result == -ENODEV && row->unset != NULL && !(row->flags & ATTR_LINKED))
		raw = xstrdup("");
	if (result == -EPERM || result == -EACCES)
		node->flags |= NODE_UNREAD;
	if (raw == NULL)
		return;
	autofree char *text = attr_decode(row, raw);
	node_set(node, row->name, text);
	if (row->kind == ATTR_SECRET) {
		explicit_bzero(raw, strlen(raw));
		explicit_bzero(text, strlen(text));
	}
}

static const struct attr *row_of_file(const struct node *node, const char *dir,
				      const char *file)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(groups[i]->dir, dir) != 0)
			continue;
		attr_foreach (row, groups[i])
			if (strcmp(row->file == NULL ? row->name : row->file, file) == 0)
				return row;
	}
	return NULL;
}

/* Files that no row knows: a newer kernel's attributes. */
static void load_unknown(const struct fs *dir, struct node *node,
			 const struct attr_group *group, enum load_depth depth)
{
	struct fs_list list;

	if (fs_list(dir, ".", &list) < 0)
		return;
	for (size_t i = 0; i < list.count; i++) {
		const struct fs_entry *entry = &list.entries[i];
		autofree char *raw = NULL;

		if (entry->is_dir || entry->is_link ||
		    row_of_file(node, group->dir, entry->name) != NULL)
			continue;
		bool read_only = fs_is_read_only(dir, entry->name);
		if ((read_only && depth != LOAD_ALL) ||
		    fs_read_text(dir, entry->name, &raw) < 0)
			continue;
		node_set_unknown(node, group, entry->name, raw)->read_only = read_only;
	}
	fs_list_free(&list);
}

static bool wants_any(const struct attr_group *group, enum load_depth depth)
{
	attr_foreach (row, group)
		if (is_wanted(row, depth))
			return true;
	return group->open && depth != LOAD_SUMMARY;
}

/* Its directory is opened once: a storage object has some forty attributes. */
static void load_group(const struct fs *fs, struct node *node,
		       const struct attr_group *group, enum load_depth depth)
{
	autofree char *path =
		xasprintf("%s/%s", node->dir, *group->dir == '\0' ? "." : group->dir);
	struct fs dir;

	if (!wants_any(group, depth) || fs_open_dir(fs, path, &dir) < 0)
		return;
	attr_foreach (row, group)
		if (is_wanted(row, depth))
			load_row(&dir, node, row);
	if (group->open && depth != LOAD_SUMMARY)
		load_unknown(&dir, node, group, depth);
	fs_close(&dir);
}

void load_own_values(const struct fs *fs, struct node *node, enum load_depth depth)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);

	if (node->dir == NULL)
		return;
	for (size_t i = 0; i < count; i++)
		load_group(fs, node, groups[i], depth);
	if (depth == LOAD_SUMMARY)
		return;
	node->flags |= NODE_LOADED;
	if (node->type->class == CLASS_SO && fs_is_kernel(fs))
		so_identify(node);
}

/* What `info` tells of a storage object, and whether it was ever enabled. */
void load_info(const struct fs *fs, struct node *so, enum load_depth depth)
{
	autofree char *info_path = xasprintf("%s/info", so->dir);
	autofree char *enable_path = xasprintf("%s/enable", so->dir);
	autofree char *info = NULL, *enable = NULL;

	if (fs_read_text(fs, info_path, &info) == 0)
		so->backstore->parse_info(so, info);
	if (depth != LOAD_SUMMARY && fs_read_text(fs, enable_path, &enable) == 0 &&
	    strcmp(enable, "0") == 0)
		so->flags |= NODE_DISABLED;
}

void load_values(const struct fs *fs, struct node *node, enum load_depth depth,
		 bool below)
{
	if (node->type->class == CLASS_SO && node->dir != NULL)
		load_info(fs, node, depth);
	load_own_values(fs, node, depth);
	for (size_t i = 0; below && i < node->child_count; i++)
		load_values(fs, node->children[i], depth, true);
}
