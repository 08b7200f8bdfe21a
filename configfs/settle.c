/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which device each new storage object is to open: the one that was meant. */
#include "configfs/settle.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/device.h"
#include "configfs/device_file_system.h"
#include "configfs/device_identity.h"
#include "configfs/path.h"

#define autodevice cleaned_by(device_clear)

static const struct value *value_of(const struct node *so, const char *name)
{
	return name == NULL ? NULL : node_value(so, name);
}

/* "8:16" */
static bool parse_number(const char *text, dev_t *number)
{
	const char *colon = strchr(text, ':');
	uint64_t high = 0, low = 0;

	if (colon == NULL)
		return false;
	autofree char *first = xstrndup(text, (size_t)(colon - text));
	if (!parse_uint(first, &high) || !parse_uint(colon + 1, &low) ||
	    high > UINT32_MAX || low > UINT32_MAX)
		return false;
	*number = makedev((unsigned)high, (unsigned)low);
	return true;
}

/* Of what its path leads to, owned; NULL: no block device does.  All of them are
 * directories of sysfs. */
static char *dir_of_path(const struct node *so)
{
	const struct value *path = value_of(so, so->backstore->path_value);
	struct stat st;

	if (path == NULL || path->text[0] != '/' || stat(path->text, &st) < 0 ||
	    !S_ISBLK(st.st_mode))
		return NULL;
	return device_dir(st.st_rdev);
}

/* Of what a live object has open, as far as the kernel tells. */
static char *dir_of_open(const struct node *live)
{
	const struct value *open = value_of(live, live->backstore->number_value);
	dev_t number = 0;

	if (open != NULL)
		return parse_number(open->text, &number) ? device_dir(number) : NULL;
	return dir_of_path(live);
}

/* Of the file that its path leads to, owned; NULL: it leads to none. */
static char *identity_of_file(const struct node *so)
{
	const struct value *path = value_of(so, so->backstore->path_value);
	struct stat st;

	if (path == NULL || path->text[0] != '/' || stat(path->text, &st) < 0 ||
	    !S_ISREG(st.st_mode))
		return NULL;
	return file_system_of(path->text);
}

void so_identify(struct node *so)
{
	const char *name = so->backstore->identity_value;
	autofree char *dir = name == NULL ? NULL : dir_of_open(so);
	autofree char *identity = name == NULL  ? NULL
				  : dir == NULL ? identity_of_file(so)
						: identity_read(dir);

	if (identity != NULL)
		node_set(so, name, identity);
}

static bool is_same_path(const char *a, const char *b)
{
	struct error autoerror ignored = { 0 };
	autodevice struct device one = { 0 }, other = { 0 };

	if (text_equal(a, b))
		return true;
	return a != NULL && b != NULL && *a == '/' && *b == '/' &&
	       device_identify(a, &one, &ignored) == 0 &&
	       device_identify(b, &other, &ignored) == 0 && device_same(&one, &other);
}

bool so_is_same_device(const struct node *saved, const struct node *live)
{
	const char *path = saved->backstore->path_value;
	const struct value *identity = value_of(saved, saved->backstore->identity_value);

	if (path == NULL)
		return true;
	if (identity != NULL && *identity->text != '\0') {
		autofree char *dir = dir_of_open(live);
		autofree char *is = dir == NULL ? identity_of_file(live) : NULL;

		/* By its size alone a disk is not known: it may have grown. */
		if (dir != NULL && !identity_is_weak(identity->text))
			return identity_fits(dir, identity->text);
		if (is != NULL && !file_system_fits(is, identity->text))
			return false;
	}
	return is_same_path(node_text(saved, path), node_text(live, path));
}

/* --- what is new ----------------------------------------------------------------- */

/* The same device may have been known by another of its facts: its best is kept. */
static void normalise(struct node *so, const char *dir)
{
	const char *name = so->backstore->identity_value;
	const struct value *value = node_value(so, name);
	autofree char *best = identity_read(dir);

	if (best == NULL || (value != NULL && strcmp(value->text, best) == 0))
		return;
	struct mark mark = value == NULL ? (struct mark){ 0 } : value->mark;
	node_set(so, name, best)->mark = mark;
}

