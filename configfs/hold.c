/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is missing is left out, and who would be served less than he should stays off. */
#include "configfs/hold.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/keep.h"
#include "configfs/path.h"

/* --- faults ---------------------------------------------------------------------- */

bool faults_have(const struct faults *faults, const char *path)
{
	for (size_t i = 0; i < faults->count; i++)
		if (strcmp(faults->all[i].path, path) == 0)
			return true;
	return false;
}

static void add(struct faults *faults, const char *path, const struct error *err)
{
	grow(faults->all, faults->count);
	faults->all[faults->count++] = (struct fault){
		.path = xstrdup(path),
		.why = err->why == NULL ? xstrdup(err->what)
					: xasprintf("%s: %s", err->what, err->why),
		.may_come = err->may_pass,
	};
}

bool faults_add(struct faults *faults, const struct error *errors)
{
	size_t before = faults->count;

	for (const struct error *at = errors; at != NULL; at = at->next)
		if (at->object != NULL && !faults_have(faults, at->object))
			add(faults, at->object, at);
	return faults->count > before;
}

void faults_add_at(struct faults *faults, const char *path, const struct error *err)
{
	if (faults_have(faults, path) || err->code == 0)
		return;
	add(faults, path, err);
	faults->all[faults->count - 1].may_come = false;
}

bool faults_may_go(const struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->all[i].may_come)
			return true;
	return false;
}

void faults_clear(struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		free(faults->all[i].path);
		free(faults->all[i].why);
	}
	free(faults->all);
	*faults = (struct faults){ 0 };
}

/* --- held back ------------------------------------------------------------------- */

/* Paths, for what is taken out takes others with it. */
struct paths {
	char **all;
	size_t count;
};

/* A LUN that is missing, and why. */
struct lost {
	const struct node *lun;
	const char *why;
};

struct holding {
	struct node *wanted;
	const struct node *live;
	struct left_list *before;
	struct held *held;
	struct paths gone, off, reset;
	struct paths unnamed; /* containers with a part that is no name of one */
	struct lost *lost;
	size_t lost_count;
	const char *why; /* of the fault at hand */
};

static void add_path(struct paths *paths, const struct node *node)
{
	grow(paths->all, paths->count);
	paths->all[paths->count++] = node_path(node);
}

/* Once for each: the first fault says why. */
static void tell(const struct holding *holding, const char *path, const char *what)
{
	struct error one = { 0 };

	for (const struct error *at = &holding->held->told; at != NULL; at = at->next)
		if (at->object != NULL && strcmp(at->object, path) == 0)
			return;
	error_set(&one, NULL, -ENODEV, "%s %s", path, what);
	because(&one, "%s", holding->why);
	error_about(&one, path, NULL);
	error_append(&holding->held->told, &one);
}

static bool is_serving(const struct node *live)
{
	bool serves = false;

	for (size_t i = 0; live != NULL && i < live->child_count; i++)
		serves = serves || tpg_is_on(live->children[i]);
	return serves;
}

/* `fault`: the part of it that is missing, or itself. */
static void hold(struct holding *holding, const struct node *target,
		 const struct node *fault)
{
	bool can_be_off = (target->fabric->flags & FABRIC_ENABLE) != 0;

	add_path(&holding->off, target);
	const char *path = holding->off.all[holding->off.count - 1];
	const struct node *live = keep_find(holding->live, path);
	if (live != NULL && live->type->class == CLASS_TPG)
		live = live->parent;
	tell(holding, path,
	     is_serving(live)                ? "runs, and not as it was saved"
	     : can_be_off && fault != target ? "stays disabled"
					     : "is not made");
}

/* --- which ----------------------------------------------------------------------- */

static bool has_path(const struct paths *paths, const struct node *node)
{
	autofree char *path = node_path(node);

	for (size_t i = 0; i < paths->count; i++)
		if (strcmp(paths->all[i], path) == 0)
			return true;
	return false;
}

