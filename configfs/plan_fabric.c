/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets made: dark first, then who may use them, then the doors. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/plan_draft.h"

#define LINK_NAME "link"

static void make_link(struct draft *draft, struct node *node, enum phase phase)
{
	struct node *target = node_target(node);
	struct step_list undo = { 0 }, values = { 0 };

	if (node->link_name == NULL)
		node->link_name = xstrdup(LINK_NAME);
	autofree char *path = xasprintf("%s/%s", node->dir, node->link_name);
	struct step *step = plan_add(draft, node, phase, STEP_LINK, path);
	step->text = xstrdup(target->dir);
	step_needs(draft, step, target->plan->last[phase]);
	step->waits = node->type->class == CLASS_LUN;
	if (node->type->class == CLASS_LUN)
		list_unlink_lun(&undo, node_above(node, CLASS_TPG), path);
	else
		list_add(&undo, STEP_UNLINK, path);
	set_undo(step, &undo);
	list_values(&values, node, AT_LINKED);
	add_list(draft, node, phase, &values);
}

static bool needs_link(const struct node *node)
{
	return node_target(node) != NULL && (is_new(node) || is_bounced(node));
}

/* Its ALUA group is made anew: the kernel took it out of the old one. */
static bool lost_its_group(const struct node *lun)
{
	const struct node *group = group_of(lun, "alua");

	return group != NULL && is_new(group) && group->plan->marks & MARK_REPLACE;
}

static void build_lun(struct draft *draft, struct node *lun)
{
	struct node *tpg = node_above(lun, CLASS_TPG);
	enum phase phase = is_new(tpg) ? PHASE_BUILD : PHASE_WIDEN;

	if (is_new(lun)) {
		free(lun->dir);
		lun->dir = xasprintf("%s/lun/%s%llu", tpg->dir, lun->type->dir_prefix,
				     (unsigned long long)lun->number);
		make_dir(draft, lun, phase);
	} else if (!is_bounced(lun)) {
		struct step_list values = { 0 };

		plan_values(draft, lun->plan->other, lun);
		if (lost_its_group(lun))
			list_values(&values, lun, AT_LINKED);
		add_list(draft, lun, PHASE_WIDEN, &values);
	}
	if (needs_link(lun))
		make_link(draft, lun, phase);
}

/* An initiator may log in between an ACL's mkdir and its authentication=1, where the TPG
 * asks for none.  A cmdsn_depth that changes ends such a session (Linux 6.1). */
static void evict_early(struct draft *draft, struct node *acl)
{
	const struct node *tpg = node_above(acl, CLASS_TPG);
	const struct attr_group *group = NULL;
	const struct attr *depth = node_attr(acl, "cmdsn_depth", &group);
	const char *text = node_text(acl, "cmdsn_depth");
	struct step_list writes = { 0 };

	if (depth == NULL || text == NULL || is_new(tpg) ||
	    !node_is(acl, "authentication", "1") || !node_is(tpg, "authentication", "0"))
		return;
	autofree char *wanted = xstrdup(text);
	const char *other = strcmp(wanted, "1") == 0 ? "2" : "1";
	list_write(&writes, acl, group, depth, depth->name, other);
	list_write(&writes, acl, group, depth, depth->name, wanted);
	add_list(draft, acl, PHASE_CREDENTIALS, &writes);
}

static void build_acl(struct draft *draft, struct node *acl)
{
	const struct node *tpg = node_above(acl, CLASS_TPG);
	const struct fabric *fabric = acl->fabric;

	if (!is_new(acl)) {
		plan_values(draft, acl->plan->other, acl);
		return;
	}
	autofree char *name = fabric->acl_to_dir == NULL ? xstrdup(acl->name)
							 : fabric->acl_to_dir(acl->name);
	free(acl->dir);
	acl->dir = xasprintf("%s/acls/%s", tpg->dir, name);
	make_object(draft, acl, PHASE_CREDENTIALS);
	evict_early(draft, acl);
}

static bool is_read_only(const struct node *mapped)
{
	const struct value *value = node_value(mapped, "write_protect");

	return value != NULL && strcmp(value->text, "1") == 0;
}

