/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on portals: which can stand together on one port of the machine. */
#include <arpa/inet.h>
#include <string.h>

#include "configfs/address.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/check_part.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

enum portal_kind { ANY4, ONE4, ANY6, ONE6, ADDRESS_COUNT };

static const char *const address_names[] = {
	[ANY4] = "any4",
	[ONE4] = "one4",
	[ANY6] = "any6",
	[ONE6] = "one6",
};

/* A socket of [::] takes IPv4 too: before an IPv4 one it makes that one fail, after one
 * it listens on nothing of IPv6, without a word. */
static const char takes_both[] = "[::] takes IPv4 as well: whichever comes second fails, "
				 "or is deaf without a word";
static const char takes_all[] = "one of them takes every address of that port, so the "
				"second fails";

static const struct conflict {
	enum portal_kind a, b;
	const char *why;
} conflicts[] = {
	{ ANY4, ONE4, takes_all },
	{ ANY6, ONE6, takes_all },
	{ ANY4, ANY6, takes_both },
	{ ONE4, ANY6, takes_both },
};

struct portal {
	enum portal_kind kind;
	unsigned port;
	char text[INET6_ADDRSTRLEN + 64]; /* canonical, with its scope */
};

/* The address as the kernel compares it: [::0] and [::] are one, and [::ffff:10.0.0.1]
 * listens where 10.0.0.1 does. */
static bool canonical_address(const char *address, bool is_ipv6, struct portal *portal)
{
	autofree char *ipv4 = is_ipv6 ? ipv4_within(address) : NULL;

	if (ipv4 != NULL)
		return canonical_address(ipv4, false, portal);
	unsigned char bytes[sizeof(struct in6_addr)], zero[sizeof bytes] = { 0 };
	int family = is_ipv6 ? AF_INET6 : AF_INET;
	size_t size = is_ipv6 ? sizeof bytes : 4;
	const char *scope = is_ipv6 ? strchr(address, '%') : NULL;
	autofree char *plain = scope == NULL
				       ? xstrdup(address)
				       : xstrndup(address, (size_t)(scope - address));
	char shown[INET6_ADDRSTRLEN];

	if (inet_pton(family, plain, bytes) != 1 ||
	    inet_ntop(family, bytes, shown, sizeof shown) == NULL)
		return false;
	bool any = memcmp(bytes, zero, size) == 0;
	portal->kind = is_ipv6 ? (any ? ANY6 : ONE6) : (any ? ANY4 : ONE4);
	return snprintf(portal->text, sizeof portal->text, "%s%s", shown,
			scope == NULL ? "" : scope) < (int)sizeof portal->text;
}

static bool take_apart(const struct node *node, struct portal *portal)
{
	autofree char *address = NULL;
	bool is_ipv6 = false;

	return portal_parse(node->name, &address, &portal->port, &is_ipv6) == 0 &&
	       canonical_address(address, is_ipv6, portal);
}

static char *port_key(unsigned port, enum portal_kind kind)
{
	return xasprintf("%u %s", port, address_names[kind]);
}

char *portal_key(const struct node *node, enum index_kind kind)
{
	const struct node *target = node_above(node, CLASS_TARGET);
	struct portal portal;

	if (!take_apart(node, &portal))
		return NULL;
	if (kind == INDEX_PORT)
		return port_key(portal.port, portal.kind);
	if (kind == INDEX_PORTAL)
		return xasprintf("%s %u %s", target->name, portal.port, portal.text);
	return NULL;
}

