/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which target gets the disk: a new one with a name, or one that is there. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/wwn.h"
#include "tui/judge.h"
#include "tui/presets.h"

#define NEW        "new"
#define USUAL_BASE "iqn.2003-01.org.linux-iscsi"
#define SHORT_MOST 63

/* --- the target ------------------------------------------------------------------ */

static bool is_new(const struct wizard *wizard)
{
	return answer_is(wizard, "target", NEW);
}

static char *new_target(const struct wizard *wizard)
{
	(void)wizard;
	return xstrdup(NEW);
}

static size_t count_luns(const struct node *target)
{
	size_t count = 0;

	node_foreach (tpg, target)
		count += node_part(tpg, CLASS_LUNS)->child_count;
	return count;
}

static char *target_label(const struct wizard *wizard, const struct node *target)
{
	unsigned sessions = machine_sessions(&wizard->machine, target->name);
	size_t luns = count_luns(target);

	if (target->child_count == 0)
		return xstrdup("it has no TPG: /iscsi/NAME create makes one");
	autofree char *disks = xasprintf("%zu %s", luns, luns == 1 ? "disk" : "disks");
	if (wizard->offline)
		return take_ptr(disks);
	return xasprintf("%s, %u %s", disks, sessions,
			 sessions == 1 ? "session" : "sessions");
}

static void target_options(const struct wizard *wizard, struct option_list *list)
{
	option_add(list, xstrdup(NEW), xstrdup("a new target"));
	node_foreach (target, wizard_fabric(wizard)) {
		struct option *option = option_add(list, xstrdup(target->name),
						   target_label(wizard, target));

		option->unfit = target->child_count == 0 ? "it has no TPG" : NULL;
	}
}

static bool has_several(const struct wizard *wizard)
{
	const struct node *target = wizard_target(wizard);

	return target != NULL && target->child_count > 1;
}

static char *first_tpg(const struct wizard *wizard)
{
	const struct node *target = wizard_target(wizard);

	return xstrdup(target == NULL || target->child_count == 0
			       ? ""
			       : target->children[0]->name);
}

static void tpg_options(const struct wizard *wizard, struct option_list *list)
{
	const struct node *target = wizard_target(wizard);

	node_foreach (tpg, target)
		option_add(list, xstrdup(tpg->name),
			   xstrdup(node_is(tpg, "enable", "1") ? "enabled" : "disabled"));
}

/* --- its name -------------------------------------------------------------------- */

static const char *global_base(const struct wizard *wizard)
{
	return node_text(node_part(wizard->tree, CLASS_GLOBAL), "iqn_base");
}

/* What was answered once; "": nothing yet. */
static const char *kept_base(const struct wizard *wizard)
{
	const char *base = global_base(wizard);

	return *base == '\0' ? wizard->saved_base : base;
}

static bool needs_base(const struct wizard *wizard)
{
	return is_new(wizard) && *wizard->machine.host == '\0' &&
	       *kept_base(wizard) == '\0';
}

static char *base_of(const struct wizard *wizard)
{
	const char *kept = kept_base(wizard);

	if (needs_base(wizard))
		return xstrdup(answer_text(wizard, "target.base"));
	if (*kept != '\0')
		return xstrdup(kept);
	return xasprintf(USUAL_BASE ".%s", wizard->machine.host);
}

const char *wizard_new_base(const struct wizard *wizard)
{
	const char *base = needs_base(wizard) ? answer_text(wizard, "target.base")
					      : wizard->saved_base;

	return *base == '\0' || *global_base(wizard) != '\0' ? NULL : base;
}

static bool is_whole_name(const char *text)
{
	return starts_with(text, "iqn.") || starts_with(text, "eui.") ||
	       starts_with(text, "naa.");
}

/* As it was typed, before it is brought into the fabric's form. */
static char *full_name(const struct wizard *wizard, const char *text)
{
	if (is_whole_name(text))
		return xstrdup(text);
	autofree char *base = base_of(wizard);
	return xasprintf("%s:%s", base, text);
}

char *wizard_iqn(const struct wizard *wizard)
{
	const struct node *target = wizard_target(wizard);
	struct error autoerror ignored = { 0 };
	char *wwn = NULL;

	if (target != NULL)
		return xstrdup(target->name);
	autofree char *full = full_name(wizard, answer_text(wizard, "target.name"));
	if (wwn_normalise(wizard_fabric(wizard)->fabric, full, &wwn, &ignored) == 0)
		return wwn;
	return xstrdup(full);
}

