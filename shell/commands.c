/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of commands. */
#include <string.h>

#include "shell/commands.h"

const struct command *const commands[] = {
	&cmd_adopt,        &cmd_apply,
	&cmd_bookmarks,    &cmd_cd,
	&cmd_changemedium, &cmd_checkconfig,
	&cmd_clearconfig,  &cmd_connect,
	&cmd_create,       &cmd_delete,
	&cmd_diff,         &cmd_disable,
	&cmd_edit,         &cmd_enable,
	&cmd_enable_iser,  &cmd_enable_offload,
	&cmd_exit,         &cmd_export,
	&cmd_get,          &cmd_help,
	&cmd_info,         &cmd_ls,
	&cmd_pwd,          &cmd_refresh,
	&cmd_release,      &cmd_restoreconfig,
	&cmd_saveconfig,   &cmd_service,
	&cmd_sessions,     &cmd_set,
	&cmd_status,       &cmd_tag,
	&cmd_untag,        &cmd_version,
	&cmd_wizard,       NULL,
};

const struct command *command_find(const char *name)
{
	for (const struct command *const *at = commands; *at != NULL; at++)
		if (strcmp((*at)->name, name) == 0)
			return *at;
	return NULL;
}

bool command_offered(const struct command *command, const struct node *node)
{
	if (command->where != 0 && !(command->where & ON(node->type->class)))
		return false;
	return command->offered == NULL || command->offered(node);
}
