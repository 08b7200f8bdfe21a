/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service shutdown: sessions end, then all that is held is let go of. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/device.h"
#include "configfs/lun_disk.h"
#include "configfs/path.h"
#include "shell/change.h"
#include "shell/hurry.h"
#include "shell/print.h"
#include "shell/service.h"
#include "shell/view.h"

/* How long somebody else may be at it. */
#define LOCK_SECONDS 10
/* As TimeoutStopSec= of the unit has it. */
#define PATIENCE_SECONDS 45
/* How long a disk of this machine may be in use yet. */
#define IN_USE_SECONDS 60

/* LUNs that this machine itself uses. */
struct used {
	struct in_use {
		char *target; /* owned: its path */
		char *text;   /* owned: how it is used */
	} * all;
	size_t count;
};

/* --- asked ----------------------------------------------------------------------- */

/* Once for all of it, before anything is done. */
static int agree(struct shell *shell, struct error *err)
{
	if (geteuid() != 0) {
		(void)fail(err, -EPERM, "only root can let go of what is served");
		return -EPERM;
	}
	if (shell->yes || !shell->is_terminal)
		return 0;
	int r = service_tell_sessions(shell, NULL, err);

	if (r < 0 || shell_confirm(shell, "End all sessions and remove all that runs?"))
		return r;
	return fail(err, -EPERM, "nothing was done: it was not agreed to");
}

/* --- disks of this machine ------------------------------------------------------- */

static void forget_used(struct used *used)
{
	for (size_t i = 0; i < used->count; i++) {
		free(used->all[i].target);
		free(used->all[i].text);
	}
	free(used->all);
	*used = (struct used){ 0 };
}

static void look_at(const struct node *lun, struct used *used)
{
	autofree char *disk = lun_disk(lun), *path = shown_path(lun);
	struct error autoerror ignored = { 0 };
	struct device device = { 0 };

	if (disk == NULL || device_look(disk, &device, &ignored) < 0)
		return;
	if (device.user != NULL) {
		grow(used->all, used->count);
		used->all[used->count++] = (struct in_use){
			.target = node_path(node_above(lun, CLASS_TARGET)),
			.text = xasprintf("%s is %s here, which is %s", path, disk,
					  device.user),
		};
	}
	device_clear(&device);
}

/* What cannot be looked at is in nobody's use. */
static void find_used(struct shell *shell, struct used *used)
{
	struct error autoerror ignored = { 0 };
	struct node *tree;

	forget_used(used);
	if (shell_tree(shell, LOAD_SUMMARY, &tree, &ignored) < 0)
		return;
	node_foreach (fabric, tree) {
		if (fabric->type->class != CLASS_FABRIC ||
		    !(fabric->fabric->flags & FABRIC_NEXUS))
			continue;
		node_foreach (target, fabric)
			node_foreach (tpg, target) {
				if (tpg->type->class != CLASS_TPG)
					continue;
				shell_values(shell, tpg);
				node_foreach (lun, node_part(tpg, CLASS_LUNS))
					look_at(lun, used);
			}
	}
}

/* Whoever stops this machine's use of them does so beside this. */
static void wait_for_users(struct shell *shell, struct used *used)
{
	for (size_t i = 0; i < used->count; i++)
		fprintf(shell->errors, "%s: waiting for it\n", used->all[i].text);
	for (unsigned tries = 0; used->count > 0 && tries < IN_USE_SECONDS * 2; tries++) {
		if (interrupted)
			return;
		service_extend(PATIENCE_SECONDS);
		usleep(500000);
		find_used(shell, used);
	}
	for (size_t i = 0; i < used->count; i++) {
		struct error autoerror problem = { 0 };

		(void)fail(&problem, -EBUSY, "%s was not let go of", used->all[i].target);
		because(&problem, "%s", used->all[i].text);
		print_error(shell, &problem);
		shell->partial = true;
	}
}

static bool is_used(const struct used *used, const struct node *target)
{
	autofree char *path = node_path(target);

	for (size_t i = 0; i < used->count; i++)
		if (strcmp(used->all[i].target, path) == 0)
			return true;
	return false;
}

/* --- done ------------------------------------------------------------------------ */

static int edit_off(struct node *wanted, void *data, struct error *err)
{
	(void)data;
	(void)err;
	node_foreach (fabric, wanted) {
		if (fabric->type->class != CLASS_FABRIC ||
		    !(fabric->fabric->flags & FABRIC_ENABLE))
			continue;
		node_foreach (target, fabric)
			node_foreach (tpg, target) {
				struct error autoerror odd = { 0 };

				if (tpg->type->class == CLASS_TPG && tpg_is_on(tpg))
					(void)!edit_enable(tpg, false, &odd);
			}
	}
	return 0;
}

static void drop_unused(struct node *wanted, struct node *container,
			const struct used *used)
{
	for (size_t i = container->child_count; i > 0; i--) {
		struct node *child = container->children[i - 1];
		struct node **luns = NULL;

		if (child->type->class == CLASS_TARGET && !is_used(used, child))
			node_free(child);
		else if (child->type->class == CLASS_SO &&
			 luns_of(wanted, child, &luns) == 0)
			node_free(child);
		free(luns);
	}
}

