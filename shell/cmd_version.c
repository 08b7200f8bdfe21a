/* SPDX-License-Identifier: GPL-3.0-or-later */
/* version: of liosh, of a backstore's or a fabric's kernel side. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/commands.h"
#include "shell/print.h"

/* A file of the kernel, NULL without a kernel or where there is no such file. */
static char *kernel_text(const struct shell *shell, const char *dir, const char *file)
{
	char *text = NULL;

	if (shell->profile != NULL || dir == NULL)
		return NULL;
	autofree char *path = xasprintf("%s/%s", dir, file);
	return fs_read_text(&shell->fs, path, &text) < 0 ? NULL : text;
}

/* "HBA Index: 0 plugin: fileio version: v5.0" is beside the storage object. */
static char *backstore_version(const struct call *call)
{
	autofree char *dir = xstrdup_null(call->node->dir);

	if (dir == NULL)
		return NULL;
	char *slash = strrchr(dir, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	autofree char *info = kernel_text(call->shell, dir, "hba_info");
	const char *found = info == NULL ? NULL : strstr(info, "version: ");
	return found == NULL ? NULL : xstrndup(found + 9, strcspn(found + 9, " \n"));
}

/* iSCSI has its own name for the file. */
static char *fabric_version(const struct call *call)
{
	const char *dir = call->node->dir;
	char *version = kernel_text(call->shell, dir, "version");

	return version != NULL ? version : kernel_text(call->shell, dir, "lio_version");
}

static void show(const struct call *call, const char *what, const char *version)
{
	const char *known = version == NULL ? "not loaded" : version;

	if (!call->shell->json) {
		shell_note(call->shell, "%s %s", what, known);
		return;
	}
	json_t *object = json_object();
	json_object_set_new(object, "name", json_text(what));
	json_object_set_new(object, "version", json_text(version));
	print_json(call->shell, object);
}

static int run_version(const struct call *call, struct error *err)
{
	const struct node *node = call->node;

	(void)err;
	if (node->type->class == CLASS_SO) {
		autofree char *version = backstore_version(call);
		autofree char *what =
			xasprintf("Backstore plugin %s", node->backstore->name);

		show(call, what, version);
	} else if (node->type->class == CLASS_FABRIC) {
		autofree char *version = fabric_version(call);
		autofree char *what =
			xasprintf("Target fabric module %s:", node->fabric->name);

		show(call, what, version);
	} else {
		show(call, "liosh version", LIOSH_VERSION);
	}
	return 0;
}

const struct command cmd_version = {
	.name = "version",
	.help = "Shows the version of liosh, or of a backstore's or fabric's kernel "
		"side.",
	.where = ON(CLASS_ROOT) | ON(CLASS_SO) | ON(CLASS_FABRIC),
	.offline = true,
	.run = run_version,
};
