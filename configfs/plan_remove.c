/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes away: access first, the objects that nobody reaches any more last. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/plan_draft.h"

/* How an object other than a storage object comes back (its children and its link have
 * steps of their own). */
void list_object(struct step_list *list, const struct node *node)
{
	list_add(list, STEP_MKDIR, node->dir);
	list_values(list, node, AT_SETUP);
	list_values(list, node, AT_ENABLED);
}

struct step *remove_dir(struct draft *draft, struct node *live, enum phase phase)
{
	struct step_list undo = { 0 };
	struct step *step = plan_add(draft, live, phase, STEP_RMDIR, live->dir);

	needs_blockers(draft, step, live);
	list_object(&undo, live);
	set_undo(step, &undo);
	for (struct node *above = live->parent; above != NULL; above = above->parent) {
		if (above->type->flags & TYPE_CONTAINER)
			continue;
		block(draft, above, step);
		break;
	}
	return step;
}

static struct step *remove_link(struct draft *draft, struct node *live)
{
	struct node *target = node_target(live);
	autofree char *path = xasprintf("%s/%s", live->dir, live->link_name);
	struct step *step = plan_add(draft, live, PHASE_TIGHTEN, STEP_UNLINK, path);

	needs_blockers(draft, step, live);
	if (target != NULL)
		block(draft, target, step);
	return step;
}

static void list_link(struct step_list *list, const struct node *live)
{
	const struct node *target = node_target(live);
	autofree char *path = xasprintf("%s/%s", live->dir, live->link_name);

	if (target != NULL)
		list_add(list, STEP_LINK, path)->text = xstrdup(target->dir);
}

static struct step *list_protect(struct step_list *list, const struct node *tpg,
				 const char *text)
{
	const struct attr_group *group = NULL;
	const struct attr *attr = node_attr(tpg, "prod_mode_write_protect", &group);

	return attr == NULL ? NULL : list_write(list, tpg, group, attr, attr->name, text);
}

/* A mapping is writable from its link on unless the TPG protects new ones meanwhile. */
static void undo_mapped(struct step *step, const struct node *live)
{
	const struct node *tpg = node_above(live, CLASS_TPG);
	const struct value *protect = node_value(live, "write_protect");
	bool guarded = protect != NULL && strcmp(protect->text, "1") == 0 &&
		       !node_is(tpg, "prod_mode_write_protect", "1");
	struct step_list undo = { 0 };

	/* A dead link must not come back to life. */
	if (live->flags & NODE_BROKEN)
		return;
	if (guarded)
		list_protect(&undo, tpg, "1");
	list_link(&undo, live);
	if (protect != NULL && *protect->text != '\0')
		list_write(&undo, live, protect->group, protect->attr, protect->name,
			   protect->text);
	if (guarded)
		list_protect(&undo, tpg, "0");
	set_undo(step, &undo);
}

static void remove_mapped(struct draft *draft, struct node *live)
{
	if (!is_doomed(live) && !is_bounced(live))
		return;
	if (live->link_name != NULL)
		undo_mapped(remove_link(draft, live), live);
	if (is_doomed(live))
		remove_dir(draft, live, PHASE_TIGHTEN);
}

static void remove_acl(struct draft *draft, struct node *live)
{
	node_foreach (mapped, live)
		remove_mapped(draft, mapped);
	/* Not before the TPG's own values are tightened: demo mode would let it in. */
	if (is_doomed(live))
		remove_dir(draft, live, PHASE_REPLACE)->waits = true;
}

static void remove_lun(struct draft *draft, struct node *live, bool held)
{
	struct step_list undo = { 0 };

	if (!is_doomed(live) && !is_bounced(live))
		return;
	if (live->link_name != NULL) {
		struct step *step = remove_link(draft, live);

		step->waits = true;
		if (held)
			list_guests_again(&undo, node_above(live, CLASS_TPG));
		list_link(&undo, live);
		list_values(&undo, live, AT_LINKED);
		set_undo(step, &undo);
	}
	if (is_doomed(live))
		remove_dir(draft, live, PHASE_TIGHTEN);
}

static void write_enable(struct draft *draft, struct node *live, const char *text,
			 const char *undo_text)
{
	const struct attr_group *group = NULL;
	const struct attr *attr = node_attr(live, "enable", &group);
	struct step_list writes = { 0 }, undo = { 0 };
	struct step *model = list_write(&writes, live, group, attr, "enable", text);
	struct step *step = plan_add(draft, live, PHASE_TIGHTEN, STEP_WRITE, model->path);

	step->text = take_ptr(model->text);
	step->attr = attr;
	step->waits = true;
	step_clear(model);
	free(writes.steps);
	list_write(&undo, live, group, attr, "enable", undo_text);
	set_undo(step, &undo);
}

/* Disabled first: then initiators are told to retry, while a missing ACL would be final
 * for them. */
bool goes_dark(const struct node *live)
{
	const struct node *wanted = live->plan->other;

	if (!(live->fabric->flags & FABRIC_ENABLE) || !tpg_is_on(live))
		return false;
	return wanted == NULL || live->plan->marks & MARK_SWITCH ||
	       node_is(wanted, "enable", "0");
}

static void remove_parts(struct draft *draft, struct node *live, enum node_class class,
			 void (*fn)(struct draft *draft, struct node *live))
{
	struct node *part = node_part(live, class);

	if (part == NULL)
		return;
	node_foreach (child, part)
		fn(draft, child);
}

static void remove_luns(struct draft *draft, struct node *tpg)
{
	bool held = hold_guests(draft, tpg);

	node_foreach (lun, node_part(tpg, CLASS_LUNS))
		remove_lun(draft, lun, held);
	if (held)
		release_guests(draft, tpg);
}

