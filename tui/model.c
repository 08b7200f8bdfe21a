/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the wizard works on, and what several pages ask of it. */
#include "tui/model.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/edit.h"
#include "configfs/load.h"
#include "configfs/module.h"
#include "configfs/wwn.h"
#include "profiles/overview.h"

static int open_kernel(struct fs *fs, struct error *err)
{
	int result = lio_available(err);

	if (result == 0 && fs_open(fs, NULL) < 0)
		result = fail(err, -EIO, "cannot read %s", FS_TARGET);
	return result;
}

/* Without LIO the tree is empty, and Preflight says why. */
static int load_kernel(struct wizard *wizard, struct fs *fs, struct node **tree,
		       struct error *err)
{
	struct error autoerror problem = { 0 };
	int result = open_kernel(fs, &problem);

	free(take_ptr(wizard->no_kernel));
	if (result == 0)
		return load_tree(fs, LOAD_SETTINGS, tree, err);
	if (result != -ENOTSUP) {
		error_append(err, &problem);
		return result;
	}
	wizard->no_kernel =
		xasprintf("%s%s%s", problem.what, problem.why == NULL ? "" : ": ",
			  problem.why == NULL ? "" : problem.why);
	*tree = tree_new();
	return 0;
}

static void read_notice(struct wizard *wizard)
{
	struct overview autooverview overview = { 0 };

	overview_read(wizard->tree, &overview);
	free(wizard->notice);
	wizard->notice = overview_brief(&overview);
}

int wizard_load(struct wizard *wizard, struct error *err)
{
	struct fs fs = { .root = -1 };
	struct node *tree = NULL;
	int result = 0;

	if (wizard->offline) {
		tree = node_copy(wizard->start->profile->tree);
	} else {
		result = load_kernel(wizard, &fs, &tree, err);
		if (result == 0 && !wizard->machine.is_read)
			machine_read(&wizard->machine, &fs, tree);
		fs_close(&fs);
	}
	if (result < 0)
		return result;
	node_free(wizard->tree);
	wizard->tree = tree;
	if (!wizard->offline)
		read_notice(wizard);
	return 0;
}

/* The saved profile supplies what was not restored yet. */
static char *read_saved_base(void)
{
	struct error autoerror ignored = { 0 };
	struct profile *saved = NULL;

	if (profile_read(PROFILE_DEFAULT, 0, &saved, &ignored) < 0)
		return xstrdup("");
	char *base = xstrdup(node_text(node_part(saved->tree, CLASS_GLOBAL), "iqn_base"));
	profile_free(saved);
	return base;
}

int wizard_open(struct wizard *wizard, const struct wizard_start *start,
		struct error *err)
{
	*wizard = (struct wizard){ .start = start, .offline = start->profile != NULL };
	machine_begin(&wizard->machine);
	int result = wizard_load(wizard, err);

	if (result < 0)
		return result;
	for (const struct page *const *page = pages; *page != NULL; page++)
		wizard->answer_count += (*page)->count;
	wizard->answers = xcalloc(wizard->answer_count, sizeof *wizard->answers);
	wizard->serial = serial_generate();
	wizard->saved_base = wizard->offline ? xstrdup("") : read_saved_base();
	return 0;
}

void wizard_close(struct wizard *wizard)
{
	for (size_t i = 0; i < wizard->answer_count; i++) {
		secret_free(wizard->answers[i].text);
		secret_free(wizard->answers[i].shown);
	}
	free(wizard->answers);
	free(wizard->serial);
	free(wizard->saved_base);
	free(wizard->no_kernel);
	free(wizard->notice);
	node_free(wizard->tree);
	machine_clear(&wizard->machine);
	moved_clear(&wizard->moved);
}

const struct attr *row_of(const struct attr_group *const *groups, const char *name)
{
	for (; groups != NULL && *groups != NULL; groups++)
		attr_foreach (row, *groups)
			if (strcmp(row->name, name) == 0)
				return row;
	return NULL;
}

const struct node *wizard_fabric(const struct wizard *wizard)
{
	node_foreach (node, wizard->tree)
		if (node->type->class == CLASS_FABRIC &&
		    node->fabric->flags & FABRIC_PORTALS &&
		    node->fabric->flags & FABRIC_AUTH)
			return node;
	abort();
}

const struct node *wizard_target(const struct wizard *wizard)
{
	return node_child(wizard_fabric(wizard), answer_text(wizard, "target"));
}

const struct node *wizard_tpg(const struct wizard *wizard)
{
	const struct node *target = wizard_target(wizard);

	if (target == NULL || target->child_count == 0)
		return NULL;
	const struct node *tpg = node_child(target, answer_text(wizard, "target.tpg"));
	return tpg == NULL ? target->children[0] : tpg;
}

const struct backstore *wizard_backstore(const struct wizard *wizard)
{
	return backstore_for_form(answer_is(wizard, "extent", "device") ? DEVICE_BLOCK
									: DEVICE_FILE);
}
