/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to run on the other machine. */
#include "tui/sheet.h"

#include <stdlib.h>

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

char *sheet_text(const struct wizard *wizard, const char *iqn,
		 const struct connect_platform *platform, bool secrets)
{
	const struct node *target = node_child(wizard_fabric(wizard), iqn);
	struct connect_options options = { .platform = platform,
					   .show_secrets = secrets };
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
	const struct node *tpg = wizard_tpg(wizard);
	autofree char *firewall = firewall_advice(target);
	autofree char *login =
		try_login(tpg != NULL                ? tpg
			  : target->child_count == 0 ? NULL
						     : target->children[0]);
	return xasprintf("%s%s", firewall == NULL ? "" : firewall,
			 login == NULL ? "" : login);
}
