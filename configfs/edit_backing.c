/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the file or device behind a new storage object decides: its size, whether it is to
 * be made, which of its names is kept. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/device.h"
#include "configfs/edit_row.h"

#define autodevice cleaned_by(device_clear)

bool edit_takes(const struct backstore *backstore, const char *value)
{
	for (const struct create_arg *arg = backstore->create; arg->name != NULL; arg++)
		if (text_equal(arg->value, value))
			return true;
	return false;
}

static int wrong_form(const struct node *so, const char *path, struct error *err)
{
	error_set(err, NULL, -EINVAL, "%s cannot be opened as a %s", path,
		  so->backstore->name);
	because(err, edit_takes(so->backstore, "size")
			     ? "it is neither a regular file nor a block device"
			     : "it is not a block device");
	return -EINVAL;
}

static int use_file(struct edit *edit, struct node *so, const struct device *device,
		    struct error *err)
{
	autofree char *size = xasprintf("%llu", (unsigned long long)device->bytes);
	const struct value *given = node_value(so, "size");

	if (!edit_takes(so->backstore, "size"))
		return wrong_form(so, device->path, err);
	/* Another machine's file of that name is another one. */
	if (edit->moves->offline || (given != NULL && strcmp(given->text, size) == 0))
		return 0;
	if (given != NULL)
		edit_note(edit, "%s exists, using its size (%s bytes) instead",
			  device->path, size);
	node_set(so, "size", size);
	return 0;
}

/* A name like /dev/sdb may mean another disk after the next start. */
static void use_stable_name(struct edit *edit, struct node *so,
			    const struct device *device)
{
	const char *name = after_prefix(device->path, "/dev/");

	if (name == NULL || strchr(name, '/') != NULL || device->stable == NULL)
		return;
	edit_note(edit, "Using %s, a name of %s that stays.", device->stable,
		  device->path);
	node_set(so, so->backstore->path_value, device->stable);
}

static void use_block(struct edit *edit, struct node *so, const struct device *device)
{
	if (node_value(so, "size") != NULL) {
		edit_note(edit, "Block device, size parameter ignored");
		node_unset(so, "size");
	}
	/* A profile is for another machine: its disk is not the one of this name here. */
	if (edit->moves->offline)
		return;
	if (edit_takes(so->backstore, "readonly") && node_value(so, "readonly") == NULL)
		node_set(so, "readonly", device->read_only ? "1" : "0");
	use_stable_name(edit, so, device);
}

static int use_missing(struct edit *edit, struct node *so, const char *path,
		       struct error *err)
{
	bool sparse = true;

	if (!edit_takes(so->backstore, "size")) {
		if (edit->moves->offline)
			return 0;
		error_set(err, NULL, -EINVAL, "there is no device %s", path);
		advise(err, "check its name; 'lsblk' lists the devices");
		return -EINVAL;
	}
	if (!edit->moves->offline && starts_with(path, "/dev/")) {
		error_set(err, NULL, -EINVAL, "there is no device %s", path);
		because(err, "a file made there would be in memory");
		return -EINVAL;
	}
	/* Left out, it is that of the file which is there at restore. */
	if (edit->moves->offline && node_value(so, "size") == NULL) {
		edit_note(edit, "No size: that of %s when the profile is restored.",
			  path);
		return 0;
	}
	if (node_value(so, "size") == NULL || node_is(so, "size", "0")) {
		error_set(err, NULL, -EINVAL, "%s needs a size", path);
		because(err, "there is no such file yet");
		advise(err, "add size=10G, for example");
		return -EINVAL;
	}
	int result = edit_bool(edit, "sparse", true, &sparse, err);
	if (result < 0 || edit->moves->offline)
		return result;
	so->flags |= NODE_MAKE_FILE | (sparse ? NODE_SPARSE : 0U);
	return 0;
}

int edit_use_backing(struct edit *edit, struct node *so, struct error *err)
{
	const struct backstore *backstore = so->backstore;
	const struct value *value = backstore->path_value == NULL
					    ? NULL
					    : node_value(so, backstore->path_value);
	autodevice struct device device = { 0 };

	if (value == NULL || !(backstore->flags & BACKSTORE_OPENS_PATH) ||
	    value->text[0] != '/')
		return 0;
	int result = device_look(value->text, &device, err);
	if (result < 0)
		return result;
	switch (device.form) {
	case DEVICE_FILE:
		return use_file(edit, so, &device, err);
	case DEVICE_BLOCK:
		use_block(edit, so, &device);
		return 0;
	case DEVICE_MISSING:
		return use_missing(edit, so, value->text, err);
	case DEVICE_OTHER:
		return wrong_form(so, value->text, err);
	}
	return 0;
}
