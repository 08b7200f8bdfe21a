/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of a wizard that did not come to its end: kept after each page, without
 * secrets, and offered at the next start. */
#pragma once

#include "tui/model.h"

void unfinished_keep(const struct wizard *wizard);
/* It came to its end, or somebody left it. */
void unfinished_drop(const struct wizard *wizard);
/* Asks whether to go on with what is kept, and takes it.  False: the terminal is gone. */
bool unfinished_offer(struct wizard *wizard) _must_check_;
