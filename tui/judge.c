/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One answer before the engine's rules: what is judged is what it adds to a draft. */
#include "tui/judge.h"

#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "tui/ops.h"

char *judge_place(const struct wizard *wizard, struct node *tree, const char *initiator)
{
	autofree char *fabric = node_path(wizard_fabric(wizard));
	autofree char *wwn = wizard_iqn(wizard);
	autofree char *tpg = xasprintf("%s/%s/tpg1", fabric, wwn);
	struct error autoerror ignored = { 0 };
	struct ops ops = { 0 };

	op_arg(op_add(&ops, OP_CREATE, xstrdup(fabric)), "wwn", wwn);
	if (initiator != NULL)
		op_arg(op_add(&ops, OP_CREATE, xasprintf("%s/acls", tpg)), "wwn",
		       initiator);
	/* A name that cannot be is told where it was asked for. */
	(void)!ops_apply(&ops, tree, wizard->offline, &ignored);
	ops_free(&ops);
	return initiator == NULL ? take_ptr(tpg)
				 : xasprintf("%s/acls/%s", tpg, initiator);
}

void judge_answer(const struct node *tree, const char *path, const char *name,
		  const char *text, struct verdict *verdict)
{
	autonode struct node *wanted = node_copy(tree);
	struct error autoerror ignored = { 0 };
	struct node *node = NULL;
	char *canonical = NULL;

	*verdict = (struct verdict){ 0 };
	if (path_find(wanted, path, &node, &ignored) < 0)
		return;
	if (attr_parse(node_attr(node, name, NULL), text, &canonical, &verdict->errors) <
	    0)
		return;
	node_set(node, name, canonical);
	secret_free(canonical);
	check_answer(wanted, tree, verdict);
}
