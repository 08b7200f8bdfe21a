/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wizard that never sees what others changed while it showed its plan:
 * tests/vm/wizard.bats must notice. */
#include "tui/moved.h"

bool __wrap_what_moved(const struct node *before, const struct node *now,
		       struct moved *moved);

bool __wrap_what_moved(const struct node *before, const struct node *now,
		       struct moved *moved)
{
	(void)before;
	(void)now;
	(void)moved;
	return false;
}
