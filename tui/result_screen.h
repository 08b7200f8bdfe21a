/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of it, and what to do on the other machine. */
#pragma once

#include "tui/review.h"

/* Asks whether to save; `iqn` is the target that got the disk. */
void result_screen(struct wizard *wizard, struct review *review, const char *iqn);
