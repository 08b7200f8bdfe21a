/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is pressed, and what may be seen of it: two tables with counters. */
#pragma once

struct counted {
	const char *name, *bytes;
	unsigned long count;
};

/* One of the keys, by chance; counted. */
const char *key_by_chance(void);
/* Counts each page and dialog whose words are in what a screen shows, once until they are
 * not. */
void look_at(const char *text);
/* Standard output: how often each was seen and pressed. */
void report(void);
