/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole configuration, as it would be, in a file that is asked for. */
#pragma once

#include "tui/review.h"

void save_as(const struct wizard *wizard, const struct review *review);
