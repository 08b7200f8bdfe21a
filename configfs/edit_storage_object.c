/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storage objects made and deleted: what the shell's defaults are, and what the file or
 * device says. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/check.h"
#include "configfs/device.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

#define autodevice cleaned_by(device_clear)

/* "~/x" and relative paths as a shell means them: the kernel would take them otherwise.
 */
static char *absolute_path(const char *text)
{
	const char *home = secure_getenv("HOME");
	autofree char *here = NULL;

	if (text[0] == '~' && (text[1] == '/' || text[1] == '\0') && home != NULL)
		return xasprintf("%s%s", home, text + 1);
	if (text[0] == '/' || text[0] == '\0')
		return xstrdup(text);
	here = get_current_dir_name();
	while (starts_with(text, "./"))
		text += 2;
	return xasprintf("%s/%s", here == NULL ? "" : here, text);
}

static int set_value(struct node *so, const char *name, const char *text,
		     struct error *err)
{
	const struct attr *attr = node_attr(so, name, NULL);
	autofree char *canonical = NULL;

	if (attr == NULL)
		return fail(err, -EINVAL, "a %s has no '%s'", so->backstore->name, name);
	autofree char *whole =
		attr->kind == ATTR_PATH ? absolute_path(text) : xstrdup(text);
	int result = attr_parse(attr, whole, &canonical, err);
	if (result == 0)
		node_set(so, name, canonical);
	return result;
}

/* "max_data_area_mb=8,hw_block_size=512": values that are fixed at creation. */
static int set_control(struct node *so, const char *text, struct error *err)
{
	autofree char *copy = xstrdup(text);
	char *rest = copy, *part;
	int result = 0;

	while (result == 0 && (part = strsep(&rest, ",")) != NULL) {
		char *value = strchr(part, '=');

		if (value == NULL) {
			error_set(err, NULL, -EINVAL, "control cannot be '%s'", text);
			because(err, "it is a list of name=value with commas between");
			return -EINVAL;
		}
		*value++ = '\0';
		result = set_value(so, part, value, err);
	}
	return result;
}

static int set_serial(struct node *so, const char *typed, struct error *err)
{
	if (typed == NULL || *typed == '\0') {
		autofree char *serial = serial_generate();

		node_set(so, "serial", serial);
		return 0;
	}
	int result = check_so_serial(typed, err);
	return result < 0 ? result : set_value(so, "serial", typed, err);
}

/* Under KIND:HANDLER the configuration is given without the handler. */
static char *whole_text(const struct edit *edit, const struct create_arg *row,
			const char *text)
{
	const char *colon = strchr(edit->parent->name, ':');

	if (colon == NULL || strcmp(row->value, "config") != 0)
		return xstrdup(text);
	return xasprintf("%s/%s", colon + 1, text);
}

/* All parameters that are values of the object, given or by the shell's default. */
static int set_parameters(struct edit *edit, struct node *so, struct error *err)
{
	int result = 0;

	for (const struct create_arg *row = edit->rows; row->name != NULL; row++) {
		const char *text = edit_given(edit, row->name);

		if (row->value == NULL || text == NULL ||
		    strcmp(row->value, "serial") == 0)
			continue;
		autofree char *whole = whole_text(edit, row, text);
		result = set_value(so, row->value, whole, err);
		if (result < 0) {
			error_about(err, NULL, row->value);
			return result;
		}
	}
	const char *control = edit_given(edit, "control");
	if (result == 0 && control != NULL && !edit_takes(so->backstore, "control"))
		result = set_control(so, control, err);
	if (result == 0 && so->backstore->flags & BACKSTORE_HAS_SERIAL)
		result = set_serial(so, edit_given(edit, "wwn"), err);
	error_about(err, NULL, "serial");
	return result;
}

/* --- create ---------------------------------------------------------------------- */

/* Kinds that are shown by handler: "user:rbd" from the node, or "rbd/…" as given. */
static int handler_of(const struct edit *edit, char **handler, struct error *err)
{
	const char *colon = strchr(edit->parent->name, ':');
	const char *config = NULL;

	if (!(edit->parent->backstore->flags & BACKSTORE_BY_HANDLER))
		return 0;
	if (colon != NULL) {
		*handler = xstrdup(colon + 1);
		return 0;
	}
	for (size_t i = 0; edit->rows[i].name != NULL; i++)
		if (text_equal(edit->rows[i].value, "config"))
			config = edit->given[i];
	const char *slash = config == NULL ? NULL : strchr(config, '/');
	if (slash != NULL && slash != config) {
		*handler = xstrndup(config, (size_t)(slash - config));
		return 0;
	}
	error_set(err, NULL, -EINVAL, "'%s' names no handler",
		  config == NULL ? "" : config);
	because(err, "here the configuration is HANDLER/CONFIGURATION");
	return -EINVAL;
}

static int check_free(const struct edit *edit, const char *name, struct error *err)
{
	const struct backstore *backstore = edit->parent->backstore;
	autofree char *reference = xasprintf("%s/%s", backstore->name, name);
	const struct node *old = so_find(node_root(edit->parent), reference);

	if (old == NULL)
		return 0;
	autofree char *path = node_path(old);
	error_set(err, NULL, -EEXIST, "the storage object %s exists", path);
	advise(err, "take another name, or delete it first");
	return -EEXIST;
}

