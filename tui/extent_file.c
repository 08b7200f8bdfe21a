/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file as the extent: where it goes, what is free there, how large it may be. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "tui/extent.h"

#define autodevice cleaned_by(device_clear)

char *extent_short_name(const struct wizard *wizard)
{
	autofree char *wwn = wizard_iqn(wizard);
	const char *colon = strrchr(wwn, ':');

	return xstrdup(colon == NULL ? wwn : colon + 1);
}

char *extent_usual_file(const struct wizard *wizard)
{
	autofree char *name = extent_short_name(wizard);
	const struct node *tpg = wizard_tpg(wizard);
	size_t others = tpg == NULL ? 0 : node_part(tpg, CLASS_LUNS)->child_count;

	for (char *at = name; *at != '\0'; at++)
		if (*at == '/')
			*at = '-';
	/* A file that is there has somebody's data. */
	for (size_t number = others;; number++) {
		autofree char *more =
			number == 0 ? xstrdup("") : xasprintf("-%zu", number);
		autofree char *path =
			xasprintf("%s/%s%s.img", wizard->machine.extents, name, more);

		if (wizard->offline || access(path, F_OK) < 0)
			return take_ptr(path);
	}
}

static bool file_exists(const struct wizard *wizard)
{
	struct error autoerror ignored = { 0 };
	autodevice struct device device = { 0 };

	return !wizard->offline &&
	       device_identify(answer_text(wizard, "extent.file"), &device, &ignored) ==
		       0 &&
	       device.form == DEVICE_FILE;
}

bool extent_is_new_file(const struct wizard *wizard)
{
	return answer_is(wizard, "extent", "file") && !file_exists(wizard);
}

bool extent_is_sized(const struct wizard *wizard)
{
	return extent_is_new_file(wizard) && *answer_text(wizard, "extent.size") != '\0';
}

int extent_check_file(const struct wizard *wizard, const char *text, struct error *err)
{
	const struct backstore *backstore = wizard_backstore(wizard);
	const struct attr *attr = row_of(backstore->groups, backstore->path_value);
	autofree char *canonical = NULL;
	size_t length = strlen(text);
	int result = attr_parse(attr, text, &canonical, err);

	if (result == 0)
		result = extent_check_backing(wizard, text, err);
	if (result < 0)
		return result;
	if (text[length - 1] == '/')
		return fail(err, -EINVAL, "%s is a directory", text);
	return file_exists(wizard) ? device_guard(text, 0, NULL, err) : 0;
}

/* Of the file system that the file is on, or will be. */
static bool room_at(const char *path, uint64_t *bytes)
{
	autofree char *directory = xstrdup(path);
	struct statvfs info;

	for (char *slash; (slash = strrchr(directory, '/')) != NULL; *slash = '\0') {
		slash[slash == directory] = '\0';
		if (statvfs(directory, &info) == 0) {
			*bytes = (uint64_t)info.f_bavail * info.f_frsize;
			return true;
		}
		if (slash == directory)
			break;
	}
	return false;
}

char *extent_preview_file(const struct wizard *wizard)
{
	const char *path = answer_text(wizard, "extent.file");
	uint64_t bytes = 0;

	if (wizard->offline)
		return NULL;
	if (file_exists(wizard)) {
		struct error autoerror ignored = { 0 };
		autodevice struct device device = { 0 };

		if (device_identify(path, &device, &ignored) < 0)
			return NULL;
		autofree char *size = format_size_rounded(device.bytes);
		return xasprintf("is there, %s", size);
	}
	if (!room_at(path, &bytes))
		return NULL;
	autofree char *size = format_size_rounded(bytes);
	return xasprintf("a new file; %s are free there", size);
}

static bool is_sparse(const struct wizard *wizard)
{
	return answer_is(wizard, "extent.blocks", "sparse");
}

/* What its kind can be at most, the row knows. */
static int check_row(const struct wizard *wizard, const char *text, struct error *err)
{
	const struct attr *attr = row_of(wizard_backstore(wizard)->groups, "size");
	autofree char *canonical = NULL;

	return attr == NULL ? 0 : attr_parse(attr, text, &canonical, err);
}

int extent_check_size(const struct wizard *wizard, const char *text, struct error *err)
{
	uint64_t bytes = 0, room = 0, block = 512;

	if (!parse_size(text, &bytes) || bytes == 0)
		return fail(err, -EINVAL, "a disk of no size is none");
	int result = check_row(wizard, text, err);
	if (result < 0)
		return result;
	/* One that it cannot be is told where it stands. */
	if (!parse_uint(answer_text(wizard, "extent.block_size"), &block) ||
	    block < 512 || block > 4096)
		block = 512;
	if (bytes % block != 0) {
		autofree char *up = format_size((bytes / block + 1) * block);
		(void)fail(err, -EINVAL, "%s is no multiple of the block size", text);
		because(err, "a block has %" PRIu64 " bytes", block);
		advise(err, "the next larger size is %s", up);
		return -EINVAL;
	}
	if (wizard->offline || is_sparse(wizard) ||
	    !room_at(answer_text(wizard, "extent.file"), &room) || bytes <= room)
		return 0;
	autofree char *left = format_size_rounded(room);
	(void)fail(err, -ENOSPC, "%s have no room there", text);
	because(err, "the file system has %s left", left);
	advise(err, "take a smaller size, another place, or a sparse file");
	return -ENOSPC;
}

char *extent_preview_size(const struct wizard *wizard)
{
	uint64_t bytes = 0, room = 0;

	if (wizard->offline && *answer_text(wizard, "extent.size") == '\0')
		return xstrdup("the size of the file that is there when it is restored");
	if (!parse_size(answer_text(wizard, "extent.size"), &bytes))
		return NULL;
	if (wizard->offline || is_sparse(wizard) ||
	    !room_at(answer_text(wizard, "extent.file"), &room) || bytes > room)
		return xasprintf("%" PRIu64 " bytes", bytes);
	autofree char *left = format_size_rounded(room - bytes);
	return xasprintf("%" PRIu64 " bytes; %s stay free there", bytes, left);
}

void extent_block_options(const struct wizard *wizard, struct option_list *list)
{
	(void)wizard;
	option_add(list, xstrdup("allocated"),
		   xstrdup("all its room now: it cannot run out later"));
	option_add(list, xstrdup("sparse"),
		   xstrdup("room as it is written: fails when none is left"));
}

char *extent_usual_blocks(const struct wizard *wizard)
{
	(void)wizard;
	return xstrdup("allocated");
}

void extent_cache_options(const struct wizard *wizard, struct option_list *list)
{
	(void)wizard;
	option_add(list, xstrdup("safe"), xstrdup("what is acknowledged is on the disk"));
	option_add(list, xstrdup("fast"),
		   xstrdup("in memory first: a power cut loses writes"));
}

char *extent_usual_cache(const struct wizard *wizard)
{
	(void)wizard;
	return xstrdup("safe");
}
