/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where this machine can be reached: new portals on addresses that it does not have, or
 * not the kind of. */
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/address.h"
#include "configfs/base/cleanup.h"
#include "configfs/check_alike.h"
#include "configfs/check_part.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

struct places {
	struct addresses addresses;
	struct alike_list warnings;
	struct error *errors;
	bool is_read, is_blind; /* they were asked for; they cannot be had */
};

/* The kernel says the same EINVAL of both as of an address that is taken. */
static void refuse_ipv6(const struct node *portal, struct error *err)
{
	error_set(err, &portal->mark, -EINVAL,
		  "the portal %s cannot be had on this machine", portal->name);
	because(err, "IPv6 is off in its kernel");
	advise(err, "use an IPv4 address; a kernel that was started with ipv6.disable=1 "
		    "has none");
}

/* One that comes later is not taken for another: the scope is its name. */
static void refuse_scope(const struct node *portal, const char *interface,
			 struct error *err)
{
	error_set(err, &portal->mark, -EINVAL,
		  "the portal %s cannot be had on this machine", portal->name);
	because(err, "it has no interface %s", interface);
	advise(err, "'ip link' shows the interfaces that there are");
	error_may_pass(err);
}

/* Whether the kernel can listen there at all. */
static bool can_be_had(struct places *places, const struct node *portal,
		       const char *address)
{
	const char *scope = strchr(address, '%');
	struct error problem = { 0 };

	if (!ipv6_socket_works())
		refuse_ipv6(portal, &problem);
	else if (scope != NULL && if_nametoindex(scope + 1) == 0)
		refuse_scope(portal, scope + 1, &problem);
	else
		return true;
	autofree char *path = node_path(portal);
	error_about(&problem, path, NULL);
	error_append(places->errors, &problem);
	return false;
}

static bool is_here(struct places *places, const char *address)
{
	struct error autoerror ignored = { 0 };

	if (!places->is_read) {
		places->is_blind = addresses_read(&places->addresses, &ignored) < 0;
		places->is_read = true;
	}
	for (size_t i = 0; i < places->addresses.count; i++)
		if (strcmp(places->addresses.all[i].text, address) == 0)
			return true;
	return places->is_blind;
}

static void judge(struct places *places, const struct node *portal)
{
	autofree char *address = NULL;
	struct error warning = { 0 };
	unsigned port = 0;
	bool is_ipv6 = false;

	if (portal_parse(portal->name, &address, &port, &is_ipv6) < 0)
		return;
	if (is_ipv6 && !can_be_had(places, portal, address))
		return;
	if (strcmp(address, is_ipv6 ? "::" : "0.0.0.0") == 0 ||
	    address_reach(address) & ADDRESS_LOOPBACK || is_here(places, address))
		return;
	error_set(&warning, &portal->mark, -EINVAL, "this machine has no address %s",
		  address);
	because(&warning, "nobody reaches the portal %s before it has", portal->name);
	alike_add(&places->warnings, places, &warning);
}

/* A profile may have been written where nobody knew its addresses. */
static void judge_lonely(struct places *places, const struct node *tpg)
{
	static const char kind[] = "lonely";
	const struct node *portals = node_part(tpg, CLASS_PORTALS);
	struct error warning = { 0 };

	if (tpg->mark.file == NULL || portals == NULL || portals->child_count > 0 ||
	    !tpg_is_on(tpg))
		return;
	autofree char *path = node_path(tpg);
	error_set(&warning, &tpg->mark, -EINVAL, "%s has no portal", path);
	because(&warning, "nobody reaches it");
	advise(&warning, "give it the addresses where it is to listen: %s/portals create",
	       path);
	alike_add(&places->warnings, kind, &warning);
}

static const struct node *same_below(const struct node *live, const struct node *node)
{
	return live == NULL ? NULL : node_child(live, node->name);
}

/* New ones.  Portals may be at any depth; nothing lies below them. */
static void judge_below(struct places *places, const struct node *node,
			const struct node *live)
{
	node_foreach (child, node) {
		const struct node *old = same_below(live, child);

		if (child->type->class == CLASS_TPG && old == NULL)
			judge_lonely(places, child);
		if (child->type->class != CLASS_PORTAL)
			judge_below(places, child, old);
		else if (old == NULL)
			judge(places, child);
	}
}

void judge_listen(const struct node *wanted, const struct node *live,
		  struct error *errors, struct error *warnings)
{
	struct places places = { .errors = errors };
	struct error autoerror ignored = { 0 };

	node_foreach (fabric, wanted)
		if (fabric->type->class == CLASS_FABRIC &&
		    fabric->fabric->flags & FABRIC_PORTALS)
			judge_below(&places, fabric, same_below(live, fabric));
	alike_tell(&places.warnings, warnings != NULL ? warnings : &ignored);
	addresses_clear(&places.addresses);
}
