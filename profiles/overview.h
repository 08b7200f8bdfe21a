/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How what runs, what is saved and what was held back stand to each other. */
#pragma once

#include "profiles/standing.h"

struct overview {
	bool is_hidden; /* only root may read what is saved and what is pending */
	struct standing saved;
	int unsaved;          /* objects; -1: it cannot be told */
	struct error pending; /* as pending_now() tells it */
	struct error finding; /* the first that a check found wrong with the saved file */
	unsigned finding_count; /* 0: nothing is known to be wrong */
};

/* `live` has its settings.  Nothing is written. */
void overview_read(const struct node *live, struct overview *overview);
void overview_clear(struct overview *overview);
#define autooverview cleaned_by(overview_clear)

/* "2 pending, saved file edited", owned; NULL: all is as it should be. */
char *overview_brief(const struct overview *overview) _must_check_;