static void remove_portal(struct draft *draft, struct node *live)
{
	if (is_doomed(live))
		remove_dir(draft, live, PHASE_TIGHTEN);
}

static void remove_tpg(struct draft *draft, struct node *live)
{
	bool replaced = (live->plan->marks & MARK_REPLACE) != 0;

	if (goes_dark(live))
		write_enable(draft, live, "0", "1");
	remove_parts(draft, live, CLASS_ACLS, remove_acl);
	remove_luns(draft, live);
	remove_parts(draft, live, CLASS_PORTALS, remove_portal);
	if (is_doomed(live))
		remove_dir(draft, live, replaced ? PHASE_REPLACE : PHASE_DELETE)->waits =
			true;
}

static void remove_target(struct draft *draft, struct node *live)
{
	node_foreach (tpg, live)
		remove_tpg(draft, tpg);
	if (is_doomed(live))
		remove_dir(draft, live, PHASE_DELETE);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_claimed(const struct draft *draft, const char *text)
{
	if (text == NULL || *text == '\0' || draft->claim_count == 0)
		return false;
	return bsearch(&text, draft->claims, draft->claim_count, sizeof *draft->claims,
		       compare_text) != NULL;
}

/* Something new needs what it holds: its device, its file or its serial. */
static bool is_in_the_way(const struct draft *draft, const struct node *live)
{
	const struct value *serial = node_value(live, "serial");
	const struct node *group = group_of(live, "lu_group");
	autofree char *path = so_path(live);

	if (live->plan->marks & MARK_REPLACE || is_claimed(draft, path) ||
	    (group != NULL && goes_early(group)))
		return true;
	return serial != NULL && is_claimed(draft, serial->text);
}

/* With what was set on the group that the kernel makes, and its reservations. */
static void list_whole_object(struct step_list *list, const struct draft *draft,
			      const struct node *so)
{
	list_storage_object(list, so);
	node_foreach (group, node_part(so, CLASS_ALUA))
		if (node_kernel_made(group) && group->dir != NULL)
			list_values(list, group, AT_ENABLED);
	list_reservations(list, draft, so);
}

static void remove_storage_object(struct draft *draft, struct node *live)
{
	enum phase phase = is_in_the_way(draft, live) ? PHASE_REPLACE : PHASE_DELETE;
	struct node *group = group_of(live, "lu_group");
	struct step_list undo = { 0 };

	remove_alua_groups(draft, live, is_doomed(live) ? phase : PHASE_DELETE);
	if (!is_doomed(live))
		return;
	struct step *step = plan_add(draft, live, phase, STEP_RMDIR, live->dir);
	needs_blockers(draft, step, live);
	step->waits = true;
	/* Its LU group goes after it, and is there again before it. */
	if (group != NULL)
		block(draft, group, step);
	list_whole_object(&undo, draft, live);
	set_undo(step, &undo);
}

/* "core/fileio_3/d1" → "core/fileio_3", owned. */
static char *hba_of(const struct node *so)
{
	const char *slash = strrchr(so->dir, '/');

	return xstrndup(so->dir, (size_t)(slash - so->dir));
}

static int by_dir(const void *a, const void *b)
{
	const struct node *left = *(struct node *const *)a,
			  *right = *(struct node *const *)b;

	return strcmp(left->dir, right->dir);
}

static void add_children(const struct node *kind, struct node ***objects, size_t *count)
{
	node_foreach (so, kind) {
		grow(*objects, *count);
		(*objects)[(*count)++] = so;
	}
}

/* All live storage objects, so that those of one HBA stand together; owned. */
static size_t sorted_objects(const struct draft *draft, struct node ***objects)
{
	size_t count = 0;

	*objects = NULL;
	node_foreach (kind, node_part(draft->live, CLASS_BACKSTORES)) {
		if (kind->type->class == CLASS_KIND)
			add_children(kind, objects, &count);
	}
	if (count > 1)
		qsort(*objects, count, sizeof **objects, by_dir);
	return count;
}

/* An HBA goes with the last of its objects. */
static void remove_hba(struct draft *draft, const char *hba, struct node **objects,
		       size_t count)
{
	struct step_list undo = { 0 };
	enum phase phase = PHASE_REPLACE;

	for (size_t i = 0; i < count; i++) {
		if (!is_doomed(objects[i]))
			return;
		if (objects[i]->plan->last[PHASE_DELETE] != 0)
			phase = PHASE_DELETE;
	}
	struct step *step = plan_add(draft, objects[0], phase, STEP_RMDIR, hba);
	for (size_t i = 1; i < count; i++)
		step_needs(draft, step, objects[i]->plan->last[phase]);
	list_add(&undo, STEP_MKDIR, hba);
	set_undo(step, &undo);
}

static void remove_hbas(struct draft *draft)
{
	struct node **objects;
	size_t count = sorted_objects(draft, &objects);

	for (size_t first = 0, next; first < count; first = next) {
		autofree char *hba = hba_of(objects[first]);

		for (next = first + 1; next < count; next++) {
			autofree char *other = hba_of(objects[next]);

			if (strcmp(hba, other) != 0)
				break;
		}
		remove_hba(draft, hba, objects + first, next - first);
	}
	free(objects);
}

static void remove_backstores(struct draft *draft)
{
	node_foreach (kind, node_part(draft->live, CLASS_BACKSTORES))
		if (kind->type->class == CLASS_KIND)
			node_foreach (so, kind)
				remove_storage_object(draft, so);
	remove_hbas(draft);
	remove_lu_groups(draft);
}

void plan_removals(struct draft *draft)
{
	node_foreach (fabric, draft->live)
		if (fabric->type->class == CLASS_FABRIC)
			node_foreach (target, fabric)
				remove_target(draft, target);
	remove_backstores(draft);
}
