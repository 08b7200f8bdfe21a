/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program's targets are taken over, and given back: files and units alone. */
#include "shell/adopt.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/pending.h"
#include "profiles/service.h"
#include "profiles/targetcli.h"
#include "shell/args.h"
#include "shell/print.h"
#include "shell/restore.h"
#include "shell/service.h"
#include "shell/view.h"

/* Targetcli's, where it is. */
static const char *known_file(void)
{
	for (const char *const *at = targetcli_places; *at != NULL; at++)
		if (access(*at, F_OK) == 0)
			return *at;
	return NULL;
}

/* --- what is there --------------------------------------------------------------- */

static int check(const struct call *call, struct error *err)
{
	struct service service;

	if (call->shell->profile != NULL)
		return fail(err, -ENOSYS, "%s is for the machine itself, without -f",
			    call->command->name);
	service_look("", SERVICE_BOOT, &service);
	if (!service.installed) {
		(void)fail(err, -ENOTSUP, SERVICE_BOOT " is not installed");
		because(err, "without it nothing would be restored at the next start");
		advise(err, "'make install' brings it");
		return -ENOTSUP;
	}
	if (geteuid() == 0 || call->shell->check)
		return 0;
	return fail(err, -EPERM, "only root can say what starts with the machine");
}

static bool has_objects(const struct node *tree)
{
	node_foreach (part, tree)
		node_foreach (child, part)
			if (part->type->class == CLASS_FABRIC || child->child_count > 0)
				return true;
	return false;
}

/* What runs is what is taken over; a file alone is restored first. */
static int check_live(const struct call *call, const char *file, struct error *err)
{
	struct node *tree;
	int r = shell_tree(call->shell, LOAD_SETTINGS, &tree, err);

	if (r < 0 || has_objects(tree))
		return r;
	(void)fail(err, -EINVAL, "there is nothing to adopt: nothing runs");
	if (file != NULL)
		advise(err, "'restoreconfig %s' brings what it holds, then adopt", file);
	return -EINVAL;
}

/* --- how the file differs -------------------------------------------------------- */

struct difference {
	struct shell *shell;
	const char *file;
	size_t count;
};

static void tell_difference(const struct plan *plan, void *data)
{
	struct difference *difference = data;
	struct shell *shell = difference->shell;
	bool differs = shell->differs;

	difference->count = plan->change_count;
	if (plan->change_count > 0 && !shell->json)
		fprintf(shell->out,
			"%s is not what runs. Restoring it would make these changes:\n",
			difference->file);
	if (plan->change_count > 0)
		print_plan(shell, plan);
	shell->differs = differs;
}

/* What it cannot read, or what the kernel would refuse, is no reason to stay with it. */
static void compare(struct difference *difference)
{
	struct error autoerror problem = { 0 };
	const struct restore restore = {
		.path = difference->file,
		.flags = OVERLAY_REPLACE,
		.check_only = true,
		.planned = tell_difference,
		.data = difference,
	};

	if (restore_profile(difference->shell, &restore, &problem) >= 0)
		return;
	difference->count++;
	print_error(difference->shell, &problem);
	fprintf(difference->shell->errors,
		"note: %s cannot be compared with what runs; what runs is what is "
		"taken over\n",
		difference->file);
}

/* A saved profile that says something else becomes a backup. */
static int look_at_saved(struct shell *shell, bool *replaced, struct error *err)
{
	struct node *tree;
	bool same = true;
	int r = shell_tree_to_save(shell, &tree, err);

	if (r == 0 && access(PROFILE_DEFAULT, F_OK) == 0)
		r = profile_is_saved(PROFILE_DEFAULT, tree, 0, &same, err);
	*replaced = !same;
	if (r == 0 && *replaced)
		shell_note(shell, "%s holds something else, which becomes a backup.",
			   PROFILE_DEFAULT);
	return r;
}

/* --- units ----------------------------------------------------------------------- */

static int control(const char *verb, const char *unit, struct error *err)
{
	const char *const words[] = { verb, unit, NULL };

	return service_control(words, err);
}

/* Masked, its package neither starts nor stops it when it is upgraded or removed: that
 * would clear what liosh restored.  Those that this changed are noted in `changed`. */
static int mask_others(bool mask, bool changed[], struct error *err)
{
	for (size_t i = 0; other_managers[i].unit != NULL; i++) {
		const char *unit = other_managers[i].unit;
		struct service service;

		service_look("", unit, &service);
		if (!service.installed || service.masked == mask)
			continue;
		int r = control(mask ? "mask" : "unmask", unit, err);
		if (r < 0)
			return r;
		changed[i] = true;
	}
	return 0;
}

static void unmask_again(const bool changed[])
{
	struct error autoerror ignored = { 0 };

	for (size_t i = 0; other_managers[i].unit != NULL; i++)
		if (changed[i])
			(void)!control("unmask", other_managers[i].unit, &ignored);
}

