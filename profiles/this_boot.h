/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files below /run/liosh that hold for one boot: mappings, as of paths of objects. What
 * another boot wrote is as if it were not there.
 */
#pragma once

#include "profiles/document.h"

#define THIS_BOOT_DIRECTORY "/run/liosh"

/* *objects is the caller's; NULL: there is no such file, or nothing in it that holds.  A
 * negative errno where nobody can tell. */
int this_boot_read(const char *path, struct item **objects) _must_check_;
/* Whole or not at all, 0600; the same again writes nothing, and with nothing in it there
 * is no such file.  Takes the mapping.  A negative errno where it cannot be written. */
int this_boot_write(const char *path, struct item *objects) _must_check_;
