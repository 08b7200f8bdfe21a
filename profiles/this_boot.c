/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that hold for one boot. */
#include "profiles/this_boot.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"

#define BOOT_ID   "/proc/sys/kernel/random/boot_id"
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

struct item *this_boot_read(const char *path)
{
	struct error autoerror ignored = { 0 };
	struct document document = { 0 };
	autofree char *bytes = read_file(path);
	struct item *objects = NULL;

	if (*bytes != '\0' &&
	    document_parse(path, bytes, strlen(bytes), &document, &ignored) == 0 &&
	    document.faults.code == 0)
		objects = take_objects(document.root);
	item_free(document.root);
	error_clear(&document.faults);
	return objects;
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
	if (close(fd) < 0 || written != (ssize_t)length)
		return written < 0 ? -reason : -EIO;
	return rename(temporary, path) < 0 ? -errno : 0;
}

int this_boot_write(const char *path, struct item *objects)
{
	autoitem struct item *document = item_new(ITEM_MAPPING);
	autofree char *id = boot_id(), *before = read_file(path);

	item_add(document, "boot", item_scalar(id));
	item_add(document, "objects", objects);
	autofree char *text = document_text(document);
	if (objects->count == 0)
		return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	if (strcmp(text, before) == 0)
		return 0;
	return write_file(path, text);
}
