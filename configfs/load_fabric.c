/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fabrics, targets, TPGs and what stands below them, as the kernel has them. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/load_node.h"

/* Calls fn for each directory in `dir`. */
static void each_dir(struct loader *loader, const char *dir, struct node *parent,
		     void (*fn)(struct loader *loader, struct node *parent,
				const char *entry))
{
	struct fs_list list;

	if (fs_list(loader->fs, dir, &list) < 0)
		return;
	for (size_t i = 0; i < list.count; i++)
		if (list.entries[i].is_dir)
			fn(loader, parent, list.entries[i].name);
	fs_list_free(&list);
}

/* The one symlink in a LUN's directory: its name, and where it leads below target/. */
static char *find_link(struct loader *loader, struct node *node)
{
	struct fs_list list;
	char *target = NULL;

	if (fs_list(loader->fs, node->dir, &list) < 0)
		return NULL;
	for (size_t i = 0; i < list.count && target == NULL; i++) {
		if (!list.entries[i].is_link)
			continue;
		autofree char *path = xasprintf("%s/%s", node->dir, list.entries[i].name);

		node->link_name = xstrdup(list.entries[i].name);
		if (fs_read_link(loader->fs, path, &target) < 0)
			break;
	}
	fs_list_free(&list);
	return target;
}

static int compare_dir(const void *key, const void *element)
{
	return strcmp(key, (*(struct node *const *)element)->dir);
}

static struct node *store_by_dir(const struct loader *loader, const char *dir)
{
	if (loader->store_count == 0)
		return NULL;
	struct node **found = bsearch(dir, loader->stores, loader->store_count,
				      sizeof *loader->stores, compare_dir);
	return found == NULL ? NULL : *found;
}

static void load_lun(struct loader *loader, struct node *luns, const char *entry)
{
	struct node *lun = load_numbered(luns, CLASS_LUN, entry);
	autofree char *target = find_link(loader, lun);
	struct node *so = target == NULL ? NULL : store_by_dir(loader, target);

	if (so == NULL) {
		lun->flags |= NODE_BROKEN;
		return;
	}
	autofree char *reference = so_reference(so);
	node_set(lun, "storage_object", reference);
	load_own_values(loader->fs, lun, loader->depth);
}

static struct node *lun_by_dir(const struct node *tpg, const char *dir)
{
	node_foreach (lun, node_part(tpg, CLASS_LUNS))
		if (strcmp(lun->dir, dir) == 0)
			return lun;
	return NULL;
}

/* The usual case without a search: …/lun/lun_5 is lun5. */
static struct node *linked_lun(const struct node *tpg, const char *dir)
{
	const char *prefix = node_types[CLASS_LUN].dir_prefix;
	const char *slash = strrchr(dir, '/');
	const char *digits = slash == NULL ? NULL : after_prefix(slash + 1, prefix);
	struct node *lun = NULL;

	if (digits != NULL)
		lun = node_numbered(node_part(tpg, CLASS_LUNS),
				    strtoull(digits, NULL, 0));
	if (lun != NULL && strcmp(lun->dir, dir) == 0)
		return lun;
	return lun_by_dir(tpg, dir);
}

static void load_mapped_lun(struct loader *loader, struct node *acl, const char *entry)
{
	if (!starts_with(entry, node_types[CLASS_MAPPED_LUN].dir_prefix))
		return;
	struct node *mapped = load_numbered(acl, CLASS_MAPPED_LUN, entry);
	autofree char *target = find_link(loader, mapped);
	struct node *lun = NULL;

	if (target != NULL)
		lun = linked_lun(node_above(acl, CLASS_TPG), target);
	if (lun == NULL) {
		mapped->flags |= NODE_BROKEN;
		return;
	}
	node_set(mapped, "lun", lun->name + strlen(lun->type->name_prefix));
	load_own_values(loader->fs, mapped, loader->depth);
	/* A link that outlived its LUN's storage: it reads "" and maps nothing. */
	const struct value *protect = node_value(mapped, "write_protect");
	if (lun->flags & NODE_BROKEN || (protect != NULL && *protect->text == '\0'))
		mapped->flags |= NODE_BROKEN;
}

static void load_acl(struct loader *loader, struct node *acls, const char *entry)
{
	const struct fabric *fabric = acls->fabric;
	autofree char *container = node_dir(acls);
	autofree char *dir = xasprintf("%s/%s", container, entry);
	autofree char *name =
		fabric->dir_to_acl == NULL ? NULL : fabric->dir_to_acl(entry);
	struct node *acl = load_child(acls, CLASS_ACL, name == NULL ? entry : name, dir);

	load_own_values(loader->fs, acl, loader->depth);
	each_dir(loader, dir, acl, load_mapped_lun);
}

static void load_portal(struct loader *loader, struct node *portals, const char *entry)
{
	autofree char *container = node_dir(portals);
	autofree char *dir = xasprintf("%s/%s", container, entry);

	load_own_values(loader->fs, load_child(portals, CLASS_PORTAL, entry, dir),
			loader->depth);
}

static void load_parts(struct loader *loader, struct node *tpg, enum node_class class,
		       void (*fn)(struct loader *, struct node *, const char *))
{
	struct node *part = node_part(tpg, class);
	autofree char *dir = part == NULL ? NULL : node_dir(part);

	if (dir != NULL)
		each_dir(loader, dir, part, fn);
}

static void load_tpg(struct loader *loader, struct node *target, const char *entry)
{
	if (strcmp(entry, "fabric_statistics") == 0 || strcmp(entry, "param") == 0)
		return;
	struct node *tpg = load_numbered(target, CLASS_TPG, entry);

	load_own_values(loader->fs, tpg, loader->depth);
	load_parts(loader, tpg, CLASS_LUNS, load_lun);
	load_parts(loader, tpg, CLASS_ACLS, load_acl);
	load_parts(loader, tpg, CLASS_PORTALS, load_portal);
}

static void load_target(struct loader *loader, struct node *fabric, const char *entry)
{
	if (strcmp(entry, "discovery_auth") == 0)
		return;
	char *(*shown)(const char *dir) = fabric->fabric->dir_to_wwn;
	autofree char *dir = xasprintf("%s/%s", fabric->dir, entry);
	autofree char *name = shown == NULL ? NULL : shown(entry);
	struct node *target =
		load_child(fabric, CLASS_TARGET, name == NULL ? entry : name, dir);

	load_own_values(loader->fs, target, loader->depth);
	each_dir(loader, dir, target, load_tpg);
}

static void load_fabric(struct loader *loader, struct node *root, const char *entry)
{
	const struct fabric *fabric = fabric_by_dir(entry);
	struct node *node;

	if (strcmp(entry, "core") == 0)
		return;
	if (fabric == NULL)
		fabric = fabric_foreign(entry);
	node = node_child(root, fabric->name);
	if (node == NULL) {
		node = node_add(root, CLASS_FABRIC, fabric->name);
		node->fabric = fabric;
		node->flags |= NODE_ODD;
	}
	node->dir = xstrdup(entry);
	load_own_values(loader->fs, node, loader->depth);
	each_dir(loader, entry, node, load_target);
}

int load_fabrics(struct loader *loader)
{
	struct fs_list list;
	int result = fs_list(loader->fs, ".", &list);

	if (result < 0)
		return result;
	for (size_t i = 0; i < list.count; i++)
		if (list.entries[i].is_dir)
			load_fabric(loader, loader->root, list.entries[i].name);
	fs_list_free(&list);
	return 0;
}
