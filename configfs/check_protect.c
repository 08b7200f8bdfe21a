/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on disks that initiators may only read: the kernel does not keep them, every way
 * that leads to them does. */
#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/check_part.h"
#include "configfs/kept.h"
#include "configfs/path.h"

static const char *protection(const struct node *so)
{
	return node_is(so, "write_protect", "1") ? "write-protected" : "read-only";
}

static int fail_writable(const struct node *mapped, const struct node *so,
			 struct error *err)
{
	autofree char *path = node_path(mapped), *disk = node_path(so);

	error_set(err, value_mark(mapped, "write_protect"), -EINVAL,
		  "%s can be written, although %s is %s", path, disk, protection(so));
	because(err, "the kernel keeps initiators from writing by write_protect of each "
		     "mapped LUN alone");
	advise(err, "set write_protect of the mapped LUN%s",
	       node_is(so, "write_protect", "1") ? ", or take it from the disk" : "");
	return -EINVAL;
}

static int judge_mapped(const struct subject *subject, struct error *err)
{
	const struct node *mapped = subject->node, *lun = node_target(mapped);
	const struct node *so = lun == NULL ? NULL : node_target(lun);

	if (!subject->fresh || !so_is_protected(so) ||
	    node_is(mapped, "write_protect", "1"))
		return 0;
	return fail_writable(mapped, so, err);
}

/* Who is served by itself, without ACLs, and may write. */
static bool lets_all_write(const struct node *tpg)
{
	return (tpg->fabric->flags & FABRIC_NEXUS) ||
	       (node_is(tpg, "generate_node_acls", "1") &&
		node_is(tpg, "demo_mode_write_protect", "0"));
}

static int fail_open(const struct node *lun, const struct node *so, struct error *err)
{
	const struct node *tpg = node_above(lun, CLASS_TPG);
	autofree char *path = node_path(lun), *disk = node_path(so);

	error_set(err, value_mark(tpg, "demo_mode_write_protect"), -EINVAL,
		  "everybody may write to %s, although %s is %s", path, disk,
		  protection(so));
	if (tpg->fabric->flags & FABRIC_NEXUS) {
		because(err, "%s has no way to keep anybody from writing",
			tpg->fabric->name);
		advise(err, "export the disk through another fabric");
		return -EINVAL;
	}
	because(err,
		"the TPG lets initiators in that have no ACL, and has one switch for "
		"all its LUNs");
	advise(err,
	       "set demo_mode_write_protect of the TPG, or export the disk elsewhere");
	return -EINVAL;
}

/* Every way through one LUN of a protected disk. */
static int judge_ways(const struct node *lun, const struct node *so, struct error *err)
{
	struct node **mapped = NULL;
	size_t count = mapped_of(lun, &mapped);
	autofree struct node **owned = mapped;

	if (lets_all_write(node_above(lun, CLASS_TPG)))
		return fail_open(lun, so, err);
	for (size_t i = 0; i < count; i++)
		if (!node_is(owned[i], "write_protect", "1"))
			return fail_writable(owned[i], so, err);
	return 0;
}

/* Of another disk than before its mappings may be old; those of a new one are new. */
static int judge_lun(const struct subject *subject, struct error *err)
{
	const struct node *lun = subject->node, *so = node_target(lun);

	if (!subject->fresh || !so_is_protected(so))
		return 0;
	if (subject->live != NULL)
		return judge_ways(lun, so, err);
	return lets_all_write(node_above(lun, CLASS_TPG)) ? fail_open(lun, so, err) : 0;
}

/* Opened now, with LUNs that are there. */
static int judge_tpg(const struct subject *subject, struct error *err)
{
	const struct node *tpg = subject->node;

	if (!subject->fresh || subject->live == NULL || !lets_all_write(tpg) ||
	    lets_all_write(subject->live))
		return 0;
	node_foreach (lun, node_part(tpg, CLASS_LUNS))
		if (so_is_protected(node_target(lun)))
			return fail_open(lun, node_target(lun), err);
	return 0;
}

/* Protected now: whatever led to it before. */
static int judge_object(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	struct node **luns = NULL;
	int result = 0;

	if (subject->live == NULL || !so_is_protected(so) ||
	    so_is_protected(subject->live))
		return 0;
	size_t count = luns_of(node_root(so), so, &luns);
	autofree struct node **owned = luns;
	for (size_t i = 0; i < count && result == 0; i++)
		result = judge_ways(owned[i], so, err);
	return result;
}

const struct rule protect_rules[] = {
	{ RULE_ON(CLASS_MAPPED_LUN), RULE_ERROR_IF_TYPED, false, judge_mapped },
	{ RULE_ON(CLASS_LUN), RULE_ERROR_IF_TYPED, false, judge_lun },
	{ RULE_ON(CLASS_TPG), RULE_ERROR_IF_TYPED, false, judge_tpg },
	{ RULE_ON(CLASS_SO), RULE_ERROR_IF_TYPED, false, judge_object },
	{ 0 },
};
