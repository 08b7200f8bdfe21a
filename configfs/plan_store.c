/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storage objects made, dark, with their groups. */
#include <stdlib.h>
#include <string.h>

#include "configfs/aptpl.h"
#include "configfs/base/cleanup.h"
#include "configfs/plan_draft.h"

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_taken(const struct hba_numbers *hbas, const char *hba)
{
	return hbas->count > 0 && bsearch(&hba, hbas->taken, hbas->count,
					  sizeof *hbas->taken, compare_text) != NULL;
}

/* Where the search for a free number goes on, for each kind. */
static unsigned *next_number(struct hba_numbers *hbas, const struct backstore *backstore)
{
	size_t index = 0;

	while (backstores[index] != backstore)
		index++;
	return &hbas->next[index];
}

/* The lowest free number, as "fileio_3", owned. */
static char *next_hba(struct draft *draft, const struct backstore *backstore)
{
	unsigned *next = next_number(&draft->hbas, backstore);

	for (;;) {
		char *hba = xasprintf("%s_%u", backstore->hba, (*next)++);

		if (!is_taken(&draft->hbas, hba))
			return hba;
		free(hba);
	}
}

void list_storage_object(struct step_list *list, const struct node *so)
{
	struct setup_write writes[SETUP_MAX];
	size_t count = so->backstore->setup(so, writes);
	autofree char *enable = xasprintf("%s/enable", so->dir);

	list_add(list, STEP_MKDIR, so->dir);
	for (size_t i = 0; i < count; i++) {
		autofree char *path = xasprintf("%s/%s", so->dir, writes[i].file);

		list_add(list, STEP_WRITE, path)->text = writes[i].text;
	}
	list_values(list, so, AT_SETUP);
	if (so->flags & NODE_DISABLED)
		return;
	list_add(list, STEP_WRITE, enable)->text = xstrdup("1");
	list_values(list, so, AT_ENABLED);
}

static void make_file(struct draft *draft, struct node *so)
{
	const char *path = node_text(so, so->backstore->path_value);
	struct step_list undo = { 0 };
	struct step *step = plan_add(draft, so, PHASE_BUILD, STEP_MAKE_FILE, path);

	step->bytes = so->backstore->size(so);
	step->sparse = (so->flags & NODE_SPARSE) != 0;
	list_add(&undo, STEP_DROP_FILE, path);
	set_undo(step, &undo);
}

void list_reservations(struct step_list *list, const struct draft *draft,
		       const struct node *so)
{
	const struct value *serial = node_value(so, "serial");
	char **blocks;
	size_t count;

	if (serial == NULL || draft->options->fs == NULL)
		return;
	count = aptpl_read(draft->options->fs, serial->text, &blocks);
	for (size_t i = 0; i < count; i++) {
		autofree char *path = xasprintf("%s/pr/res_aptpl_metadata", so->dir);

		list_add(list, STEP_WRITE, path)->text = blocks[i];
	}
	free(blocks);
}

static void replay_reservations(struct draft *draft, struct node *so)
{
	struct step_list list = { 0 };

	list_reservations(&list, draft, so);
	add_list(draft, so, PHASE_BUILD, &list);
}

/* The kernel opens what it is given and says nothing of what it cut: look after enable,
 * before anything else is written. */
static void check_after_enable(struct draft *draft, struct node *so,
			       struct step_list *list)
{
	struct step_list head = { 0 };
	autofree char *enable = xasprintf("%s/enable", so->dir);
	unsigned split = 0;

	while (split < list->count && strcmp(list->steps[split].path, enable) != 0)
		split++;
	split = split < list->count ? split + 1 : split;
	for (unsigned i = 0; i < split; i++) {
		grow(head.steps, head.count);
		head.steps[head.count++] = list->steps[i];
	}
	memmove(list->steps, list->steps + split,
		(list->count - split) * sizeof *list->steps);
	list->count -= split;
	add_list(draft, so, PHASE_BUILD, &head);
	if (so->flags & NODE_DISABLED)
		return;
	plan_add(draft, so, PHASE_BUILD, STEP_CHECK, so->dir);
}

