/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which device it is, whatever it is called today: "wwn:naa.5000c500a1b2c3d4".  Read from
 * sysfs, so nothing is opened, and anybody may.  `dir` is the device's directory there.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "configfs/base/error.h"

#define IDENTITY_BYTES 511

/* /sys/dev/block/MAJOR:MINOR, owned. */
char *device_dir(dev_t number) _must_check_;

/* The best that the device says of itself, owned; NULL: nothing, not even a size. */
char *identity_read(const char *dir) _must_check_;
/* Whether the device says this of itself, its best or not. */
bool identity_fits(const char *dir, const char *identity);
/* Other devices may well have the same. */
bool identity_is_weak(const char *identity);
/* The path in /dev of the only device of this machine that it fits, owned; NULL: none, or
 * several. */
char *identity_find(const char *identity) _must_check_;
/* -EINVAL for what no device could say. */
int identity_check(const char *identity, struct error *err) _must_check_;
