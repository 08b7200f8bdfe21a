/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules that need the machine: what new storage objects open is there, whole and free. */
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/check_alike.h"
#include "configfs/check_part.h"
#include "configfs/device_part.h"
#include "configfs/path.h"
#include "configfs/volume.h"

#define autodevice cleaned_by(device_clear)

/* What one storage object opens, of the wanted tree or of the live one. */
struct opened {
	const struct node *so;
	struct device device;
	unsigned order;
	bool stays; /* live: also in the wanted tree, as it is */
};

struct list {
	struct opened *all; /* in the order of the tree */
	size_t count;
	const struct opened **sorted; /* by device */
};

struct machine {
	const struct node *live;
	struct list wanted, alive;
	struct error *errors, *warnings;
	struct root_volume *root;
	struct alike_list *alike;
};

static const struct value *path_of(const struct node *so)
{
	if (!(so->backstore->flags & BACKSTORE_OPENS_PATH) ||
	    so->backstore->path_value == NULL)
		return NULL;
	const struct value *path = node_value(so, so->backstore->path_value);

	return path == NULL || *path->text == '\0' ? NULL : path;
}

/* --- which values make it another object ----------------------------------------- */

static bool same_value(const struct node *a, const struct node *b, const char *name)
{
	const struct value *left = node_value(a, name), *right = node_value(b, name);

	return left == NULL || right == NULL || strcmp(left->text, right->text) == 0;
}

/* The live object of that name holds it already and will go on doing so. */
static bool is_kept(const struct node *so, const struct node *live)
{
	if (live == NULL)
		return false;
	/* One that was never enabled has nothing open, and stays so or is made anew. */
	if (live->flags & NODE_DISABLED)
		return (so->flags & NODE_DISABLED) != 0;
	value_foreach(value, so)
	{
		const struct attr *attr = value->attr;

		if (attr != NULL && attr->flags & ATTR_AT_CREATE &&
		    !(attr->flags & ATTR_READ_ONLY) && !same_value(so, live, value->name))
			return false;
	}
	return true;
}

static struct node *counterpart(const struct node *so, const struct node *tree)
{
	const struct node *stores =
		tree == NULL ? NULL : node_part(tree, CLASS_BACKSTORES);
	const struct node *kind =
		stores == NULL ? NULL : node_child(stores, so->parent->name);

	return kind == NULL ? NULL : node_child(kind, so->name);
}

/* --- all that is opened ---------------------------------------------------------- */

