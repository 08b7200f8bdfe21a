/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses of this machine, as rtnetlink tells of them. */
#include "configfs/address.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "configfs/address_part.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/netlink.h"

/* A list that changes while it is told has holes. */
#define TRIES 3

void addresses_clear(struct addresses *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->all[i].text);
		free(list->all[i].interface);
	}
	free(list->all);
	*list = (struct addresses){ 0 };
}

void network_clear(struct network *network)
{
	addresses_clear(&network->addresses);
	free(network->links);
	*network = (struct network){ 0 };
}

/* --- one message ----------------------------------------------------------------- */

static void take_link(struct network *network, const struct nlmsghdr *message)
{
	const struct ifinfomsg *body = netlink_body(message);
	char name[IF_NAMESIZE];
	struct netlink_attributes found;

	netlink_attributes_of(message, sizeof *body, &found);
	if (found.by_type[IFLA_IFNAME].length > IF_NAMESIZE ||
	    !netlink_text(&found, IFLA_IFNAME, name, sizeof name))
		return;
	grow(network->links, network->link_count);
	struct link *link = &network->links[network->link_count++];
	*link = (struct link){
		.index = (unsigned)body->ifi_index,
		.is_up = (body->ifi_flags & IFF_UP) && (body->ifi_flags & IFF_RUNNING),
	};
	memcpy(link->name, name, sizeof link->name);
	if (!netlink_copy(&found, IFLA_MTU, &link->mtu, sizeof link->mtu))
		link->mtu = 0;
}

static const struct link *find_link(const struct network *network, unsigned index)
{
	for (size_t i = 0; i < network->link_count; i++)
		if (network->links[i].index == index)
			return &network->links[i];
	return NULL;
}

/* What the kernel says of an address.  Its bit of temporary addresses means something
 * else in IPv4. */
static const struct saying {
	unsigned kernel, ours;
	bool only_ipv6;
} sayings[] = {
	{ IFA_F_TEMPORARY, ADDRESS_TEMPORARY, true },
	{ IFA_F_DEPRECATED, ADDRESS_DEPRECATED, false },
	{ IFA_F_TENTATIVE, ADDRESS_TENTATIVE, false },
	{ IFA_F_DADFAILED, ADDRESS_TENTATIVE, false },
};

static unsigned flags_of(const struct address *address, unsigned kernel,
			 const struct link *link)
{
	unsigned flags = address_reach(address->text);

	for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
		if ((kernel & sayings[i].kernel) &&
		    (address->is_ipv6 || !sayings[i].only_ipv6))
			flags |= sayings[i].ours;
	if (!(kernel & IFA_F_PERMANENT))
		flags |= ADDRESS_DYNAMIC;
	return flags | (link->is_up ? ADDRESS_UP : 0);
}

/* Virtual ones have no speed, or -1. */
static unsigned speed_of(const char *interface)
{
	autofree char *path = xasprintf("/sys/class/net/%s/speed", interface);
	autofile FILE *in = fopen(path, "re");
	char line[32];
	uint64_t speed = 0;

	if (in == NULL || fgets(line, sizeof line, in) == NULL)
		return 0;
	line[strcspn(line, "\n")] = '\0';
	return parse_uint(line, &speed) && speed <= UINT32_MAX ? (unsigned)speed : 0;
}

/* Its own address, not the one at the other end of a tunnel. */
static bool own_text(const struct netlink_attributes *found, int family, char *text,
		     size_t size)
{
	struct in6_addr number;
	size_t bytes = family == AF_INET6 ? sizeof number : sizeof(struct in_addr);

	return (netlink_copy(found, IFA_LOCAL, &number, bytes) ||
		netlink_copy(found, IFA_ADDRESS, &number, bytes)) &&
	       inet_ntop(family, &number, text, (socklen_t)size) != NULL;
}

static void take_address(struct network *network, const struct nlmsghdr *message)
{
	const struct ifaddrmsg *body = netlink_body(message);
	const struct link *link = find_link(network, body->ifa_index);
	struct addresses *list = &network->addresses;
	unsigned flags = body->ifa_flags;
	bool is_ipv6 = body->ifa_family == AF_INET6;
	char text[INET6_ADDRSTRLEN];
	struct netlink_attributes found;

	netlink_attributes_of(message, sizeof *body, &found);
	if (link == NULL || (!is_ipv6 && body->ifa_family != AF_INET) ||
	    !own_text(&found, body->ifa_family, text, sizeof text))
		return;
	(void)!netlink_copy(&found, IFA_FLAGS, &flags, sizeof flags);
	bool needs_scope = is_ipv6 && address_reach(text) == ADDRESS_LINK_LOCAL;
	grow(list->all, list->count);
	struct address *address = &list->all[list->count++];
	*address = (struct address){
		.text = xasprintf("%s%s%s", text, needs_scope ? "%" : "",
				  needs_scope ? link->name : ""),
		.interface = xstrdup(link->name),
		.is_ipv6 = is_ipv6,
		.mtu = link->mtu,
		.speed = speed_of(link->name),
	};
	address->flags = flags_of(address, flags, link);
}

/* --- all of them ----------------------------------------------------------------- */

static const struct kind {
	unsigned type;
	size_t body;
	void (*take)(struct network *network, const struct nlmsghdr *message);
} kinds[] = {
	{ RTM_NEWLINK, sizeof(struct ifinfomsg), take_link },
	{ RTM_NEWADDR, sizeof(struct ifaddrmsg), take_address },
};

static void take_message(void *data, const struct nlmsghdr *message)
{
	struct network *network = data;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (message->nlmsg_type == kinds[i].type &&
		    message->nlmsg_len >= NLMSG_LENGTH(kinds[i].body))
			kinds[i].take(network, message);
}

static const struct rtgenmsg every_family = { .rtgen_family = AF_UNSPEC };

static struct netlink_list list_of(struct network *network, unsigned short type)
{
	return (struct netlink_list){
		.protocol = NETLINK_ROUTE,
		.type = type,
		.body = &every_family,
		.length = sizeof every_family,
		.take = take_message,
		.data = network,
	};
}

int network_take(struct network *network, const void *bytes, size_t length)
{
	const struct netlink_list list = list_of(network, RTM_GETADDR);

	return netlink_take(&list, bytes, length);
}

static int read_network(struct network *network)
{
	const struct netlink_list links = list_of(network, RTM_GETLINK);
	const struct netlink_list addresses = list_of(network, RTM_GETADDR);
	int result = netlink_read(&links);

	return result < 0 ? result : netlink_read(&addresses);
}

int addresses_read(struct addresses *list, struct error *err)
{
	struct network network = { 0 };
	int result = -EAGAIN;

	for (int i = 0; i < TRIES && result == -EAGAIN; i++) {
		network_clear(&network);
		result = read_network(&network);
	}
	if (result < 0) {
		network_clear(&network);
		error_set(err, NULL, -EIO, "cannot list the addresses of this machine");
		because(err, "%s", strerror(-result));
		return -EIO;
	}
	*list = network.addresses;
	free(network.links);
	return 0;
}
