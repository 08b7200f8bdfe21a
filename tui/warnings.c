/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warnings of the last page: a table of what the answers amount to. */
#include "tui/warnings.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/wwn.h"
#include "tui/extent.h"
#include "tui/presets.h"

static bool is_new(const struct wizard *wizard)
{
	return wizard_target(wizard) == NULL;
}

static bool lets_all_in(const struct wizard *wizard)
{
	return is_new(wizard) && answer_is(wizard, "access", "any") &&
	       answer_is(wizard, "access.auth", "none");
}

static bool has_strange_blocks(const struct wizard *wizard)
{
	return preset_find(answer_text(wizard, "target.use"))->small_blocks &&
	       answer_is(wizard, "extent.block_size", "4096");
}

static bool has_data(const struct wizard *wizard)
{
	return answer_is(wizard, "extent", "file") && !wizard->offline &&
	       !extent_is_new_file(wizard);
}

static bool loses_writes(const struct wizard *wizard)
{
	return answer_is(wizard, "extent.cache", "fast");
}

static bool is_wildcard(const char *portal)
{
	autofree char *address = NULL;
	unsigned port;
	bool is_ipv6;

	return portal_parse(portal, &address, &port, &is_ipv6) == 0 &&
	       (strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0);
}

static bool listens_on_all(const struct wizard *wizard)
{
	autofree char *portals = wizard_portals(wizard);
	const char *words = portals;
	bool found = false;

	for (char *word; (word = answer_word(&words)) != NULL; free(word))
		found = found || is_wildcard(word);
	return found;
}

static bool listens_on_several(const struct wizard *wizard)
{
	autofree char *portals = wizard_portals(wizard);
	const char *words = portals;
	size_t count = 0;

	for (char *word; (word = answer_word(&words)) != NULL; free(word))
		count++;
	return count > 1;
}

static bool has_no_size(const struct wizard *wizard)
{
	return wizard->offline && extent_is_new_file(wizard) && !extent_is_sized(wizard);
}

static bool listens_nowhere(const struct wizard *wizard)
{
	autofree char *portals = is_new(wizard) ? wizard_portals(wizard) : NULL;

	return portals != NULL && *portals == '\0';
}

static const struct {
	bool (*test)(const struct wizard *wizard);
	const char *what, *why;
} rows[] = {
	{ lets_all_in, "everybody who reaches a portal gets the disk",
	  "any initiator may log in, and none has to prove who it is" },
	{ wizard_changes_discovery, "discovery changes for every target of this machine",
	  "the kernel has one setting for all of them" },
	{ has_strange_blocks, "blocks of 4096 bytes do not suit what the disk is for",
	  "these systems read blocks of 512 bytes only" },
	{ has_data, "the file is there already: initiators get what is in it",
	  "whoever had it before may have left data" },
	{ loses_writes, "a power cut can lose what initiators believe to be written",
	  "the machine's memory holds it first" },
	{ has_no_size, "the file must be there when the profile is restored",
	  "its size was left out, and is taken from it then" },
	{ listens_nowhere, "the target has no portal: nobody reaches it",
	  "its addresses were left out; the profile, or the server, gets them later" },
	{ listens_on_all, "the target listens on every address of this machine",
	  "those of networks that are not meant for storage too" },
	{ listens_on_several, "initiators are told of all these addresses",
	  "one that cannot reach some of them waits for them at login" },
};

/* Whoever it is, it is not the kernel: portals of other targets may share a port. */
static void warn_of_listener(const struct wizard *wizard, struct error *warnings)
{
	struct error warning = { 0 };
	uint64_t port = 0;

	if (wizard->offline || !parse_uint(answer_text(wizard, "portal.port"), &port))
		return;
	autofree char *who = port_listener((unsigned)port);
	if (who == NULL || *who == '\0')
		return;
	error_set(&warning, NULL, -EINVAL, "%s listens on port %u already", who,
		  (unsigned)port);
	because(&warning, "a portal fails where it has the address too");
	advise(&warning, "stop it, or choose another port");
	error_append(warnings, &warning);
}

void wizard_warnings(const struct wizard *wizard, struct error *warnings)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct error warning = { 0 };

		if (!rows[i].test(wizard))
			continue;
		error_set(&warning, NULL, -EINVAL, "%s", rows[i].what);
		because(&warning, "%s", rows[i].why);
		error_append(warnings, &warning);
	}
	warn_of_listener(wizard, warnings);
}
