/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets of another manager. */
#pragma once

#include "configfs/node.h"

/* The targets of that fabric that targetcli's saved configuration names and liosh's does
 * not, as a sentence; owned, NULL: there are none. */
char *foreign_targets(const struct node *fabric) _must_check_;
