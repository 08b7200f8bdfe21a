/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files device*.c share with each other and nobody else. */
#pragma once

#include <sys/stat.h>

#include "configfs/device.h"

/* One line of a file below /sys/dev/block/MAJOR:MINOR, owned; NULL: no such file. */
char *sysfs_text(dev_t rdev, const char *file) _must_check_;

/* Sets user and remedy of a device whose `fd` is open with O_PATH. */
void device_find_user(struct device *device, int fd, const struct stat *st);
/* The first one found among mounts, swap, holders, loops, partitions… */
void block_find_user(struct device *device, const struct stat *st);
void file_find_user(struct device *device, const struct stat *st);

/* Sets stable, model and identity. */
void block_find_names(struct device *device);
/* Sets contents, from the signatures on the device. */
void block_find_contents(struct device *device, int fd);
