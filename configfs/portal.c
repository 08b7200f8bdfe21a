/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Portals: address and port as people give them, and the one text that stands for both.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/node.h"
#include "configfs/wwn.h"

static int not_an_address(const char *address, struct error *err)
{
	autofree char *shown = escape_text(address);

	error_set(err, NULL, -EINVAL, "'%s' is not an IP address", shown);
	because(err, "a portal takes numeric addresses only: IPv4, or IPv6 with or "
		     "without brackets");
	advise(err, "write it like 10.0.0.1, fd00::1, fe80::1%%eth0, or 0.0.0.0 for all");
	return -EINVAL;
}

static bool is_interface(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length >= IF_NAMESIZE)
		return false;
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && strchr("._-", *name) == NULL)
			return false;
	return true;
}

/* The canonical text of an IPv6 address, its scope kept; NULL if it is none. */
static char *ipv6_text(const char *typed)
{
	char shown[INET6_ADDRSTRLEN];
	struct in6_addr address;
	size_t length = strlen(typed);
	bool in_brackets = length > 2 && typed[0] == '[' && typed[length - 1] == ']';
	autofree char *inner =
		in_brackets ? xstrndup(typed + 1, length - 2) : xstrdup(typed);
	char *scope = strchr(inner, '%');

	if (scope != NULL)
		*scope++ = '\0';
	if (inet_pton(AF_INET6, inner, &address) != 1 ||
	    inet_ntop(AF_INET6, &address, shown, sizeof shown) == NULL)
		return NULL;
	if (scope == NULL)
		return xstrdup(shown);
	if (!IN6_IS_ADDR_LINKLOCAL(&address) || !is_interface(scope))
		return NULL;
	return xasprintf("%s%%%s", shown, scope);
}

char *ipv4_within(const char *ipv6)
{
	char shown[INET_ADDRSTRLEN];
	struct in6_addr address;

	if (inet_pton(AF_INET6, ipv6, &address) != 1 || !IN6_IS_ADDR_V4MAPPED(&address) ||
	    inet_ntop(AF_INET, &address.s6_addr[12], shown, sizeof shown) == NULL)
		return NULL;
	return xstrdup(shown);
}

/* The kernel would listen on them, or say no more than EINVAL. */
static int judge_address(const char *address, bool is_ipv6, struct error *err)
{
	struct in6_addr ipv6;
	struct in_addr ipv4;
	bool is_local = is_ipv6 && inet_pton(AF_INET6, address, &ipv6) == 1 &&
			IN6_IS_ADDR_LINKLOCAL(&ipv6);
	bool is_group = is_ipv6 ? inet_pton(AF_INET6, address, &ipv6) == 1 &&
					  IN6_IS_ADDR_MULTICAST(&ipv6)
				: inet_pton(AF_INET, address, &ipv4) == 1 &&
					  ntohl(ipv4.s_addr) >= 0xe0000000U;

	if (!is_local && !is_group)
		return 0;
	error_set(err, NULL, -EINVAL, "no portal can be at %s", address);
	because(err, is_local ? "every interface has such addresses: it needs a scope"
			      : "it is not the address of one machine");
	if (is_local)
		advise(err, "write it with the interface: %s%%eth0", address);
	return -EINVAL;
}

int portal_normalise(const char *address, const char *port, char **portal,
		     struct error *err)
{
	struct in_addr ipv4;
	uint64_t number = 0;
	bool is_ipv4 = inet_pton(AF_INET, address, &ipv4) == 1;
	autofree char *ipv6 = is_ipv4 ? NULL : ipv6_text(address);
	autofree char *within = ipv6 == NULL ? NULL : ipv4_within(ipv6);

	if (!is_ipv4 && ipv6 == NULL)
		return not_an_address(address, err);
	if (within != NULL)
		return portal_normalise(within, port, portal, err);
	if (!parse_uint(port, &number) || number == 0 || number > 65535) {
		autofree char *shown = escape_text(port);
		error_set(err, NULL, -EINVAL, "'%s' is not a port", shown);
		because(err, "a port is a number from 1 to 65535");
		advise(err, "3260 is the usual one");
		return -EINVAL;
	}
	if (judge_address(is_ipv4 ? address : ipv6, !is_ipv4, err) < 0)
		return -EINVAL;
	*portal = xasprintf(is_ipv4 ? "%s:%u" : "[%s]:%u", is_ipv4 ? address : ipv6,
			    (unsigned)number);
	return 0;
}

int portal_parse(const char *portal, char **address, unsigned *port, bool *is_ipv6)
{
	const char *colon = strrchr(portal, ':');
	uint64_t number = 0;

	if (colon == NULL || colon == portal || !parse_kernel_uint(colon + 1, &number) ||
	    number > 65535)
		return -EINVAL;
	bool bracketed = portal[0] == '[';
	if (bracketed != (colon[-1] == ']'))
		return -EINVAL;
	*address = xstrndup(portal + bracketed,
			    (size_t)(colon - portal) - (bracketed ? 2 : 0));
	*port = (unsigned)number;
	*is_ipv6 = bracketed;
	return 0;
}

char *portal_canonical(const char *portal)
{
	struct error autoerror ignored = { 0 };
	autofree char *address = NULL;
	char *canonical = NULL;
	unsigned number = 0;
	bool is_ipv6 = false;

	if (portal_parse(portal, &address, &number, &is_ipv6) < 0)
		return NULL;
	autofree char *port = xasprintf("%u", number);
	return portal_normalise(address, port, &canonical, &ignored) < 0 ? NULL
									 : canonical;
}

struct node *node_portal(const struct node *portals, const char *name)
{
	struct node *exact = node_child(portals, name);

	if (exact != NULL)
		return exact;
	node_foreach (portal, portals) {
		autofree char *canonical = portal_canonical(portal->name);

		if (text_equal(canonical, name))
			return portal;
	}
	return NULL;
}
