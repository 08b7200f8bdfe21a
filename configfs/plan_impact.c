/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change does to initiators: which sessions end, which disks they lose or find to
 * be another one. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/plan_draft.h"
#include "configfs/sessions.h"

static void has_impact(struct draft *draft, struct change *change, enum impact impact)
{
	if (draft->options->changes_only)
		return;
	if (impact > change->impact)
		change->impact = impact;
	if (change->impact > draft->plan->impact)
		draft->plan->impact = change->impact;
}

static unsigned count_sessions(const struct draft *draft, const struct node *live)
{
	const struct value *nexus = node_value(live, "nexus");

	if (draft->options->fs == NULL)
		return 0;
	/* A nexus is the session of its fabric: a machine has the LUNs as disks. */
	if (nexus != NULL && live->fabric->flags & FABRIC_NEXUS)
		return *nexus->text != '\0' &&
		       node_part(live, CLASS_LUNS)->child_count > 0;
	return sessions_count(draft->options->fs, live);
}

static void drops(struct draft *draft, struct change *change, const struct node *live)
{
	unsigned sessions = count_sessions(draft, live);

	if (sessions == 0)
		return;
	change->sessions += sessions;
	draft->plan->drops += sessions;
	has_impact(draft, change, IMPACT_DROPS);
}

/* They stay logged in; what they do on the disk fails. */
static void takes(struct draft *draft, struct change *change, unsigned sessions)
{
	if (sessions == 0)
		return;
	change->sessions += sessions;
	draft->plan->takes += sessions;
	has_impact(draft, change, IMPACT_TAKES);
}

/* A nexus is a session, and it is made anew with its name. */
static bool loses_nexus(const struct node *tpg)
{
	const char *nexus = node_text(tpg, "nexus");

	return tpg->fabric->flags & FABRIC_NEXUS && nexus != NULL && *nexus != '\0' &&
	       !will_be(tpg, "nexus", nexus);
}

/* Its sessions end: then nothing else of it is told. */
static bool ends(const struct node *tpg)
{
	return is_doomed(tpg) || goes_dark(tpg) || loses_nexus(tpg);
}

/* Its file was deleted while it was exported: the kernel's hold is the last one. */
static bool holds_deleted_file(const struct draft *draft, const struct node *so)
{
	const char *name = so->backstore->path_value;
	const struct value *path = name == NULL ? NULL : node_value(so, name);

	return draft->options->fs != NULL && path != NULL &&
	       so->backstore->flags & BACKSTORE_OPENS_PATH &&
	       node_attr(so, "size", NULL) != NULL && !(so->flags & NODE_DISABLED) &&
	       access(path->text, F_OK) < 0 && errno == ENOENT;
}

static bool acl_maps(const struct node *acl, const struct node *lun)
{
	node_foreach (mapped, acl)
		if (node_target(mapped) == lun)
			return true;
	return false;
}

/*
 * Those that have the LUN without a mapped LUN of their own: guests, the nexus, and
 * guests of before who got an ACL and kept what they had (Linux 6.1).
 */
static unsigned count_guests(const struct draft *draft, const struct node *lun)
{
	const struct node *tpg = node_above(lun, CLASS_TPG);

	if (tpg->fabric->flags & FABRIC_NEXUS)
		return count_sessions(draft, tpg);
	unsigned count = count_sessions(draft, lun);
	if (node_is(tpg, "generate_node_acls", "1") ||
	    node_is(tpg, "cache_dynamic_acls", "1"))
		node_foreach (acl, node_part(tpg, CLASS_ACLS))
			if (!acl_maps(acl, lun))
				count += count_sessions(draft, acl);
	return count;
}

/* The kernel shows it to guests again only while they are let in. */
static bool lun_returns(const struct node *lun)
{
	const struct node *tpg = node_above(lun, CLASS_TPG);

	return !(tpg->fabric->flags & FABRIC_AUTH) ||
	       (node_is(tpg, "generate_node_acls", "1") &&
		will_be(tpg, "generate_node_acls", "1"));
}

