/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What liosh's units have to wait for, from the disks of a profile. */
#include "profiles/units.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/service.h"
#include "profiles/trail.h"

#define UNIT_NAME_MOST 255
#define DROP_IN        "extents.conf"
/* Where systemd has its generators write. */
#define GENERATED "/run/systemd/generator"

static const char *const dependent[] = { SERVICE_BOOT, SERVICE_SHUTDOWN };

/* Sorted, each once. */
struct names {
	char **all; /* owned */
	size_t count;
};

struct needs {
	struct names mounts, devices;
	struct volumes elsewhere; /* where nobody looks for links */
	bool is_known;            /* the latter */
};

/* --- names ----------------------------------------------------------------------- */

static void escape_byte(struct text *out, char byte)
{
	static const char plain[] = "0123456789:_."
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	if (strchr(plain, byte) != NULL && !(byte == '.' && out->length == 0))
		text_add_bytes(out, &byte, 1);
	else
		text_addf(out, "\\x%02x", (unsigned char)byte);
}

char *unit_of_path(const char *path, const char *suffix)
{
	autofree char *copy = xstrdup(path);
	struct text out = { 0 };
	char *rest = copy;
	const char *part;

	while ((part = strsep(&rest, "/")) != NULL) {
		if (*part == '\0' || strcmp(part, ".") == 0)
			continue;
		if (out.length > 0)
			text_add(&out, "-");
		for (; *part != '\0'; part++)
			escape_byte(&out, *part);
	}
	if (out.length == 0)
		text_add(&out, "-");
	text_add(&out, suffix);
	if (out.length <= UNIT_NAME_MOST)
		return text_take(&out);
	text_free(&out);
	return NULL;
}

static void add(struct names *names, char *name)
{
	if (name == NULL)
		return;
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->all[i], name) == 0) {
			free(name);
			return;
		}
	grow(names->all, names->count);
	names->all[names->count++] = name;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->all[i]);
	free(names->all);
}

/* --- what a disk is on ----------------------------------------------------------- */

static void add_mount(void *mounts, const char *directory)
{
	add(mounts, unit_of_path(directory, ".mount"));
}

static void add_disk(struct needs *needs, const char *path)
{
	if (starts_with(path, "/dev/"))
		add(&needs->devices, unit_of_path(path, ".device"));
	else
		trail_follow(needs->is_known ? &needs->elsewhere : NULL, path, add_mount,
			     &needs->mounts);
}

static void add_disks(const struct node *profile, struct needs *needs)
{
	const struct node *stores = node_part(profile, CLASS_BACKSTORES);

	if (stores == NULL)
		return;
	node_foreach (kind, stores) {
		if (kind->backstore == NULL ||
		    !(kind->backstore->flags & BACKSTORE_OPENS_PATH))
			continue;
		node_foreach (so, kind) {
			/* As it is written: so_path() would look into all of it. */
			const struct value *path =
				node_value(so, so->backstore->path_value);

			if (path != NULL && path->text[0] == '/')
				add_disk(needs, path->text);
		}
	}
}

static void say(struct text *out, const char *key, struct names *names)
{
	if (names->count > 1)
		qsort(names->all, names->count, sizeof *names->all, by_name);
	for (size_t i = 0; i < names->count; i++)
		text_addf(out, "%s=%s\n", key, names->all[i]);
}

char *units_extents(const struct node *profile)
{
	struct needs needs = { 0 };
	struct text out = { 0 };

	needs.is_known = volumes_elsewhere(VOLUME_MOUNTS, &needs.elsewhere) == 0;
	add_disks(profile, &needs);
	text_add(&out, "# Made by liosh-generator from what is saved.\n[Unit]\n");
	say(&out, "Wants", &needs.mounts);
	say(&out, "After", &needs.mounts);
	say(&out, "After", &needs.devices);
	names_free(&needs.mounts);
	names_free(&needs.devices);
	volumes_clear(&needs.elsewhere);
	return text_take(&out);
}

/* --- written --------------------------------------------------------------------- */

static int write_text(const char *path, const char *text)
{
	FILE *out = fopen(path, "we");

	if (out == NULL)
		return -errno;
	fputs(text, out);
	bool whole = ferror(out) == 0;
	return fclose(out) == 0 && whole ? 0 : -EIO;
}

int units_generate(const char *directory, const struct node *profile, struct error *err)
{
	autofree char *text = units_extents(profile);

	for (size_t i = 0; i < sizeof dependent / sizeof *dependent; i++) {
		autofree char *place = xasprintf("%s/%s.d", directory, dependent[i]);
		autofree char *path = xasprintf("%s/" DROP_IN, place);
		int r = mkdir(place, 0755) < 0 && errno != EEXIST
				? -errno
				: write_text(path, text);

		if (r < 0)
			return fail(err, -EIO, "cannot write %s: %s", path, strerror(-r));
	}
	return 0;
}

static bool has_text(const char *path, const char *text)
{
	autotext struct text is = { 0 };
	autofile FILE *in = fopen(path, "re");
	char bytes[4096];
	size_t got;

	if (in == NULL)
		return false;
	while ((got = fread(bytes, 1, sizeof bytes, in)) > 0)
		text_add_bytes(&is, bytes, got);
	return text_equal(is.data, text);
}

void units_follow(const struct node *profile)
{
	static const char *const reload[] = { "daemon-reload", NULL };
	struct error autoerror ignored = { 0 };
	struct service service;

	service_look("", SERVICE_SHUTDOWN, &service);
	if (!service.enabled || !systemd_runs())
		return;
	autofree char *text = units_extents(profile);
	if (!has_text(GENERATED "/" SERVICE_SHUTDOWN ".d/" DROP_IN, text))
		(void)!service_control(reload, &ignored);
}
