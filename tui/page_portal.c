/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a new target listens, and who may ask for the list of targets. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/wwn.h"
#include "tui/build.h"
#include "tui/chap.h"
#include "tui/model.h"
#include "tui/portal_sets.h"

static bool is_new(const struct wizard *wizard)
{
	return wizard_target(wizard) == NULL;
}

/* --- like another target --------------------------------------------------------- */

/* What is said below holds. */
#define OWN "own"

static bool has_others(const struct wizard *wizard)
{
	return portal_set_is_any(wizard);
}

static char *own_portals(const struct wizard *wizard)
{
	(void)wizard;
	return xstrdup(OWN);
}

static void set_options(const struct wizard *wizard, struct option_list *list)
{
	option_add(list, xstrdup(OWN), xstrdup("as said below"));
	portal_set_options(wizard, list);
}

static const struct node *chosen_set(const struct wizard *wizard)
{
	return portal_set_find(wizard, answer_text(wizard, "portal"));
}

static bool is_own(const struct wizard *wizard)
{
	return chosen_set(wizard) == NULL;
}

static bool has_addresses(const struct wizard *wizard)
{
	return *answer_text(wizard, "portal.addresses") != '\0';
}

char *wizard_portals(const struct wizard *wizard)
{
	const struct node *tpg = chosen_set(wizard);
	const char *at = answer_text(wizard, "portal.addresses");
	struct text out = { 0 };

	for (char *word; (word = answer_word(&at)) != NULL; free(word)) {
		struct error autoerror ignored = { 0 };
		autofree char *portal = NULL;

		if (portal_normalise(word, answer_text(wizard, "portal.port"), &portal,
				     &ignored) == 0)
			text_addf(&out, "%s ", portal);
	}
	for (size_t i = 0; tpg != NULL && i < node_part(tpg, CLASS_PORTALS)->child_count;
	     i++)
		text_addf(&out, "%s ", node_part(tpg, CLASS_PORTALS)->children[i]->name);
	return text_take(&out);
}

static char *preview_set(const struct wizard *wizard)
{
	autofree char *portals = is_own(wizard) ? NULL : wizard_portals(wizard);

	return portals == NULL ? NULL : xasprintf("at %s", portals);
}

/* --- addresses ------------------------------------------------------------------- */

/* What the others use, else everything. */
static char *usual_addresses(const struct wizard *wizard)
{
	const struct node *tpg = portal_set_usual(wizard);

	if (tpg != NULL)
		return portal_set_addresses(tpg);
	/* What another machine has, nobody knows. */
	return xstrdup(wizard->machine.ipv6 && !wizard->offline ? "::" : "0.0.0.0");
}

/* What is to be said of an address, the most telling first. */
static const struct {
	unsigned flag;
	const char *what;
} remarks[] = {
	{ ADDRESS_TENTATIVE, "not in use yet" },
	{ ADDRESS_DEPRECATED, "on its way out" },
	{ ADDRESS_TEMPORARY, "temporary" },
	{ ADDRESS_DYNAMIC, "by DHCP, it may change" },
	{ ADDRESS_LOOPBACK, "this machine alone" },
	{ ADDRESS_LINK_LOCAL, "this link alone" },
	{ ADDRESS_GLOBAL, "open to the internet" },
};

static char *address_label(const struct address *address)
{
	struct text out = { 0 };

	text_add(&out, address->interface);
	if (address->speed > 0)
		text_addf(&out, ", %u Mbit/s", address->speed);
	if (address->mtu > 0)
		text_addf(&out, ", MTU %u", address->mtu);
	for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
		if (address->flags & remarks[i].flag)
			text_addf(&out, ", %s", remarks[i].what);
	if (!(address->flags & ADDRESS_UP))
		text_add(&out, ", down");
	return text_take(&out);
}

static bool has_ipv6(const struct wizard *wizard)
{
	return wizard->offline || wizard->machine.ipv6;
}

static void address_options(const struct wizard *wizard, struct option_list *list)
{
	const struct addresses *addresses = &wizard->machine.addresses;

	if (has_ipv6(wizard))
		option_add(list, xstrdup("::"), xstrdup("every address, IPv6 and IPv4"));
	option_add(list, xstrdup("0.0.0.0"), xstrdup("every IPv4 address"));
	for (size_t i = 0; i < addresses->count; i++)
		option_add(list, xstrdup(addresses->all[i].text),
			   address_label(&addresses->all[i]));
}

static char *preview_addresses(const struct wizard *wizard)
{
	return has_addresses(wizard)
		       ? NULL
		       : xstrdup("nowhere yet: nobody reaches it before it has a portal");
}

/* Else it is told there. */
static bool port_is_right(const struct wizard *wizard)
{
	struct error autoerror ignored = { 0 };
	autofree char *portal = NULL;

	return portal_normalise("0.0.0.0", answer_text(wizard, "portal.port"), &portal,
				&ignored) == 0;
}

/* An address as elsewhere, with the port behind it. */
static bool has_port(const char *word)
{
	struct error autoerror ignored = { 0 };
	autofree char *address = NULL, *portal = NULL;
	unsigned port;
	bool is_ipv6;

	return portal_parse(word, &address, &port, &is_ipv6) == 0 &&
	       portal_normalise(address, "3260", &portal, &ignored) == 0;
}

