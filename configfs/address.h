/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The IP addresses of this machine, with what is to be said of each before a portal is
 * put there, and who listens on a port already.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "configfs/base/error.h"

enum address_flags {
	ADDRESS_UP = 1 << 0,         /* its interface is up and has a link */
	ADDRESS_DYNAMIC = 1 << 1,    /* by DHCP or autoconfiguration: it may change */
	ADDRESS_TEMPORARY = 1 << 2,  /* for privacy (IPv6): it will change */
	ADDRESS_DEPRECATED = 1 << 3, /* on its way out */
	ADDRESS_TENTATIVE = 1 << 4,  /* not yet, or not at all, the only one of its link:
					nothing reaches it */
	ADDRESS_LINK_LOCAL = 1 << 5,
	ADDRESS_LOOPBACK = 1 << 6,
	ADDRESS_GLOBAL = 1 << 7, /* the internet may reach it: no private range */
};

struct address {
	char *text;      /* as a portal takes it, without brackets: "10.0.0.1", "fd00::1",
			    "fe80::1%eth0"; owned */
	char *interface; /* owned */
	bool is_ipv6;
	unsigned flags;
	unsigned mtu;   /* bytes */
	unsigned speed; /* Mbit/s, 0: unknown */
};

/* Starts as {0}. */
struct addresses {
	struct address *all; /* owned */
	size_t count;
};

/* All of them, whatever is said of them, in the order of the kernel. */
int addresses_read(struct addresses *list, struct error *err) _must_check_;
/* Frees what the list holds and makes it empty again. */
void addresses_clear(struct addresses *list);

/* What an address is by its number alone: ADDRESS_LINK_LOCAL, ADDRESS_LOOPBACK,
 * ADDRESS_GLOBAL, or 0 for a private or special one and for what is no address.  A scope
 * behind it is ignored. */
unsigned address_reach(const char *text);

/* Whether a portal on [::] can be had (not with ipv6.disable=1). */
bool ipv6_socket_works(void);

/* Who listens on a TCP port, on any address: the name of a program as it calls itself
 * (to be escaped), owned; "" if no program that can be seen does, so the kernel, as for
 * LIO's portals; NULL: nobody. */
char *port_listener(unsigned port) _must_check_;

/* The next listening socket of a table like /proc/net/tcp whose local address ends in
 * `local` (":0CBC", or "0100007F:0CBC"), by its inode; false: there is no other. */
bool next_listener(FILE *table, const char *local, uint64_t *inode) _must_check_;
