/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands over a page for a moment: a text, a question, a list. */
#pragma once

#include "tui/field.h"
#include "tui/keys.h"

enum answered { ANSWER_NO, ANSWER_YES, ANSWER_GONE };

/* Lines until Esc or Enter; longer ones are wrapped, more of them scroll. */
enum answered dialog_text(const struct wizard *wizard, const char *heading,
			  const char *text);
/* Yes or no; no unless said. */
enum answered dialog_ask(const struct wizard *wizard, const char *heading,
			 const char *text);
/* One line typed; *line is owned and NULL if it was cancelled. */
enum answered dialog_line(const struct wizard *wizard, const char *heading,
			  const char *text, char **line);
/* One of a list, or with `several` any number of them: Space ticks.  The chosen values
 * with blanks between, owned, NULL if it was cancelled; what *chosen had before is
 * ticked, and stays the caller's. */
enum answered dialog_pick(const struct wizard *wizard, const char *heading,
			  const struct option_list *list, bool several, char **chosen);