/* The first that is there once nothing hides it. */
static int enable_other(const struct shell *shell, struct error *err)
{
	for (const struct manager *at = other_managers; at->unit != NULL; at++) {
		struct service service;

		service_look("", at->unit, &service);
		if (service.installed && !service.masked)
			return control("enable", at->unit, err);
	}
	fprintf(shell->errors, "note: no unit of targetcli is installed: nothing is "
			       "restored at the next start\n");
	return 0;
}

/* --- adopt, release -------------------------------------------------------------- */

static int save_live(struct shell *shell, const char *path, unsigned flags,
		     struct error *err)
{
	struct error autoerror warnings = { 0 };
	struct node *tree;
	int r = shell_tree_to_save(shell, &tree, err);

	if (r == 0)
		r = profile_save(path, tree, flags, &warnings, err);
	shell_warn_once(shell, &warnings);
	if (r == 0)
		shell_note(shell, "What runs is saved in %s", path);
	return r;
}

static int ask(const struct shell *shell, const char *question, struct error *err)
{
	if (shell->yes || shell_confirm(shell, question))
		return 0;
	(void)fail(err, -EPERM, "nothing was done: it was not agreed to");
	if (!shell->is_terminal)
		advise(err, "look at what is told above, then give --yes");
	return -EPERM;
}

static int tell_served(struct shell *shell, struct error *err)
{
	unsigned targets = 0, sessions = 0;
	int r = service_served(shell, &targets, &sessions, err);

	if (r == 0)
		shell_note(shell, "%u %s with %u %s: nobody was dropped.", targets,
			   targets == 1 ? "target" : "targets", sessions,
			   sessions == 1 ? "session" : "sessions");
	return r;
}

/* If liosh's unit cannot be enabled, theirs is as it was. */
static int change_units(const struct call *call, struct error *err)
{
	bool masked[OTHER_MANAGERS] = { false };
	int r = mask_others(true, masked, err);

	if (r == 0)
		r = service_enable(call, err);
	if (r < 0)
		unmask_again(masked);
	return r;
}

int adopt(const struct call *call, const char *file, struct error *err)
{
	struct shell *shell = call->shell;
	struct difference difference = {
		.shell = shell,
		.file = file == NULL ? known_file() : file,
	};
	bool replaced = false;
	int r = check(call, err);

	if (r == 0)
		r = check_live(call, difference.file, err);
	if (r == 0 && difference.file != NULL)
		compare(&difference);
	if (r == 0)
		r = look_at_saved(shell, &replaced, err);
	if (r < 0)
		return r;
	if (shell->check) {
		shell->differs = true;
		return 0;
	}
	if (difference.count > 0 || replaced)
		r = ask(shell, "Take over what runs now?", err);
	if (r == 0)
		r = save_live(shell, PROFILE_DEFAULT, SAVE_OVER, err);
	if (r == 0)
		shell->unsaved = 0;
	if (r == 0)
		r = change_units(call, err);
	if (r == 0)
		r = tell_served(shell, err);
	if (r == 0)
		shell_note(shell, "'release' gives it back to targetcli.");
	return r;
}

/* What was held back does not run, and would be gone for targetcli. */
static int check_whole(const struct call *call, const char *file, struct error *err)
{
	struct error autoerror pending = { 0 };
	bool force = false;
	struct node *tree;
	int r = arg_bool(call, "force", &force, err);

	if (r < 0 || force)
		return r;
	r = shell_tree(call->shell, LOAD_SETTINGS, &tree, err);
	if (r < 0)
		return r;
	pending_now(tree, &pending);
	if (pending.code == 0)
		return 0;
	(void)fail(err, -EBUSY, "%s would not have all that was saved", file);
	because(err, "a restore at boot held some of it back:");
	for (const struct error *at = &pending; at != NULL; at = at->next) {
		autofree char *before = xstrdup(err->why);

		because(err, "%s\n  %s%s%s", before, at->what,
			at->why == NULL ? "" : ": ", at->why == NULL ? "" : at->why);
	}
	advise(err, "'restoreconfig --pending' brings it once it is there; force=true "
		    "goes on without it");
	return -EBUSY;
}

int release(const struct call *call, const char *file, struct error *err)
{
	struct shell *shell = call->shell;
	const char *known = known_file();
	bool unmasked[OTHER_MANAGERS] = { false };
	int r = check(call, err);

	if (file == NULL)
		file = known == NULL ? targetcli_places[0] : known;
	if (r == 0)
		r = check_whole(call, file, err);
	if (r == 0 && shell->check) {
		shell->differs = true;
		fprintf(shell->out, "  ~ %s\n", file);
		return 0;
	}
	if (r == 0)
		r = save_live(shell, file, EMIT_TARGETCLI, err);
	if (r == 0)
		r = mask_others(false, unmasked, err);
	if (r == 0)
		r = enable_other(shell, err);
	if (r == 0)
		r = service_disable(call, err);
	return r == 0 ? tell_served(shell, err) : r;
}
