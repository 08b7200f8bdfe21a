/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to run on the other machine, for the target that got the disk. */
#pragma once

#include "configfs/connect.h"
#include "tui/model.h"

/* Of the tree as the wizard has it now; owned, to be wiped.  What cannot be told says so
 * in its place. */
char *sheet_text(const struct wizard *wizard, const char *iqn,
		 const struct connect_platform *platform, bool secrets) _owned_;
/* What can be told here: who of this machine filters the ports of that target, with the
 * lines that open them, and what a login from this machine came to.  Owned, "" with -f.
 */
char *sheet_tests(const struct wizard *wizard, const char *iqn) _owned_;
