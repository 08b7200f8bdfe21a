/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on LUNs: which numbers initiators find, disks that are exported twice, LUNs that
 * lead nowhere. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/check_part.h"
#include "configfs/kept.h"
#include "configfs/path.h"

/* How large a number each way of addressing takes. */
#define LUN_COMMON_MAX 255
#define LUN_FLAT_MAX   16383

static int judge_lun_number(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;

	if (subject->live != NULL || node->number <= LUN_COMMON_MAX)
		return 0;
	bool is_flat = node->number <= LUN_FLAT_MAX;
	autofree char *path = node_path(node);
	error_set(err, NULL, -EINVAL, "%s initiators cannot address %s",
		  is_flat ? "many" : "most", path);
	because(err, is_flat ? "LUN numbers above 255 need flat addressing"
			     : "even flat addressing ends at LUN 16383");
	return -EINVAL;
}

static bool has_new_child(const struct node *luns, const struct node *live)
{
	if (live == NULL)
		return true;
	node_foreach (lun, luns)
		if (node_child(live, lun->name) == NULL)
			return true;
	return false;
}

/* What initiators see: through an ACL its mapped LUNs, else those of the TPG. */
static bool is_seen(const struct node *holder)
{
	const struct node *tpg = node_above(holder, CLASS_TPG);

	return holder->type->class == CLASS_ACL || (tpg->fabric->flags & FABRIC_NEXUS) ||
	       node_is(tpg, "generate_node_acls", "1");
}

static const struct node *first_lun(const struct node *holder)
{
	node_foreach (lun, holder)
		if (lun->type->class == CLASS_LUN || lun->type->class == CLASS_MAPPED_LUN)
			return lun;
	return NULL;
}

static int judge_lun_zero(const struct subject *subject, struct error *err)
{
	const struct node *holder = subject->node, *first = first_lun(holder);

	if (first == NULL || node_numbered(holder, 0) != NULL || !is_seen(holder) ||
	    !has_new_child(holder, subject->live))
		return 0;
	bool is_acl = holder->type->class == CLASS_ACL;
	autofree char *path = node_path(is_acl ? holder : holder->parent);
	error_set(err, &first->mark, -EINVAL, "%s has no LUN 0", path);
	because(err, "some initiators look no further");
	return -EINVAL;
}

/* Two TPGs of one target are two ways to one disk; anything else may be two owners. */
static bool is_another_way(const struct node *lun, const struct node *other)
{
	const struct node *tpg = node_above(lun, CLASS_TPG);
	const struct node *other_tpg = node_above(other, CLASS_TPG);

	return tpg != other_tpg &&
	       node_above(lun, CLASS_TARGET) == node_above(other, CLASS_TARGET);
}

static int judge_second_export(const struct subject *subject, struct error *err)
{
	const struct node *lun = subject->node, *so = node_target(lun);
	autofree char *key = index_key(lun, INDEX_EXPORT);

	if (so == NULL || key == NULL || so_is_protected(so) ||
	    !value_named_is_new(subject, "storage_object"))
		return 0;
	const struct node *other = index_holder(subject, INDEX_EXPORT, key);
	if (other == NULL || is_another_way(lun, other))
		return 0;
	autofree char *path = node_path(lun), *holder = node_path(other);
	error_set(err, value_mark(lun, "storage_object"), -EINVAL,
		  "%s exports %s a second time", path, key);
	because(err,
		"%s does too: initiators that do not know of each other destroy the "
		"data",
		holder);
	return -EINVAL;
}

/* A LUN that somebody made and linked to nothing: the kernel would say no more than
 * EINVAL (Linux 6.1). */
static int judge_empty_lun(const struct subject *subject, struct error *err)
{
	const struct node *mapped = subject->node, *lun = node_target(mapped);

	if (lun == NULL || node_value(lun, "storage_object") != NULL ||
	    !value_named_is_new(subject, "lun"))
		return 0;
	autofree char *path = node_path(mapped), *target = node_path(lun);
	error_set(err, value_mark(mapped, "lun"), -EINVAL, "%s cannot be made", path);
	because(err, "%s has no storage object", target);
	advise(err, "delete that LUN and create it again");
	return -EINVAL;
}

const struct rule lun_rules[] = {
	{ RULE_ON(CLASS_MAPPED_LUN), RULE_ERROR, false, judge_empty_lun },
	{ RULE_ON(CLASS_LUN) | RULE_ON(CLASS_MAPPED_LUN), RULE_WARNING, false,
	  judge_lun_number },
	{ RULE_ON(CLASS_LUNS) | RULE_ON(CLASS_ACL), RULE_WARNING, true, judge_lun_zero },
	{ RULE_ON(CLASS_LUN), RULE_WARNING, false, judge_second_export },
	{ 0 },
};
