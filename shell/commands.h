/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that commands.c lists, each at the end of its cmd_NAME.c. */
#pragma once

#include "shell/command.h"

extern const struct command cmd_adopt, cmd_apply, cmd_bookmarks, cmd_cd, cmd_changemedium,
	cmd_checkconfig, cmd_clearconfig, cmd_connect, cmd_create, cmd_delete, cmd_diff,
	cmd_disable, cmd_edit, cmd_enable, cmd_enable_iser, cmd_enable_offload, cmd_exit,
	cmd_export, cmd_get, cmd_help, cmd_info, cmd_ls, cmd_pwd, cmd_refresh,
	cmd_release, cmd_restoreconfig, cmd_saveconfig, cmd_service, cmd_sessions,
	cmd_set, cmd_status, cmd_tag, cmd_untag, cmd_version, cmd_wizard;
