/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TAB and ? at the prompt. */
#pragma once

#include "shell/candidates.h"
#include "shell/session.h"

/* Binds the keys; the shell must outlive the prompt. */
void complete_prepare(struct shell *shell);

/* What the last word of a line that ends at the cursor could become.  `held` owns what
 * found->word points to. */
struct line;
void complete_line(struct shell *shell, const char *text, struct line *held,
		   struct candidates *found);
