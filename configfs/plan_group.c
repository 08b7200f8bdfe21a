/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ALUA and LU groups that go away, and what becomes of their members. */
#include <stdlib.h>
#include <string.h>

#include "configfs/plan_draft.h"

/* A member that stays goes back into a group that comes back. */
static void undo_member(struct step_list *undo, const struct node *member,
			const char *name, const struct node *group)
{
	const struct value *value = node_value(member, name);

	/* A LUN whose link goes away has an undo of its own for it. */
	bool is_linked = member->type->class != CLASS_LUN || !is_bounced(member);

	if (value != NULL && strcmp(value->text, group->name) == 0 &&
	    !is_doomed(member) && is_linked)
		list_write(undo, member, value->group, value->attr, name, value->text);
}

static void undo_luns(const struct draft *draft, struct step *step,
		      const struct node *group)
{
	struct step_list undo = { step->undo, step->undo_count };
	struct node **luns = NULL;
	size_t count = luns_of(draft->live, node_above(group, CLASS_SO), &luns);

	for (size_t i = 0; i < count; i++)
		undo_member(&undo, luns[i], "alua", group);
	free(luns);
	set_undo(step, &undo);
}

static void undo_objects(const struct draft *draft, struct step *step,
			 const struct node *group)
{
	struct step_list undo = { step->undo, step->undo_count };

	node_foreach (kind, node_part(draft->live, CLASS_BACKSTORES))
		if (kind->type->class == CLASS_KIND)
			node_foreach (so, kind)
				undo_member(&undo, so, "lu_group", group);
	set_undo(step, &undo);
}

static struct step *remove_group(struct draft *draft, struct node *group,
				 enum phase phase)
{
	return remove_dir(draft, group, goes_early(group) ? PHASE_REPLACE : phase);
}

void remove_alua_groups(struct draft *draft, struct node *live, enum phase phase)
{
	node_foreach (group, node_part(live, CLASS_ALUA)) {
		if (!is_doomed(group) || node_kernel_made(group) || group->dir == NULL)
			continue;
		undo_luns(draft, remove_group(draft, group, phase), group);
	}
}

void remove_lu_groups(struct draft *draft)
{
	struct node *stores = node_part(draft->live, CLASS_BACKSTORES);

	node_foreach (group, node_part(stores, CLASS_LU_GROUPS))
		if (is_doomed(group))
			undo_objects(draft, remove_group(draft, group, PHASE_DELETE),
				     group);
}
