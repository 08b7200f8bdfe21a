/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wizard whose plans end the sessions of those who are there: it does not only add.
 * tests/vm/wizard.bats must see that nothing of it is done. */
#include "tui/ops.h"

int __real_ops_apply(const struct ops *ops, struct node *root, bool offline,
		     struct error *err);
int __wrap_ops_apply(const struct ops *ops, struct node *root, bool offline,
		     struct error *err);

static int narrow(struct node *node, void *data)
{
	(void)data;
	if (node->type->class == CLASS_ACL)
		node_set(node, "cmdsn_depth", "32");
	return 0;
}

int __wrap_ops_apply(const struct ops *ops, struct node *root, bool offline,
		     struct error *err)
{
	int result = __real_ops_apply(ops, root, offline, err);

	return result < 0 ? result : node_walk(root, narrow, NULL);
}
