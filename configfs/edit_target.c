/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets and TPGs made and deleted, with the moves that go along. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/edit_row.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

/* --- TPGs ------------------------------------------------------------------------ */

static void add_nexus(struct node *tpg)
{
	if (!(tpg->fabric->flags & FABRIC_NEXUS))
		return;
	autofree char *nexus = wwn_generate_like(tpg->parent->name);
	node_set(tpg, "nexus", nexus);
}

static void add_portal(struct edit *edit, struct node *tpg)
{
	if (!(tpg->fabric->flags & FABRIC_PORTALS) || !edit->moves->portal)
		return;
	if (!edit_add_default_portal(tpg)) {
		edit_note(edit, "Default portal not created, another portal has that "
				"address and port.");
		return;
	}
	edit_note(edit, "Global pref auto_add_default_portal=true");
	edit_note(edit, "Created default portal listening on all IPs (0.0.0.0), "
			"port 3260.");
}

static void add_tpg(struct edit *edit, struct node *target, uint64_t tag)
{
	struct node *tpg = node_add_number(target, CLASS_TPG, tag);
	unsigned flags = tpg->fabric->flags;

	if (flags & FABRIC_ENABLE)
		node_set(tpg, "enable", edit->moves->enable ? "1" : "0");
	if (flags & FABRIC_AUTH)
		node_set(tpg, "authentication", "0");
	add_nexus(tpg);
	edit_note(edit, "Created TPG %llu.", (unsigned long long)tag);
	add_portal(edit, tpg);
	edit->made = tpg;
}

/* Where a target has only one TPG, that is there and on with it. */
static void add_only_tpg(struct edit *edit, struct node *target)
{
	struct node *tpg = node_add_number(target, CLASS_TPG, 1);
	unsigned flags = tpg->fabric->flags;

	if (flags & FABRIC_ENABLE)
		node_set(tpg, "enable", flags & FABRIC_STARTS_OFF ? "0" : "1");
	add_nexus(tpg);
	edit->made = tpg;
}

static int check_tag(const struct node *target, uint64_t tag, struct error *err)
{
	const struct fabric *fabric = target->fabric;

	if (tag < fabric->tpg_min || tag > fabric->tpg_max) {
		error_set(err, NULL, -EINVAL, "%llu cannot be the number of a TPG",
			  (unsigned long long)tag);
		because(err, "%s takes %llu to %llu", fabric->name,
			(unsigned long long)fabric->tpg_min,
			(unsigned long long)fabric->tpg_max);
		return -EINVAL;
	}
	if (node_numbered(target, tag) == NULL)
		return 0;
	return fail(err, -EEXIST, "the TPG %s/tpg%llu exists", target->name,
		    (unsigned long long)tag);
}

static int next_tag(const struct node *target, uint64_t *tag, struct error *err)
{
	uint64_t least = target->fabric->tpg_min > 1 ? target->fabric->tpg_min : 1;

	if (edit_free_number(target, least, tag) && *tag <= target->fabric->tpg_max)
		return 0;
	return fail(err, -EEXIST, "all TPG numbers of %s are in use", target->name);
}

static int create_tpg(struct edit *edit, struct error *err)
{
	const char *text = edit_given(edit, "tag");
	uint64_t tag = 0;
	int result = text == NULL ? next_tag(edit->parent, &tag, err)
				  : edit_number(CLASS_TPG, text, &tag, err);

	if (result == 0)
		result = check_tag(edit->parent, tag, err);
	if (result == 0)
		add_tpg(edit, edit->parent, tag);
	return result;
}

static int delete_tpg(struct edit *edit, struct error *err)
{
	struct node *tpg = NULL;
	int result = edit_find(edit->parent, edit_given(edit, "tag"), &tpg, err);

	if (result < 0)
		return result;
	edit_note(edit, "Deleted TPGT %llu.", (unsigned long long)tpg->number);
	node_free(tpg);
	return 0;
}

static const struct create_arg tpg_create[] = {
	{ .name = "tag",
	  .help = "Its number, tpgN or N; the next free one if left out." },
	{ 0 },
};

static const struct create_arg tpg_delete[] = {
	{ .name = "tag", .required = true, .help = "Its number, tpgN or N." },
	{ 0 },
};

