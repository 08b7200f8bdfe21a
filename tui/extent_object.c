/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage object and the LUN that the extent becomes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/check.h"
#include "tui/extent.h"
#include "tui/presets.h"

static bool name_is_taken(const struct wizard *wizard, const char *name)
{
	autofree char *reference =
		xasprintf("%s/%s", wizard_backstore(wizard)->name, name);

	return so_find(wizard->tree, reference) != NULL;
}

char *extent_usual_backstore_name(const struct wizard *wizard)
{
	autofree char *name = extent_short_name(wizard);

	for (char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == ':')
			*at = '-';
	if (!name_is_taken(wizard, name))
		return take_ptr(name);
	for (unsigned number = 2;; number++) {
		autofree char *other = xasprintf("%s-%u", name, number);

		if (!name_is_taken(wizard, other))
			return take_ptr(other);
	}
}

int extent_check_backstore_name(const struct wizard *wizard, const char *text,
				struct error *err)
{
	int result = check_so_name(text, err);

	if (result < 0 || !name_is_taken(wizard, text))
		return result;
	(void)fail(err, -EEXIST, "the storage object %s/%s exists",
		   wizard_backstore(wizard)->name, text);
	advise(err, "take another name");
	return -EEXIST;
}

int extent_check_serial(const struct wizard *wizard, const char *text, struct error *err)
{
	(void)wizard;
	return check_so_serial(text, err);
}

int extent_check_backing(const struct wizard *wizard, const char *text, struct error *err)
{
	const struct backstore *backstore = wizard_backstore(wizard);
	autonode struct node *tree = tree_new();
	struct node *so = node_add(kind_for(tree, backstore, NULL), CLASS_SO, "new");

	node_set(so, backstore->path_value, text);
	return backstore->check == NULL ? 0 : backstore->check(so, err);
}

void extent_size_options(const struct wizard *wizard, struct option_list *list)
{
	if (!answer_is(wizard, "extent", "file"))
		option_add(list, xstrdup(BLOCK_SIZE_OWN), xstrdup("what the device has"));
	option_add(list, xstrdup("512"), xstrdup("everybody reads it"));
	option_add(list, xstrdup("1024"), NULL);
	option_add(list, xstrdup("2048"), NULL);
	option_add(list, xstrdup("4096"), xstrdup("not VMware, Xen, older systems"));
}

char *extent_usual_block_size(const struct wizard *wizard)
{
	const struct preset *preset = preset_find(answer_text(wizard, "target.use"));

	if (!answer_is(wizard, "extent", "file"))
		return xstrdup(BLOCK_SIZE_OWN);
	return xstrdup(preset->block_size == NULL ? "512" : preset->block_size);
}

/* By the target, or by an initiator for another of its LUNs. */
static bool lun_is_taken(const struct node *tpg, uint64_t number)
{
	if (node_numbered(node_part(tpg, CLASS_LUNS), number) != NULL)
		return true;
	node_foreach (acl, node_part(tpg, CLASS_ACLS))
		if (node_numbered(acl, number) != NULL)
			return true;
	return false;
}

char *extent_next_lun(const struct wizard *wizard)
{
	const struct node *tpg = wizard_tpg(wizard);
	uint64_t number = 0;

	while (tpg != NULL && lun_is_taken(tpg, number))
		number++;
	return xasprintf("%" PRIu64, number);
}

int extent_check_lun(const struct wizard *wizard, const char *text, struct error *err)
{
	const struct node_type *type = &node_types[CLASS_LUN];
	const struct node *tpg = wizard_tpg(wizard);
	uint64_t number = 0;

	if (!parse_uint(text, &number) || number > type->max) {
		(void)fail(err, -EINVAL, "'%s' is no number of a LUN", text);
		because(err, "it is 0 to %" PRIu64, type->max);
		return -EINVAL;
	}
	if (tpg == NULL || !lun_is_taken(tpg, number))
		return 0;
	(void)fail(err, -EEXIST, "the target, or one of its initiators, has a LUN %s",
		   text);
	return -EEXIST;
}
