/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel modules (libkmod) and the configfs mount.  Called by apply and by the question
 * whether LIO is available; reading a tree never comes here. */
#pragma once

#include <stdbool.h>

#include "configfs/base/error.h"

enum module_state {
	MODULE_MISSING,
	MODULE_LOADABLE,
	MODULE_READY /* loaded or built in */
};
enum module_state module_state(const char *name);
/* With what it depends on; already there is success. */
int module_load(const char *name, struct error *err) _must_check_;
/* Whether target_core_mod is there or could be loaded; -ENOTSUP says what is missing
 * and both ways on (-f PROFILE, `make try`). */
int lio_available(struct error *err) _must_check_;
/* Mounts configfs if it is not mounted and loads target_core_mod. */
int configfs_mount(struct error *err) _must_check_;
bool configfs_is_mounted(void);
/* How somebody mounts it by hand. */
extern const char configfs_mount_command[];
