/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small functions that rows of several files name. */
#include <string.h>

#include "configfs/base/text.h"
#include "configfs/rows.h"

int open_when_on(const char *canonical)
{
	return strcmp(canonical, "1") == 0;
}

int open_when_off(const char *canonical)
{
	return strcmp(canonical, "0") == 0;
}

int check_not_null(const char *canonical, struct error *err)
{
	if (!starts_with(canonical, "NULL"))
		return 0;
	error_set(err, NULL, -EINVAL, "'%s' cannot be used here", canonical);
	because(err, "the kernel takes what begins with NULL for no value at all");
	return -EINVAL;
}
