/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before the first step: modules, the mount, and where the kernel keeps its state. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/apply_run.h"
#include "configfs/base/cleanup.h"
#include "configfs/fs_write.h"
#include "configfs/module.h"
#include "configfs/path.h"

static int make_dir(const char *path, struct error *err)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	int code = -errno;
	error_set(err, NULL, -EIO, "cannot make %s: %s", path, strerror(-code));
	because(err, "the kernel keeps persistent reservations and ALUA states there");
	return -EIO;
}

/* The kernel never makes these itself, and persistent reservations fail without them
 * (Linux 6.1). */
static int make_state_dirs(const char *dbroot, struct error *err)
{
	static const char *const parts[] = { "", "/pr", "/alua" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		autofree char *path = xasprintf("%s%s", dbroot, parts[i]);
		int result = make_dir(path, err);

		if (result < 0)
			return result;
	}
	return 0;
}

/* It can be set only before the first storage object and the first fabric; a value that
 * someone chose stays. */
static int set_dbroot(const struct fs *fs, bool first, struct error *err)
{
	autofree char *dbroot = NULL;

	if (fs_read_text(fs, "dbroot", &dbroot) < 0)
		return 0;
	bool ours = first && strcmp(dbroot, DBROOT_OF_KERNEL) == 0;
	int result = make_state_dirs(ours ? DBROOT_OURS : dbroot, err);
	if (result == 0 && ours && fs_write(fs, "dbroot", DBROOT_OURS) < 0)
		result = make_state_dirs(dbroot, err);
	return result;
}

static int load(const struct needed_module *module, struct error *err)
{
	int result = module_load(module->name, err);

	if (result < 0) {
		autofree char *path = node_path(module->part);

		error_about(err, path, NULL);
	}
	return result;
}

int apply_prepare(struct fs *fs, const struct plan *plan, struct error *err)
{
	int result = 0;

	if (fs->root < 0) {
		result = configfs_mount(err);
		if (result < 0)
			return result;
		result = fs_open(fs, NULL);
		if (result < 0)
			return fail(err, -ENOTSUP, "cannot open %s", fs->path);
	}
	if (plan->module_count == 0)
		return 0;
	result = set_dbroot(fs, plan->first_object, err);
	for (size_t i = 0; result == 0 && i < plan->module_count; i++)
		result = load(&plan->modules[i], err);
	return result;
}