static int compare_devices(const void *a, const void *b)
{
	const struct opened *left = *(const struct opened *const *)a;
	const struct opened *right = *(const struct opened *const *)b;
	const struct device *x = &left->device, *y = &right->device;

	if (x->form != y->form)
		return x->form < y->form ? -1 : 1;
	if (x->rdev != y->rdev)
		return x->rdev < y->rdev ? -1 : 1;
	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

static void add_opened(struct list *list, const struct node *so,
		       const struct node *other_tree)
{
	const struct value *path = path_of(so);
	struct error autoerror err = { 0 };
	struct device device;

	if (path == NULL)
		return;
	/* What cannot even be looked at the guard will refuse with its reason. */
	if (device_identify(path->text, &device, &err) < 0)
		device = (struct device){ .form = DEVICE_OTHER,
					  .path = xstrdup(path->text) };
	const struct node *other = counterpart(so, other_tree);
	grow(list->all, list->count);
	list->all[list->count] = (struct opened){
		.so = so,
		.device = device,
		.order = (unsigned)list->count,
		.stays = other != NULL && is_kept(other, so),
	};
	list->count++;
}

static void list_opened(struct list *list, const struct node *tree,
			const struct node *other_tree)
{
	const struct node *stores =
		tree == NULL ? NULL : node_part(tree, CLASS_BACKSTORES);

	if (stores == NULL)
		return;
	node_foreach (kind, stores)
		if (kind->type->class == CLASS_KIND)
			node_foreach (so, kind)
				add_opened(list, so, other_tree);
	list->sorted = xcalloc(list->count, sizeof(struct opened *));
	for (size_t i = 0; i < list->count; i++)
		list->sorted[i] = &list->all[i];
	if (list->count > 1)
		qsort(list->sorted, list->count, sizeof(struct opened *),
		      compare_devices);
}

static void list_free(struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		device_clear(&list->all[i].device);
	free(list->all);
	free(list->sorted);
}

/* The first of the list that opens the same device and is not `self`. */
static const struct opened *find_same(const struct list *list, const struct opened *self)
{
	const struct opened first = { .device = self->device, .order = 0 };
	const struct opened *key = &first;
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_devices(&list->sorted[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < list->count && list->sorted[low] == self)
		low++;
	return low < list->count && device_same(&list->sorted[low]->device, &self->device)
		       ? list->sorted[low]
		       : NULL;
}

/* --- the rules ------------------------------------------------------------------- */

static int judge_shared(const struct machine *machine, const struct opened *opened,
			const struct mark *mark, struct error *err)
{
	const struct opened *other = find_same(&machine->wanted, opened);

	/* What comes later and is new itself will tell. */
	if (other == NULL || (other->order > opened->order &&
			      counterpart(other->so, machine->live) == NULL))
		return 0;
	/* By the same name: told without looking at the machine. */
	if (strcmp(path_of(other->so)->text, opened->device.path) == 0)
		return 0;
	autofree char *holder = node_path(other->so);
	error_set(err, mark, -EBUSY, "%s is in use", opened->device.path);
	because(err, "the storage object %s has it by the name %s", holder,
		path_of(other->so)->text);
	advise(err, "export that storage object by another LUN instead");
	return -EBUSY;
}

/* Only kinds that have a size of their own export files. */
static int judge_form(const struct opened *opened, const struct mark *mark,
		      struct error *err)
{
	const struct node *so = opened->so;

	if (opened->device.form != DEVICE_FILE || node_attr(so, "size", NULL) != NULL)
		return 0;
	error_set(err, mark, -EINVAL, "%s is not a block device", opened->device.path);
	because(err, "a storage object of %s exports nothing else", so->backstore->name);
	return -EINVAL;
}

static uint64_t free_bytes(const char *path)
{
	autofree char *directory = directory_above(path);
	struct statvfs info;

	if (statvfs(directory, &info) < 0)
		return UINT64_MAX;
	return (uint64_t)info.f_bavail * info.f_frsize;
}

/* A file that this command will make. */
static int judge_new_file(const struct opened *opened, const struct mark *mark,
			  struct error *err, struct error *warning)
{
	const char *path = opened->device.path;
	uint64_t bytes = opened->so->backstore->size(opened->so);
	uint64_t room = free_bytes(path);
	autofree char *size = format_size(bytes), *left = format_size_rounded(room);

	if (opened->device.form != DEVICE_MISSING) {
		error_set(err, mark, -EEXIST, "cannot make the file %s", path);
		because(err, "something of that name is there already");
		return -EEXIST;
	}
	if (bytes <= room)
		return 0;
	if (opened->so->flags & NODE_SPARSE) {
		error_set(warning, mark, -ENOSPC, "%s has %s, its file system has %s",
			  path, size, left);
		because(warning, "the file is sparse: writes fail once there is no room");
		return 0;
	}
	error_set(err, mark, -ENOSPC, "cannot make the file %s of %s", path, size);
	because(err, "its file system has %s left", left);
	error_about(err, NULL, "size");
	return -ENOSPC;
}

/* Every disk there has the same fault: they are counted. */
static void warn_root(const struct machine *machine, const struct opened *opened,
		      const struct mark *mark)
{
	struct error warning = { 0 };

	if (machine->warnings == NULL || opened->device.form == DEVICE_BLOCK ||
	    opened->device.is_volatile || !is_on_root(machine->root, opened->device.path))
		return;
	error_set(&warning, mark, -EINVAL, "%s is on the root file system",
		  opened->device.path);
	because(&warning, "when that is full, this machine may stop working too");
	advise(&warning, "put it on a file system of its own");
	alike_add(machine->alike, machine->root, &warning);
}

static void warn(const struct machine *machine, struct opened *opened,
		 const struct mark *mark)
{
	struct error *warnings = machine->warnings;
	struct error warning = { 0 };

	if (warnings == NULL)
		return;
	warn_root(machine, opened, mark);
	if (opened->device.form == DEVICE_BLOCK) {
		warn_device(opened->so, &opened->device, mark, warnings);
	} else if (opened->device.is_volatile) {
		error_set(&warning, mark, -EINVAL, "%s is in memory",
			  opened->device.path);
		because(&warning, "it is gone after a restart");
	}
	error_append(warnings, &warning);
}

/* A live object that goes away in this change may hold it until then. */
static bool is_given_up(const struct machine *machine, const struct opened *opened)
{
	const struct opened *holder = find_same(&machine->alive, opened);

	return holder != NULL && !holder->stays;
}

static int judge(const struct machine *machine, struct opened *opened, struct error *err)
{
	const struct value *path = path_of(opened->so);
	const struct mark *mark =
		path->mark.file == NULL ? &opened->so->mark : &path->mark;
	uint64_t bytes = opened->so->backstore->size(opened->so);
	struct error warning = { 0 };
	int result = judge_identity(opened->so, &opened->device, mark, err);

	if (result < 0)
		return result;
	if (opened->so->flags & NODE_MAKE_FILE) {
		result = judge_new_file(opened, mark, err, &warning);
		if (result == 0)
			warn_root(machine, opened, mark);
		if (machine->warnings != NULL)
			error_append(machine->warnings, &warning);
		error_clear(&warning);
		return result;
	}
	result = judge_form(opened, mark, err);
	if (result == 0)
		result = judge_shared(machine, opened, mark, err);
	if (result == 0)
		result = (is_given_up(machine, opened)
				  ? device_guard_held
				  : device_guard)(path->text, bytes, mark, err);
	if (result == 0)
		warn(machine, opened, mark);
	return result;
}

static void judge_all(struct machine *machine)
{
	for (size_t i = 0; i < machine->wanted.count; i++) {
		struct opened *opened = &machine->wanted.all[i];
		struct error err = { 0 };

		if (is_kept(opened->so, counterpart(opened->so, machine->live)))
			continue;
		if (judge(machine, opened, &err) == 0)
			continue;
		autofree char *path = node_path(opened->so);
		error_about(&err, path, opened->so->backstore->path_value);
		error_append(machine->errors, &err);
	}
}

int check_machine(const struct node *wanted, const struct node *live, struct error *err,
		  struct error *warn)
{
	struct error errors = { 0 };
	struct root_volume root = { 0 };
	struct alike_list alike = { 0 };
	struct machine machine = { .live = live,
				   .errors = &errors,
				   .warnings = warn,
				   .root = &root,
				   .alike = &alike };

	list_opened(&machine.wanted, wanted, NULL);
	list_opened(&machine.alive, live, wanted);
	judge_all(&machine);
	list_free(&machine.wanted);
	list_free(&machine.alive);
	if (warn != NULL)
		alike_tell(&alike, warn);
	judge_listen(wanted, live, &errors, warn);
	int result = errors.code;
	error_append(err, &errors);
	return result;
}
