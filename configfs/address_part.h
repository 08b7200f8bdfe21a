/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How address.c reads what rtnetlink says, for its test and nobody else. */
#pragma once

#include <net/if.h>

#include "configfs/address.h"

/* What rtnetlink told so far.  Starts as {0}. */
struct network {
	struct link {
		unsigned index, mtu;
		bool is_up;
		char name[IF_NAMESIZE];
	} * links; /* owned */
	size_t link_count;
	struct addresses addresses;
};

/* Takes the messages of one datagram, aligned as the kernel's: 0 this was the last one, 1
 * there are more to come, or a negative errno.  Links have to come before addresses. */
int network_take(struct network *network, const void *bytes, size_t length) _must_check_;
void network_clear(struct network *network);
