/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses of this machine that another one can be told. */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/connect.h"

/* Of interfaces that have somebody at the other end; a bridge that nobody uses is up. */
#define IN_USE (IFF_UP | IFF_RUNNING)

static bool is_told4(const struct ifaddrs *at, char text[INET6_ADDRSTRLEN])
{
	struct sockaddr_in address;

	memcpy(&address, at->ifa_addr, sizeof address);
	uint32_t number = ntohl(address.sin_addr.s_addr);
	bool is_loopback = number >> 24 == 127, is_link_local = number >> 16 == 0xa9fe;

	return !is_loopback && !is_link_local && number != 0 &&
	       inet_ntop(AF_INET, &address.sin_addr, text, INET6_ADDRSTRLEN) != NULL;
}

static bool is_told6(const struct ifaddrs *at, char text[INET6_ADDRSTRLEN])
{
	struct sockaddr_in6 address;

	memcpy(&address, at->ifa_addr, sizeof address);
	return !IN6_IS_ADDR_LOOPBACK(&address.sin6_addr) &&
	       !IN6_IS_ADDR_LINKLOCAL(&address.sin6_addr) &&
	       inet_ntop(AF_INET6, &address.sin6_addr, text, INET6_ADDRSTRLEN) != NULL;
}

static const struct {
	int family;
	bool (*is_told)(const struct ifaddrs *at, char text[INET6_ADDRSTRLEN]);
} families[] = {
	{ AF_INET, is_told4 },
	{ AF_INET6, is_told6 },
};

static bool is_used(const struct ifaddrs *at, int family)
{
	return at->ifa_addr != NULL && at->ifa_addr->sa_family == family &&
	       (at->ifa_flags & IN_USE) == IN_USE && !(at->ifa_flags & IFF_LOOPBACK);
}

struct list {
	char **texts;
	size_t count;
};

static void add(struct list *list, char *text)
{
	grow(list->texts, list->count);
	list->texts[list->count++] = text;
}

static void add_family(struct list *list, const struct ifaddrs *all, size_t row)
{
	char text[INET6_ADDRSTRLEN] = "";

	for (const struct ifaddrs *at = all; at != NULL; at = at->ifa_next)
		if (is_used(at, families[row].family) && families[row].is_told(at, text))
			add(list, xstrdup(text));
}

char **connect_addresses(void)
{
	struct list list = { 0 };
	struct ifaddrs *all = NULL;

	if (getifaddrs(&all) < 0)
		all = NULL;
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		add_family(&list, all, i);
	if (all != NULL)
		freeifaddrs(all);
	add(&list, NULL);
	return list.texts;
}

void connect_addresses_free(char **addresses)
{
	for (char **at = addresses; at != NULL && *at != NULL; at++)
		free(*at);
	free(addresses);
}
