/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to say about a command that a path does not have. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "shell/run.h"
#include "shell/view.h"

static bool has_child(const struct node *node, const char *name)
{
	struct node **children;
	size_t count = shown_children(node, &children);
	autofree struct node **owned = children;

	for (size_t i = 0; i < count; i++)
		if (strcmp(shown_name(owned[i]), name) == 0)
			return true;
	return false;
}

/* On an object of that class, whatever its kind and fabric? */
static bool class_has(const struct command *command, size_t class)
{
	for (const struct backstore *const *kind = backstores; *kind != NULL; kind++) {
		for (const struct fabric *const *fabric = fabrics; *fabric != NULL;
		     fabric++) {
			const struct node sample = {
				.type = &node_types[class],
				.backstore = *kind,
				.fabric = *fabric,
			};

			if (command_offered(command, &sample))
				return true;
		}
	}
	return false;
}

static int not_here(const struct command *command, const struct node *node,
		    struct error *err)
{
	autofree char *path = shown_path(node);
	autotext struct text kinds = { 0 };

	for (size_t class = 0; class < CLASS_COUNT; class ++)
		if (class_has(command, class))
			text_addf(&kinds, "%s%s", kinds.length > 0 ? ", " : "",
				  class == CLASS_ROOT ? "/" : node_types[class].what);
	(void)fail(err, -ENOSYS, "'%s' is not a command of %s", command->name, path);
	if (command->where != ON(CLASS_ROOT))
		because(err, "it is a command of: %s", kinds.data);
	if (command->where & ON(CLASS_ROOT))
		advise(err, "it is a command of /: '/ %s'", command->name);
	else
		advise(err, "go to such an object, or put its path before the command");
	return -ENOSYS;
}

/* "'sessions', 'set' or 'status'", owned; NULL: nothing begins so. */
static char *longer_names(const struct node *node, const char *name)
{
	const char *names[64];
	size_t count = 0;
	struct text out = { 0 };

	for (const struct command *const *at = commands; *at != NULL && count < 64; at++)
		if (starts_with((*at)->name, name) && command_offered(*at, node))
			names[count++] = (*at)->name;
	for (size_t i = 0; i < count; i++)
		text_addf(&out, "%s'%s'",
			  i == 0           ? ""
			  : i + 1 == count ? " or "
					   : ", ",
			  names[i]);
	return count == 0 ? NULL : text_take(&out);
}

static const char *near_name(const struct node *node, const char *name)
{
	const char *names[64];
	size_t count = 0;

	for (const struct command *const *at = commands; *at != NULL && count < 64; at++)
		if (command_offered(*at, node))
			names[count++] = (*at)->name;
	return nearest_name(name, names, count);
}

int no_command(const struct node *node, const char *name, struct error *err)
{
	const struct command *elsewhere = command_find(name);

	if (elsewhere != NULL)
		return not_here(elsewhere, node, err);
	(void)fail(err, -ENOSYS, "no such command: %s", name);
	autofree char *longer = *name == '\0' ? NULL : longer_names(node, name);
	const char *near = near_name(node, name);
	if (has_child(node, name))
		advise(err, "a path has a slash in it: '%s/'", name);
	else if (longer != NULL)
		advise(err, "did you mean %s?", longer);
	else if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	else
		advise(err, "'help' lists the commands of this path");
	return -ENOSYS;
}
