/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last page: the plan, as changes, commands, YAML or writes; and the deed. */
#pragma once

#include "tui/page_screen.h"
#include "tui/review.h"

/* LEFT_NEXT: it is done. */
enum left review_screen(struct wizard *wizard, struct review *review);
