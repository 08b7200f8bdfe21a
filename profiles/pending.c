/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was held back, from one command to the next. */
#include "profiles/pending.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/commit.h"
#include "configfs/keep.h"
#include "profiles/profile.h"
#include "profiles/this_boot.h"

#define LOCK_FILE    "/run/liosh/restore.lock"
#define LOCK_SECONDS 300 /* a restore at boot waits for devices meanwhile */

static const char *const hows[] = {
	[LEFT_OUT] = "out",
	[LEFT_OFF] = "off",
	[LEFT_HALF] = "half",
	[LEFT_UNSET] = "unset",
};

#define HOWS (sizeof hows / sizeof *hows)

static void add_told(struct item *objects, const struct error *told)
{
	struct item *all = item_add(objects, "told", item_new(ITEM_MAPPING));

	for (; told != NULL && told->object != NULL; told = told->next) {
		struct item *words = item_add(all, told->object, item_new(ITEM_MAPPING));

		item_add(words, "what", item_scalar(told->what));
		item_add(words, "why", item_scalar(told->why == NULL ? "" : told->why));
	}
}

static void add_left(struct item *objects, struct left_list *left)
{
	struct item *all = item_add(objects, "left", item_new(ITEM_MAPPING));
	struct item *by_how[HOWS];

	for (size_t how = 0; how < HOWS; how++)
		by_how[how] = item_add(all, hows[how], item_new(ITEM_MAPPING));
	left_sort(left);
	for (size_t i = 0; i < left->count; i++)
		item_add(by_how[left->all[i].how], left->all[i].path,
			 item_scalar("left"));
}

static int write_held(const char *path, struct held *held)
{
	struct item *objects = item_new(ITEM_MAPPING);

	if (held != NULL && (held->told.code != 0 || held->left.count > 0)) {
		add_told(objects, &held->told);
		add_left(objects, &held->left);
	}
	return this_boot_write(path, objects);
}

int pending_write(struct held *held, struct error *err)
{
	bool is_empty = held == NULL || held->told.code == 0;
	int result = write_held(PENDING_FILE, is_empty ? NULL : held);

	if (result == 0 || err == NULL)
		return result;
	error_set(err, NULL, -EIO, "cannot write %s: %s", PENDING_FILE,
		  strerror(-result));
	because(err, "what is pending is kept there");
	advise(err, "make room in /run");
	return -EIO;
}

static void read_told(const struct entry *entry, struct error *told)
{
	const struct item *what = item_find(entry->value, "what");
	const struct item *why = item_find(entry->value, "why");
	struct error one = { 0 };

	if (what == NULL || what->kind != ITEM_SCALAR)
		return;
	error_set(&one, NULL, -ENODEV, "%s", what->text);
	if (why != NULL && why->kind == ITEM_SCALAR && *why->text != '\0')
		because(&one, "%s", why->text);
	error_about(&one, entry->key, NULL);
	error_append(told, &one);
}

/* What cannot be read may be anything. */
static int unknown(const char *path, int code, struct error *told, struct error *err)
{
	struct error one = { 0 };

	error_set(&one, NULL, -EIO, "nobody can tell what is pending");
	because(&one, "%s cannot be read: %s", path, strerror(-code));
	error_about(&one, "/", NULL);
	error_append(told, &one);
	if (err == NULL)
		return -EIO;
	(void)fail(err, -EIO, "%s cannot be read: %s", path, strerror(-code));
	because(err, "it says what is to be brought");
	advise(err, "'service start' brings all that is saved");
	return -EIO;
}

static int read_held(const char *path, struct held *held, struct error *err)
{
	autoitem struct item *objects = NULL;
	int r = this_boot_read(path, &objects);

	if (r < 0)
		return unknown(path, r, &held->told, err);
	const struct item *told = objects == NULL ? NULL : item_find(objects, "told");
	const struct item *left = objects == NULL ? NULL : item_find(objects, "left");

	for (size_t i = 0; told != NULL && i < told->count; i++)
		read_told(&told->entries[i], &held->told);
	for (size_t how = 0; left != NULL && how < HOWS; how++) {
		const struct item *all = item_find(left, hows[how]);

		for (size_t i = 0; all != NULL && i < all->count; i++)
			left_add(&held->left, all->entries[i].key, how);
	}
	return 0;
}