/* Targets before the disks that they have, but for what is used. */
static int edit_nothing_left(struct node *wanted, void *data, struct error *err)
{
	struct node *stores = node_part(wanted, CLASS_BACKSTORES);
	const struct used *used = data;

	(void)err;
	if (used->count == 0) {
		edit_clear(wanted);
		return 0;
	}
	node_foreach (fabric, wanted)
		if (fabric->type->class == CLASS_FABRIC)
			drop_unused(wanted, fabric, used);
	if (stores != NULL)
		node_foreach (kind, stores)
			drop_unused(wanted, kind, used);
	return 0;
}

static int edit_without(struct node *wanted, void *data, struct error *err)
{
	struct error autoerror gone = { 0 };
	struct node *node = NULL;

	(void)err;
	if (path_find(wanted, data, &node, &gone) == 0)
		node_free(node);
	return 0;
}

/* The kernel answered something since it was asked before. */
static void go_on(size_t done, size_t total, void *data)
{
	static size_t before;

	(void)total;
	(void)data;
	if (done != before)
		service_extend(PATIENCE_SECONDS);
	before = done;
}

/* What fails is told, and is no reason to leave the others; a hand that stops it is. */
static int change(struct shell *shell, const struct commit *commit)
{
	struct error autoerror problem = { 0 };
	int r = shell_edit(shell, commit, &problem);

	if (r == 0)
		return 0;
	print_error(shell, &problem);
	shell->partial = true;
	return r;
}

/* What a target has that is used is refused below. */
static void remove_each(struct shell *shell, const struct node *container,
			const struct used *used)
{
	node_foreach (child, container) {
		autofree char *path = node_path(child);
		const struct commit commit = { .edit = edit_without,
					       .data = path,
					       .depth = LOAD_SETTINGS,
					       .yes = true,
					       .no_lock = true,
					       .apply.progress = go_on };

		if (!interrupted && !is_used(used, child))
			(void)!change(shell, &commit);
	}
}

/* Targets before the disks that they have. */
static int remove_all(struct shell *shell, const struct used *used, struct error *err)
{
	struct node *loaded;
	int r = shell_tree(shell, LOAD_SUMMARY, &loaded, err);

	if (r < 0)
		return r;
	autonode struct node *tree = node_copy(loaded);
	node_foreach (fabric, tree)
		if (fabric->type->class == CLASS_FABRIC)
			remove_each(shell, fabric, used);
	const struct node *stores = node_part(tree, CLASS_BACKSTORES);
	if (stores != NULL)
		node_foreach (kind, stores)
			remove_each(shell, kind, used);
	return 0;
}

static int remove_unused(struct shell *shell, struct used *used, struct error *err)
{
	const struct commit all = { .edit = edit_nothing_left,
				    .data = used,
				    .depth = LOAD_SETTINGS,
				    .yes = true,
				    .no_lock = true,
				    .apply.progress = go_on };

	if (interrupted || change(shell, &all) == 0 || interrupted)
		return 0;
	return remove_all(shell, used, err);
}

/* Sessions end first, all of them: a target that is off lets initiators try again, while
 * a missing ACL would be final for them. */
static int let_go(struct shell *shell, struct error *err)
{
	const struct commit off = { .edit = edit_off,
				    .depth = LOAD_SUMMARY,
				    .yes = true,
				    .no_lock = true,
				    .apply.progress = go_on };
	struct used used = { 0 };
	int hurry;

	(void)!change(shell, &off);
	if (shell->check)
		return 0;
	hurry_begin(&hurry);
	find_used(shell, &used);
	int r = remove_unused(shell, &used, err);
	if (r == 0 && used.count > 0) {
		wait_for_users(shell, &used);
		r = remove_unused(shell, &used, err);
	}
	hurry_end(&hurry);
	forget_used(&used);
	if (interrupted)
		return fail(err, -EINTR, "interrupted: not all was let go of");
	return r;
}

/* Asked for once: whoever does not let go of it is named, and keeps nobody's disks. */
static int take_lock(struct shell *shell, struct lock *lock, struct error *err)
{
	struct error autoerror problem = { 0 };
	int r = lock_take(lock, LOCK_SECONDS, &interrupted, &problem);

	if (r == -EINTR)
		error_append(err, &problem);
	if (r == 0 || r == -EINTR)
		return r;
	advise(&problem, "end that program if it hangs; this goes on without the lock");
	print_error(shell, &problem);
	return 0;
}

int service_shutdown(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	struct lock lock = { -1, -1 };
	bool yes = shell->yes;
	int r = shell->check ? 0 : agree(shell, err);

	if (r < 0)
		return r;
	r = shell->check ? 0 : take_lock(shell, &lock, err);
	if (r < 0)
		return r;
	shell->yes = true;
	r = let_go(shell, err);
	shell->yes = yes;
	lock_release(&lock);
	if (r == 0)
		shell_note(shell, shell->partial ? "What could be released is released."
						 : "Nothing is served, nothing is held.");
	return r;
}
