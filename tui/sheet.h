/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to run on the other machine, for the target that got the disk. */
#pragma once

#include "configfs/connect.h"
#include "tui/model.h"

struct sheet_choice {
	const struct connect_platform *platform;
	const char *initiator; /* of the tree; NULL: the first */
	bool secrets;
};

/* Of the tree as the wizard has it now; owned, to be wiped.  What cannot be told says so
 * in its place. */
char *sheet_text(const struct wizard *wizard, const char *iqn,
		 const struct sheet_choice *choice) _owned_;
/* The one after that, and behind the last the first again, of the tree; NULL: there are
 * no two. */
const char *sheet_next_initiator(const struct wizard *wizard, const char *iqn,
				 const char *initiator);
/* What can be told here: who of this machine filters the ports of that target, with the
 * lines that open them, and what a login from this machine came to.  Owned, "" with -f.
 */
char *sheet_tests(const struct wizard *wizard, const char *iqn) _owned_;