static int judge_form(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;
	autofree char *shown = escape_text(node->name);
	autofree char *address = NULL, *canonical = NULL;
	unsigned port = 0;
	bool is_ipv6 = false;

	if (subject->live != NULL)
		return 0;
	if (portal_parse(node->name, &address, &port, &is_ipv6) < 0) {
		error_set(err, NULL, -EINVAL, "'%s' is not a portal", shown);
		because(err, "a portal is an IP address, ':' and a port");
		advise(err, "write it like 0.0.0.0:3260 or [fd00::1]:3260");
		return -EINVAL;
	}
	autofree char *number = xasprintf("%u", port);
	int result = portal_normalise(address, number, &canonical, err);
	if (result < 0 || strcmp(canonical, node->name) == 0)
		return result;
	error_set(err, NULL, -EINVAL, "'%s' is another way to write %s", shown,
		  canonical);
	because(err, "the kernel would read it so, and keep the other name");
	advise(err, "write %s", canonical);
	return -EINVAL;
}

static int fail_conflict(const struct node *portal, const struct node *holder,
			 const char *why, struct error *err)
{
	const struct node *target = node_above(holder, CLASS_TARGET);
	bool own = target == node_above(portal, CLASS_TARGET);

	error_set(err, NULL, -EINVAL, "the portal %s cannot stand beside %s of %s",
		  portal->name, holder->name, own ? "the same target" : target->name);
	because(err, "%s", why);
	advise(err, "use the same address for both, or another port");
	return -EINVAL;
}

/* All targets of the machine share its ports. */
static int judge_port(const struct subject *subject, struct error *err)
{
	struct portal portal;

	if (subject->live != NULL || !take_apart(subject->node, &portal))
		return 0;
	for (size_t i = 0; i < sizeof conflicts / sizeof *conflicts; i++) {
		const struct conflict *row = &conflicts[i];

		if (row->a != portal.kind && row->b != portal.kind)
			continue;
		autofree char *key =
			port_key(portal.port, row->a == portal.kind ? row->b : row->a);
		const struct node *holder = index_holder(subject, INDEX_PORT, key);
		if (holder != NULL)
			return fail_conflict(subject->node, holder, row->why, err);
	}
	return 0;
}

/* Another target may share the listener; another TPG of the same target may not. */
static int judge_same_portal(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;

	if (subject->live != NULL)
		return 0;
	autofree char *key = portal_key(node, INDEX_PORTAL);
	const struct node *other =
		key == NULL ? NULL : index_holder(subject, INDEX_PORTAL, key);
	if (other == NULL)
		return 0;
	autofree char *holder = node_path(other);
	error_set(err, NULL, -EINVAL, "the portal %s is taken", node->name);
	because(err, "%s has it, and a target listens there in one TPG only", holder);
	advise(err, "use another port or address, or delete that portal");
	return -EINVAL;
}

#define PORT_FREE_MIN 1024

static int judge_low_port(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;
	struct portal portal;

	if (subject->live != NULL || !take_apart(node, &portal) || portal.port == 0 ||
	    portal.port >= PORT_FREE_MIN)
		return 0;
	error_set(err, NULL, -EINVAL, "the portal %s has a port below %d", node->name,
		  PORT_FREE_MIN);
	because(err, "these belong to other services, which may want it");
	advise(err, "3260 is the usual one");
	return -EINVAL;
}

static int judge_reach(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;
	struct portal portal;

	if (subject->live != NULL || !take_apart(node, &portal) ||
	    !(address_reach(portal.text) & ADDRESS_GLOBAL))
		return 0;
	error_set(err, NULL, -EINVAL, "the internet may reach the portal %s", node->name);
	because(err, "its address is of no private range, and iSCSI is not encrypted");
	advise(err, "use a private address, or let a packet filter keep others out");
	return -EINVAL;
}

const struct rule portal_rules[] = {
	{ RULE_ON(CLASS_PORTAL), RULE_ERROR, false, judge_form },
	{ RULE_ON(CLASS_PORTAL), RULE_ERROR, false, judge_port },
	{ RULE_ON(CLASS_PORTAL), RULE_ERROR, false, judge_same_portal },
	{ RULE_ON(CLASS_PORTAL), RULE_WARNING, false, judge_low_port },
	{ RULE_ON(CLASS_PORTAL), RULE_WARNING, false, judge_reach },
	{ 0 },
};
