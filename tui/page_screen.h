/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page on the screen: its fields, moved through and answered. */
#pragma once

#include "tui/model.h"

enum left { LEFT_NEXT, LEFT_BACK, LEFT_QUIT, LEFT_GONE };

/* Until the page is left; with LEFT_NEXT all its answers are right. */
enum left page_screen(struct wizard *wizard, const struct page *page);

/* --- what every screen has: title, steps, help and keys -------------------------- */

/* `page` is marked among the steps; NULL: the last. */
void chrome_draw(const struct wizard *wizard, const struct page *page, const char *help,
		 const char *keys);
#define CHROME_TOP    3 /* the first row of the body */
#define CHROME_BOTTOM 4 /* rows below it */