/* By the name that stays, if it has one. */
static void take_device(struct node *so, const char *path, struct error *warn)
{
	const char *name = so->backstore->path_value;
	struct value *value = node_value(so, name);
	struct error autoerror ignored = { 0 };
	autodevice struct device device = { 0 };
	autofree char *object = node_path(so);
	struct error warning = { 0 };
	struct mark mark = value->mark;

	if (device_look(path, &device, &ignored) < 0 || device.form != DEVICE_BLOCK)
		return;
	const char *now = device.stable != NULL ? device.stable : device.path;
	error_set(&warning, mark.file == NULL ? &so->mark : &mark, -EINVAL,
		  "%s is %s now, which is used", value->text, now);
	because(&warning, "it has the identity %s",
		node_text(so, so->backstore->identity_value));
	advise(&warning, "save the configuration, so that it has the new name");
	error_about(&warning, object, DEVICE_MOVED);
	node_set(so, name, now)->mark = mark;
	if (warn != NULL)
		error_append(warn, &warning);
	error_clear(&warning);
}

/* That of its file in full, where the profile has what was saved without a subvolume. */
static bool complete_file_system(struct node *so, const char *is)
{
	const char *name = so->backstore->identity_value;
	const struct value *value = node_value(so, name);

	if (value == NULL || !file_system_fits(is, value->text))
		return false;
	struct mark mark = value->mark;
	node_set(so, name, is)->mark = mark;
	return true;
}

static void settle(struct node *so, struct error *warn)
{
	const char *name = so->backstore->identity_value;
	const struct value *value = value_of(so, name);
	autofree char *dir = dir_of_path(so);
	autofree char *of_file = identity_of_file(so);

	if (value == NULL && of_file != NULL)
		node_set(so, name, of_file);
	if (complete_file_system(so, of_file))
		return;
	if (dir != NULL && (value == NULL || identity_fits(dir, value->text))) {
		normalise(so, dir);
		return;
	}
	if (value == NULL || so->flags & NODE_MAKE_FILE)
		return;
	autofree char *path = identity_find(value->text);
	if (path == NULL)
		return;
	take_device(so, path, warn);
	free(dir);
	dir = dir_of_path(so);
	if (dir != NULL)
		normalise(so, dir);
}

/* The live object serves what is meant: what it has open is not looked for again. */
static bool is_served(struct node *so, const struct node *live)
{
	const struct value *path = value_of(so, so->backstore->path_value);
	const struct value *value = value_of(so, so->backstore->identity_value);
	const struct value *held = value_of(live, so->backstore->identity_value);

	if (path == NULL || live->flags & NODE_DISABLED ||
	    !text_equal(path->text, node_text(live, so->backstore->path_value)))
		return false;
	if (value == NULL || held == NULL || strcmp(value->text, held->text) == 0)
		return true;
	if (complete_file_system(so, held->text))
		return true;
	autofree char *dir = dir_of_open(live);
	if (dir == NULL || !identity_fits(dir, value->text))
		return false;
	normalise(so, dir);
	return true;
}

static bool opens_device(const struct node *so)
{
	const struct value *path = value_of(so, so->backstore->path_value);

	return so->backstore->identity_value != NULL && path != NULL &&
	       path->text[0] == '/';
}

void settle_devices(const struct node *live, struct node *wanted, struct error *warn)
{
	node_foreach (kind, node_part(wanted, CLASS_BACKSTORES)) {
		if (kind->type->class != CLASS_KIND)
			continue;
		node_foreach (so, kind) {
			autofree char *reference = so_reference(so);
			const struct node *old = so_find(live, reference);

			if (opens_device(so) && (old == NULL || !is_served(so, old)))
				settle(so, warn);
		}
	}
}
