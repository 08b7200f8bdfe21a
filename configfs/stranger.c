/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing that is restored hangs on what only has the name of what was saved. */
#include "configfs/stranger.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/differ.h"
#include "configfs/keep.h"
#include "configfs/path.h"
#include "configfs/settle.h"

/* --- which ----------------------------------------------------------------------- */

struct finding {
	const struct node *saved;
	struct left_list *left;
	struct faults *strangers;
};

/* Larger than it was saved nobody misses anything. */
static bool is_grown(const struct difference *diff)
{
	return diff->attr->flags & ATTR_RESIZE && diff->old != NULL &&
	       strtoull(diff->old, NULL, 10) > strtoull(diff->text, NULL, 10);
}

static bool is_more_open(const struct difference *diff)
{
	const struct attr *attr = diff->attr;

	/* What somebody set since is his to know; none at all lets anybody in. */
	if (attr->flags & ATTR_CREDENTIAL)
		return (diff->old == NULL || *diff->old == '\0') && *diff->text != '\0';
	return attr->openness != NULL && diff->old != NULL &&
	       attr->openness(diff->old) > attr->openness(diff->text);
}

/* What makes it another disk for who uses it: what it has open, how that is cut, and by
 * what initiators know it.  A product's name alone makes none. */
static bool matters_to_disk(const struct node *so, const struct difference *diff)
{
	const struct backstore *backstore = so->backstore;
	bool is_known_by =
		diff->attr->flags & ATTR_IDENTITY && !(diff->attr->flags & ATTR_LAST);

	if (diff->old == NULL)
		return false;
	if (is_more_open(diff))
		return true;
	if (!(diff->attr->flags & ATTR_AT_CREATE) && !is_known_by &&
	    !text_equal(diff->name, "block_size"))
		return false;
	/* Those were compared by what they lead to. */
	return !text_equal(diff->name, backstore->path_value) &&
	       !text_equal(diff->name, backstore->identity_value) && !is_grown(diff);
}

/* What leads to another disk, or lets more in.  That somebody enabled it is no fault. */
static bool matters_to_access(const struct difference *diff)
{
	const struct attr *attr = diff->attr;

	if (attr->kind == ATTR_REF)
		return (attr->flags & ATTR_VIRTUAL) != 0;
	return !text_equal(diff->name, "enable") && is_more_open(diff);
}

static bool is_judged(const struct node *live)
{
	static const enum node_class judged[] = {
		CLASS_SO, CLASS_TPG, CLASS_ACL, CLASS_LUN, CLASS_MAPPED_LUN,
	};

	for (size_t i = 0; i < sizeof judged / sizeof *judged; i++)
		if (live->type->class == judged[i])
			return true;
	return false;
}

static char *device_differs(const struct node *saved, const struct node *live)
{
	const char *path = live->backstore->path_value;

	if (live->flags & NODE_DISABLED)
		return xstrdup("it was made and never enabled");
	if (so_is_same_device(saved, live))
		return NULL;
	return xasprintf("it has %s open, which is not what was saved",
			 node_text(live, path) == NULL ? "nothing"
						       : node_text(live, path));
}

static char *difference_told(const struct difference *diff)
{
	if (diff->attr->kind == ATTR_SECRET || diff->attr->flags & ATTR_CREDENTIAL)
		return xasprintf("its %s is not the one that was saved", diff->name);
	return xasprintf("its %s is '%s', and '%s' was saved", diff->name,
			 diff->old == NULL ? "" : diff->old, diff->text);
}

/* Why it is another, owned; NULL: it is not. */
static char *why_stranger(const struct node *saved, const struct node *live)
{
	bool is_disk = live->type->class == CLASS_SO;
	char *why = is_disk ? device_differs(saved, live) : NULL;
	struct difference *diffs;
	size_t count = node_differences(live, saved, &diffs);

	for (size_t i = 0; why == NULL && i < count; i++)
		if (diffs[i].attr != NULL && (is_disk ? matters_to_disk(live, &diffs[i])
						      : matters_to_access(&diffs[i])))
			why = difference_told(&diffs[i]);
	differences_free(diffs, count);
	return why;
}

