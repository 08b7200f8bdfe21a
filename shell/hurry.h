/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /sys/kernel/rcu_expedited: what the kernel waits for at LUNs and storage objects takes
 * it a tenth of the time.  It is a setting of the whole machine and costs others, so it
 * is for when nothing is served yet, or any more.  What it was before is kept in a file
 * as long, which whoever comes after a crash puts back.
 */
#pragma once

#define HURRY_FILE "/run/liosh/hurry"

/* Where it cannot be had, or somebody else has it, nothing is done. */
void hurry_begin(int *hurry);
/* hurry: as hurry_begin() left it, -1 for none. */
void hurry_end(int *hurry);
/* After one that did not come to its end. */
void hurry_mend(void);
