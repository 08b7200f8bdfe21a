/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A liosh that never takes back what it did: tests/vm/faults.bats must notice. */
#include "configfs/apply_run.h"

bool __wrap_apply_undo(struct run *run, struct error *err);

bool __wrap_apply_undo(struct run *run, struct error *err)
{
	(void)err;
	run->done_count = 0;
	return true;
}
