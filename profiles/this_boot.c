/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that hold for one boot. */
#include "profiles/this_boot.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

/* Adds the whole file. */
static int read_file(const char *path, struct text *bytes)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char some[1 << 16];
	ssize_t got = -1;

	while (fd >= 0 && (got = read(fd, some, sizeof some)) > 0)
		text_add_bytes(bytes, some, (size_t)got);
	return got < 0 ? -errno : 0;
}

/* Owned, "" if it cannot be read. */
static char *boot_id(void)
{
	struct text id = { 0 };

	(void)!read_file(BOOT_ID, &id);
	char *line = text_take(&id);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

/* The mapping of a document of this boot, taken out of it; NULL: it is of another. */
static struct item *take_objects(const struct item *document)
{
	const struct item *boot = item_find(document, "boot");
	autofree char *now = boot_id();

	if (boot == NULL || boot->kind != ITEM_SCALAR || strcmp(boot->text, now) != 0)
		return NULL;
	for (size_t i = 0; i < document->count; i++)
		if (strcmp(document->entries[i].key, "objects") == 0)
			return take_ptr(document->entries[i].value);
	return NULL;
}

int this_boot_read(const char *path, struct item **objects)
{
	struct error autoerror ignored = { 0 };
	struct document document = { 0 };
	autotext struct text bytes = { 0 };
	int r = read_file(path, &bytes);

	*objects = NULL;
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = document_parse(path, bytes.length == 0 ? "" : bytes.data,
				   bytes.length, &document, &ignored);
	if (r == 0)
		r = document.faults.code;
	if (r == 0 && document.root->kind == ITEM_MAPPING)
		*objects = take_objects(document.root);
	item_free(document.root);
	error_clear(&document.faults);
	return r;
}

static int write_file(const char *path, const char *text)
{
	autofree char *temporary = xasprintf("%s.tmp", path);
	size_t length = strlen(text);

	if (mkdir(THIS_BOOT_DIRECTORY, 0700) < 0 && errno != EEXIST)
		return -errno;
	(void)unlink(temporary);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      0600);
	if (fd < 0)
		return -errno;
	ssize_t written = write(fd, text, length);
	int reason = errno;
	int result = 0;
	if (close(fd) < 0 || written != (ssize_t)length)
		result = written < 0 ? -reason : -EIO;
	else if (rename(temporary, path) < 0)
		result = -errno;
	if (result < 0)
		(void)unlink(temporary);
	return result;
}

int this_boot_write(const char *path, struct item *objects)
{
	autoitem struct item *document = item_new(ITEM_MAPPING);
	autofree char *id = boot_id();
	autotext struct text before = { 0 };

	item_add(document, "boot", item_scalar(id));
	item_add(document, "objects", objects);
	autofree char *text = document_text(document);
	if (objects->count == 0)
		return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	if (read_file(path, &before) == 0 && text_equal(before.data, text))
		return 0;
	return write_file(path, text);
}