static void miss_lun(struct holding *holding, const struct node *lun)
{
	struct node **mapped = NULL;
	size_t count = mapped_of(lun, &mapped);

	grow(holding->lost, holding->lost_count);
	holding->lost[holding->lost_count++] = (struct lost){ lun, holding->why };
	for (size_t i = 0; i < count; i++)
		add_path(&holding->gone, mapped[i]);
	free(mapped);
	add_path(&holding->gone, lun);
}

/* Of the LUNs of a TPG, or of an initiator. */
static bool some_stay(const struct holding *holding, const struct node *luns)
{
	node_foreach (lun, luns)
		if ((lun->type->class == CLASS_LUN ||
		     lun->type->class == CLASS_MAPPED_LUN) &&
		    !has_path(&holding->gone, lun))
			return true;
	return false;
}

/* Whether who is let in finds disks without it: LUN 0 at least, as all look for that. */
static bool can_serve_rest(const struct holding *holding, const struct node *lun)
{
	struct node **mapped = NULL;
	size_t count = mapped_of(lun, &mapped);
	bool can = lun->number != 0 && some_stay(holding, lun->parent);

	for (size_t i = 0; can && i < count; i++)
		can = mapped[i]->number != 0 && some_stay(holding, mapped[i]->parent);
	free(mapped);
	return can;
}

/* Without its LUNs a target serves the rest, or nothing.  Whoever is held is told so,
 * whatever else he lacks. */
static void judge_lost(struct holding *holding)
{
	for (size_t i = 0; i < holding->lost_count; i++) {
		const struct node *lun = holding->lost[i].lun;
		const struct node *target = node_above(lun, CLASS_TARGET);

		holding->why = holding->lost[i].why;
		if (!has_path(&holding->off, target) &&
		    !(node_is(target, "if_missing", "serve") &&
		      can_serve_rest(holding, lun)))
			hold(holding, target, lun);
	}
	for (size_t i = 0; i < holding->lost_count; i++) {
		autofree char *path =
			node_path(node_above(holding->lost[i].lun, CLASS_TARGET));

		holding->why = holding->lost[i].why;
		tell(holding, path, "serves only a part");
	}
}

static void miss_so(struct holding *holding, const struct node *so)
{
	struct node **luns = NULL;
	size_t count = luns_of(holding->wanted, so, &luns);

	for (size_t i = 0; i < count; i++)
		miss_lun(holding, luns[i]);
	free(luns);
	add_path(&holding->gone, so);
	if (count == 0)
		tell(holding, holding->gone.all[holding->gone.count - 1], "is missing");
}

static void miss_members(struct holding *holding, const struct node *group)
{
	node_foreach (kind, node_part(holding->wanted, CLASS_BACKSTORES))
		if (kind->type->class == CLASS_KIND)
			node_foreach (so, kind)
				if (node_is(so, "lu_group", group->name))
					miss_so(holding, so);
	add_path(&holding->gone, group);
}

/* Of a kind, a fabric or the backstores all that is below. */
static void miss(struct holding *holding, const struct node *node)
{
	const struct node *so = node_above(node, CLASS_SO);
	const struct node *target = node_above(node, CLASS_TARGET);

	if (so != NULL) {
		miss_so(holding, so);
		/* Of one that runs only that. */
		if (node != so)
			add_path(&holding->gone, node);
	} else if (node->type->class == CLASS_LUN) {
		miss_lun(holding, node);
	} else if (node->type->class == CLASS_LU_GROUP) {
		miss_members(holding, node);
	} else if (target != NULL) {
		hold(holding, target, node);
		add_path(node->type->flags & TYPE_CONTAINER ? &holding->unnamed
							    : &holding->gone,
			 node);
	} else if (node->type->class == CLASS_KIND || node->type->class == CLASS_FABRIC ||
		   node->type->class == CLASS_BACKSTORES) {
		add_path(&holding->reset, node);
		node_foreach (child, node)
			miss(holding, child);
	} else {
		autofree char *path = node_path(node);

		tell(holding, path, "is not as it was saved");
	}
}

