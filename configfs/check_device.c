/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a block device is the one that is meant, and what there is to know of it. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/check_part.h"
#include "configfs/device_file_system.h"
#include "configfs/device_identity.h"
#include "configfs/device_part.h"

#define autodevice cleaned_by(device_clear)

/* What is said of the device behind it, or NULL. */
static const struct value *identity_of(const struct node *so)
{
	const char *name = so->backstore->identity_value;
	const struct value *value = name == NULL ? NULL : node_value(so, name);

	return value == NULL || *value->text == '\0' ? NULL : value;
}

/* A file, or the place of one that this command makes. */
static int judge_file_system(const struct device *device, const char *identity,
			     const struct mark *mark, struct error *err)
{
	autofree char *is = file_system_of(device->path);

	if (file_system_fits(is, identity))
		return 0;
	error_set(err, mark, -EINVAL, "%s is not on the file system that is meant",
		  device->path);
	because(err, "it is on %s, not %s", is == NULL ? "one that has no UUID" : is,
		identity);
	advise(err, "mount the one that has it; if this one is meant after all, "
		    "leave the identity out");
	error_may_pass(err);
	return -EINVAL;
}

/* Only a wrong identity is refused: a changed name was settled before (settle.h). */
int judge_identity(const struct node *so, const struct device *device,
		   const struct mark *mark, struct error *err)
{
	const struct value *value = identity_of(so);
	bool missing = device->form == DEVICE_MISSING;

	if (value == NULL || (missing && !(so->flags & NODE_MAKE_FILE)))
		return 0;
	if (device->form != DEVICE_BLOCK && starts_with(value->text, FILE_SYSTEM ":"))
		return judge_file_system(device, value->text, mark, err);
	autofree char *dir =
		device->form == DEVICE_BLOCK ? device_dir(device->rdev) : NULL;
	if (dir != NULL && identity_fits(dir, value->text))
		return 0;
	autofree char *is = dir == NULL ? NULL : identity_read(dir);
	error_set(err, mark, -EINVAL, "%s is not the device that is meant", device->path);
	because(err, "its identity is %s, not %s", is == NULL ? "unknown" : is,
		value->text);
	advise(err, "attach the device that has it; if this one is meant after all, "
		    "leave the identity out");
	error_may_pass(err);
	return -EINVAL;
}

/* --- warnings -------------------------------------------------------------------- */

/* Why a name of the kernel's is not enough; NULL: it is, for what was written down tells
 * the device from others. */
static const char *why_unstable(const struct node *so, const struct device *device)
{
	const struct value *identity = identity_of(so);

	if (!(so->flags & NODE_WHOLE))
		return device->stable == NULL ? "it has no name that stays" : "";
	if (identity == NULL || identity->mark.file == NULL)
		return "the profile has no identity for it, so any disk of that name "
		       "is taken";
	return identity_is_weak(identity->text) ? "the profile knows it by its size alone"
						: NULL;
}

static void warn_unstable(const struct node *so, struct device *device,
			  const struct mark *mark, struct error *warning)
{
	const char *name = after_prefix(device->path, "/dev/");

	/* What stands directly in /dev is numbered as the kernel finds it. */
	if (name == NULL || strchr(name, '/') != NULL)
		return;
	block_find_names(device);
	const char *why = why_unstable(so, device);
	if (why == NULL)
		return;
	error_set(warning, mark, -EINVAL, "%s may be another disk after a restart",
		  device->path);
	if (*why != '\0')
		because(warning, "%s", why);
	if (device->stable != NULL)
		advise(warning, "use %s", device->stable);
}

/* In a profile the contents are the initiators': only a new export is worth a word. */
static void warn_contents(const struct node *so, const char *path,
			  const struct mark *mark, struct error *warning)
{
	struct error autoerror err = { 0 };
	autodevice struct device device = { 0 };

	if (so->flags & NODE_WHOLE || device_look(path, &device, &err) < 0 ||
	    device.contents == NULL)
		return;
	error_set(warning, mark, -EINVAL, "%s is not empty", device.path);
	because(warning, "it has a %s", device.contents);
}

/* What a profile says that was written where nobody could look at the device. */
static void warn_blocks(const struct node *so, const struct device *device,
			const struct mark *mark, struct error *warning)
{
	const struct value *block = node_value(so, "block_size");
	uint64_t own = device->block_size;

	if (block == NULL || node_uint(so, "block_size") >= own)
		return;
	error_set(warning, block->mark.file != NULL ? &block->mark : mark, -EINVAL,
		  "blocks of %s bytes are smaller than those of %s", block->text,
		  device->path);
	because(warning, "it has blocks of %llu bytes and writes no less",
		(unsigned long long)own);
	advise(warning, "leave block_size out: the device has its own");
}

void warn_device(const struct node *so, struct device *device, const struct mark *mark,
		 struct error *warnings)
{
	struct error warning = { 0 };

	warn_unstable(so, device, mark, &warning);
	error_append(warnings, &warning);
	warn_blocks(so, device, mark, &warning);
	error_append(warnings, &warning);
	warn_contents(so, device->path, mark, &warning);
	error_append(warnings, &warning);
}
