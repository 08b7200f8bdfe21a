/* SPDX-License-Identifier: GPL-3.0-or-later */
/* info: what an object is, in plain lines, secrets masked. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/commands.h"
#include "shell/print.h"
#include "shell/view.h"

/* Lines of "name: value", printed or gathered as JSON. */
struct facts {
	const struct call *call;
	json_t *object;
};

static void tell(const struct facts *facts, const char *name, const char *text)
{
	if (facts->object != NULL)
		json_object_set_new(facts->object, name, json_text(text));
	else
		shell_note(facts->call->shell, "%s: %s", name, text);
}

static void tell_value(const struct facts *facts, const struct value *value)
{
	bool secret = value->attr != NULL && value->attr->kind == ATTR_SECRET;

	if (facts->object != NULL) {
		json_object_set_new(facts->object, value->name,
				    secret ? told_json(value->attr, value->text)
					   : value_json(value->attr, value->text));
		return;
	}
	autofree char *shown = value_text(value);
	shell_note(facts->call->shell, "%s: %s", value->name, shown);
}

/* What `get` shows at length is not repeated. */
static bool is_told_by_get(const struct attr_group *group)
{
	return text_equal(group->name, "attribute") ||
	       text_equal(group->name, "parameter");
}

static void tell_values(const struct facts *facts, const struct node *node)
{
	value_foreach(value, node) if (!is_told_by_get(value->group) &&
				       *value->text != '\0') tell_value(facts, value);
}

static void add_name(const char *wwn, void *data)
{
	struct text *out = data;

	text_addf(out, "%s%s", out->length > 0 ? ", " : "", wwn);
}

static char *features(const struct fabric *fabric)
{
	static const struct {
		unsigned flag;
		const char *name;
	} names[] = {
		{ FABRIC_ACLS, "acls" },   { FABRIC_AUTH, "auth" },
		{ FABRIC_PORTALS, "nps" }, { FABRIC_NEXUS, "nexus" },
		{ FABRIC_TPGS, "tpgts" },
	};
	struct text out = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (fabric->flags & names[i].flag)
			add_name(names[i].name, &out);
	return text_take(&out);
}

static char *wwn_types(const struct fabric *fabric)
{
	static const char *const names[] = {
		[WWN_IQN] = "iqn", [WWN_NAA] = "naa",   [WWN_EUI] = "eui",
		[WWN_IB] = "ib",   [WWN_FREE] = "free",
	};
	struct text out = { 0 };

	for (size_t i = 0; i < fabric->wwn_count; i++)
		add_name(names[fabric->wwns[i]], &out);
	return text_take(&out);
}

static void tell_fabric(const struct facts *facts, const struct node *node)
{
	const struct fabric *fabric = node->fabric;
	autofree char *path = xasprintf("%s/%s", FS_TARGET, fabric->dir);
	autofree char *types = wwn_types(fabric);
	autofree char *flags = features(fabric);
	struct text ports = { 0 };

	if (fabric->ports != NULL)
		fabric->ports(add_name, &ports);
	tell(facts, "Fabric module name", fabric->name);
	tell(facts, "ConfigFS path", path);
	tell(facts, "Allowed WWN types", types);
	if (fabric->ports != NULL)
		tell(facts, "Allowed WWNs list", ports.data == NULL ? "" : ports.data);
	tell(facts, "Fabric module features", flags);
	tell(facts, "Corresponding kernel module", fabric->module);
	text_free(&ports);
}

static void tell_so(const struct facts *facts, const struct node *node)
{
	tell(facts, "name", node->name);
	tell(facts, "plugin", node->backstore->name);
	tell_values(facts, node);
}

static void tell_target(const struct facts *facts, const struct node *node)
{
	tell(facts, "fabric", node->fabric->name);
	tell(facts, "wwn", node->name);
	tell_values(facts, node);
}

static void tell_tpg(const struct facts *facts, const struct node *node)
{
	autofree char *tag = xasprintf("%llu", (unsigned long long)node->number);

	tell(facts, "tag", tag);
	tell_values(facts, node);
}

static void tell_number(const struct facts *facts, const struct node *node)
{
	autofree char *index = xasprintf("%llu", (unsigned long long)node->number);

	tell(facts, "index", index);
	tell_values(facts, node);
}

static void tell_acl(const struct facts *facts, const struct node *node)
{
	struct node **members;
	size_t count = shown_members(node_above(node, CLASS_ACL), &members);
	struct text names = { 0 };

	tell_values(facts, node);
	for (size_t i = 0; i < count; i++)
		add_name(members[i]->name, &names);
	tell(facts, "wwns", names.data);
	text_free(&names);
	free(members);
}

static void tell_named(const struct facts *facts, const struct node *node)
{
	tell(facts, "name", node->name);
	tell_values(facts, node);
}

static const struct {
	enum node_class class;
	void (*tell)(const struct facts *facts, const struct node *node);
} kinds[] = {
	{ CLASS_SO, tell_so },
	{ CLASS_ALUA_GROUP, tell_named },
	{ CLASS_LU_GROUP, tell_named },
	{ CLASS_FABRIC, tell_fabric },
	{ CLASS_TARGET, tell_target },
	{ CLASS_TPG, tell_tpg },
	{ CLASS_LUN, tell_number },
	{ CLASS_ACL, tell_acl },
	{ CLASS_MAPPED_LUN, tell_number },
	{ CLASS_PORTAL, tell_named },
};

static int run_info(const struct call *call, struct error *err)
{
	struct facts facts = { .call = call };

	(void)err;
	shell_values(call->shell, call->node);
	if (call->shell->json)
		facts.object = json_object();
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].class == call->node->type->class)
			kinds[i].tell(&facts, call->node);
	if (facts.object != NULL)
		print_json(call->shell, facts.object);
	return 0;
}

const struct command cmd_info = {
	.name = "info",
	.help = "Shows what this object is, as the kernel or the profile has it.\n"
		"Secrets are masked.  'get' shows attributes and parameters.",
	.where = ON(CLASS_SO) | ON(CLASS_ALUA_GROUP) | ON(CLASS_LU_GROUP) |
		 ON(CLASS_FABRIC) | ON(CLASS_TARGET) | ON(CLASS_TPG) | ON(CLASS_LUN) |
		 ON(CLASS_ACL) | ON(CLASS_MAPPED_LUN) | ON(CLASS_PORTAL),
	.run = run_info,
};
