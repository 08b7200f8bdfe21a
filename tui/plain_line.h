/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a dialogue. */
#pragma once

#include "tui/model.h"

struct dialogue {
	struct wizard *wizard;
	FILE *in, *out;
	bool typed;    /* somebody is there to answer again */
	bool advanced; /* the folded fields are asked too */
};

/* The next line, owned, to be wiped; a secret is not echoed.  -EINVAL: there is none,
 * -EINTR: Ctrl-C. */
int dialogue_read(const struct dialogue *dialogue, bool secret, char **line,
		  struct error *err) _must_check_;
/* A question that yes or no answers; `otherwise` for an empty line. */
int dialogue_yes(const struct dialogue *dialogue, const char *question, bool otherwise,
		 bool *yes, struct error *err) _must_check_;