int pending_read(struct held *held, struct error *err)
{
	int r = read_held(PENDING_FILE, held, err);
	int result = read_held(RESTORING_FILE, held, err);

	return r < 0 ? r : result;
}

void pending_follow(const struct node *live)
{
	struct held held = { 0 };
	size_t count = 0;

	if (access(PENDING_FILE, F_OK) < 0)
		return;
	int r = read_held(PENDING_FILE, &held, NULL);
	for (size_t i = 0; i < held.left.count; i++) {
		struct left *one = &held.left.all[i];
		const struct node *tpg = keep_find(live, one->path);

		if (one->how != LEFT_OFF || (tpg != NULL && !node_is(tpg, "enable", "1")))
			held.left.all[count++] = *one;
		else
			free(one->path);
	}
	bool same = count == held.left.count;
	held.left.count = count;
	if (r == 0 && !same)
		(void)!write_held(PENDING_FILE, &held);
	held_clear(&held);
}

void pending_begin(struct held *made)
{
	(void)!write_held(RESTORING_FILE, made);
}

void pending_end(void)
{
	(void)!write_held(RESTORING_FILE, NULL);
}

/* --- what is still so ------------------------------------------------------------ */

static bool is_within(const char *path, const char *object)
{
	const char *rest = after_prefix(path, object);

	return strcmp(object, "/") == 0 ||
	       (rest != NULL && (*rest == '\0' || *rest == '/'));
}

static bool is_still(const struct error *one, const struct plan *plan,
		     const struct error *faults)
{
	for (size_t i = 0; i < plan->change_count; i++)
		if (is_within(plan->changes[i].path, one->object))
			return true;
	for (; faults != NULL && faults->code != 0; faults = faults->next)
		if (faults->object != NULL && is_within(faults->object, one->object))
			return true;
	return false;
}

static void settle(struct error *told, const struct plan *plan,
		   const struct error *faults)
{
	struct error left = { 0 };

	while (told->code != 0) {
		struct error one = *told, *next = told->next;

		one.next = NULL;
		*told = next == NULL ? (struct error){ 0 } : *next;
		free(next);
		if (is_still(&one, plan, faults))
			error_append(&left, &one);
		else
			error_clear(&one);
	}
	*told = left;
}

/* Where the saved file cannot be read nobody knows, and all of it stays. */
void pending_now(const struct node *live, struct error *told)
{
	const struct plan_options options = { .changes_only = true };
	struct error autoerror ignored = { 0 };
	autonode struct node *wanted = node_copy(live);
	struct profile *saved = NULL;
	struct plan *plan = NULL;
	struct held held = { 0 };

	(void)!pending_read(&held, NULL);
	error_append(told, &held.told);
	held_clear(&held);
	/* Nothing is saved any more that could be missing. */
	if (access(PROFILE_DEFAULT, F_OK) < 0 && errno == ENOENT)
		error_clear(told);
	if (told->code == 0 ||
	    profile_read(PROFILE_DEFAULT, PROFILE_PARTIAL, &saved, &ignored) < 0)
		return;
	if (profile_overlay(wanted, saved->tree, OVERLAY_KERNEL, NULL, NULL, &ignored) ==
		    0 &&
	    plan_make(live, wanted, &options, &plan, &ignored) == 0)
		settle(told, plan, &saved->faults);
	plan_free(plan);
	profile_free(saved);
}

int pending_check(const char *path, const struct node *tree, struct error *err)
{
	struct error autoerror pending = { 0 };

	if (!profile_is_default(path))
		return 0;
	pending_now(tree, &pending);
	if (pending.code == 0)
		return 0;
	(void)fail(err, -EBUSY, "what is saved is more than what runs: %s", pending.what);
	if (pending.why != NULL)
		because(err, "%s", pending.why);
	advise(err, "'restoreconfig --pending' brings it once it is there; 'saveconfig "
		    "force=true' saves without it");
	return -EBUSY;
}

int pending_lock(const volatile int *interrupted, int *fd, struct error *err)
{
	(void)!mkdir(THIS_BOOT_DIRECTORY, 0700);
	return lock_file(LOCK_FILE, LOCK_SECONDS, interrupted, fd, err);
}
