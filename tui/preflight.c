/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong before anything is asked: a table of conditions, each with the way out.
 */
#include "tui/preflight.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/commit.h"
#include "configfs/module.h"
#include "profiles/service.h"
#include "profiles/unsaved.h"
#include "tui/foreign.h"

/* What is to be said of it, owned; NULL: all is well.  *fix (owned) is the way out, where
 * the row does not say it. */

static char *not_root(const struct wizard *wizard, char **fix)
{
	(void)wizard;
	(void)fix;
	return geteuid() == 0 ? NULL : xstrdup("only root can change the configuration");
}

static char *no_kernel(const struct wizard *wizard, char **fix)
{
	(void)fix;
	return xstrdup_null(wizard->no_kernel);
}

static char *no_configfs(const struct wizard *wizard, char **fix)
{
	(void)wizard;
	if (!configfs_is_mounted() && module_state("configfs") == MODULE_MISSING)
		return xstrdup("this kernel has no configfs, through which LIO is set "
			       "up");
	/* Where LIO is not in the kernel yet it is mounted with it. */
	if (configfs_is_mounted() || module_state("target_core_mod") != MODULE_READY)
		return NULL;
	*fix = xasprintf("mount it: %s", configfs_mount_command);
	return xstrdup("configfs is not mounted: what runs cannot be seen");
}

static char *no_module(const struct wizard *wizard, char **fix)
{
	const char *module = wizard_fabric(wizard)->fabric->module;

	(void)fix;
	if (wizard->no_kernel != NULL || module_state(module) != MODULE_MISSING)
		return NULL;
	return xasprintf("this kernel has no module %s", module);
}

static char *lock_held(const struct wizard *wizard, char **fix)
{
	autofree char *holder = lock_holder();

	(void)wizard;
	(void)fix;
	return holder == NULL
		       ? NULL
		       : xasprintf("another program is changing the configuration: %s",
				   holder);
}

static char *other_unit(const struct wizard *wizard, char **fix)
{
	const struct manager *other = other_manager_at_boot();

	if (other == NULL)
		return NULL;
	*fix = xasprintf(
		"%sto let liosh alone restore: systemctl disable %s",
		tree_has_targets(wizard->tree)
			? "'liosh adopt' takes over what runs, and drops nobody; "
			: "",
		other->unit);
	return xasprintf("%s restores a configuration of its own at boot", other->unit);
}

static char *no_ipv6(const struct wizard *wizard, char **fix)
{
	(void)fix;
	if (wizard->machine.ipv6)
		return NULL;
	return xstrdup("IPv6 is off: targets can listen on IPv4 alone");
}

static char *port_taken(const struct wizard *wizard, char **fix)
{
	autofree char *who = port_listener(3260);

	(void)wizard;
	(void)fix;
	if (who == NULL || *who == '\0')
		return NULL;
	return xasprintf("%s listens on port 3260", who);
}

static bool lacks_directory(const struct fs *fs, char **dbroot)
{
	if (fs->root < 0 || fs_read_text(fs, "dbroot", dbroot) < 0)
		return false;
	autofree char *reservations = xasprintf("%s/pr", *dbroot);
	/* Until the first disk is there liosh chooses it, and makes it. */
	return strcmp(*dbroot, DBROOT_OF_KERNEL) != 0 && access(reservations, F_OK) < 0;
}

static char *no_dbroot(const struct wizard *wizard, char **fix)
{
	struct fs fs = { .root = -1 };
	autofree char *dbroot = NULL;

	(void)wizard;
	if (fs_open(&fs, NULL) < 0)
		return NULL;
	bool lacks = lacks_directory(&fs, &dbroot);
	fs_close(&fs);
	if (!lacks)
		return NULL;
	*fix = xasprintf("make that directory: mkdir -p -m 700 %s/pr", dbroot);
	return xasprintf("the kernel keeps reservations in %s/pr, which is not there",
			 dbroot);
}

static char *foreign(const struct wizard *wizard, char **fix)
{
	(void)fix;
	return wizard->no_kernel != NULL ? NULL : foreign_targets(wizard_fabric(wizard));
}

static char *not_saved(const struct wizard *wizard, char **fix)
{
	autofree char *lines = NULL;
	(void)fix;
	/* What nobody can read is not compared. */
	int count = wizard->no_kernel != NULL ? 0 : unsaved_count(wizard->tree, &lines);

	if (count < 0)
		return xasprintf("what is saved cannot be read: %s", lines);
	return count == 0 ? NULL
			  : xasprintf("what runs is not what is saved: %d %s", count,
				      count == 1 ? "object differs" : "objects differ");
}

static const struct {
	char *(*test)(const struct wizard *wizard, char **fix);
	const char *fix;
	bool blocks;
} rows[] = {
	{ not_root, "run liosh as root; or design a profile: liosh -f FILE wizard",
	  true },
	{ no_configfs, "install the modules of this kernel, or boot one that has it",
	  true },
	{ no_kernel,
	  "install the modules of this kernel, or boot one that has them; a profile can "
	  "be designed and saved all the same",
	  true },
	{ no_module, "install the modules of this kernel", true },
	{ lock_held, "wait until it is done", false },
	{ other_unit, NULL, false },
	{ no_ipv6, "start the kernel without ipv6.disable=1, if it is wanted", false },
	{ port_taken, "stop it, or choose another port on the page Portal", false },
	{ foreign,
	  "they stay as they are; to have them restored by liosh too: liosh saveconfig",
	  false },
	{ no_dbroot, NULL, false },
	{ not_saved,
	  "'diff' in the shell shows it, 'saveconfig' saves it; here only the new "
	  "disk is saved",
	  false },
};

char *preflight_text(const struct wizard *wizard, bool *blocks)
{
	struct text out = { 0 };

	*blocks = false;
	for (size_t i = 0; i < sizeof rows / sizeof *rows && !wizard->offline; i++) {
		autofree char *fix = NULL;
		autofree char *what = rows[i].test(wizard, &fix);

		if (what == NULL)
			continue;
		text_addf(&out, "! %s\n  %s\n", what, fix != NULL ? fix : rows[i].fix);
		*blocks = *blocks || rows[i].blocks;
	}
	return out.length == 0 ? NULL : text_take(&out);
}
