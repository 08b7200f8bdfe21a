/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who keeps what configfs has no place for. */
#include "configfs/kept.h"

const struct keeper *keeper;

bool so_is_protected(const struct node *so)
{
	return so != NULL &&
	       (node_is(so, "write_protect", "1") || node_is(so, "readonly", "1"));
}
