/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/expect.h"

#include <stdio.h>
#include <string.h>

int failures;

void expect(const char *row, const char *is, const char *should)
{
	if (strcmp(is, should) == 0)
		return;
	fprintf(stderr, "%s:\n  is     %s\n  should %s\n", row, is, should);
	failures++;
}