/* --- carried out ----------------------------------------------------------------- */

static void leave_out(const struct holding *holding, struct node *node);

/* As it is, without the parts that it was to get. */
static void leave_half(const struct holding *holding, struct node *node,
		       const struct node *live)
{
	autofree char *path = node_path(node);

	if (live->type != node->type)
		return;
	for (size_t i = node->child_count; i > 0; i--)
		leave_out(holding, node->children[i - 1]);
	keep_values(node, live);
	left_add(&holding->held->left, path, LEFT_HALF);
}

/* With what is below it; what runs stays. */
static void leave_out(const struct holding *holding, struct node *node)
{
	autofree char *path = node_path(node);
	const struct node *live = keep_find(holding->live, path);

	if (live != NULL && holding->before != NULL &&
	    keep_is_half(holding->before, live))
		leave_half(holding, node, live);
	if (live != NULL)
		return;
	left_add(&holding->held->left, path, LEFT_OUT);
	node_free(node);
}

/* One that cannot be off is not made at all. */
static void disable(const struct holding *holding, struct node *tpg)
{
	autofree char *path = node_path(tpg);
	const struct node *live = keep_find(holding->live, path);

	if (!(tpg->fabric->flags & FABRIC_ENABLE)) {
		leave_out(holding, tpg);
	} else if (live == NULL || !tpg_is_on(live)) {
		if (node_is(tpg, "enable", "1"))
			left_add(&holding->held->left, path, LEFT_OFF);
		node_set(tpg, "enable", "0");
	}
}

static void disable_target(const struct holding *holding, const char *path)
{
	struct node *found = keep_find(holding->wanted, path);
	struct node *target = found == NULL ? NULL : node_above(found, CLASS_TARGET);

	if (target == NULL)
		return;
	for (size_t i = target->child_count; i > 0; i--)
		disable(holding, target->children[i - 1]);
	if (target->child_count == 0)
		leave_out(holding, target);
}

static void paths_free(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->all[i]);
	free(paths->all);
}

void held_clear(struct held *held)
{
	error_clear(&held->told);
	left_clear(&held->left);
}

void hold_back(struct node *wanted, const struct node *live, const struct faults *faults,
	       struct left_list *before, struct held *held)
{
	struct holding holding = {
		.wanted = wanted,
		.live = live,
		.before = before,
		.held = held,
	};

	for (size_t i = 0; i < faults->count; i++) {
		const char *path = faults->all[i].path;
		const struct node *node = keep_find(wanted, path);

		holding.why = faults->all[i].why;
		if (node != NULL)
			miss(&holding, node);
		else
			tell(&holding, path, "is left out");
	}
	judge_lost(&holding);
	for (size_t i = 0; i < holding.gone.count; i++) {
		struct node *node = keep_find(wanted, holding.gone.all[i]);

		if (node != NULL)
			leave_out(&holding, node);
	}
	for (size_t i = 0; i < holding.off.count; i++)
		disable_target(&holding, holding.off.all[i]);
	for (size_t i = 0; i < holding.reset.count; i++) {
		struct node *node = keep_find(wanted, holding.reset.all[i]);
		const struct node *runs = keep_find(live, holding.reset.all[i]);

		if (node == NULL || runs == NULL)
			continue;
		keep_values(node, runs);
		left_add(&held->left, holding.reset.all[i], LEFT_UNSET);
	}
	for (size_t i = 0; i < holding.unnamed.count; i++)
		left_add(&held->left, holding.unnamed.all[i], LEFT_UNSET);
	free(holding.lost);
	paths_free(&holding.unnamed);
	paths_free(&holding.reset);
	paths_free(&holding.gone);
	paths_free(&holding.off);
}
