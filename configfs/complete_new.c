/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serials, sizes and nexuses for new objects that came without. */
#include "configfs/complete_new.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/device.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

#define autodevice cleaned_by(device_clear)

/* What was given out for the change under way, by path of the object. */
static struct given {
	char *path, *text;
} * all;
static size_t count;

static const char *generate_once(const struct node *node, char *(*generate)(void))
{
	autofree char *path = node_path(node);

	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].path, path) == 0)
			return all[i].text;
	grow(all, count);
	all[count] = (struct given){ .path = take_ptr(path), .text = generate() };
	return all[count++].text;
}

/* One that is named and empty is none at all. */
static bool lacks(const struct node *node, const char *name)
{
	return node_value(node, name) == NULL;
}

/* A file has the size that it has. */
static void take_size(struct node *so)
{
	const char *path = so->backstore->path_value == NULL
				   ? NULL
				   : node_text(so, so->backstore->path_value);
	struct error autoerror ignored = { 0 };
	autodevice struct device device = { 0 };

	if (path == NULL || !(so->backstore->flags & BACKSTORE_OPENS_PATH) ||
	    node_attr(so, "size", NULL) == NULL || !lacks(so, "size") ||
	    device_identify(path, &device, &ignored) < 0 || device.form != DEVICE_FILE)
		return;
	autofree char *size = xasprintf("%llu", (unsigned long long)device.bytes);
	node_set(so, "size", size);
}

static void complete_object(const struct node *live, struct node *so)
{
	autofree char *reference = so_reference(so);

	if (so_find(live, reference) != NULL)
		return;
	take_size(so);
	if (so->backstore->flags & BACKSTORE_HAS_SERIAL && lacks(so, "serial"))
		node_set(so, "serial", generate_once(so, serial_generate));
}

static bool is_in(const struct node *live, const struct node *tpg)
{
	const struct node *fabric = node_child(live, tpg->parent->parent->name);
	const struct node *target =
		fabric == NULL ? NULL : node_child(fabric, tpg->parent->name);

	return target != NULL && node_child(target, tpg->name) != NULL;
}

struct trees {
	const struct node *live;
};

static int complete_one(struct node *node, void *data)
{
	const struct trees *trees = data;

	if (node->type->class == CLASS_SO)
		complete_object(trees->live, node);
	if (node->type->class == CLASS_MAPPED_LUN && node->dir == NULL &&
	    lacks(node, "write_protect"))
		node_set(node, "write_protect", node_text(node, "write_protect"));
	if (node->type->class == CLASS_TPG && node->fabric->flags & FABRIC_NEXUS &&
	    lacks(node, "nexus") && !is_in(trees->live, node))
		node_set(node, "nexus", generate_once(node, wwn_generate_naa));
	return 0;
}

void complete_new(const struct node *live, struct node *wanted)
{
	struct trees trees = { .live = live };

	node_walk(wanted, complete_one, &trees);
}

void complete_forget(void)
{
	for (size_t i = 0; i < count; i++) {
		free(all[i].path);
		free(all[i].text);
	}
	free(take_ptr(all));
	count = 0;
}