static void note_created(struct edit *edit, const struct node *so)
{
	const struct backstore *backstore = so->backstore;
	const char *path = backstore->path_value == NULL
				   ? NULL
				   : node_text(so, backstore->path_value);

	if (node_value(so, "size") != NULL)
		edit_note(edit, "Created %s %s with size %s.", backstore->name, so->name,
			  node_text(so, "size"));
	else
		edit_note(edit, "Created %s storage object %s using %s.", backstore->name,
			  so->name, path == NULL ? "nothing" : path);
}

static int create_storage_object(struct edit *edit, struct error *err)
{
	const struct backstore *backstore = edit->parent->backstore;
	const char *name = edit_given(edit, "name");
	autofree char *handler = NULL;
	int result = check_so_name(name, err);

	if (result == 0)
		result = check_free(edit, name, err);
	error_about(err, NULL, "name");
	if (result == 0)
		result = handler_of(edit, &handler, err);
	if (result < 0)
		return result;
	struct node *kind = kind_for(node_root(edit->parent), backstore, handler);
	autonode struct node *so = node_add(kind, CLASS_SO, name);
	result = set_parameters(edit, so, err);
	if (result == 0) {
		result = edit_use_backing(edit, so, err);
		error_about(err, NULL, backstore->path_value);
	}
	if (result < 0)
		return result;
	if (edit->moves->model_alias && backstore->flags & BACKSTORE_MODEL_ALIAS)
		node_set(so, "emulate_model_alias", "1");
	note_created(edit, so);
	edit->made = take_ptr(so);
	return 0;
}

/* --- a path where a storage object was expected ---------------------------------- */

const struct backstore *backstore_for_form(enum device_form form)
{
	unsigned needed = BACKSTORE_OPENS_PATH | BACKSTORE_HAS_SERIAL;

	for (const struct backstore *const *at = backstores; *at != NULL; at++)
		if (((*at)->flags & needed) == needed &&
		    edit_takes(*at, "size") == (form == DEVICE_FILE))
			return *at;
	return NULL;
}

/* "/srv/disk.img" is srv-disk.img. */
static char *name_of_path(const char *path)
{
	while (*path == '/')
		path++;
	char *name = xstrdup(path);
	size_t length = strlen(name);
	while (length > 0 && name[length - 1] == '/')
		name[--length] = '\0';
	for (char *at = name; *at != '\0'; at++)
		if (*at == '/')
			*at = '-';
	return name;
}

/* Parameters of `create` at the kernel's default, not at the shell's. */
static void set_kernel_defaults(struct node *so)
{
	for (const struct create_arg *arg = so->backstore->create; arg->name; arg++) {
		const struct attr *attr =
			arg->value == NULL ? NULL : node_attr(so, arg->value, NULL);

		if (attr == NULL || !(attr->flags & ATTR_ALWAYS) ||
		    node_value(so, attr->name) != NULL)
			continue;
		autofree char *start = attr_default(attr, so);
		if (start != NULL)
			node_set(so, attr->name, start);
	}
}

int edit_so_from_path(struct edit *edit, const char *path, struct node **made,
		      struct error *err)
{
	autodevice struct device device = { 0 };

	*made = NULL;
	int result = device_identify(path, &device, err);
	if (result < 0)
		return result;
	if (device.form != DEVICE_FILE && device.form != DEVICE_BLOCK)
		return 0;
	const struct backstore *backstore = backstore_for_form(device.form);
	if (backstore == NULL)
		return 0;
	struct node *kind = kind_for(node_root(edit->parent), backstore, NULL);
	autofree char *name = name_of_path(path);
	result = check_so_name(name, err);
	if (result < 0) {
		advise(err, "create the storage object first, with a name of its own");
		return result;
	}
	struct edit above = { .parent = kind };
	result = check_free(&above, name, err);
	if (result < 0)
		return result;
	autonode struct node *so = node_add(kind, CLASS_SO, name);
	node_set(so, backstore->path_value, path);
	result = set_serial(so, NULL, err);
	if (result == 0)
		result = edit_use_backing(edit, so, err);
	if (result < 0)
		return result;
	set_kernel_defaults(so);
	edit_note(edit, "Created storage object %s.", name);
	*made = take_ptr(so);
	return 0;
}

/* --- delete ---------------------------------------------------------------------- */

static const struct create_arg delete_args[] = {
	{ .name = "name", .required = true, .help = "The storage object." },
	{ .name = "save", .help = "Save the configuration afterwards: true or false." },
	{ 0 },
};

static int delete_storage_object(struct edit *edit, struct error *err)
{
	struct node *so = NULL, **luns = NULL;
	bool save;
	int result = edit_find(edit->parent, edit_given(edit, "name"), &so, err);

	if (result == 0)
		result = edit_bool(edit, "save", false, &save, err);
	if (result < 0)
		return result;
	size_t count = luns_of(node_root(so), so, &luns);
	autofree struct node **owned = luns;
	for (size_t i = 0; i < count; i++)
		edit_drop_lun(owned[i]);
	edit_note(edit, "Deleted storage object %s.", so->name);
	node_free(so);
	return 0;
}

const struct edit_row edit_kind_row = {
	.parent = CLASS_KIND,
	.remove = delete_args,
	.do_create = create_storage_object,
	.do_delete = delete_storage_object,
};
