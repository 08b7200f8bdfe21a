/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong before anything is asked, each with the way out. */
#pragma once

#include "tui/page_screen.h"

/* What holds now, as lines; owned, NULL: nothing.  *blocks: nothing can be applied. */
char *preflight_text(const struct wizard *wizard, bool *blocks) _must_check_;
/* Shown only if something is wrong.  LEFT_NEXT: go on. */
enum left preflight_screen(struct wizard *wizard);
