/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel tells of its lists through netlink: addresses, packet filters. */
#pragma once

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>

#include "configfs/base/mem.h"

#define NETLINK_TYPES 64

/* Of one message, by their type; those of higher types are left out. */
struct netlink_attributes {
	struct netlink_attribute {
		const void *bytes; /* not aligned, not terminated; NULL: not there */
		size_t length;
	} by_type[NETLINK_TYPES];
};

/* Those that stand in these bytes: behind the body of a message, or in another attribute.
 * What is cut off is left out. */
void netlink_attributes(const void *bytes, size_t length,
			struct netlink_attributes *found);
/* Those behind a body of that size. */
void netlink_attributes_of(const struct nlmsghdr *message, size_t body,
			   struct netlink_attributes *found);
const void *netlink_body(const struct nlmsghdr *message);
/* Copies `size` bytes of an attribute; false if it is not there or has fewer. */
bool netlink_copy(const struct netlink_attributes *found, unsigned type, void *value,
		  size_t size) _must_check_;
/* Copies a text, cut off to `size` bytes with its end; false if it is not there. */
bool netlink_text(const struct netlink_attributes *found, unsigned type, char *text,
		  size_t size) _must_check_;

struct netlink_list {
	int protocol;
	unsigned short type; /* what is asked for */
	const void *body;    /* of the question */
	size_t length;
	/* Called for each message that is no matter of netlink itself. */
	void (*take)(void *data, const struct nlmsghdr *message);
	void *data;
};

/* Asks, and takes all.  A negative errno; -EAGAIN: it changed meanwhile and has holes. */
int netlink_read(const struct netlink_list *list) _must_check_;
/* Takes one datagram, aligned as the kernel's: 0 this was the last one, 1 there are more
 * to come, or a negative errno. */
int netlink_take(const struct netlink_list *list, const void *bytes,
		 size_t length) _must_check_;