static int check_address(const struct wizard *wizard, const char *word, struct error *err)
{
	struct error autoerror problem = { 0 };
	autofree char *portal = NULL;
	int result = portal_normalise(word, "3260", &portal, &problem);

	if (result < 0 && has_port(word))
		return fail(err, -EINVAL, "%s has a port, which is asked for below",
			    word);
	if (result < 0)
		error_append(err, &problem);
	else if (*portal == '[' && !has_ipv6(wizard))
		result = fail(err, -EINVAL, "IPv6 is off here: %s cannot be had", word);
	return result;
}

static int check_addresses(const struct wizard *wizard, const char *text,
			   struct error *err)
{
	const char *at = text;
	int result = 0;

	for (char *word; result == 0 && (word = answer_word(&at)) != NULL; free(word))
		result = check_address(wizard, word, err);
	if (result < 0 || !port_is_right(wizard))
		return result;
	return build_check_portals(wizard, err);
}

static char *usual_port(const struct wizard *wizard)
{
	const struct node *tpg = portal_set_usual(wizard);

	return tpg == NULL ? xstrdup("3260") : portal_set_port(tpg);
}

static int check_port(const struct wizard *wizard, const char *text, struct error *err)
{
	autofree char *portal = NULL;

	(void)wizard;
	return portal_normalise("0.0.0.0", text, &portal, err);
}

/* --- discovery ------------------------------------------------------------------- */

static char *discovery_now(const struct wizard *wizard)
{
	const struct node *fabric = wizard_fabric(wizard);
	const char *mutual = node_text(fabric, "mutual_userid");

	if (!node_is(fabric, "enable", "1"))
		return xstrdup("none");
	return xstrdup(mutual == NULL || *mutual == '\0' ? "chap" : "mutual");
}

bool wizard_changes_discovery(const struct wizard *wizard)
{
	autofree char *now = discovery_now(wizard);
	const char *wanted = answer_text(wizard, "portal.discovery");

	return is_new(wizard) && strcmp(wanted, now) != 0;
}

static bool asks_chap(const struct wizard *wizard)
{
	return wizard_changes_discovery(wizard) &&
	       !answer_is(wizard, "portal.discovery", "none");
}

static bool asks_mutual(const struct wizard *wizard)
{
	return wizard_changes_discovery(wizard) &&
	       answer_is(wizard, "portal.discovery", "mutual");
}

static char *preview_discovery(const struct wizard *wizard)
{
	if (!wizard_changes_discovery(wizard))
		return NULL;
	return xstrdup("one setting for the whole machine: all targets change");
}

static const struct field fields[] = {
	{ .key = "portal",
	  .label = "Portals",
	  .help = "Where it listens: at addresses of its own, or just where another "
		  "target does.",
	  .sets = "portals",
	  .kind = FIELD_CHOICE,
	  .shown = has_others,
	  .dflt = own_portals,
	  .options = set_options,
	  .preview = preview_set },
	{ .key = "portal.addresses",
	  .label = "Listen on",
	  .help = "The addresses where initiators reach the target, all of them unless "
		  "some are named.",
	  .sets = "portals",
	  .kind = FIELD_SEVERAL,
	  .flags = FIELD_OPTIONAL_AWAY,
	  .shown = is_own,
	  .dflt = usual_addresses,
	  .options = address_options,
	  .check = check_addresses,
	  .preview = preview_addresses },
	{ .key = "portal.port",
	  .label = "Port",
	  .help = "The TCP port of all these addresses; 3260 is what initiators try.",
	  .sets = "portals",
	  .kind = FIELD_TEXT,
	  .shown = has_addresses,
	  .dflt = usual_port,
	  .check = check_port },
	{ .key = "portal.discovery",
	  .label = "Discovery",
	  .help = "Whether initiators must prove themselves before they are told which "
		  "targets there are.",
	  .sets = "discovery_auth",
	  .kind = FIELD_CHOICE,
	  .dflt = discovery_now,
	  .options = chap_options,
	  .preview = preview_discovery },
	{ .key = "portal.discovery_user",
	  .label = "User",
	  .help = "The name with which an initiator asks for the list of targets.",
	  .sets = "discovery_auth/chap/userid",
	  .kind = FIELD_TEXT,
	  .shown = asks_chap,
	  .judge = chap_judge },
	{ .key = "portal.discovery_secret",
	  .label = "Secret",
	  .help = "12 to 16 bytes that the initiator proves to know; 'generate' makes "
		  "one.",
	  .sets = "discovery_auth/chap/password",
	  .kind = FIELD_SECRET,
	  .shown = asks_chap,
	  .judge = chap_judge },
	{ .key = "portal.discovery_peer_user",
	  .label = "Peer user",
	  .help = "The name with which this machine proves itself in turn.",
	  .sets = "discovery_auth/chap/mutual_userid",
	  .kind = FIELD_TEXT,
	  .shown = asks_mutual,
	  .judge = chap_judge },
	{ .key = "portal.discovery_peer_secret",
	  .label = "Peer secret",
	  .help = "What this machine proves to know: another one than the secret before.",
	  .sets = "discovery_auth/chap/mutual_password",
	  .kind = FIELD_SECRET,
	  .shown = asks_mutual,
	  .judge = chap_judge },
};

const struct page page_portal = {
	.name = "portal",
	.title = "Portal",
	.help = "Where initiators find the target.",
	.shown = is_new,
	FIELDS(fields),
};
