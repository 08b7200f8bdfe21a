/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restoreconfig: a profile becomes the running configuration. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "profiles/pending.h"
#include "profiles/stopped.h"
#include "profiles/units.h"
#include "shell/args.h"
#include "shell/boot.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/restore.h"
#include "shell/savefile.h"

/* Seconds. */
#define WAIT_MOST 3600U

/* "60s", "60" */
static int parse_seconds(const char *text, unsigned *seconds, struct error *err)
{
	size_t length = strlen(text);
	autofree char *digits =
		xstrndup(text, length - (length > 0 && text[length - 1] == 's'));
	uint64_t number = 0;

	if (!parse_uint(digits, &number) || number > WAIT_MOST) {
		(void)fail(err, -ENOSYS, "wait-devices cannot be '%s'", text);
		because(err, "it is a number of seconds, 0s..%us", WAIT_MOST);
		return -ENOSYS;
	}
	*seconds = (unsigned)number;
	return 0;
}

/* What makes sense beside --boot and --pending. */
static int check_boot(const struct call *call, bool pending, struct error *err)
{
	static const char *const others[] = { "clear_existing", "target",
					      "storage_object" };

	if (call->shell->profile != NULL || call->shell->check)
		return fail(err, -ENOSYS, "%s is for the machine itself, without %s",
			    pending ? "--pending" : "--boot",
			    call->shell->check ? "--check" : "-f");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (arg_text(call, others[i], NULL) != NULL)
			return fail(err, -ENOSYS, "%s is for all that is saved: no %s",
				    pending ? "--pending" : "--boot", others[i]);
	return 0;
}

static int run_boot(const struct call *call, const char *path, bool pending,
		    struct error *err)
{
	struct boot boot = { .path = path, .pending = pending };
	int r = check_boot(call, pending, err);

	if (r == 0)
		r = parse_seconds(arg_text(call, "wait-devices", "0"), &boot.wait_seconds,
				  err);
	if (r == 0)
		r = boot_restore(call->shell, &boot, err);
	if (r == 0 && call->shell->restored_path != NULL)
		shell_note(call->shell, "Configuration restored from %s%s",
			   call->shell->restored_path,
			   call->shell->partial ? ", as far as it could be" : "");
	return r;
}

/* All of it, as it is saved: nothing is held back any more, and nothing stopped. */
static void all_runs(void)
{
	const struct stopped none = { 0 };
	struct error autoerror ignored = { 0 };

	(void)!pending_write(NULL, NULL);
	pending_end();
	(void)!stopped_write(&none, &ignored);
}

/* What was saved runs: what else follows from it. */
static void follow_saved(const struct shell *shell, const struct restore *restore)
{
	if (restore->target == NULL && restore->storage_object == NULL)
		all_runs();
	/* Whoever wrote it by hand told nobody. */
	units_follow(shell->restored->tree);
}

static int run_restoreconfig(const struct call *call, struct error *err)
{
	bool at_boot = false, pending = false;
	autofree char *path = restored_file(call);
	struct restore restore = {
		.path = path,
		.target = arg_text(call, "target", NULL),
		.storage_object = arg_text(call, "storage_object", NULL),
	};
	bool clear = false;
	int r = arg_bool(call, "clear_existing", &clear, err);

	if (r == 0)
		r = arg_bool(call, "boot", &at_boot, err);
	if (r == 0)
		r = arg_bool(call, "pending", &pending, err);
	if (r == 0 && (at_boot || pending))
		return run_boot(call, path, pending, err);
	restore.flags = clear ? OVERLAY_REPLACE : 0U;
	if (r == 0)
		r = savefile_check(call, err);
	if (r == 0)
		r = restore_profile(call->shell, &restore, err);
	if (r == 0 && call->shell->profile == NULL && !call->shell->check &&
	    strcmp(path, PROFILE_DEFAULT) == 0)
		follow_saved(call->shell, &restore);
	if (r == 0)
		shell_note(call->shell, "Configuration restored from %s", path);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile", .help = "a profile; " PROFILE_DEFAULT " if left out" },
	{ .name = "clear_existing",
	  .is_switch = true,
	  .help = "true: what the profile does not name goes away" },
	{ .name = "target", .help = "only this target, with the backstores it needs" },
	{ .name = "storage_object", .help = "only this storage object" },
	{ .name = "boot",
	  .is_switch = true,
	  .help = "as at the start of the machine: what cannot come up is held back" },
	{ .name = "wait-devices",
	  .help = "with boot: so many seconds for devices and files, as 60s" },
	{ .name = "pending",
	  .is_switch = true,
	  .help = "only what a restore at boot held back" },
	{ 0 },
};

const struct command cmd_restoreconfig = {
	.name = "restoreconfig",
	.help = "Makes the running configuration what a profile says.\n"
		"What the profile names is changed to it, the rest stays, unless "
		"clear_existing=true.\nWhat is the same already is not touched; either "
		"everything is done or nothing.\n"
		"With boot=true each target comes up on its own: one whose disk is "
		"missing stays\ndisabled, is named, and comes with pending=true once the "
		"disk is there.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_restoreconfig,
};
