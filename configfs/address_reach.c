/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far an address reaches, by its number alone. */
#include "configfs/address.h"

#include <arpa/inet.h>
#include <string.h>

/* Every address is one of IPv6 here; those of IPv4 are mapped (::ffff:…). */
#define MAPPED_BITS 96

/* All that is not global, whatever the reason. */
static const struct range {
	const char *first;
	unsigned bits, flags;
} ranges[] = {
	{ "0.0.0.0", 8, 0 },
	{ "10.0.0.0", 8, 0 },
	{ "100.64.0.0", 10, 0 }, /* carrier-grade NAT */
	{ "127.0.0.0", 8, ADDRESS_LOOPBACK },
	{ "169.254.0.0", 16, ADDRESS_LINK_LOCAL },
	{ "172.16.0.0", 12, 0 },
	{ "192.0.0.0", 24, 0 },
	{ "192.0.2.0", 24, 0 }, /* for documentation, as two more below */
	{ "192.168.0.0", 16, 0 },
	{ "198.18.0.0", 15, 0 }, /* for benchmarks */
	{ "198.51.100.0", 24, 0 },
	{ "203.0.113.0", 24, 0 },
	{ "224.0.0.0", 3, 0 }, /* groups, and what is reserved */
	{ "::", 128, 0 },
	{ "::1", 128, ADDRESS_LOOPBACK },
	{ "2001:db8::", 32, 0 }, /* for documentation */
	{ "fc00::", 7, 0 },
	{ "fe80::", 10, ADDRESS_LINK_LOCAL },
	{ "fec0::", 10, 0 }, /* what came before fc00:: */
	{ "ff00::", 8, 0 },
};

static bool parse_address(const char *text, struct in6_addr *address, bool *is_ipv6)
{
	char plain[INET6_ADDRSTRLEN] = { 0 };
	struct in_addr ipv4;
	size_t length = strcspn(text, "%");

	if (length >= sizeof plain)
		return false;
	memcpy(plain, text, length);
	*is_ipv6 = inet_pton(AF_INET6, plain, address) == 1;
	if (*is_ipv6)
		return true;
	if (inet_pton(AF_INET, plain, &ipv4) != 1)
		return false;
	*address = (struct in6_addr){ .s6_addr = { [10] = 0xff, [11] = 0xff } };
	memcpy(address->s6_addr + MAPPED_BITS / 8, &ipv4, sizeof ipv4);
	return true;
}

static bool is_in(const struct in6_addr *address, const struct range *range)
{
	struct in6_addr first;
	bool is_ipv6 = false;

	if (!parse_address(range->first, &first, &is_ipv6))
		return false;
	unsigned bits = range->bits + (is_ipv6 ? 0 : MAPPED_BITS);
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(address, &first, whole) != 0)
		return false;
	return rest == 0 ||
	       (address->s6_addr[whole] ^ first.s6_addr[whole]) >> (8 - rest) == 0;
}

unsigned address_reach(const char *text)
{
	struct in6_addr address;
	bool is_ipv6 = false;

	if (!parse_address(text, &address, &is_ipv6))
		return 0;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (is_in(&address, &ranges[i]))
			return ranges[i].flags;
	return ADDRESS_GLOBAL;
}
