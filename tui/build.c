/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the answers to the edits: the order here is the order of the commands. */
#include "tui/build.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/check.h"
#include "configfs/kept.h"
#include "configfs/path.h"
#include "configfs/wwn.h"
#include "tui/chap.h"
#include "tui/extent.h"
#include "tui/presets.h"

struct build {
	const struct wizard *wizard;
	struct ops *ops;
	const struct preset *preset;
	char *so;  /* path of the storage object */
	char *tpg; /* path of the TPG */
};

static const char *yes_or_no(bool yes)
{
	return yes ? "true" : "false";
}

static const char *answer(const struct build *build, const char *key)
{
	return answer_text(build->wizard, key);
}

static struct op *set(const struct build *build, char *path, const char *group)
{
	struct op *op = op_add(build->ops, OP_SET, path);

	op->group = group;
	return op;
}

/* --- the storage object ---------------------------------------------------------- */

static const char *serial_of(const struct build *build)
{
	const char *given = answer(build, "extent.serial");

	return *given == '\0' ? build->wizard->serial : given;
}

/* Of the device that was picked, for the commands: on another day they would find
 * another one by that name.  NULL: nothing is known of it. */
static const char *identity_of(const struct build *build)
{
	const struct machine *machine = &build->wizard->machine;
	const char *path = answer(build, "extent.device");

	if (!answer_is(build->wizard, "extent", "device") || build->wizard->offline)
		return NULL;
	for (size_t i = 0; i < machine->device_count; i++) {
		const struct device *device = &machine->devices[i];

		if (text_equal(device->stable, path) || strcmp(device->path, path) == 0)
			return device->identity;
	}
	return NULL;
}

/* Parameters of `create`, by the value that each is. */
static void add_backing(const struct build *build, struct op *op)
{
	const struct wizard *wizard = build->wizard;
	const struct backstore *backstore = wizard_backstore(wizard);
	bool file = answer_is(wizard, "extent", "file");

	for (const struct create_arg *arg = backstore->create; arg->name != NULL; arg++) {
		const char *value = arg->value == NULL ? arg->name : arg->value;

		if (text_equal(value, backstore->path_value))
			op_arg(op, arg->name,
			       answer(build, file ? "extent.file" : "extent.device"));
		else if (text_equal(value, backstore->identity_value))
			op_arg(op, arg->name, identity_of(build));
		else if (strcmp(value, "name") == 0)
			op_arg(op, arg->name, answer(build, "extent.name"));
		else if (strcmp(value, "serial") == 0)
			op_arg(op, arg->name, serial_of(build));
		else if (strcmp(value, "size") == 0)
			op_arg(op, arg->name, answer(build, "extent.size"));
		else if (strcmp(value, "write_back") == 0)
			op_arg(op, arg->name,
			       yes_or_no(answer_is(wizard, "extent.cache", "fast")));
		else if (strcmp(value, "sparse") == 0 && *answer(build, "extent.blocks"))
			op_arg(op, arg->name,
			       yes_or_no(answer_is(wizard, "extent.blocks", "sparse")));
	}
}

static void add_settings(struct op *op, const struct setting *settings)
{
	for (; settings != NULL && settings->name != NULL; settings++)
		op_arg(op, settings->name, settings->text);
}

/* What the preset wants of the disk, as far as its kind has it. */
static void set_disk(const struct build *build)
{
	struct op *op = set(build, xstrdup(build->so), "attribute");

	if (!answer_is(build->wizard, "extent.block_size", BLOCK_SIZE_OWN))
		op_arg(op, "block_size", answer(build, "extent.block_size"));
	if (answer_yes(build->wizard, "extent.read_only"))
		op_arg(op, "write_protect", "1");
	add_settings(op, build->preset->disk);
	if (build->preset->discards && answer_is(build->wizard, "extent", "file") &&
	    !answer_is(build->wizard, "extent.blocks", "allocated")) {
		op_arg(op, "emulate_tpu", "1");
		op_arg(op, "emulate_tpws", "1");
	}
}

