/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody new gets in by demo mode while a LUN goes.  Whoever logs in between the moment
 * when the kernel takes its mappings away and the moment when the last command on it is
 * done keeps a mapping to what is freed then, and the next command there ends in an oops
 * (transport_lookup_cmd_lun(), Linux 6.1, 6.12, 7.3). */
#include "configfs/plan_draft.h"

#define DEMO "generate_node_acls"

static struct step *list_demo(struct step_list *list, const struct node *tpg,
			      const char *text)
{
	const struct attr_group *group = NULL;
	const struct attr *attr = node_attr(tpg, DEMO, &group);
	struct step *step = list_write(list, tpg, group, attr, attr->name, text);

	/* A login that found the door open may still be on its way in. */
	step->settles = *text == '0';
	return step;
}

static bool loses_luns(const struct node *live)
{
	node_foreach (lun, node_part(live, CLASS_LUNS))
		if (lun->link_name != NULL && (is_doomed(lun) || is_bounced(lun)))
			return true;
	return false;
}

static void write_demo(struct draft *draft, struct node *live, const char *text,
		       const char *undo_text)
{
	struct step_list list = { 0 }, undo = { 0 };

	list_demo(&list, live, text)->waits = true;
	if (undo_text != NULL)
		list_demo(&undo, live, undo_text);
	set_undo(&list.steps[0], &undo);
	add_list(draft, live, PHASE_TIGHTEN, &list);
}

bool hold_guests(struct draft *draft, struct node *live)
{
	if (!node_is(live, DEMO, "1") || !tpg_is_on(live) || goes_dark(live) ||
	    !loses_luns(live))
		return false;
	write_demo(draft, live, "0", "1");
	return true;
}

/* At once, not after the LUNs are back: the kernel shows those to the guests that are in
 * only while demo mode is on (Linux 6.1). */
void release_guests(struct draft *draft, struct node *live)
{
	if (!will_be(live, DEMO, "1"))
		return;
	write_demo(draft, live, "1", NULL);
	struct step *step = &draft->plan->steps[draft->plan->step_count - 1];
	node_foreach (lun, node_part(live, CLASS_LUNS))
		step_needs(draft, step, lun->plan->last[PHASE_TIGHTEN]);
}

void list_guests_again(struct step_list *list, const struct node *live)
{
	list_demo(list, live, "1");
}

void list_unlink_lun(struct step_list *list, const struct node *tpg, const char *path)
{
	const struct node *live = tpg->plan->other;
	bool was_open = live != NULL && tpg_is_on(live) && node_is(live, DEMO, "1");
	bool opens = live != NULL && tpg_is_on(live) && node_is(tpg, DEMO, "1");

	if (was_open || opens)
		list_demo(list, live, "0");
	list_add(list, STEP_UNLINK, path);
	/* Where demo mode ends, the undo of that opens it again, after all LUNs. */
	if (was_open && opens)
		list_demo(list, live, "1");
}
