/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that configfs has no place for, kept in a file for one boot: a mapping of paths,
 * with the serial that tells a storage object from a later one of its name. */
#include "profiles/running.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "profiles/pending.h"
#include "profiles/stopped.h"
#include "profiles/this_boot.h"

/* --- recalled -------------------------------------------------------------------- */

static void recall_values(struct node *node, const struct item *values)
{
	const struct item *serial = item_find(values, "serial");
	const struct value *own = node_value(node, "serial");

	/* Another object by now. */
	if (serial != NULL && own != NULL && strcmp(serial->text, own->text) != 0)
		return;
	for (size_t i = 0; i < values->count; i++) {
		const struct entry *entry = &values->entries[i];
		const struct attr *attr = node_attr(node, entry->key, NULL);
		struct error autoerror ignored = { 0 };
		autofree char *canonical = NULL;

		/* A target that its only TPG stands for. */
		if (attr == NULL && node->type->class == CLASS_TPG) {
			attr = node_attr(node->parent, entry->key, NULL);
			node = node->parent;
		}

		if (attr != NULL && attr->flags & ATTR_KEPT &&
		    entry->value->kind == ITEM_SCALAR &&
		    attr_parse(attr, entry->value->text, &canonical, &ignored) == 0)
			node_set(node, entry->key, canonical);
	}
}

static void recall_objects(struct node *root, const struct item *objects)
{
	for (size_t i = 0; objects != NULL && i < objects->count; i++) {
		struct error autoerror ignored = { 0 };
		struct node *node = NULL;

		if (path_find(root, objects->entries[i].key, &node, &ignored) == 0 &&
		    *objects->entries[i].key == '/')
			recall_values(node, objects->entries[i].value);
	}
}

static bool has_kept_rows(const struct node *node)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);

	for (size_t i = 0; i < count; i++)
		attr_foreach (row, groups[i])
			if (row->flags & ATTR_KEPT)
				return true;
	return false;
}

static int mark_unread(struct node *node, void *data)
{
	(void)data;
	if (has_kept_rows(node))
		node->flags |= NODE_UNREAD;
	return 0;
}

/* What cannot be read is as if it were not there: the kernel's tree is whole without. */
static void recall(struct node *root)
{
	if (access(RUNNING_FILE, R_OK) < 0 && errno == EACCES) {
		node_walk(root, mark_unread, NULL);
		return;
	}
	autoitem struct item *objects = NULL;

	(void)!this_boot_read(RUNNING_FILE, &objects);
	recall_objects(root, objects);
}

/* --- kept ------------------------------------------------------------------------ */

static int list_kept(struct node *node, void *data)
{
	struct item *objects = data, *values = NULL;

	value_foreach(value, node)
	{
		if (value->attr == NULL || !(value->attr->flags & ATTR_KEPT))
			continue;
		autofree char *unset = attr_default(value->attr, node);
		if (unset != NULL && strcmp(unset, value->text) == 0)
			continue;
		if (values == NULL) {
			autofree char *path = node_path(node);

			values = item_add(objects, path, item_new(ITEM_MAPPING));
		}
		autofree char *text = attr_profile_text(value->attr, value->text);
		item_add(values, value->name, item_scalar(text));
	}
	if (values != NULL && node_value(node, "serial") != NULL)
		item_add(values, "serial", item_scalar(node_value(node, "serial")->text));
	return 0;
}

static int keep(const struct node *root, struct error *err)
{
	struct item *objects = item_new(ITEM_MAPPING);

	node_walk(node_mutable(root), list_kept, objects);
	int result = this_boot_write(RUNNING_FILE, objects);
	if (result == 0)
		return 0;
	error_set(err, NULL, -EIO, "nothing was done, for %s cannot be written: %s",
		  RUNNING_FILE, strerror(-result));
	because(err, "what configfs has no place for is kept there");
	advise(err, "make room in /run, and give the command again");
	return -EIO;
}

/* What was put aside for later is no longer what somebody changed since. */
static void done(const struct node *root)
{
	stopped_follow(root);
	pending_follow(root);
}

const struct keeper running_keeper = { .recall = recall, .keep = keep, .done = done };
