/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LUNs that this machine itself has as disks. */
#pragma once

#include "configfs/node.h"

/* Its device, "/dev/sdb", owned; NULL: it is no disk of this machine.  The TPG has its
 * read-only values (LOAD_ALL). */
char *lun_disk(const struct node *lun) _must_check_;
