/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of rows share: how a table is named, and the groups of each class. */
#pragma once

#include "configfs/type.h"

#define ROWS(array)    .rows = (array), .count = sizeof(array) / sizeof *(array)
#define CHOICES(array) .choices = (array), .choice_count = sizeof(array) / sizeof *(array)

/* Values that every object of the class has, whatever its kind or fabric. */
extern const struct attr_group *const global_groups[];
extern const struct attr_group *const so_groups[];
extern const struct attr_group *const alua_group_groups[];
extern const struct attr_group *const lu_group_groups[];
extern const struct attr_group *const target_groups[];
extern const struct attr_group *const lun_groups[];
extern const struct attr_group *const mapped_lun_groups[];

/* Shared by rows: a switch whose "1", or whose "0", lets more initiators in. */
int open_when_on(const char *canonical);
int open_when_off(const char *canonical);
/* Refuses what the kernel takes for "unset". */
int check_not_null(const char *canonical, struct error *err);
