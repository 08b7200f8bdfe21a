/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that targetcli's file has in forms of its own. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/wwn.h"
#include "profiles/targetcli_writing.h"

/* --- what has a form of its own -------------------------------------------------- */

struct own {
	const struct writing *writing;
	const struct node *node;
	const char *name;
	json_t *object;
};

static void own_name(const struct own *own)
{
	writing_add(own->object, own->name, json_string(own->node->name));
}

static void own_number(const struct own *own)
{
	writing_add(own->object, own->name, json_integer((json_int_t)own->node->number));
}

static void own_plugin(const struct own *own)
{
	writing_add(own->object, own->name, json_string(own->node->backstore->name));
}

static void own_fabric(const struct own *own)
{
	writing_add(own->object, own->name, json_string(own->node->fabric->name));
}

static void own_control(const struct own *own)
{
	const struct node *so = own->node;
	struct text control = { 0 };

	for (size_t i = 0; i < so->value_count; i++) {
		const struct value *value = &so->values[i];

		if (value->attr == NULL ||
		    !peer_in_control(so->backstore, value->group, value->attr) ||
		    text_equal(value->text, value->attr->dflt) ||
		    !writing_good(own->writing, so, value))
			continue;
		text_addf(&control, "%s%s=%s", control.length == 0 ? "" : ",",
			  value->name, value->text);
	}
	if (control.length > 0)
		writing_add(own->object, own->name, json_string(control.data));
	text_free(&control);
}

/* Of the group that every object has, it is no number that could be written. */
static void own_group_id(const struct own *own)
{
	const char *id = node_text(own->node, "id");

	if (id != NULL && *id != '\0')
		writing_add(own->object, own->name, writing_number(id));
}

static void own_enable(const struct own *own)
{
	writing_add(own->object, own->name, json_boolean(tpg_is_on(own->node)));
}

static void own_storage_object(const struct own *own)
{
	const struct value *value = node_value(own->node, "storage_object");

	if (value == NULL || !writing_good(own->writing, own->node, value))
		return;
	autofree char *path = xasprintf("/backstores/%s", value->text);
	writing_add(own->object, own->name, json_string(path));
}

static void own_alua(const struct own *own)
{
	const struct value *value = node_value(own->node, "alua");

	if (value != NULL && writing_good(own->writing, own->node, value))
		writing_add(own->object, own->name, json_string(value->text));
}

static void own_address(const struct own *own)
{
	autofree char *address = NULL;
	unsigned port = 0;
	bool is_ipv6 = false;

	if (portal_parse(own->node->name, &address, &port, &is_ipv6) < 0)
		return;
	autofree char *text = is_ipv6 ? xasprintf("[%s]", address) : xstrdup(address);
	writing_add(own->object, own->name, json_string(text));
}

static void own_port(const struct own *own)
{
	autofree char *address = NULL;
	unsigned port = 0;
	bool is_ipv6 = false;

	if (portal_parse(own->node->name, &address, &port, &is_ipv6) == 0)
		writing_add(own->object, own->name, json_integer(port));
}

static const struct {
	enum node_class class;
	const char *name;
	void (*add)(const struct own *own);
} owns[] = {
	{ CLASS_SO, "name", own_name },
	{ CLASS_SO, "plugin", own_plugin },
	{ CLASS_SO, "control", own_control },
	{ CLASS_ALUA_GROUP, "name", own_name },
	{ CLASS_ALUA_GROUP, "tg_pt_gp_id", own_group_id },
	{ CLASS_FABRIC, "name", own_name },
	{ CLASS_TARGET, "wwn", own_name },
	{ CLASS_TARGET, "fabric", own_fabric },
	{ CLASS_TPG, "tag", own_number },
	{ CLASS_TPG, "enable", own_enable },
	{ CLASS_LUN, "index", own_number },
	{ CLASS_LUN, "storage_object", own_storage_object },
	{ CLASS_LUN, "alua_tg_pt_gp_name", own_alua },
	{ CLASS_PORTAL, "ip_address", own_address },
	{ CLASS_PORTAL, "port", own_port },
	{ CLASS_ACL, "node_wwn", own_name },
	{ CLASS_MAPPED_LUN, "index", own_number },
};

void writing_own(const struct writing *writing, const struct node *node,
		 const struct peer_key *key, json_t *object)
{
	const struct own own = { writing, node, key->name, object };

	for (size_t i = 0; i < sizeof owns / sizeof *owns; i++)
		if (owns[i].class == node->type->class &&
		    strcmp(owns[i].name, key->name) == 0)
			owns[i].add(&own);
}
