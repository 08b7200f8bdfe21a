/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever is logged in by demo mode sees each LUN at its own number.  An ACL that is made
 * for him takes over session and mappings, and the kernel refuses others at numbers that
 * are taken so (Linux 6.1): said before anything is written.  It does so too for somebody
 * who has logged out since, or was put out by a disabled TPG, but tells nobody whom it
 * remembers: advice.c has the words for that. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/plan_draft.h"
#include "configfs/sessions.h"

/* Its number is that of another LUN of the TPG. */
static bool moves_lun(const struct node *mapped)
{
	const struct node *luns = node_part(node_above(mapped, CLASS_TPG), CLASS_LUNS);
	const struct node *same = node_numbered(luns, mapped->number);

	return same != NULL && node_target(mapped) != same;
}

static const struct node *first_moved(const struct node *acl)
{
	node_foreach (mapped, acl)
		if (mapped->type->class == CLASS_MAPPED_LUN && moves_lun(mapped))
			return mapped;
	return NULL;
}

static int fail_moved(const struct node *mapped, struct error *err)
{
	const struct value *lun = node_value(mapped, "lun");
	autofree char *path = node_path(mapped);

	error_set(err, lun != NULL && lun->mark.file != NULL ? &lun->mark : &mapped->mark,
		  -EINVAL, "%s cannot be LUN %s", path, lun == NULL ? "" : lun->text);
	because(err, "the initiator is logged in by demo mode with another mapping");
	advise(err, "map the same LUN at the same number, or delete the TPG and create "
		    "it again");
	return -EINVAL;
}

/* What refuse_takeover() goes by, and where it says what it found. */
struct takeover {
	const struct fs *fs;
	struct error *err;
};

static int judge_tpg(struct node *live, void *data)
{
	const struct takeover *takeover = data;

	if (live->type->class != CLASS_TPG || is_doomed(live))
		return 0;
	const struct node *acls = node_part(live->plan->other, CLASS_ACLS);
	if (acls == NULL)
		return 0;
	node_foreach (acl, acls) {
		const struct node *moved = is_new(acl) ? first_moved(acl) : NULL;

		if (moved != NULL && session_is_dynamic(takeover->fs, live, acl->name))
			return fail_moved(moved, takeover->err);
	}
	return 0;
}

int refuse_takeover(const struct draft *draft, struct error *err)
{
	struct takeover takeover = { draft->options->fs, err };

	return takeover.fs == NULL
		       ? 0
		       : node_walk(node_mutable(draft->live), judge_tpg, &takeover);
}
