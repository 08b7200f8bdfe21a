/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a word that is being typed could become. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct candidate {
	char *text; /* the whole word, unquoted; owned */
	char *help; /* one line, owned; NULL: none */
	bool open;  /* more of the same word follows: no blank after it */
};

struct candidates {
	const char *word; /* as typed so far, without quotes */
	struct candidate *list;
	size_t count;
	const char *hint; /* what is expected where there are no candidates; borrowed */
};

/* Adds it if it begins with what was typed and is not there yet. */
void candidate_add(struct candidates *found, const char *text, const char *help);
/* The same, and the word goes on behind it: "name=", "dir/". */
void candidate_add_open(struct candidates *found, const char *text, const char *help);
/* Those of a switch. */
void candidates_add_bools(struct candidates *found);
void candidates_free(struct candidates *found);