static void make_mapped(struct draft *draft, struct node *mapped)
{
	const struct attr_group *group = NULL;
	const struct attr *attr = node_attr(mapped, "write_protect", &group);
	struct step_list values = { 0 };

	if (is_new(mapped)) {
		free(mapped->dir);
		mapped->dir = xasprintf("%s/%s%llu", mapped->parent->dir,
					mapped->type->dir_prefix,
					(unsigned long long)mapped->number);
		make_dir(draft, mapped, PHASE_WIDEN);
	}
	make_link(draft, mapped, PHASE_WIDEN);
	/* It came up as the TPG's attribute had it at that moment: always said. */
	list_write(&values, mapped, group, attr, "write_protect",
		   is_read_only(mapped) ? "1" : "0");
	add_list(draft, mapped, PHASE_WIDEN, &values);
}

/* The TPG's prod_mode_write_protect, as a step of the TPG; undone to what it was. */
static void write_protect_new(struct draft *draft, struct node *tpg, const char *text,
			      const char *undo_text)
{
	const struct attr_group *group = NULL;
	const struct attr *attr = node_attr(tpg, "prod_mode_write_protect", &group);
	struct step_list list = { 0 }, undo = { 0 };

	if (attr == NULL)
		return;
	list_write(&list, tpg, group, attr, attr->name, text);
	list_write(&undo, tpg, group, attr, attr->name, undo_text);
	set_undo(&list.steps[0], &undo);
	add_list(draft, tpg, PHASE_WIDEN, &list);
}

static void build_one_mapped(struct draft *draft, struct node *mapped, bool read_only)
{
	if (needs_link(mapped) && is_read_only(mapped) == read_only) {
		make_mapped(draft, mapped);
		block(draft, node_above(mapped, CLASS_TPG),
		      &draft->plan->steps[draft->plan->step_count - 1]);
	} else if (!read_only && !is_new(mapped) && !is_bounced(mapped)) {
		plan_values(draft, mapped->plan->other, mapped);
	}
}

static void build_mapped_of(struct draft *draft, struct node *acls, bool read_only)
{
	node_foreach (acl, acls)
		node_foreach (mapped, acl)
			build_one_mapped(draft, mapped, read_only);
}

static bool any_read_only(const struct node *acls)
{
	node_foreach (acl, acls)
		node_foreach (mapped, acl)
			if (needs_link(mapped) && is_read_only(mapped))
				return true;
	return false;
}

/* While mapped LUNs are linked: what takes protection away is written later. */
static bool protects_new(const struct node *tpg)
{
	const struct node *live = tpg->plan->other;

	return node_is(tpg, "prod_mode_write_protect", "1") ||
	       (live != NULL && node_is(live, "prod_mode_write_protect", "1"));
}

/* A mapped LUN comes up writable unless prod_mode_write_protect is on at its link: the
 * read-only ones are linked while it is, the others after it is back. */
static void build_mapped(struct draft *draft, struct node *tpg, struct node *acls)
{
	bool guard = any_read_only(acls) && !protects_new(tpg);

	if (guard) {
		write_protect_new(draft, tpg, "1", "0");
		node_foreach (acl, acls)
			acl->plan->last[PHASE_WIDEN] = tpg->plan->last[PHASE_WIDEN];
	}
	build_mapped_of(draft, acls, true);
	if (guard) {
		write_protect_new(draft, tpg, "0", "1");
		needs_blockers(draft, &draft->plan->steps[draft->plan->step_count - 1],
			       tpg);
		node_foreach (acl, acls)
			acl->plan->last[PHASE_WIDEN] = tpg->plan->last[PHASE_WIDEN];
	}
	build_mapped_of(draft, acls, false);
}

static void build_portal(struct draft *draft, struct node *portal)
{
	const struct node *tpg = node_above(portal, CLASS_TPG);

	if (!is_new(portal)) {
		plan_values(draft, portal->plan->other, portal);
		return;
	}
	free(portal->dir);
	portal->dir = xasprintf("%s/np/%s", tpg->dir, portal->name);
	make_object(draft, portal, PHASE_WIDEN);
	plan_add(draft, portal, PHASE_WIDEN, STEP_CHECK, portal->dir);
}

static bool comes_up(const struct node *wanted)
{
	const struct node *live = wanted->plan->other;
	const char *enable = node_text(wanted, "enable");

	if (!(wanted->fabric->flags & FABRIC_ENABLE) || !text_equal(enable, "1"))
		return false;
	if (live == NULL || live->plan->marks & MARK_SWITCH)
		return true;
	return node_value(live, "enable") != NULL && node_is(live, "enable", "0");
}

