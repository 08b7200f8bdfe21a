/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service: what starts with the machine, and what is served as a whole. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/candidates.h"
#include "shell/commands.h"
#include "shell/machine_status.h"
#include "shell/service.h"

static const struct {
	const char *name, *help;
	int (*run)(const struct call *call, struct error *err);
} actions[] = {
	{ "status", "what starts with the machine, what is served and what waits",
	  machine_status },
	{ "enable", "restore what is saved at each start of the machine",
	  service_enable },
	{ "disable", "restore nothing any more; what is served is served on",
	  service_disable },
	{ "start", "serve again what was stopped, and what is saved", service_start },
	{ "stop", "end all sessions of what is saved, and let nobody in", service_stop },
	{ "shutdown", "end all sessions and release all disks, as at the shutdown",
	  service_shutdown },
};
#define ACTION_COUNT (sizeof actions / sizeof *actions)

static int no_action(const struct call *call, const struct word *word, struct error *err)
{
	struct mark mark = word_mark(call, word);
	autotext struct text list = { 0 };

	for (size_t i = 0; i < ACTION_COUNT; i++)
		text_addf(&list, "%s%s", i == 0 ? "" : ", ", actions[i].name);
	(void)fail_at(err, &mark, -ENOSYS, "service cannot '%s'", word->text);
	advise(err, "it takes one of: %s", list.data);
	return -ENOSYS;
}

static int run_service(const struct call *call, struct error *err)
{
	const struct word *word = arg_word(call, "action");
	const char *name = word == NULL ? "status" : word->text;

	if (call->shell->profile != NULL) {
		(void)fail(err, -ENOSYS, "service is for the machine itself, without -f");
		return -ENOSYS;
	}
	for (size_t i = 0; i < ACTION_COUNT; i++)
		if (strcmp(actions[i].name, name) == 0)
			return actions[i].run(call, err);
	return no_action(call, word, err);
}

static void complete(const struct call *call, const char *arg, struct candidates *found)
{
	(void)call;
	if (arg == NULL)
		return;
	for (size_t i = 0; i < ACTION_COUNT; i++)
		candidate_add(found, actions[i].name, actions[i].help);
}

static const struct command_arg args[] = {
	{ .name = "action",
	  .help = "status (the default), enable, disable, start, stop or shutdown" },
	{ 0 },
};

const struct command cmd_service = {
	.name = "service",
	.help = "What starts with the machine, and what is served as a whole.\n"
		"enable has systemd restore what is saved at each start, disable ends "
		"that; "
		"neither\nchanges what is served now. stop ends all sessions of what is "
		"saved and keeps\neverything else as it is, start lets them in again. "
		"shutdown is what systemd runs at\nthe shutdown: it releases all files "
		"and "
		"devices.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.offline = true,
	.complete = complete,
	.run = run_service,
};