/* Taken away or replaced: who notices? */
void removal_impact(struct draft *draft, struct change *change, const struct node *live)
{
	const struct node *tpg = node_above(live, CLASS_TPG);

	change->returns = is_bounced(live);
	switch (live->type->class) {
	case CLASS_SO:
		if (is_doomed(live) && (live->backstore->flags & BACKSTORE_VOLATILE ||
					holds_deleted_file(draft, live)))
			has_impact(draft, change, IMPACT_LOSES_DATA);
		else if (live->plan->marks & MARK_REPLACE &&
			 live->plan->blocker_count > 0)
			has_impact(draft, change, IMPACT_IDENTITY);
		break;
	case CLASS_TPG:
		drops(draft, change, live);
		break;
	case CLASS_ACL:
		if (!ends(tpg))
			drops(draft, change, live);
		break;
	case CLASS_LUN:
		if (!ends(tpg))
			takes(draft, change, count_guests(draft, live));
		change->returns = change->returns && lun_returns(live);
		break;
	case CLASS_MAPPED_LUN:
		if (!ends(tpg) && !is_doomed(live->parent))
			takes(draft, change, count_sessions(draft, live->parent));
		break;
	case CLASS_ROOT:
	case CLASS_GLOBAL:
	case CLASS_BACKSTORES:
	case CLASS_KIND:
	case CLASS_ALUA:
	case CLASS_ALUA_GROUP:
	case CLASS_LU_GROUPS:
	case CLASS_LU_GROUP:
	case CLASS_FABRIC:
	case CLASS_TARGET:
	case CLASS_LUNS:
	case CLASS_ACLS:
	case CLASS_PORTALS:
	case CLASS_PORTAL:
		break;
	}
}

/* Somebody logged in has it, as a guest or by a mapped LUN. */
static bool lun_is_seen(const struct draft *draft, const struct node *lun)
{
	struct node **mapped;
	size_t count = mapped_of(lun, &mapped);
	bool seen = count_guests(draft, lun) > 0;

	for (size_t i = 0; i < count && !seen; i++)
		seen = count_sessions(draft, mapped[i]->parent) > 0;
	free(mapped);
	return seen;
}

/*
 * Would an initiator find something else under what it knows?  A number means nothing to
 * one that is not logged in: it looks anew when it comes, and knows disks by their
 * serials.
 */
static bool is_seen(const struct draft *draft, const struct node *live)
{
	const struct node *tpg = node_above(live, CLASS_TPG);

	if (tpg == NULL)
		return is_bounced(live);
	if (!sessions_are_told(tpg->fabric))
		return true;
	if (live->type->class == CLASS_MAPPED_LUN)
		return count_sessions(draft, live->parent) > 0;
	return lun_is_seen(draft, live);
}

void value_impact(struct draft *draft, struct change *change, const struct node *live,
		  const struct difference *diff)
{
	unsigned flags = diff->attr == NULL ? 0 : diff->attr->flags;

	if (flags & ATTR_IDENTITY && is_seen(draft, live))
		has_impact(draft, change, IMPACT_IDENTITY);
	if (live->type->class == CLASS_MAPPED_LUN && !is_bounced(live) &&
	    !ends(node_above(live, CLASS_TPG)) &&
	    strcmp(diff->name, "write_protect") == 0 && strcmp(diff->text, "1") == 0) {
		change->writes = true;
		takes(draft, change, count_sessions(draft, live->parent));
	}
}

/* Whether its sessions end with this value. */
static bool value_drops(const struct node *live, const struct difference *diff)
{
	unsigned flags = diff->attr == NULL ? 0 : diff->attr->flags;

	return (flags & (ATTR_DROPS | ATTR_WHILE_DISABLED) &&
		(diff->old != NULL || !(live->flags & NODE_LOADED))) ||
	       (live->type->class == CLASS_TPG && strcmp(diff->name, "enable") == 0 &&
		strcmp(diff->text, "0") == 0);
}

/* Once, however many of its values end them, and not again of an ACL below. */
void values_impact(struct draft *draft, struct change *change, const struct node *live,
		   const struct difference *diffs, size_t count)
{
	const struct node *tpg = node_above(live, CLASS_TPG);
	bool dropped = live == tpg && loses_nexus(live);

	for (size_t i = 0; i < count; i++) {
		value_impact(draft, change, live, &diffs[i]);
		dropped = dropped || value_drops(live, &diffs[i]);
	}
	if (dropped && (live == tpg || tpg == NULL || !ends(tpg)))
		drops(draft, change, live);
}
