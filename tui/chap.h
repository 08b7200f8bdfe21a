/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and secrets of CHAP, as the fields of two pages need them. */
#pragma once

#include "tui/field.h"

/* What a field of CHAP sets: the rows are those of an initiator, then of its peer. */
struct chap_answer {
	const char *key;  /* after "access." or "portal.discovery_" */
	const char *name; /* of the value */
	const char *any;  /* to stand in while it is not answered */
	bool secret, peer;
};
#define CHAP_ANSWERS 4
extern const struct chap_answer chap_answers[CHAP_ANSWERS];

/* none, chap, mutual */
void chap_options(const struct wizard *wizard, struct option_list *list);
/* What the rules say of the answer for one of these rows, where it will stand. */
void chap_judge(const struct wizard *wizard, const char *key, const char *text,
		struct verdict *verdict);

/* 16 random bytes of 64 harmless ones, owned. */
char *chap_generate(void) _owned_;