static void make_storage_object(struct draft *draft, struct node *so)
{
	autofree char *hba = next_hba(draft, so->backstore);
	autofree char *hba_dir = xasprintf("core/%s", hba);
	struct step_list list = { 0 }, undo = { 0 };

	free(so->dir);
	so->dir = xasprintf("%s/%s", hba_dir, so->name);
	add_module(draft, so->backstore->module, so->parent);
	if (so->flags & NODE_MAKE_FILE)
		make_file(draft, so);
	struct step *step = plan_add(draft, so, PHASE_BUILD, STEP_MKDIR, hba_dir);
	list_add(&undo, STEP_RMDIR, hba_dir);
	set_undo(step, &undo);
	list_storage_object(&list, so);
	list_add(&undo, STEP_RMDIR, so->dir);
	set_undo(&list.steps[0], &undo);
	check_after_enable(draft, so, &list);
	add_list(draft, so, PHASE_BUILD, &list);
	replay_reservations(draft, so);
}

static void build_alua_group(struct draft *draft, struct node *so, struct node *group)
{
	struct step_list values = { 0 };

	if (!is_new(group) && group->plan->other->dir != NULL) {
		plan_values(draft, group->plan->other, group);
		return;
	}
	free(group->dir);
	group->dir = xasprintf("%s/alua/%s", so->dir, group->name);
	if (node_kernel_made(group)) {
		list_values(&values, group, AT_ENABLED);
		add_list(draft, group, PHASE_BUILD, &values);
		return;
	}
	make_object(draft, group, PHASE_BUILD);
}

/* It is put in its LU group once the kernel knows the group by its number. */
static void wait_for_lu_group(struct node *so)
{
	const struct node *group = group_of(so, "lu_group");

	if (group != NULL)
		so->plan->last[PHASE_BUILD] = group->plan->last[PHASE_BUILD];
}

/* Its LU group is made anew: the kernel took it out of the old one. */
static void rejoin_lu_group(struct draft *draft, struct node *so)
{
	const struct node *group = group_of(so, "lu_group");
	const struct value *name = node_value(so, "lu_group");
	struct step_list join = { 0 };

	if (group == NULL || !(group->plan->marks & MARK_REPLACE) ||
	    !node_is(so->plan->other, "lu_group", name->text))
		return;
	list_write(&join, so, name->group, name->attr, name->name, name->text);
	add_list(draft, so, PHASE_BUILD, &join);
}

static void build_storage_object(struct draft *draft, struct node *so)
{
	wait_for_lu_group(so);
	if (is_new(so)) {
		make_storage_object(draft, so);
	} else {
		plan_values(draft, so->plan->other, so);
		rejoin_lu_group(draft, so);
		/* With its LUNs go the registrations of who used them. */
		if (is_bounced(so))
			replay_reservations(draft, so);
	}
	node_foreach (group, node_part(so, CLASS_ALUA))
		build_alua_group(draft, so, group);
	/* LUNs wait for the groups that they may be put in. */
	node_foreach (group, node_part(so, CLASS_ALUA))
		if (group->plan->last[PHASE_BUILD] > so->plan->last[PHASE_BUILD])
			so->plan->last[PHASE_BUILD] = group->plan->last[PHASE_BUILD];
}

static void build_lu_group(struct draft *draft, struct node *group)
{
	if (!is_new(group)) {
		plan_values(draft, group->plan->other, group);
		return;
	}
	free(group->dir);
	group->dir = xasprintf("%s/%s", group->parent->type->dir, group->name);
	make_object(draft, group, PHASE_BUILD);
}

void plan_store_builds(struct draft *draft)
{
	struct node *stores = node_part(draft->wanted, CLASS_BACKSTORES);

	node_foreach (group, node_part(stores, CLASS_LU_GROUPS))
		build_lu_group(draft, group);
	node_foreach (kind, stores)
		if (kind->type->class == CLASS_KIND)
			node_foreach (so, kind)
				build_storage_object(draft, so);
}