static void open_tpg(struct draft *draft, struct node *tpg)
{
	const struct attr_group *group = NULL;
	const struct attr *attr = node_attr(tpg, "enable", &group);
	struct step_list list = { 0 }, undo = { 0 };

	list_write(&list, tpg, group, attr, "enable", "1");
	list_write(&undo, tpg, group, attr, "enable", "0");
	set_undo(&list.steps[0], &undo);
	add_list(draft, tpg, PHASE_OPEN, &list);
}

static void build_tpg(struct draft *draft, struct node *target, struct node *tpg)
{
	struct node *acls = node_part(tpg, CLASS_ACLS),
		    *portals = node_part(tpg, CLASS_PORTALS);

	if (is_new(tpg)) {
		free(tpg->dir);
		tpg->dir = xasprintf("%s/%s%llu", target->dir, tpg->type->dir_prefix,
				     (unsigned long long)tpg->number);
		make_object(draft, tpg, PHASE_BUILD);
	} else {
		plan_values(draft, tpg->plan->other, tpg);
	}
	node_foreach (lun, node_part(tpg, CLASS_LUNS))
		build_lun(draft, lun);
	if (acls != NULL) {
		node_foreach (acl, acls)
			build_acl(draft, acl);
		build_mapped(draft, tpg, acls);
	}
	if (portals != NULL)
		node_foreach (portal, portals)
			build_portal(draft, portal);
}

static void build_target(struct draft *draft, struct node *fabric, struct node *target)
{
	char *(*dir_of)(const char *wwn) = fabric->fabric->wwn_to_dir;

	if (is_new(target)) {
		autofree char *name =
			dir_of == NULL ? xstrdup(target->name) : dir_of(target->name);

		free(target->dir);
		target->dir = xasprintf("%s/%s", fabric->dir, name);
		make_object(draft, target, PHASE_BUILD);
	} else {
		plan_values(draft, target->plan->other, target);
	}
	node_foreach (tpg, target)
		build_tpg(draft, target, tpg);
}

/* A fabric's directory is there once its module is loaded and somebody made it. */
static bool build_fabric_dir(struct draft *draft, struct node *fabric)
{
	struct step_list values = { 0 };

	if (fabric->dir != NULL)
		return true;
	fabric->dir = xstrdup(fabric->fabric->dir);
	list_values(&values, fabric, AT_ENABLED);
	if (fabric->child_count == 0 && values.count == 0) {
		free(take_ptr(fabric->dir));
		return false;
	}
	add_module(draft, fabric->fabric->module, fabric);
	make_dir(draft, fabric, PHASE_BUILD);
	add_list(draft, fabric, PHASE_BUILD, &values);
	return true;
}

static void build_fabric(struct draft *draft, struct node *fabric)
{
	bool was_there = fabric->dir != NULL;

	if (!build_fabric_dir(draft, fabric))
		return;
	if (was_there && !is_new(fabric))
		plan_values(draft, fabric->plan->other, fabric);
	node_foreach (target, fabric)
		build_target(draft, fabric, target);
}

/* One pass over the TPGs that come up. */
struct opening {
	struct draft *draft;
	bool named;    /* those whose rtpi is given, or the others */
	unsigned last; /* 1 + index of the last step of the former */
};

static int open_one(struct node *tpg, void *data)
{
	struct opening *opening = data;
	const char *rtpi = tpg->type->class == CLASS_TPG ? node_text(tpg, "rtpi") : NULL;
	bool named = rtpi != NULL && *rtpi != '\0';

	if (tpg->type->class != CLASS_TPG || named != opening->named || !comes_up(tpg))
		return 0;
	open_tpg(opening->draft, tpg);
	unsigned step = tpg->plan->last[PHASE_OPEN];
	step_needs(opening->draft, &opening->draft->plan->steps[step - 1], opening->last);
	if (named)
		opening->last = step;
	return 0;
}

/* A TPG without a number takes the lowest free one when it is enabled (Linux 6.4): not
 * before those that name theirs have them. */
static void open_tpgs(struct draft *draft)
{
	struct opening opening = { .draft = draft, .named = true };

	node_walk(draft->wanted, open_one, &opening);
	opening.named = false;
	node_walk(draft->wanted, open_one, &opening);
}

void plan_fabric_builds(struct draft *draft)
{
	node_foreach (fabric, draft->wanted)
		if (fabric->type->class == CLASS_FABRIC)
			build_fabric(draft, fabric);
	open_tpgs(draft);
}
