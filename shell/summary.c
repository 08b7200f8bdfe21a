/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of each class of object in the words of `ls`. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/wwn.h"
#include "shell/print.h"
#include "shell/view.h"

static char *counted(const char *what, size_t count)
{
	return xasprintf("%s: %zu", what, count);
}

static char *kind_summary(const struct node *node, enum health *health)
{
	(void)health;
	return counted("Storage Objects", node->child_count);
}

static char *so_summary(const struct node *node, enum health *health)
{
	bool ok = true;
	char *text = node->backstore->summary(node, &ok);

	*health = ok ? HEALTH_OK : HEALTH_BAD;
	return text;
}

static char *alua_summary(const struct node *node, enum health *health)
{
	(void)health;
	return counted("ALUA Groups", node->child_count);
}

static char *alua_group_summary(const struct node *node, enum health *health)
{
	static const struct {
		const char *value, *name;
	} states[] = {
		{ "0", "Active/optimized" }, { "1", "Active/non-optimized" },
		{ "2", "Standby" },          { "3", "Unavailable" },
		{ "4", "LBA Dependent" },    { "14", "Offline" },
		{ "15", "Transitioning" },
	};
	const char *state = node_text(node, "alua_access_state");

	*health = HEALTH_OK;
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (text_equal(state, states[i].value))
			return xasprintf("ALUA state: %s", states[i].name);
	return xasprintf("ALUA state: %s", state == NULL ? "unknown" : state);
}

static char *lu_groups_summary(const struct node *node, enum health *health)
{
	(void)health;
	return counted("LU Groups", node->child_count);
}

static bool is_set(const struct node *node, const char *name)
{
	const char *text = node_text(node, name);

	return text != NULL && *text != '\0';
}

static bool is_on(const struct node *node, const char *name)
{
	return node_is(node, name, "1");
}

static bool has_login(const struct node *node)
{
	return is_set(node, "userid") && is_set(node, "password");
}

static bool is_mutual(const struct node *node)
{
	return is_set(node, "mutual_userid") && is_set(node, "mutual_password");
}

static char *fabric_summary(const struct node *node, enum health *health)
{
	autofree char *targets = counted("Targets", node->child_count);

	if (!is_on(node, "enable"))
		return take_ptr(targets);
	*health = has_login(node) ? HEALTH_OK : HEALTH_BAD;
	return xasprintf("%s disc auth, %s", is_mutual(node) ? "mutual" : "1-way",
			 targets);
}

/* A name that `create` would have taken, in the very form that it makes of it. */
static bool has_valid_wwn(const struct node *target)
{
	autoerror struct error ignored = { 0 };
	autofree char *normal = NULL;

	if (target->flags & NODE_ODD)
		return false;
	if (wwn_normalise(target->fabric, target->name, &normal, &ignored) < 0)
		return false;
	return strcmp(normal, target->name) == 0;
}

static char *target_summary(const struct node *node, enum health *health)
{
	if (has_valid_wwn(node))
		return counted("TPGs", node->child_count);
	*health = HEALTH_BAD;
	return xstrdup("INVALID WWN");
}

static void add_part(struct text *out, const char *part)
{
	if (out->length > 0)
		text_add(out, ", ");
	text_add(out, part);
}

/* How initiators of a TPG are told apart and authenticated. */
static void add_access(struct text *out, const struct node *tpg, enum health *health)
{
	bool demo = is_on(tpg, "generate_node_acls");

	add_part(out, demo ? "gen-acls" : "no-gen-acls");
	if (!(tpg->fabric->flags & FABRIC_AUTH))
		return;
	if (!is_on(tpg, "authentication")) {
		add_part(out, "no-auth");
		*health = demo ? HEALTH_OK : HEALTH_NONE;
	} else if (!demo) {
		add_part(out, "auth per-acl");
	} else {
		add_part(out, "tpg-auth");
		add_part(out, is_mutual(tpg) ? "mutual auth" : "1-way auth");
		*health = has_login(tpg) ? HEALTH_OK : HEALTH_BAD;
	}
}

static char *tpg_summary(const struct node *node, enum health *health)
{
	struct text out = { 0 };

	if (!(node->fabric->flags & FABRIC_TPGS) && !has_valid_wwn(node->parent)) {
		*health = HEALTH_BAD;
		return xstrdup("INVALID WWN");
	}
	if (node->fabric->flags & FABRIC_ENABLE && !is_on(node, "enable")) {
		*health = HEALTH_BAD;
		return xstrdup("disabled");
	}
	if (node->fabric->flags & FABRIC_NEXUS && is_set(node, "nexus"))
		add_part(&out, node_text(node, "nexus"));
	if (node->fabric->flags & FABRIC_ACLS)
		add_access(&out, node, health);
	return text_take(&out);
}

