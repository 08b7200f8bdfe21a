/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many targets are on, and who is logged in. */
#include "configfs/sessions.h"
#include "shell/service.h"
#include "shell/view.h"

static bool is_served(const struct node *target)
{
	node_foreach (tpg, target)
		if (tpg->type->class == CLASS_TPG && tpg_is_on(tpg))
			return true;
	return false;
}

int service_served(struct shell *shell, unsigned *targets, unsigned *sessions,
		   struct error *err)
{
	struct node *tree;
	int r = shell_tree(shell, LOAD_SUMMARY, &tree, err);

	*targets = *sessions = 0;
	if (r < 0)
		return r;
	node_foreach (fabric, tree) {
		if (fabric->type->class != CLASS_FABRIC)
			continue;
		node_foreach (target, fabric) {
			*targets += is_served(target);
			*sessions += sessions_count(&shell->fs, target);
		}
	}
	return 0;
}
