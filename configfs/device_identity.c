/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device keeps over a restart, when its name does not. */
#include "configfs/device_identity.h"

#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/device_file_system.h"

#define SYSFS_BYTES  4096 /* no file of sysfs gives more */
#define SECTOR       512  /* of `size`, whatever the device's own are */
#define EVERY_DEVICE "/sys/class/block/*"
#define IN_UEVENT    "DEVNAME="

static char *read_file(const char *dir, const char *name)
{
	autofree char *path = xasprintf("%s/%s", dir, name);
	autofile FILE *in = fopen(path, "re");
	char text[SYSFS_BYTES + 1] = "";

	if (in == NULL)
		return NULL;
	text[fread(text, 1, SYSFS_BYTES, in)] = '\0';
	return xstrdup(text);
}

/* One line, none of the blanks that fill a field up; NULL: empty, or nothing to show. */
static char *read_word(const char *dir, const char *name)
{
	char *text = read_file(dir, name), *to = text;

	if (text == NULL)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	for (const char *from = text; *from != '\0'; from++) {
		bool blank = *from == ' ';

		if (!blank || (to != text && from[1] != ' ' && from[1] != '\0'))
			*to++ = *from;
	}
	*to = '\0';
	if (*text != '\0' && text_is_printable(text))
		return text;
	free(text);
	return NULL;
}

/* --- facts ----------------------------------------------------------------------- */

static char *read_wwn(const char *dir)
{
	char *text = read_word(dir, "wwid");

	return text != NULL ? text : read_word(dir, "device/wwid");
}

static char *read_dm_uuid(const char *dir)
{
	return read_word(dir, "dm/uuid");
}

static char *read_md_uuid(const char *dir)
{
	return read_word(dir, "md/uuid");
}

static char *read_serial(const char *dir)
{
	char *text = read_word(dir, "serial");

	return text != NULL ? text : read_word(dir, "device/serial");
}

/* A loop device is what it reads, from where. */
static char *read_backing(const char *dir)
{
	char *file = read_word(dir, "loop/backing_file");
	autofree char *offset = read_word(dir, "loop/offset");

	if (file == NULL || offset == NULL || strcmp(offset, "0") == 0)
		return file;
	char *text = xasprintf("%s+%s", file, offset);
	free(file);
	return text;
}

static char *read_size(const char *dir)
{
	autofree char *text = read_word(dir, "size");
	uint64_t sectors = 0;

	if (text == NULL || !parse_uint(text, &sectors) || sectors == 0)
		return NULL;
	return xasprintf("%" PRIu64, sectors * SECTOR);
}

/* The surest first. */
static const struct fact {
	const char *kind; /* before the colon */
	char *(*read)(const char *dir);
	bool of_disk; /* a partition has its disk's, and its number */
	bool weak;
} facts[] = {
	{ "wwn", read_wwn, true, false },
	{ "dm-uuid", read_dm_uuid, true, false },
	{ "md-uuid", read_md_uuid, true, false },
	{ "serial", read_serial, true, false },
	{ "file", read_backing, true, false },
	{ "size", read_size, false, true },
};
#define FACTS (sizeof facts / sizeof *facts)

static char *read_fact(const struct fact *fact, const char *dir)
{
	autofree char *part = fact->of_disk ? read_word(dir, "partition") : NULL;

	if (part == NULL) {
		autofree char *text = fact->read(dir);

		return text == NULL ? NULL : xasprintf("%s:%s", fact->kind, text);
	}
	autofree char *disk = xasprintf("%s/..", dir);
	autofree char *text = fact->read(disk);
	return text == NULL ? NULL : xasprintf("%s:%s-part%s", fact->kind, text, part);
}

static const struct fact *fact_of(const char *identity)
{
	for (size_t i = 0; i < FACTS; i++) {
		const char *rest = after_prefix(identity, facts[i].kind);

		if (rest != NULL && rest[0] == ':' && rest[1] != '\0')
			return &facts[i];
	}
	return NULL;
}

/* --- asked ----------------------------------------------------------------------- */

char *device_dir(dev_t number)
{
	return xasprintf("/sys/dev/block/%u:%u", major(number), minor(number));
}

char *identity_read(const char *dir)
{
	for (size_t i = 0; i < FACTS; i++) {
		char *text = read_fact(&facts[i], dir);

		if (text != NULL && strlen(text) <= IDENTITY_BYTES)
			return text;
		free(text);
	}
	return NULL;
}

bool identity_fits(const char *dir, const char *identity)
{
	const struct fact *fact = fact_of(identity);
	autofree char *text = fact == NULL ? NULL : read_fact(fact, dir);

	return text_equal(text, identity);
}

bool identity_is_weak(const char *identity)
{
	const struct fact *fact = fact_of(identity);

	return fact == NULL || fact->weak;
}

/* "…\nDEVNAME=sda\n…" */
static char *path_of(const char *dir)
{
	autofree char *uevent = read_file(dir, "uevent");
	const char *name = uevent == NULL ? NULL : strstr(uevent, IN_UEVENT);

	if (name == NULL)
		return NULL;
	name += strlen(IN_UEVENT);
	return xasprintf("/dev/%.*s", (int)strcspn(name, "\n"), name);
}

/* Paths of one namespace that its own device joins have no number. */
static bool can_be_opened(const char *dir)
{
	autofree char *number = read_word(dir, "dev");

	return number != NULL;
}

char *identity_find(const char *identity)
{
	glob_t all = { 0 };
	const char *dir = NULL;
	size_t found = 0;

	if (identity_is_weak(identity) || glob(EVERY_DEVICE, 0, NULL, &all) != 0)
		return NULL;
	for (size_t i = 0; i < all.gl_pathc; i++) {
		if (!can_be_opened(all.gl_pathv[i]) ||
		    !identity_fits(all.gl_pathv[i], identity))
			continue;
		found++;
		dir = all.gl_pathv[i];
	}
	char *path = found == 1 ? path_of(dir) : NULL;
	globfree(&all);
	return path;
}

/* "filesystem:…", which is a file's. */
static bool is_file_system(const char *identity)
{
	const char *rest = after_prefix(identity, FILE_SYSTEM ":");

	return rest != NULL && *rest != '\0';
}

int identity_check(const char *identity, struct error *err)
{
	struct text kinds = { 0 };

	if (*identity == '\0' || fact_of(identity) != NULL || is_file_system(identity))
		return 0;
	for (size_t i = 0; i < FACTS; i++)
		text_addf(&kinds, "%s:%s ", facts[i].kind, i + 1 < FACTS ? "," : "");
	text_addf(&kinds, "or %s:", FILE_SYSTEM);
	autofree char *list = text_take(&kinds);
	autofree char *shown = escape_text(identity);
	error_set(err, NULL, -EINVAL, "identity cannot be '%.64s'", shown);
	because(err, "it is %s, and what the device or file system says of itself", list);
	advise(err, "leave it out: it is then the one that the device has");
	return -EINVAL;
}