static char *luns_summary(const struct node *node, enum health *health)
{
	(void)health;
	return counted("LUNs", node->child_count);
}

static char *lun_summary(const struct node *node, enum health *health)
{
	const struct node *so = node_target(node);
	struct text out = { 0 };

	*health = HEALTH_BAD;
	if (so == NULL || node->flags & NODE_BROKEN)
		return xstrdup("BROKEN STORAGE LINK");
	*health = HEALTH_OK;
	autofree char *name = so_reference(so);
	const char *row = so->backstore->path_value;
	const char *path = row == NULL ? NULL : node_text(so, row);
	const char *group = node_text(node, "alua");

	text_add(&out, name);
	if (path != NULL && *path != '\0')
		text_addf(&out, " (%s)", path);
	if (group == NULL || *group == '\0')
		group = node_types[CLASS_ALUA_GROUP].kernel_made;
	text_addf(&out, " (%s)", group);
	return text_take(&out);
}

static char *acls_summary(const struct node *node, enum health *health)
{
	struct node **children;
	size_t count = shown_children(node, &children);

	(void)health;
	free(children);
	return counted("ACLs", count);
}

static void add_tag(struct text *out, const struct node *acl)
{
	struct node **members;

	if (strcmp(shown_name(acl), acl->name) == 0)
		return;
	size_t count = shown_members(node_above(acl, CLASS_ACL), &members);
	free(members);
	if (count > 1)
		text_addf(out, "(group of %zu)", count);
	else
		text_addf(out, "(%s)", acl->name);
}

static char *acl_summary(const struct node *node, enum health *health)
{
	const struct node *tpg = node_above(node, CLASS_TPG);
	struct text out = { 0 };

	add_tag(&out, node);
	if (node->fabric->flags & FABRIC_AUTH && is_on(tpg, "authentication")) {
		if (is_on(tpg, "generate_node_acls")) {
			add_part(&out, "auth via tpg");
		} else {
			add_part(&out, is_mutual(node) ? "mutual auth" : "1-way auth");
			*health = has_login(node) ? HEALTH_OK : HEALTH_BAD;
		}
	}
	autofree char *luns = counted("Mapped LUNs", node->child_count);
	add_part(&out, luns);
	return text_take(&out);
}

static char *mapped_lun_summary(const struct node *node, enum health *health)
{
	const struct node *lun = node_target(node);

	*health = HEALTH_BAD;
	if (lun == NULL || node->flags & NODE_BROKEN)
		return xstrdup("BROKEN LUN LINK");
	const struct node *so = node_target(lun);
	const char *mode = is_on(node, "write_protect") ? "ro" : "rw";
	if (so == NULL)
		return xasprintf("%s BROKEN STORAGE LINK (%s)", lun->name, mode);
	*health = HEALTH_OK;
	autofree char *reference = so_reference(so);
	return xasprintf("%s %s (%s)", lun->name, reference, mode);
}

static char *portals_summary(const struct node *node, enum health *health)
{
	(void)health;
	return counted("Portals", node->child_count);
}

static char *portal_summary(const struct node *node, enum health *health)
{
	*health = HEALTH_OK;
	if (is_on(node, "iser"))
		return xstrdup("iser");
	return xstrdup(is_on(node, "offload") ? "offload" : "");
}

static char *(*const summaries[CLASS_COUNT])(const struct node *, enum health *) = {
	[CLASS_KIND] = kind_summary,
	[CLASS_SO] = so_summary,
	[CLASS_ALUA] = alua_summary,
	[CLASS_ALUA_GROUP] = alua_group_summary,
	[CLASS_LU_GROUPS] = lu_groups_summary,
	[CLASS_FABRIC] = fabric_summary,
	[CLASS_TARGET] = target_summary,
	[CLASS_TPG] = tpg_summary,
	[CLASS_LUNS] = luns_summary,
	[CLASS_LUN] = lun_summary,
	[CLASS_ACLS] = acls_summary,
	[CLASS_ACL] = acl_summary,
	[CLASS_MAPPED_LUN] = mapped_lun_summary,
	[CLASS_PORTALS] = portals_summary,
	[CLASS_PORTAL] = portal_summary,
};

char *node_summary(const struct node *node, enum health *health)
{
	static const char *const empty[] = { "...", "OK", "ERROR" };
	enum node_class class = node->type->class;

	*health = HEALTH_NONE;
	autofree char *text =
		summaries[class] == NULL ? xstrdup("") : summaries[class](node, health);
	return *text == '\0' ? xstrdup(empty[*health]) : take_ptr(text);
}
