/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Devices by their identity: a name may be another device's after a restart.  Looks at
 * the machine, changes nothing there.
 */
#pragma once

#include "configfs/node.h"

/* Sets the identity of a storage object that was loaded from this machine's kernel. */
void so_identify(struct node *so);

/* Whether a live storage object has that very device or file open which a saved one of
 * its name means, whatever either calls it; true where there is none to open. */
bool so_is_same_device(const struct node *saved, const struct node *live);

/* What a warning of settle_devices() is about: its object has that path. */
#define DEVICE_MOVED "moved"

/* Storage objects that are new, or lead elsewhere than the live ones: the identity that
 * they lack is set; where the name leads to another device, or nowhere, the one that has
 * the identity is taken, and a warning says so.  A wrong one is left for check_machine()
 * to refuse. */
void settle_devices(const struct node *live, struct node *wanted, struct error *warn);
