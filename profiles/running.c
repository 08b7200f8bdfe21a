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
#include "profiles/document.h"

#define BOOT_ID   "/proc/sys/kernel/random/boot_id"
#define DIRECTORY "/run/liosh"
#define BYTES_MAX (1u << 20)

/* The whole file, owned, "" if it cannot be read. */
static char *read_file(const char *path)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *bytes = xcalloc(BYTES_MAX + 1, 1);
	size_t length = 0;
	ssize_t got = 0;

	while (fd >= 0 && length < BYTES_MAX &&
	       (got = read(fd, bytes + length, BYTES_MAX - length)) > 0)
		length += (size_t)got;
	bytes[got < 0 ? 0 : length] = '\0';
	return bytes;
}

static char *boot_id(void)
{
	char *id = read_file(BOOT_ID);

	id[strcspn(id, "\n")] = '\0';
	return id;
}

/* --- recalled --- */

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

		if (attr != NULL && attr->flags & ATTR_KEPT &&
		    entry->value->kind == ITEM_SCALAR &&
		    attr_parse(attr, entry->value->text, &canonical, &ignored) == 0)
			node_set(node, entry->key, canonical);
	}
}

static void recall_document(struct node *root, const struct item *document)
{
	const struct item *boot = item_find(document, "boot");
	const struct item *objects = item_find(document, "objects");
	autofree char *now = boot_id();

	if (boot == NULL || boot->kind != ITEM_SCALAR || strcmp(boot->text, now) != 0)
		return;
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
	struct error autoerror ignored = { 0 };
	struct document document = { 0 };
	autofree char *bytes = read_file(RUNNING_FILE);

	if (*bytes != '\0' &&
	    document_parse(RUNNING_FILE, bytes, strlen(bytes), &document, &ignored) == 0)
		recall_document(root, document.root);
	item_free(document.root);
}

/* --- kept --- */

static struct item *scalar(const char *text)
{
	struct item *item = item_new(ITEM_SCALAR);

	item->text = xstrdup(text);
	return item;
}

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
		item_add(values, value->name, scalar(text));
	}
	if (values != NULL && node_value(node, "serial") != NULL)
		item_add(values, "serial", scalar(node_value(node, "serial")->text));
	return 0;
}

static int write_file(const char *text)
{
	static const char temporary[] = DIRECTORY "/.running.tmp";
	size_t length = strlen(text);

	if (mkdir(DIRECTORY, 0700) < 0 && errno != EEXIST)
		return -errno;
	(void)unlink(temporary);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      0600);
	if (fd < 0)
		return -errno;
	ssize_t written = write(fd, text, length);
	int reason = errno;
	if (close(fd) < 0 || written != (ssize_t)length)
		return written < 0 ? -reason : -EIO;
	return rename(temporary, RUNNING_FILE) < 0 ? -errno : 0;
}

static int keep(const struct node *root, struct error *err)
{
	autoitem struct item *document = item_new(ITEM_MAPPING);
	autofree char *id = boot_id(), *before = read_file(RUNNING_FILE);
	struct item *objects = item_new(ITEM_MAPPING);

	item_add(document, "boot", scalar(id));
	item_add(document, "objects", objects);
	node_walk(node_mutable(root), list_kept, objects);
	autofree char *text = document_text(document);
	if (strcmp(text, before) == 0 || (objects->count == 0 && *before == '\0'))
		return 0;
	int result = write_file(text);
	if (result == 0)
		return 0;
	error_set(err, NULL, -EIO, "nothing was done, for %s cannot be written: %s",
		  RUNNING_FILE, strerror(-result));
	because(err, "what configfs has no place for is kept there");
	advise(err, "make room in /run, and give the command again");
	return -EIO;
}

const struct keeper running_keeper = { .recall = recall, .keep = keep };