const struct edit_row edit_target_row = {
	.parent = CLASS_TARGET,
	.create = tpg_create,
	.remove = tpg_delete,
	.do_create = create_tpg,
	.do_delete = delete_tpg,
};

/* --- targets --------------------------------------------------------------------- */

struct port_search {
	const struct node *fabric;
	const char *wanted;
	struct text free; /* those without a target */
	bool found;
};

static void look_at_port(const char *wwn, void *data)
{
	struct port_search *search = data;

	if (text_equal(wwn, search->wanted))
		search->found = true;
	if (node_child(search->fabric, wwn) == NULL)
		text_addf(&search->free, "%s%s", search->free.length == 0 ? "" : ", ",
			  wwn);
}

static int needs_wwn(const struct edit *edit, struct error *err)
{
	const struct fabric *fabric = edit->parent->fabric;
	struct port_search search = { .fabric = edit->parent };

	error_set(err, NULL, -ENOSYS, "create needs 'wwn'");
	because(err, "the targets of %s are the ports of the machine", fabric->name);
	if (fabric->ports != NULL && !edit->moves->offline)
		fabric->ports(look_at_port, &search);
	if (search.free.length > 0)
		advise(err, "without a target yet: %s", search.free.data);
	text_free(&search.free);
	return -ENOSYS;
}

static int choose_wwn(const struct edit *edit, char **wwn, struct error *err)
{
	const struct fabric *fabric = edit->parent->fabric;
	const char *typed = edit_given(edit, "wwn");

	if (typed != NULL)
		return wwn_normalise(fabric, typed, wwn, err);
	if (fabric->generate == NULL)
		return needs_wwn(edit, err);
	*wwn = fabric->generate();
	return 0;
}

static void warn_of_hardware(struct edit *edit, const char *wwn)
{
	const struct fabric *fabric = edit->parent->fabric;
	struct port_search search = { .fabric = edit->parent, .wanted = wwn };

	if (fabric->ports == NULL || edit->moves->offline)
		return;
	fabric->ports(look_at_port, &search);
	text_free(&search.free);
	if (!search.found)
		edit_note(edit, "Hardware missing for this WWN");
}

static int create_target(struct edit *edit, struct error *err)
{
	autofree char *wwn = NULL;
	int result = choose_wwn(edit, &wwn, err);

	if (result < 0)
		return result;
	struct node *old = node_child(edit->parent, wwn);
	if (old != NULL) {
		autofree char *path = node_path(view_node(old));
		error_set(err, NULL, -EEXIST, "the target %s exists", path);
		return -EEXIST;
	}
	warn_of_hardware(edit, wwn);
	struct node *target = node_add(edit->parent, CLASS_TARGET, wwn);
	edit_note(edit, "Created target %s.", wwn);
	if (!(target->fabric->flags & FABRIC_TPGS)) {
		add_only_tpg(edit, target);
		return 0;
	}
	uint64_t tag = 0;
	result = next_tag(target, &tag, err);
	if (result == 0)
		add_tpg(edit, target, tag);
	return result;
}

static int delete_target(struct edit *edit, struct error *err)
{
	const char *typed = edit_given(edit, "wwn");
	struct node *target = node_child(edit->parent, typed);
	autofree char *wwn = NULL;
	autoerror struct error ignored = { 0 };

	/* A foreign name is found as it is shown, any other in every spelling. */
	if (target == NULL &&
	    wwn_normalise(edit->parent->fabric, typed, &wwn, &ignored) == 0)
		target = node_child(edit->parent, wwn);
	if (target == NULL)
		return edit_find(edit->parent, typed, &target, err);
	edit_note(edit, "Deleted Target %s.", target->name);
	node_free(target);
	return 0;
}

static const struct create_arg target_create[] = {
	{ .name = "wwn", .help = "Its name; one is made if the fabric allows that." },
	{ 0 },
};

static const struct create_arg target_delete[] = {
	{ .name = "wwn", .required = true, .help = "The target's name." },
	{ 0 },
};

const struct edit_row edit_fabric_row = {
	.parent = CLASS_FABRIC,
	.create = target_create,
	.remove = target_delete,
	.do_create = create_target,
	.do_delete = delete_target,
};
