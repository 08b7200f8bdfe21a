/* SPDX-License-Identifier: GPL-3.0-or-later */
/* liosh under the name liosh-generator: systemd runs it before it reads its units. */
#pragma once

#include <stdbool.h>

bool generator_is_meant(const char *program);
/* `words` as systemd gives them: its three directories.  The exit status. */
int generator_run(int count, char *const *words);
