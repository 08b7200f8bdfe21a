/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clearconfig: the empty configuration. */
#include "shell/args.h"
#include "shell/change.h"
#include "shell/commands.h"
#include "shell/complete_args.h"

static int edit(struct node *wanted, void *data, struct error *err)
{
	(void)data;
	(void)err;
	edit_clear(wanted);
	return 0;
}

static int run_clearconfig(const struct call *call, struct error *err)
{
	const struct commit commit = { .edit = edit,
				       .depth = LOAD_SETTINGS,
				       .yes = true };
	bool confirm = false;
	int r = arg_bool(call, "confirm", &confirm, err);

	if (r < 0)
		return r;
	if (!confirm) {
		(void)fail(err, -EPERM, "clearconfig removes every target and backstore");
		advise(err, "say 'clearconfig confirm=true' if that is what you want");
		return -EPERM;
	}
	r = shell_edit(call->shell, &commit, err);
	if (r == 0)
		shell_note(call->shell, "All configuration cleared");
	return r;
}

static const struct command_arg args[] = {
	{ .name = "confirm", .is_switch = true, .help = "true, or nothing happens" },
	{ 0 },
};

const struct command cmd_clearconfig = {
	.name = "clearconfig",
	.help = "Removes all targets and backstores from the running configuration.\n"
		"Saved profiles, backing files and devices stay.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_bool,
	.run = run_clearconfig,
};
