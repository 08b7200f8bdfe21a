/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's tree in one pass: storage objects first, then what links to them. */
#include "configfs/load.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/kept.h"
#include "configfs/load_node.h"

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

struct node *load_child(struct node *parent, enum node_class class, const char *name,
			const char *dir)
{
	struct node *node;

	if (node_child(parent, name) == NULL) {
		node = node_add(parent, class, name);
	} else {
		autofree char *twin = xasprintf("%s@%s", name, last_part(dir));

		node = node_add(parent, class, twin);
		node->flags |= NODE_TWIN | NODE_ODD;
	}
	node->dir = xstrdup(dir);
	return node;
}

struct node *load_numbered(struct node *parent, enum node_class class, const char *entry)
{
	const struct node_type *type = &node_types[class];
	const char *digits = strstr(entry, type->dir_prefix);
	autofree char *container = node_dir(parent);
	autofree char *dir = xasprintf("%s/%s", container, entry);
	uint64_t number;

	if (digits == NULL ||
	    !parse_kernel_uint(digits + strlen(type->dir_prefix), &number)) {
		struct node *odd = load_child(parent, class, entry, dir);

		odd->flags |= NODE_ODD;
		return odd;
	}
	autofree char *name =
		xasprintf("%s%llu", type->name_prefix, (unsigned long long)number);
	autofree char *canonical =
		xasprintf("%s%llu", type->dir_prefix, (unsigned long long)number);
	struct node *node = load_child(parent, class, name, dir);
	node->number = number;
	if (strcmp(canonical, entry) != 0)
		node->flags |= NODE_ODD;
	return node;
}

/* "fileio_0" → fileio; NULL for what is no HBA that a row knows. */
static const struct backstore *kind_of_hba(const char *entry)
{
	const char *underscore = strrchr(entry, '_');

	if (underscore == NULL)
		return NULL;
	autofree char *hba = xstrndup(entry, (size_t)(underscore - entry));
	return backstore_by_hba(hba);
}

static bool is_idle_group(const struct node *so, const char *name)
{
	return so->backstore->flags & BACKSTORE_OWN_ALUA &&
	       strcmp(name, node_types[CLASS_ALUA_GROUP].kernel_made) == 0;
}

static void load_alua_groups(struct loader *loader, struct node *so)
{
	struct node *alua = node_part(so, CLASS_ALUA);
	autofree char *dir = xasprintf("%s/%s", so->dir, alua->type->dir);
	struct fs_list list;

	if (fs_list(loader->fs, dir, &list) < 0)
		return;
	for (size_t i = 0; i < list.count; i++) {
		const char *name = list.entries[i].name;
		autofree char *path = xasprintf("%s/%s", dir, name);
		struct node *group = node_child(alua, name);

		if (!list.entries[i].is_dir || is_idle_group(so, name))
			continue;
		if (group == NULL)
			group = node_add(alua, CLASS_ALUA_GROUP, name);
		group->dir = xstrdup(path);
		load_own_values(loader->fs, group, loader->depth);
	}
	fs_list_free(&list);
}

/* The kind may be shown by what its objects say: user:HANDLER. */
static void place(struct loader *loader, struct node *so)
{
	const struct value *config = node_value(so, "config");
	const char *slash = config == NULL ? NULL : strchr(config->text, '/');

	if (!(so->backstore->flags & BACKSTORE_BY_HANDLER) || slash == NULL)
		return;
	autofree char *handler = xstrndup(config->text, (size_t)(slash - config->text));
	node_move(so, kind_for(loader->root, so->backstore, handler));
}

static void load_storage_object(struct loader *loader, const struct backstore *backstore,
				const char *hba, const char *name)
{
	autofree char *reference = xasprintf("%s/%s", backstore->name, name);
	autofree char *twin = xasprintf("%s@%s", name, hba);
	bool taken = so_find(loader->root, reference) != NULL;
	struct node *so = node_add(kind_for(loader->root, backstore, NULL), CLASS_SO,
				   taken ? twin : name);

	if (taken)
		so->flags |= NODE_TWIN | NODE_ODD;
	so->dir = xasprintf("core/%s/%s", hba, name);
	load_info(loader->fs, so, loader->depth);
	load_own_values(loader->fs, so, loader->depth);
	load_alua_groups(loader, so);
	place(loader, so);
	grow(loader->stores, loader->store_count);
	loader->stores[loader->store_count++] = so;
}

static void load_hba(struct loader *loader, const char *hba)
{
	const struct backstore *backstore = kind_of_hba(hba);
	autofree char *dir = xasprintf("core/%s", hba);
	struct fs_list list;

	if (backstore == NULL || fs_list(loader->fs, dir, &list) < 0)
		return;
	for (size_t i = 0; i < list.count; i++)
		if (list.entries[i].is_dir)
			load_storage_object(loader, backstore, hba, list.entries[i].name);
	fs_list_free(&list);
}

static void load_lu_groups(struct loader *loader)
{
	struct node *groups =
		node_part(node_part(loader->root, CLASS_BACKSTORES), CLASS_LU_GROUPS);
	struct fs_list list;

	if (fs_list(loader->fs, groups->type->dir, &list) < 0)
		return;
	for (size_t i = 0; i < list.count; i++) {
		const char *name = list.entries[i].name;
		autofree char *dir = xasprintf("%s/%s", groups->type->dir, name);

		if (!list.entries[i].is_dir ||
		    strcmp(name, node_types[CLASS_LU_GROUP].kernel_made) == 0)
			continue;
		load_own_values(loader->fs, load_child(groups, CLASS_LU_GROUP, name, dir),
				loader->depth);
	}
	fs_list_free(&list);
}

static int by_dir(const void *a, const void *b)
{
	return strcmp((*(struct node *const *)a)->dir, (*(struct node *const *)b)->dir);
}

int load_backstores(struct loader *loader)
{
	struct fs_list list;
	int result = fs_list(loader->fs, "core", &list);

	if (result < 0)
		return result == -ENOENT ? 0 : result;
	for (size_t i = 0; i < list.count; i++)
		if (list.entries[i].is_dir)
			load_hba(loader, list.entries[i].name);
	fs_list_free(&list);
	load_lu_groups(loader);
	if (loader->store_count > 1)
		qsort(loader->stores, loader->store_count, sizeof *loader->stores,
		      by_dir);
	return 0;
}

int load_tree(const struct fs *fs, enum load_depth depth, struct node **root,
	      struct error *err)
{
	struct loader loader = { .fs = fs, .depth = depth, .root = tree_new() };
	int result = 0;

	if (fs->root >= 0)
		result = load_backstores(&loader);
	if (fs->root >= 0 && result == 0)
		result = load_fabrics(&loader);
	free(loader.stores);
	if (result < 0) {
		node_free(loader.root);
		error_set(err, NULL, -EIO, "cannot read %s: %s", fs->path,
			  strerror(-result));
		return -EIO;
	}
	if (keeper != NULL)
		keeper->recall(loader.root);
	*root = loader.root;
	return 0;
}