static void add_storage_object(struct build *build)
{
	const struct backstore *backstore = wizard_backstore(build->wizard);
	struct op *op;

	if (answer_is(build->wizard, "extent", "backstore")) {
		build->so =
			xasprintf("/backstores/%s", answer(build, "extent.backstore"));
		return;
	}
	op = op_add(build->ops, OP_CREATE, xasprintf("/backstores/%s", backstore->name));
	add_backing(build, op);
	build->so = xasprintf("/backstores/%s/%s", backstore->name,
			      answer(build, "extent.name"));
	set_disk(build);
}

/* --- the target ------------------------------------------------------------------ */

static bool is_open(const struct build *build)
{
	return !answer_is(build->wizard, "access", "listed");
}

bool wizard_is_read_only(const struct wizard *wizard)
{
	const struct node *so =
		so_find(wizard->tree, answer_text(wizard, "extent.backstore"));

	return answer_yes(wizard, "access.read_only") ||
	       answer_yes(wizard, "extent.read_only") || so_is_protected(so);
}

static void add_chap(const struct build *build, struct op *op, const char *page)
{
	for (const struct chap_answer *row = chap_answers;
	     row < chap_answers + CHAP_ANSWERS; row++) {
		autofree char *key = xasprintf("%s%s", page, row->key);

		if (row->secret)
			op_secret(op, row->name, answer(build, key));
		else
			op_arg(op, row->name, answer(build, key));
	}
}

static void set_tpg(const struct build *build)
{
	const struct wizard *wizard = build->wizard;
	bool open = is_open(build);
	struct op *op = set(build, xstrdup(build->tpg), "attribute");

	op_arg(op, "generate_node_acls", open ? "1" : "0");
	op_arg(op, "demo_mode_write_protect",
	       open && !wizard_is_read_only(build->wizard) ? "0" : "1");
	op_arg(op, "demo_mode_discovery", answer_yes(wizard, "access.hide") ? "0" : "1");
	op_arg(op, "authentication",
	       answer_is(wizard, "access.auth", "none") ? "0" : "1");
	if (*answer(build, "target.alias") != '\0' || build->preset->target != NULL) {
		op = set(build, xstrdup(build->tpg), "parameter");
		op_arg(op, "TargetAlias", answer(build, "target.alias"));
		add_settings(op, build->preset->target);
	}
	if (open && !answer_is(wizard, "access.auth", "none"))
		add_chap(build, set(build, xstrdup(build->tpg), "auth"), "access.");
}

static void add_lun(const struct build *build)
{
	struct op *op = op_add(build->ops, OP_CREATE, xasprintf("%s/luns", build->tpg));

	op_arg(op, "storage_object", build->so);
	op_arg(op, "lun", answer(build, "extent.lun"));
	op_arg(op, "add_mapped_luns", "false");
}

static void map_lun(const struct build *build, const char *acl, bool read_only)
{
	struct op *op = op_add(build->ops, OP_CREATE, xstrdup(acl));

	op_arg(op, "mapped_lun", answer(build, "extent.lun"));
	op_arg(op, "tpg_lun_or_backstore", answer(build, "extent.lun"));
	op_arg(op, "write_protect", yes_or_no(read_only));
}

static void add_initiator(const struct build *build, const char *wwn)
{
	const struct wizard *wizard = build->wizard;
	struct op *op = op_add(build->ops, OP_CREATE, xasprintf("%s/acls", build->tpg));
	autofree char *acl = xasprintf("%s/acls/%s", build->tpg, wwn);

	op_arg(op, "wwn", wwn);
	op_arg(op, "add_mapped_luns", "false");
	if (!answer_is(wizard, "access.auth", "none"))
		add_chap(build, set(build, xstrdup(acl), "auth"), "access.");
	map_lun(build, acl, wizard_is_read_only(build->wizard));
}

static void add_initiators(const struct build *build)
{
	const struct fabric *fabric = wizard_fabric(build->wizard)->fabric;
	const char *names = answer(build, "access.initiators");

	for (char *word; (word = answer_word(&names)) != NULL; free(word)) {
		struct error autoerror ignored = { 0 };
		autofree char *wwn = NULL;

		if (initiator_normalise(fabric, word, &wwn, &ignored) == 0)
			add_initiator(build, wwn);
	}
}

