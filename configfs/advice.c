/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an errno of the kernel means for the step that got it: rows, not code. */
#include <stdlib.h>
#include <string.h>

#include "configfs/apply_run.h"
#include "configfs/base/cleanup.h"
#include "configfs/path.h"

/* A row fits when its operation, class (-1: any) and errno do, and the path ends so. */
struct advice {
	enum step_op op;
	int class;
	int code;
	const char *suffix; /* NULL: any */
	const char *why, *fix;
};

static const struct advice rows[] = {
	{ STEP_WRITE, CLASS_SO, EBUSY, "/enable",
	  "the device is mounted or held by something else",
	  "release it first (lsblk and fuser show who has it)" },
	{ STEP_WRITE, CLASS_SO, ENOENT, "/enable", "the path does not exist", NULL },
	{ STEP_WRITE, CLASS_SO, ENOTBLK, "/enable", "that is not a block device",
	  "use /backstores/fileio for files" },
	{ STEP_WRITE, CLASS_SO, EROFS, "/enable",
	  "the device or its file system is read-only",
	  "give readonly=true, or use another path" },
	{ STEP_WRITE, CLASS_SO, ENOMEM, "/enable", "there is not that much memory",
	  NULL },
	{ STEP_WRITE, CLASS_SO, EINVAL, "/enable",
	  "the kernel does not accept this combination of path and size", NULL },
	{ STEP_WRITE, CLASS_SO, EINVAL, "/vpd_unit_serial",
	  "a serial cannot change while a LUN links to the object", NULL },
	{ STEP_WRITE, CLASS_SO, ESRCH, NULL, "no program serves this disk",
	  "start its handler (tcmu-runner) first" },
	{ STEP_WRITE, CLASS_SO, ENOSYS, NULL, "the backing device cannot do that", NULL },
	{ STEP_WRITE, CLASS_SO, EOVERFLOW, NULL, "the value is too long", NULL },
	{ STEP_WRITE, CLASS_TPG, EINVAL, "/enable",
	  "another TPG may have the same rtpi, or the hardware is not ready", NULL },
	{ STEP_WRITE, CLASS_PORTAL, ENODEV, "/iser",
	  "there is no RDMA device, or ib_isert is missing",
	  "load ib_isert, or leave iSER off" },
	{ STEP_MKDIR, CLASS_PORTAL, EINVAL, NULL,
	  "another portal or program holds that address and port",
	  "look with 'ss -ltnp', or use another port" },
	{ STEP_MKDIR, CLASS_TARGET, EINVAL, NULL,
	  "the fabric does not accept this name, or its port is not there", NULL },
	{ STEP_MKDIR, CLASS_FABRIC, EINVAL, NULL,
	  "the fabric's kernel module is not loaded", NULL },
	{ STEP_LINK, CLASS_LUN, ENODEV, NULL, "the storage object was never enabled",
	  "delete it and create it again" },
	{ STEP_LINK, CLASS_MAPPED_LUN, EINVAL, NULL,
	  "the initiator was let in by demo mode, and the kernel remembers another "
	  "mapping",
	  "map the same LUN at the same number, or delete the TPG and create it again" },
	{ STEP_RMDIR, CLASS_SO, EBUSY, NULL, "something still uses it", NULL },
	{ STEP_RMDIR, -1, ENOTEMPTY, NULL, "something was made below it meanwhile",
	  NULL },
	{ STEP_WRITE, -1, EPERM, NULL, "CAP_SYS_ADMIN is needed for credentials",
	  "run it as root" },
};

static const struct advice *find_advice(const struct step *step, int code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct advice *row = &rows[i];
		size_t length = row->suffix == NULL ? 0 : strlen(row->suffix);

		if (row->op != step->op || row->code != code ||
		    (row->class >= 0 &&
		     (step->node == NULL || row->class != (int)step->node->type->class)))
			continue;
		if (length == 0 ||
		    (strlen(step->path) > length &&
		     strcmp(step->path + strlen(step->path) - length, row->suffix) == 0))
			return row;
	}
	return NULL;
}

static const char *verb(const struct step *step)
{
	switch (step->op) {
	case STEP_MKDIR:
	case STEP_MAKE_FILE:
		return "create";
	case STEP_RMDIR:
	case STEP_DROP_FILE:
		return "delete";
	case STEP_WRITE:
		return "set";
	case STEP_LINK:
		return "link";
	case STEP_UNLINK:
		return "unlink";
	case STEP_CHECK:
		return "check";
	}
	return "change";
}

/* A step that finds what should not be there, or misses what should. */
static bool is_foreign_change(const struct fs *fs, const struct step *step, int code)
{
	if (code == EEXIST && step->op != STEP_WRITE)
		return true;
	if (code != ENOENT)
		return false;
	return step->op != STEP_WRITE || !fs_exists(fs, step->path);
}

/* The object is there, the file is not. */
static bool is_missing_attribute(const struct fs *fs, const struct step *step, int code)
{
	return step->op == STEP_WRITE && code == ENOENT && step->node != NULL &&
	       step->node->dir != NULL && fs_exists(fs, step->node->dir) &&
	       !fs_exists(fs, step->path);
}

/* A profile that names it is wrong on this machine; a command was refused. */
static void explain_missing(const struct step *step, const char *name, const char *path,
			    struct error *err)
{
	const struct value *value = node_value(step->node, name);
	const struct mark *mark = value == NULL ? NULL : &value->mark;
	bool in_profile = mark != NULL && mark->file != NULL;

	error_set(err, in_profile ? mark : NULL, in_profile ? -EINVAL : -EREMOTEIO,
		  "this kernel has no %s for %s", name, path);
	if (step->attr != NULL && step->attr->openness != NULL)
		because(err, "it guards access, so it cannot be left out");
	else if (step->attr == NULL)
		advise(err, "leave it out");
}

static void explain_range(const struct step *step, struct error *err)
{
	if (step->attr == NULL || err->why != NULL || step->op != STEP_WRITE)
		return;
	autofree char *range = attr_range_text(step->attr);
	because(err, "%s takes %s", step->attr->name, range);
}

void describe_failure(const struct fs *fs, const struct step *step, int code,
		      struct error *err)
{
	const struct advice *row = find_advice(step, -code);
	autofree char *path =
		step->node == NULL ? xstrdup(step->path) : node_path(step->node);
	const char *part = step->op == STEP_WRITE ? strrchr(step->path, '/') : NULL;
	bool foreign = is_foreign_change(fs, step, -code);

	if (row == NULL && is_missing_attribute(fs, step, -code)) {
		explain_missing(step, part + 1, path, err);
		return;
	}
	error_set(err, NULL, foreign && row == NULL ? -EBUSY : -EREMOTEIO,
		  "cannot %s %s%s%s: %s", verb(step), part == NULL ? "" : part + 1,
		  part == NULL ? "" : " of ", path, strerror(-code));
	if (row != NULL) {
		because(err, "%s", row->why);
		if (row->fix != NULL)
			advise(err, "%s", row->fix);
	} else if (foreign) {
		because(err, "someone else changed the tree meanwhile");
		advise(err, "look at it with 'ls', then try again");
	}
	explain_range(step, err);
}
