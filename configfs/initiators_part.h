/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How initiators.c reads the kernel's log, for its test and nobody else. */
#pragma once

#include "configfs/initiators.h"

/* The initiator that a record of /dev/kmsg calls refused, owned; NULL: the record is
 * about something else, or no message of the kernel. */
char *refused_initiator(const char *record) _must_check_;
/* Adds a name at the end, where the newest is, to a list of nothing but refused ones. */
void note_refused(struct initiators *list, const char *name);