/* With a peer that stays set every initiator would have to prove the target too. */
static void clear_peer(const struct build *build, struct op *op)
{
	static const char *const names[] = { "mutual_userid", "mutual_password" };
	const struct node *fabric = wizard_fabric(build->wizard);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *now = node_text(fabric, names[i]);

		if (now != NULL && *now != '\0')
			op_clear(op, names[i]);
	}
}

static void set_discovery(const struct build *build, const char *fabric)
{
	struct op *op;

	if (!wizard_changes_discovery(build->wizard))
		return;
	op = set(build, xstrdup(fabric), "discovery_auth");
	add_chap(build, op, "portal.discovery_");
	if (answer_is(build->wizard, "portal.discovery", "chap"))
		clear_peer(build, op);
	op_arg(op, "enable",
	       yes_or_no(!answer_is(build->wizard, "portal.discovery", "none")));
}

static void add_portal(const struct build *build, const char *portal)
{
	autofree char *address = NULL, *port = NULL;
	unsigned number;
	bool is_ipv6;

	if (portal_parse(portal, &address, &number, &is_ipv6) < 0)
		return;
	port = xasprintf("%u", number);
	struct op *op =
		op_add(build->ops, OP_CREATE, xasprintf("%s/portals", build->tpg));
	op_arg(op, "ip_address", address);
	op_arg(op, "ip_port", port);
}

static void add_portals(const struct build *build)
{
	autofree char *portals = wizard_portals(build->wizard);
	const char *at = portals;

	for (char *word; (word = answer_word(&at)) != NULL; free(word))
		add_portal(build, word);
}

static void create_target(struct build *build)
{
	autofree char *fabric = node_path(wizard_fabric(build->wizard));
	autofree char *wwn = wizard_iqn(build->wizard);

	op_arg(op_add(build->ops, OP_CREATE, xstrdup(fabric)), "wwn", wwn);
	build->tpg = xasprintf("%s/%s/tpg1", fabric, wwn);
}

static void add_target(struct build *build)
{
	autofree char *fabric = node_path(wizard_fabric(build->wizard));

	create_target(build);
	set_tpg(build);
	add_lun(build);
	add_initiators(build);
	set_discovery(build, fabric);
	add_portals(build);
	op_add(build->ops, OP_ENABLE, xstrdup(build->tpg));
}

/* The next target is to begin alike. */
static void keep_base(const struct build *build)
{
	const struct node *settings = node_part(build->wizard->tree, CLASS_GLOBAL);
	const char *base = wizard_new_base(build->wizard);

	if (base != NULL)
		op_arg(set(build, node_path(settings), "setting"), "iqn_base", base);
}

/* Everybody who has an account there gets the new disk too. */
static void extend_target(struct build *build, const struct node *tpg)
{
	build->tpg = node_path(tpg);
	add_lun(build);
	node_foreach (acl, node_part(tpg, CLASS_ACLS)) {
		autofree char *path = node_path(acl);

		map_lun(build, path, wizard_is_read_only(build->wizard));
	}
}

void build_ops(const struct wizard *wizard, struct ops *ops)
{
	const struct node *tpg = wizard_tpg(wizard);
	struct build build = {
		.wizard = wizard,
		.ops = ops,
		.preset = preset_find(answer_text(wizard, "target.use")),
	};

	if (tpg == NULL)
		keep_base(&build);
	add_storage_object(&build);
	if (tpg == NULL)
		add_target(&build);
	else
		extend_target(&build, tpg);
	free(build.so);
	free(build.tpg);
}

/* Takes the ops. */
static int check_ops(const struct wizard *wizard, struct ops *ops, struct error *err)
{
	autonode struct node *wanted = node_copy(wizard->tree);
	int result = ops_apply(ops, wanted, wizard->offline, err);

	if (result == 0)
		result = check_tree(wanted, wizard->tree, err, NULL);
	ops_free(ops);
	return result;
}

int build_check(const struct wizard *wizard, struct error *err)
{
	struct ops ops = { 0 };

	build_ops(wizard, &ops);
	return check_ops(wizard, &ops, err);
}

int build_check_portals(const struct wizard *wizard, struct error *err)
{
	struct ops ops = { 0 };
	struct build build = { .wizard = wizard, .ops = &ops };

	create_target(&build);
	add_portals(&build);
	free(build.tpg);
	return check_ops(wizard, &ops, err);
}
