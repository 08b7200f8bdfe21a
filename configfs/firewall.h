/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keeps initiators from the ports of a target: firewalld, ufw, or a chain of the
 * kernel's packet filter that drops what nobody allowed.  liosh tells of it, and of the
 * line that opens a port; it changes nothing there.
 */
#pragma once

#include "configfs/node.h"

/* Lines for people, and the commands that open the ports by which others come to this
 * target; owned, NULL if nothing is known to filter.  Only looks; needs CAP_NET_ADMIN to
 * see the packet filter. */
char *firewall_advice(const struct node *target) _must_check_;
