/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a test counts: rows whose text is not what it should be. */
#pragma once

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

extern int failures;

/* Tells of the row on standard error, and counts it. */
void expect(const char *row, const char *is, const char *should);
