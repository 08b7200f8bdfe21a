/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disable: a TPG ends its sessions and accepts no logins. */
#include "shell/commands.h"
#include "shell/enable.h"

static int run_disable(const struct call *call, struct error *err)
{
	return set_enable(call, false, err);
}

const struct command cmd_disable = {
	.name = "disable",
	.help = "Disables the TPG: its sessions end, nobody can log in.",
	.where = ON(CLASS_TPG),
	.offered = has_enable,
	.run = run_disable,
};