static void add_fault(struct faults *faults, const char *path, const char *whose,
		      const char *why)
{
	struct error autoerror one = { 0 };

	error_set(&one, NULL, -EBUSY, "%s runs and is not what was saved", whose);
	because(&one, "%s", why);
	error_about(&one, path, NULL);
	(void)faults_add(faults, &one);
}

static int find_one(struct node *live, void *data)
{
	const struct finding *finding = data;

	if (!is_judged(live))
		return 0;
	autofree char *path = node_path(live);
	const struct node *saved = keep_find(finding->saved, path);
	if (saved == NULL || saved->type != live->type ||
	    keep_is_half(finding->left, live))
		return 0;
	autofree char *why = why_stranger(saved, live);
	if (why != NULL)
		add_fault(finding->strangers, path, path, why);
	return 0;
}

void strangers_find(const struct node *saved, const struct node *live,
		    struct left_list *left, struct faults *strangers)
{
	struct finding finding = { saved, left, strangers };

	node_walk(node_mutable(live), find_one, &finding);
}

/* --- what would hang on them ----------------------------------------------------- */

struct barring {
	const struct node *live;
	const struct faults *strangers;
	struct faults *faults;
};

static const struct fault *stranger_at(const struct barring *barring,
				       const struct node *node)
{
	autofree char *path = node == NULL ? NULL : node_path(node);

	for (size_t i = 0; path != NULL && i < barring->strangers->count; i++)
		if (strcmp(barring->strangers->all[i].path, path) == 0)
			return &barring->strangers->all[i];
	return NULL;
}

/* It, or what it leads to: of a mapped LUN the LUN and its disk. */
static const struct fault *leads_to_stranger(const struct barring *barring,
					     const struct node *node)
{
	const struct fault *fault = NULL;

	for (; fault == NULL && node != NULL; node = node_target(node)) {
		fault = stranger_at(barring, node);
		if (node->type->class == CLASS_SO)
			break;
	}
	return fault;
}

static const struct fault *stands_in_stranger(const struct barring *barring,
					      const struct node *node)
{
	const struct fault *fault = NULL;

	for (node = node->parent; fault == NULL && node != NULL; node = node->parent)
		fault = stranger_at(barring, node);
	return fault;
}

static const struct fault *holds_stranger(const struct barring *barring,
					  const struct node *node)
{
	const struct fault *fault = leads_to_stranger(barring, node);

	for (size_t i = 0; fault == NULL && i < node->child_count; i++)
		fault = holds_stranger(barring, node->children[i]);
	return fault;
}

/* A mapped LUN goes with its LUN, where that is new too. */
static bool leads_elsewhere(const struct barring *barring, const struct node *node)
{
	const struct node *lun = node_target(node);

	if (node->type->class != CLASS_MAPPED_LUN || lun == NULL)
		return node->type->class == CLASS_LUN;
	autofree char *path = node_path(lun);
	return keep_find(barring->live, path) != NULL;
}

static int bar_one(struct node *node, void *data)
{
	const struct barring *barring = data;
	const struct fault *fault = NULL;

	if (node->type->flags & TYPE_CONTAINER)
		return 0;
	autofree char *path = node_path(node);
	const struct node *live = keep_find(barring->live, path);
	if (live == NULL) {
		fault = stands_in_stranger(barring, node);
		if (fault == NULL && leads_elsewhere(barring, node))
			fault = leads_to_stranger(barring, node);
	} else if (live->type->class == CLASS_TPG && !tpg_is_on(live) &&
		   node_is(node, "enable", "1")) {
		fault = holds_stranger(barring, node);
	}
	if (fault != NULL && !faults_have(barring->faults, path)) {
		struct error autoerror one = { 0 };

		error_set(&one, NULL, -EBUSY, "%s", fault->why);
		error_about(&one, path, NULL);
		(void)faults_add(barring->faults, &one);
	}
	return 0;
}

void strangers_bar(const struct node *wanted, const struct node *live,
		   const struct faults *strangers, struct faults *faults)
{
	struct barring barring = { live, strangers, faults };

	if (strangers->count > 0)
		node_walk(node_mutable(wanted), bar_one, &barring);
}
