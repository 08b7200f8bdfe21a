/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two trees side by side: what is the same, what differs, what has to move for it. */
#include "configfs/plan.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/load.h"
#include "configfs/path.h"
#include "configfs/plan_draft.h"

static int attach(struct node *node, void *data)
{
	(void)data;
	node->plan = xcalloc(1, sizeof *node->plan);
	return 0;
}

static int release(struct node *node, void *data)
{
	(void)data;
	free(node->plan->blockers);
	free(take_ptr(node->plan));
	return 0;
}

static void pair(struct node *live, struct node *wanted)
{
	live->plan->other = wanted;
	wanted->plan->other = live;
	if (wanted->dir == NULL)
		wanted->dir = xstrdup_null(live->dir);
	if (wanted->link_name == NULL)
		wanted->link_name = xstrdup_null(live->link_name);
	node_foreach (child, wanted) {
		struct node *same = node_child(live, child->name);

		if (same != NULL && same->type == child->type)
			pair(same, child);
	}
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void claim(struct draft *draft, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	grow(draft->claims, draft->claim_count);
	draft->claims[draft->claim_count++] = xstrdup(text);
}

static int claim_one(struct node *wanted, void *data)
{
	if (wanted->type->class != CLASS_SO || !is_new(wanted))
		return 0;
	autofree char *path = so_path(wanted);
	claim(data, path);
	claim(data, node_text(wanted, "serial"));
	return 0;
}

static void take_name(struct hba_numbers *hbas, char *name)
{
	grow(hbas->taken, hbas->count);
	hbas->taken[hbas->count++] = name;
}

/* "core/fileio_3/d1" takes fileio_3. */
static int take_object(struct node *node, void *data)
{
	const char *hba = node->dir == NULL ? NULL : after_prefix(node->dir, "core/");

	if (node->type->class == CLASS_SO && hba != NULL)
		take_name(data, xstrndup(hba, strcspn(hba, "/")));
	return 0;
}

/* Those of the live objects, and empty ones that the kernel has. */
static void take_hba_names(struct draft *draft)
{
	struct hba_numbers *hbas = &draft->hbas;
	struct fs_list list = { 0 };
	size_t kinds = 0;

	while (backstores[kinds] != NULL)
		kinds++;
	hbas->next = xcalloc(kinds, sizeof *hbas->next);
	node_walk(node_part(draft->live, CLASS_BACKSTORES), take_object, hbas);
	if (draft->options->fs != NULL && fs_list(draft->options->fs, "core", &list) == 0)
		for (size_t i = 0; i < list.count; i++)
			take_name(hbas, xstrdup(list.entries[i].name));
	fs_list_free(&list);
	if (hbas->count > 1)
		qsort(hbas->taken, hbas->count, sizeof *hbas->taken, compare_text);
}

static int fail_exported(const struct node *so, const struct node *lun, bool others,
			 struct error *err)
{
	autofree char *path = node_path(so), *first = node_path(lun);

	error_set(err, NULL, -EINVAL, "cannot change %s while it is exported", path);
	because(err, "%s%s links to it", first, others ? " and others" : "");
	advise(err, "delete the LUN first, or change it in a profile and restore that");
	return -EINVAL;
}

/* What refuse_relink() looks for, and where it says what it found. */
struct relink {
	const struct node *live;
	struct error *err;
};

static int refuse_exported(struct node *so, void *data)
{
	const struct relink *relink = data;
	struct node **luns = NULL;

	if (so->type->class != CLASS_SO || !is_bounced(so))
		return 0;
	size_t count = luns_of(relink->live, so, &luns);
	autofree struct node **owned = luns;
	return count == 0 ? 0 : fail_exported(so, owned[0], count > 1, relink->err);
}

/* `set` names one object; taking its LUNs away meanwhile is not what was asked. */
static int refuse_relink(struct draft *draft, struct error *err)
{
	struct relink relink = { draft->live, err };

	return node_walk(node_part(draft->live, CLASS_BACKSTORES), refuse_exported,
			 &relink);
}

/* The kernel gives an object back to its default LU group only when the other one is
 * removed; writing NULL for it ends in an oops (Linux 6.1). */
static int refuse_leaving(struct node *live, void *data)
{
	struct node *wanted = live->plan->other;
	struct difference *diffs;
	int result = 0;

	if (live->type->class != CLASS_SO || wanted == NULL)
		return 0;
	size_t count = node_differences(live, wanted, &diffs);
	for (size_t i = 0; i < count && result == 0; i++) {
		const struct node *groups = node_part(
			node_part(node_root(live), CLASS_BACKSTORES), CLASS_LU_GROUPS);
		const struct node *group =
			diffs[i].old == NULL ? NULL : node_child(groups, diffs[i].old);

		if (!is_left_group(&diffs[i]) || group == NULL || is_doomed(group))
			continue;
		autofree char *path = node_path(live);
		result = -EINVAL;
		error_set(data, &wanted->mark, result, "%s cannot leave LU group %s",
			  path, diffs[i].old);
		because(data, "the kernel lets go of its members only when the group is "
			      "removed");
		advise(data, "delete the LU group, or name another one");
	}
	differences_free(diffs, count);
	return result;
}

static void free_texts(char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
}

/* Where the kernel keeps its state can be set only before the first object of all. */
static bool is_first_object(const struct node *live)
{
	node_foreach (kind, node_part(live, CLASS_BACKSTORES))
		if (kind->child_count > 0)
			return false;
	node_foreach (fabric, live)
		if (fabric->type->class == CLASS_FABRIC && fabric->dir != NULL)
			return false;
	return true;
}

static bool lacks_value_of(const struct node *live, const struct node *wanted)
{
	value_foreach(value,
		      wanted) if (node_value(live, value->name) == NULL) return true;
	return false;
}

/* What goes away or is overwritten must be known in full, or it could not come back. */
static int read_what_moves(struct node *live, void *data)
{
	const struct draft *draft = data;
	const struct node *wanted = live->plan->other;

	if (live->dir == NULL || live->flags & NODE_LOADED || draft->options->fs == NULL)
		return 0;
	if (wanted == NULL || is_bounced(live) || lacks_value_of(live, wanted))
		load_values(draft->options->fs, live, LOAD_SETTINGS, false);
	return 0;
}

static void plan_steps(struct draft *draft)
{
	take_hba_names(draft);
	plan_removals(draft);
	plan_store_builds(draft);
	plan_fabric_builds(draft);
	draft->plan->first_object = is_first_object(draft->live);
}

static int make(struct draft *draft, struct error *err)
{
	pair(node_mutable(draft->live), draft->wanted);
	node_walk(node_mutable(draft->live), read_what_moves, draft);
	plan_mark(draft);
	if (draft->options->refuse_relink) {
		int result = refuse_relink(draft, err);

		if (result < 0)
			return result;
	}
	node_walk(node_mutable(draft->live), read_what_moves, draft);
	if (node_walk(node_mutable(draft->live), refuse_leaving, err) < 0)
		return err->code;
	if (refuse_takeover(draft, err) < 0)
		return err->code;
	node_walk(draft->wanted, claim_one, draft);
	if (draft->claim_count > 1)
		qsort(draft->claims, draft->claim_count, sizeof *draft->claims,
		      compare_text);
	if (!draft->options->changes_only)
		plan_steps(draft);
	plan_changes(draft);
	return 0;
}

int plan_make(const struct node *live, struct node *wanted,
	      const struct plan_options *options, struct plan **plan, struct error *err)
{
	struct draft draft = {
		.live = live,
		.wanted = wanted,
		.options = options,
		.plan = xcalloc(1, sizeof **plan),
	};

	draft.plan->wanted = wanted;
	node_walk(node_mutable(live), attach, NULL);
	node_walk(wanted, attach, NULL);
	int result = make(&draft, err);
	node_walk(node_mutable(live), release, NULL);
	node_walk(wanted, release, NULL);
	free_texts(draft.claims, draft.claim_count);
	free_texts(draft.hbas.taken, draft.hbas.count);
	free(draft.hbas.next);
	if (result < 0)
		plan_free(draft.plan);
	else
		*plan = draft.plan;
	return result;
}
