/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kinds of backstore share: control strings, `info`, sizes. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "configfs/backstore/kinds.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

int check_control(const char *name, const char *text, size_t most, struct error *err)
{
	const char *why = NULL;

	if (strchr(text, ',') != NULL)
		why = "the kernel would cut it at the comma";
	for (const char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			why = "the kernel would cut it at a line break, and liosh takes "
			      "no other control character either";
	if (why == NULL && strlen(text) <= most)
		return 0;
	error_set(err, NULL, -EINVAL, "%s cannot be '%.64s'%s", name, text,
		  strlen(text) > 64 ? "…" : "");
	if (why != NULL)
		because(err, "%s", why);
	else
		because(err, "the kernel would cut it after %zu bytes", most);
	return -EINVAL;
}

const char *info_after(const char *info, const char *label)
{
	const char *found = strstr(info, label);

	return found == NULL ? NULL : found + strlen(label);
}

const char *info_last(const char *start, const char *end, const char *label)
{
	size_t length = strlen(label);

	if ((size_t)(end - start) < length)
		return NULL;
	for (const char *at = end - length;; at--) {
		if (strncmp(at, label, length) == 0)
			return at;
		if (at == start)
			return NULL;
	}
}

void info_number(struct node *so, const char *value, const char *info, const char *label)
{
	const char *digits = info_after(info, label);
	size_t length = digits == NULL ? 0 : strspn(digits, "0123456789");

	if (length == 0)
		return;
	autofree char *text = xstrndup(digits, length);
	node_set(so, value, text);
}

void info_status(struct node *so, const char *info)
{
	const char *word = after_prefix(info, "Status: ");

	if (word == NULL)
		return;
	if (starts_with(word, "ACTIVATED"))
		node_set(so, "status", "activated");
	else if (starts_with(word, "DEACTIVATED"))
		node_set(so, "status", "deactivated");
}

const char *so_status(const struct node *so)
{
	const struct value *status = node_value(so, "status");

	return status == NULL ? "deactivated" : status->text;
}

const char *so_cache(const struct node *so)
{
	return node_is(so, "emulate_write_cache", "1") ? "write-back" : "write-thru";
}

uint64_t block_bytes_by_number(const char *major_minor)
{
	autofree char *path = xasprintf("/sys/dev/block/%s/size", major_minor);
	autofile FILE *file = fopen(path, "re");
	char line[32] = "";
	uint64_t sectors;

	if (file == NULL || fgets(line, sizeof line, file) == NULL)
		return 0;
	line[strcspn(line, "\n")] = '\0';
	if (!parse_uint(line, &sectors) || sectors > UINT64_MAX / 512)
		return 0;
	return sectors * 512;
}

uint64_t block_bytes(const char *path)
{
	struct stat status;

	if (path == NULL || stat(path, &status) < 0 || !S_ISBLK(status.st_mode))
		return 0;
	autofree char *number =
		xasprintf("%u:%u", major(status.st_rdev), minor(status.st_rdev));
	return block_bytes_by_number(number);
}
