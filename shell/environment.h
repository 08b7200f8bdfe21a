/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program takes over from whoever started it. */
#pragma once

/* Descriptors 0 to 2 are open, those above are closed.  Writing to one that was closed
 * still fails. */
void open_standard_files(void);
/* As root: only variables that cannot make a library read or run something. */
void clean_environment(void);
/* No memory of the process, with its secrets, reaches a file or another process. */
void forbid_dumps(void);
