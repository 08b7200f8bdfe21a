/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to run on the other machine. */
#include "tui/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/firewall.h"

static int write_sheet(const struct wizard *wizard, const struct node *target,
		       struct connect_options *options, char **sheet, struct error *err)
{
	const struct node *tpg = wizard_tpg(wizard);
	bool has_secrets = false;
	char **addresses = wizard->offline ? NULL : connect_addresses();

	options->addresses = (const char *const *)addresses;
	int result = connect_sheet(tpg == NULL ? target : tpg, options, sheet,
				   &has_secrets, err);
	if (addresses != NULL)
		connect_addresses_free(addresses);
	return result;
}

/* Where the disk is; NULL: there is none. */
static const struct node *tpg_of(const struct wizard *wizard, const char *iqn)
{
	const struct node *target = node_child(wizard_fabric(wizard), iqn);
	const struct node *tpg = wizard_tpg(wizard);

	if (tpg != NULL)
		return tpg;
	return target == NULL || target->child_count == 0 ? NULL : target->children[0];
}

const char *sheet_next_initiator(const struct wizard *wizard, const char *iqn,
				 const char *initiator)
{
	const struct node *tpg = tpg_of(wizard, iqn);
	const struct node *acls = tpg == NULL ? NULL : node_part(tpg, CLASS_ACLS);
	size_t at = 0;

	if (acls == NULL || acls->child_count < 2)
		return NULL;
	while (initiator != NULL && at < acls->child_count &&
	       strcmp(acls->children[at]->name, initiator) != 0)
		at++;
	return acls->children[(at + 1) % acls->child_count]->name;
}

char *sheet_text(const struct wizard *wizard, const char *iqn,
		 const struct sheet_choice *choice)
{
	const struct node *target = node_child(wizard_fabric(wizard), iqn);
	const struct connect_platform *platform = choice->platform;
	struct connect_options options = { .platform = platform,
					   .initiator = choice->initiator,
					   .show_secrets = choice->secrets };
	struct error autoerror problem = { 0 };
	char *sheet = NULL;

	if (target == NULL)
		return xasprintf("# %s is not there any more.\n", iqn);
	if (write_sheet(wizard, target, &options, &sheet, &problem) < 0)
		return xasprintf("# %s\n", problem.what);
	if (answer_is(wizard, "target", "new"))
		return sheet;
	char *whole = xasprintf("# On machines that are logged in already, %s:\n%s\n\n"
				"# On others:\n%s",
				platform->where, platform->rescan, sheet);
	secret_free(sheet);
	return whole;
}

static char *try_login(const struct node *tpg)
{
	struct fs fs = { .root = -1 };

	if (tpg == NULL || fs_open(&fs, NULL) < 0)
		return NULL;
	char *told = connect_try(&fs, tpg);
	fs_close(&fs);
	return told;
}

char *sheet_tests(const struct wizard *wizard, const char *iqn)
{
	const struct node *target = node_child(wizard_fabric(wizard), iqn);

	if (wizard->offline || target == NULL)
		return xstrdup("");
	autofree char *firewall = firewall_advice(target);
	autofree char *login = try_login(tpg_of(wizard, iqn));
	return xasprintf("%s%s", firewall == NULL ? "" : firewall,
			 login == NULL ? "" : login);
}
