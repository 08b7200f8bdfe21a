/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service enable, disable: what starts with the machine. */
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/service.h"
#include "shell/service.h"

#define UNIT_LIST SERVICE_BOOT, SERVICE_SHUTDOWN, SERVICE_PENDING, SERVICE_CHECK

static int check(const struct call *call, struct error *err)
{
	struct service service;

	if (call->shell->check)
		return fail(err, -ENOSYS, "service does not know --check");
	if (geteuid() != 0) {
		(void)fail(err, -EPERM, "only root can say what starts with the machine");
		return -EPERM;
	}
	service_look("", SERVICE_BOOT, &service);
	if (!service.installed) {
		(void)fail(err, -ENOTSUP, SERVICE_BOOT " is not installed");
		because(err, "systemd finds no unit of that name");
		advise(err, "'make install' brings it");
		return -ENOTSUP;
	}
	if (service.masked) {
		(void)fail(err, -ENOTSUP, SERVICE_BOOT " is masked");
		because(err, "somebody said that it must never start");
		advise(err, "systemctl unmask " SERVICE_BOOT);
		return -ENOTSUP;
	}
	return 0;
}

/* What runs, unless another program restores that: then nothing.  A kernel without LIO
 * runs nothing. */
static int first_tree(struct shell *shell, bool foreign, struct node **tree,
		      struct error *err)
{
	int r = foreign ? -ENOTSUP : shell_tree_to_save(shell, tree, err);

	if (r != -ENOTSUP)
		return r;
	error_clear(err);
	*tree = shell_empty_tree(shell);
	return 0;
}

/* So that a saved file that is missing at boot is always a fault. */
static int save_first(struct shell *shell, struct error *err)
{
	bool foreign = other_manager_at_boot() != NULL;
	struct error autoerror warnings = { 0 };
	struct node *tree;

	if (access(PROFILE_DEFAULT, F_OK) == 0)
		return 0;
	int r = first_tree(shell, foreign, &tree, err);
	if (r == 0)
		r = profile_save(PROFILE_DEFAULT, tree, EMIT_SEAL, &warnings, err);
	shell_warn_once(shell, &warnings);
	if (r == 0)
		shell_note(shell, "Nothing was saved yet: %s is now in %s",
			   foreign ? "an empty configuration, for another program "
				     "restores what runs,"
				   : "what runs",
			   PROFILE_DEFAULT);
	return r;
}

int service_enable(const struct call *call, struct error *err)
{
	static const char *const enable[] = { "enable", UNIT_LIST, NULL };
	/* That one works when it is stopped, so it has to be started. */
	static const char *const start[] = { "start", SERVICE_SHUTDOWN, SERVICE_PENDING,
					     SERVICE_CHECK, NULL };
	const struct manager *other = other_manager_at_boot();
	int r = check(call, err);

	if (r == 0)
		r = save_first(call->shell, err);
	if (r == 0)
		r = service_control(enable, err);
	if (r == 0 && systemd_runs())
		r = service_control(start, err);
	if (r < 0)
		return r;
	shell_note(call->shell,
		   "What is saved in %s is restored at each start of the "
		   "machine.",
		   PROFILE_DEFAULT);
	if (other != NULL)
		shell_note(
			call->shell,
			"%s of %s is enabled as well and goes first; to have liosh alone "
			"restore: systemctl disable %s",
			other->unit, other->name, other->unit);
	return 0;
}

int service_disable(const struct call *call, struct error *err)
{
	static const char *const disable[] = { "disable", UNIT_LIST, NULL };
	/* Not that of the shutdown: what is served on has to be released then. */
	static const char *const stop[] = { "stop", SERVICE_PENDING, SERVICE_TIMER,
					    SERVICE_CHECK, NULL };
	unsigned targets = 0, sessions = 0;
	struct error autoerror ignored = { 0 };
	int r = check(call, err);

	if (r == 0)
		r = service_control(disable, err);
	if (r == 0 && systemd_runs())
		r = service_control(stop, err);
	if (r < 0)
		return r;
	(void)!service_served(call->shell, &targets, &sessions, &ignored);
	if (targets == 0)
		shell_note(call->shell,
			   "Nothing is restored at the start of the machine.");
	else
		shell_note(
			call->shell,
			"%u %s with %u %s: served on, and gone after the next start of "
			"the machine.",
			targets, targets == 1 ? "target" : "targets", sessions,
			sessions == 1 ? "session" : "sessions");
	if (access(PROFILE_DEFAULT, F_OK) == 0)
		shell_note(call->shell, "What is saved stays in %s", PROFILE_DEFAULT);
	return 0;
}
