/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A liosh whose plans come in the wrong order: what lets more in is done at once, what
 * keeps out is done last.  tests/vm/order.bats must notice.  Only attributes move: a
 * mapped LUN that is used while its LUN goes crashes the kernel, an ACL that goes while
 * its TPG is enabled and busy can wait without end (Linux 6.1).  Demo mode stays where it
 * is: while it is on and a LUN goes, a login crashes the kernel (configfs/plan_demo.c).
 */
#include <string.h>

#include "configfs/plan.h"

int __real_plan_make(const struct node *live, struct node *wanted,
		     const struct plan_options *options, struct plan **plan,
		     struct error *err);
int __wrap_plan_make(const struct node *live, struct node *wanted,
		     const struct plan_options *options, struct plan **plan,
		     struct error *err);

static enum phase wrong_phase(const struct step *step)
{
	if (step->op != STEP_WRITE)
		return step->phase;
	if (strstr(step->path, "write_protect") != NULL)
		return PHASE_DELETE;
	if (strstr(step->path, "/attrib/") == NULL ||
	    strstr(step->path, "/generate_node_acls") != NULL)
		return step->phase;
	if (step->phase == PHASE_TIGHTEN)
		return PHASE_DELETE;
	return step->phase == PHASE_OPEN ? PHASE_TIGHTEN : step->phase;
}

/* What is needed must not come later, or the step would be waited for in vain. */
static void drop_later_needs(const struct plan *plan, struct step *step)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < step->need_count; i++)
		if (plan->steps[step->needs[i]].phase <= step->phase)
			step->needs[kept++] = step->needs[i];
	step->need_count = kept;
}

int __wrap_plan_make(const struct node *live, struct node *wanted,
		     const struct plan_options *options, struct plan **plan,
		     struct error *err)
{
	int result = __real_plan_make(live, wanted, options, plan, err);

	if (result < 0)
		return result;
	for (size_t i = 0; i < (*plan)->step_count; i++)
		(*plan)->steps[i].phase = wrong_phase(&(*plan)->steps[i]);
	for (size_t i = 0; i < (*plan)->step_count; i++)
		drop_later_needs(*plan, &(*plan)->steps[i]);
	return 0;
}
