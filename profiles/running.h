/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /run/liosh/running.yaml: what configfs has no place for, of the configuration that runs
 * now.  It holds for one boot; a profile that is restored brings it back.
 */
#pragma once

#include "configfs/kept.h"

#define RUNNING_FILE "/run/liosh/running.yaml"

extern const struct keeper running_keeper;