static int check_base(const struct wizard *wizard, const char *text, struct error *err)
{
	const struct attr *attr =
		node_attr(node_part(wizard->tree, CLASS_GLOBAL), "iqn_base", NULL);
	autofree char *canonical = NULL;

	return attr_parse(attr, text, &canonical, err);
}

static char *usual_name(const struct wizard *wizard)
{
	const char *host = wizard->machine.host;

	for (unsigned number = 1;; number++) {
		autofree char *name = xasprintf("%.*s%sdisk%u", (int)strcspn(host, "."),
						host, *host == '\0' ? "" : "-", number);
		autofree char *full = full_name(wizard, name);
		if (node_child(wizard_fabric(wizard), full) == NULL)
			return take_ptr(name);
	}
}

static int check_name(const struct wizard *wizard, const char *text, struct error *err)
{
	autofree char *wwn = NULL;
	autofree char *full = full_name(wizard, text);
	int result = wwn_normalise(wizard_fabric(wizard)->fabric, full, &wwn, err);

	if (result < 0)
		return result;
	if (node_child(wizard_fabric(wizard), wwn) == NULL)
		return 0;
	(void)fail(err, -EEXIST, "the target %s exists", wwn);
	advise(err, "take another name, or add the disk to that target");
	return -EEXIST;
}

static char *preview_name(const struct wizard *wizard)
{
	autofree char *wwn = wizard_iqn(wizard);

	return xasprintf("will be %s", wwn);
}

/* Beside all the others, whose aliases it may be. */
static void judge_alias(const struct wizard *wizard, const char *key, const char *text,
			struct verdict *verdict)
{
	autonode struct node *tree = node_copy(wizard->tree);
	autofree char *path = judge_place(wizard, tree, NULL);

	(void)key;
	judge_answer(tree, path, "TargetAlias", text, verdict);
}

/* --- what it is for -------------------------------------------------------------- */

static char *first_preset(const struct wizard *wizard)
{
	(void)wizard;
	return xstrdup(presets[0].name);
}

static void preset_options(const struct wizard *wizard, struct option_list *list)
{
	(void)wizard;
	for (const struct preset *preset = presets; preset->name != NULL; preset++)
		option_add(list, xstrdup(preset->name), xstrdup(preset->label));
}

static const struct field fields[] = {
	{ .key = "target",
	  .label = "Target",
	  .help = "The disk becomes the first of a new target, or one more of an "
		  "existing "
		  "one, whose portals and access stay.",
	  .more = "Initiators log in to a target and get its disks.  One target for each "
		  "disk\nis the clearest; several disks of one target share a "
		  "connection.",
	  .sets = "the target that gets the LUN",
	  .kind = FIELD_CHOICE,
	  .dflt = new_target,
	  .options = target_options },
	{ .key = "target.tpg",
	  .label = "Portal group",
	  .help = "A target with several groups of portals shows each its own disks.",
	  .sets = "the TPG that gets the LUN",
	  .kind = FIELD_CHOICE,
	  .shown = has_several,
	  .dflt = first_tpg,
	  .options = tpg_options },
	{ .key = "target.base",
	  .label = "Base of names",
	  .help = "This machine has no name of its own: say how the names of its targets "
		  "begin, as iqn.2026-11.org.example.",
	  .sets = "iqn_base of /global",
	  .kind = FIELD_TEXT,
	  .shown = needs_base,
	  .check = check_base },
	{ .key = "target.name",
	  .label = "Name",
	  .help = "A short name in lower-case letters, digits, dots and dashes; "
		  "initiators "
		  "see the full one.",
	  .more = "Letters a-z, digits, '.', '-' and ':'.  A name that begins with iqn., "
		  "eui. or\nnaa. is taken as it is.  It cannot be changed later: "
		  "initiators know the target\nby it.",
	  .sets = "the target's name",
	  .kind = FIELD_TEXT,
	  .shown = is_new,
	  .dflt = usual_name,
	  .check = check_name,
	  .preview = preview_name },
	{ .key = "target.alias",
	  .label = "Alias",
	  .help = "Words for people, which initiators may show beside the name.",
	  .sets = "parameters/TargetAlias",
	  .kind = FIELD_TEXT,
	  .flags = FIELD_OPTIONAL,
	  .shown = is_new,
	  .judge = judge_alias },
	{ .key = "target.use",
	  .label = "Use for",
	  .help = "Sets the size of blocks and what the disk can do, to suit who will "
		  "use "
		  "it.",
	  .sets = "attributes of the storage object, parameters of the TPG",
	  .kind = FIELD_CHOICE,
	  .dflt = first_preset,
	  .options = preset_options },
};

const struct page page_target = {
	.name = "target",
	.title = "Target",
	.help = "What initiators log in to.",
	FIELDS(fields),
};
