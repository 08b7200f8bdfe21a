/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard on the whole screen. */
#pragma once

#include "tui/model.h"

int full_run(struct wizard *wizard, struct error *err) _must_check_;
