/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Portals made and deleted. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

#define ALL_ADDRESSES "0.0.0.0"
#define USUAL_PORT    "3260"

/*
 * Whether the kernel would refuse 0.0.0.0:3260 because of that other portal: it listens
 * on an address of its own, or on all of IPv6, or belongs to the same target.
 */
static bool shuts_out_default(const struct node *other, const struct node *target)
{
	autofree char *address = NULL;
	unsigned port = 0;
	bool is_ipv6 = false;

	if (portal_parse(other->name, &address, &port, &is_ipv6) < 0 ||
	    strtoul(USUAL_PORT, NULL, 10) != port)
		return false;
	if (is_ipv6)
		return strspn(address, "0:") == strlen(address);
	return strcmp(address, ALL_ADDRESSES) != 0 ||
	       node_above(other, CLASS_TARGET) == target;
}

struct shut_out {
	const struct node *target;
};

static int look_at_portal(struct node *node, void *data)
{
	const struct shut_out *search = data;

	return node->type->class == CLASS_PORTAL &&
	       shuts_out_default(node, search->target);
}

bool edit_add_default_portal(struct node *tpg)
{
	struct shut_out search = { .target = node_above(tpg, CLASS_TARGET) };
	struct node *portals = node_part(tpg, CLASS_PORTALS);

	if (node_walk(node_above(tpg, CLASS_FABRIC), look_at_portal, &search) != 0)
		return false;
	struct node *made = node_add(portals, CLASS_PORTAL, ALL_ADDRESSES ":" USUAL_PORT);
	return made != NULL;
}

static int create_portal(struct edit *edit, struct error *err)
{
	const char *address = edit_given(edit, "ip_address");
	const char *port = edit_given(edit, "ip_port");
	autofree char *name = NULL;
	int result = portal_normalise(address, port, &name, err);

	if (result < 0)
		return result;
	const struct node *old = node_portal(edit->parent, name);
	if (old != NULL) {
		autofree char *path = node_path(old);
		return fail(err, -EEXIST, "the portal %s exists", path);
	}
	if (strcmp(port, USUAL_PORT) == 0)
		edit_note(edit, "Using default IP port " USUAL_PORT);
	if (strcmp(address, ALL_ADDRESSES) == 0)
		edit_note(edit, "Binding to INADDR_ANY (" ALL_ADDRESSES ")");
	edit->made = node_add(edit->parent, CLASS_PORTAL, name);
	edit_note(edit, "Created network portal %s.", name);
	return 0;
}

static int delete_portal(struct edit *edit, struct error *err)
{
	const char *address = edit_given(edit, "ip_address");
	const char *port = edit_given(edit, "ip_port");
	autofree char *plain = xasprintf("%s:%s", address, port);
	autofree char *bracketed = xasprintf("[%s]:%s", address, port);
	autofree char *name = NULL;
	struct node *portal = node_child(edit->parent, plain);

	if (portal == NULL)
		portal = node_child(edit->parent, bracketed);
	if (portal == NULL) {
		int result = portal_normalise(address, port, &name, err);
		if (result < 0)
			return result;
		portal = node_portal(edit->parent, name);
	}
	if (portal == NULL)
		return edit_find(edit->parent, name, &portal, err);
	edit_note(edit, "Deleted network portal %s", portal->name);
	node_free(portal);
	return 0;
}

static const struct create_arg create_args[] = {
	{ .name = "ip_address", .dflt = ALL_ADDRESSES, .help = "IPv4 or IPv6 address." },
	{ .name = "ip_port", .dflt = USUAL_PORT, .help = "TCP port." },
	{ 0 },
};

static const struct create_arg delete_args[] = {
	{ .name = "ip_address", .required = true, .help = "The portal's address." },
	{ .name = "ip_port", .required = true, .help = "Its port." },
	{ 0 },
};

const struct edit_row edit_portals_row = {
	.parent = CLASS_PORTALS,
	.create = create_args,
	.remove = delete_args,
	.do_create = create_portal,
	.do_delete = delete_portal,
};
