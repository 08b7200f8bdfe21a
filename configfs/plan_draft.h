/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plan*.c files share while a plan is made: nothing else includes this. */
#pragma once

#include "configfs/differ.h"
#include "configfs/plan.h"

enum node_marks {
	MARK_REPLACE = 1 << 0, /* goes away and is made anew */
	MARK_BOUNCE = 1 << 1,  /* its link goes away and comes back */
	MARK_SWITCH = 1 << 2,  /* a TPG that is disabled and enabled again */
	MARK_EARLY = 1 << 3,   /* a group whose number another one needs */
};

/* A node's part in the plan under way. */
struct node_plan {
	struct node *other; /* the same object in the other tree, NULL: none */
	struct node *was;   /* MARK_REPLACE: what other was before it was to go */
	unsigned marks;
	/* 1 + index of its last step in each phase, 0: none.  Earlier phases are over by
	 * themselves, so a step needs only those of its own. */
	unsigned last[PHASE_COUNT];
	/* Steps that take away what stands below it or links to it. */
	unsigned *blockers;
	unsigned blocker_count;
};

/* Names of HBAs that are taken, sorted, and the next number to try, by kind. */
struct hba_numbers {
	char **taken;
	size_t count;
	unsigned *next;
};

struct draft {
	const struct node *live;
	struct node *wanted;
	const struct plan_options *options;
	struct plan *plan;
	struct hba_numbers hbas;
	/* Paths and serials that new storage objects claim, sorted. */
	char **claims;
	size_t claim_count;
};

/* A list of steps: the plan's own, or the undo of one. */
struct step_list {
	struct step *steps;
	unsigned count;
};

/* --- steps (plan_step.c) --------------------------------------------------------- */

struct step *list_add(struct step_list *list, enum step_op op, const char *path);
void step_clear(struct step *step);
/* Adds to the plan after what `node` (and its parents) need; the result is borrowed until
 * the next one is added. */
struct step *plan_add(struct draft *draft, struct node *node, enum phase phase,
		      enum step_op op, const char *path);
void step_needs(struct draft *draft, struct step *step, unsigned index_plus_1);
/* `step` takes away something below or linked to `node`. */
void block(struct draft *draft, struct node *node, const struct step *step);
void needs_blockers(struct draft *draft, struct step *step, const struct node *node);
void set_undo(struct step *step, struct step_list *undo);
void add_module(struct draft *draft, const char *module, const struct node *part);

/* --- values (plan_value.c) ------------------------------------------------------- */

/* A group that the object leaves, where only the end of the group can do that. */
bool is_left_group(const struct difference *diff);

char *value_path(const struct node *node, const struct attr_group *group,
		 const struct attr *attr, const char *name);
/* The write of one value to the list. */
struct step *list_write(struct step_list *list, const struct node *node,
			const struct attr_group *group, const struct attr *attr,
			const char *name, const char *text);
/* Which values of an object are written when. */
enum moment { AT_SETUP, AT_ENABLED, AT_LINKED };
/* All that the object has besides what the kernel gives it at that moment. */
void list_values(struct step_list *list, const struct node *node, enum moment moment);
/* Writes what differs between two objects that stay. */
void plan_values(struct draft *draft, struct node *live, struct node *wanted);

/* Moves a list of steps to the plan, in one phase, chained behind each other. */
void add_list(struct draft *draft, struct node *node, enum phase phase,
	      struct step_list *list);
void make_dir(struct draft *draft, struct node *node, enum phase phase);
/* mkdir and all values that are off what the kernel gives. */
void make_object(struct draft *draft, struct node *node, enum phase phase);

/* --- taking away, making (plan_mark.c, plan_remove.c, …) ------------------------- */

/* Storage objects first: what links to them follows. */
void plan_mark(struct draft *draft);
void plan_removals(struct draft *draft);
/* rmdir after what stands below the object or links to it; its undo makes it again. */
struct step *remove_dir(struct draft *draft, struct node *live, enum phase phase);
void remove_alua_groups(struct draft *draft, struct node *live, enum phase phase);
void remove_lu_groups(struct draft *draft);
void plan_store_builds(struct draft *draft);
void plan_fabric_builds(struct draft *draft);
/* How a storage object, and any other one, comes back: for undo, and for making it. */
void list_storage_object(struct step_list *list, const struct node *so);
/* The registrations that the kernel saved for it, to be written before any LUN leads to
 * it. */
void list_reservations(struct step_list *list, const struct draft *draft,
		       const struct node *so);
void list_object(struct step_list *list, const struct node *node);

/* Whether a switch will be so; one that a command does not know stays as it was
 * (plan_mark.c). */
bool will_be(const struct node *live, const char *name, const char *text);
/* Disabled before anything else happens to it (plan_remove.c). */
bool goes_dark(const struct node *live);

/* --- demo mode while LUNs go (plan_demo.c) --------------------------------------- */

/* Before the LUNs of a live TPG go: whether new initiators are kept out meanwhile. */
bool hold_guests(struct draft *draft, struct node *live);
/* After hold_guests() and the removals. */
void release_guests(struct draft *draft, struct node *live);
/* For the undo of a LUN's removal, before its link: else the guests that are in would not
 * get it back. */
void list_guests_again(struct step_list *list, const struct node *live);
/* The undo of a LUN's link; the TPG is the wanted one. */
void list_unlink_lun(struct step_list *list, const struct node *tpg, const char *path);

/* --- who is logged in by demo mode (plan_guest.c) -------------------------------- */

/* An ACL for one of them with a mapping that the kernel would refuse: -EINVAL. */
int refuse_takeover(const struct draft *draft, struct error *err) _must_check_;

/* --- what it does to initiators (plan_impact.c) ---------------------------------- */

/* Taken away, or replaced. */
void removal_impact(struct draft *draft, struct change *change, const struct node *live);
/* Of one value, besides the sessions that end with it. */
void value_impact(struct draft *draft, struct change *change, const struct node *live,
		  const struct difference *diff);
/* Of all values of an object that stays. */
void values_impact(struct draft *draft, struct change *change, const struct node *live,
		   const struct difference *diffs, size_t count);

/* --- what people see (plan_text.c) ----------------------------------------------- */

void plan_changes(struct draft *draft);

static inline bool is_doomed(const struct node *live)
{
	return live->plan->other == NULL;
}
static inline bool is_new(const struct node *wanted)
{
	return wanted->plan->other == NULL;
}
/* A new medium is written to the object that is there. */
static inline bool is_new_medium(const struct node *wanted, const struct attr *attr)
{
	return attr->flags & ATTR_MEDIUM && wanted->flags & NODE_NEW_MEDIUM;
}
/* A group that goes before what is new is made. */
static inline bool goes_early(const struct node *group)
{
	return (group->plan->marks & (MARK_REPLACE | MARK_EARLY)) != 0;
}
/* Its link must go and come back, for its own sake or for what it links to. */
static inline bool is_bounced(const struct node *node)
{
	return (node->plan->marks & MARK_BOUNCE) != 0;
}
