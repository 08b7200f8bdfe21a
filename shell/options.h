/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that stand before the path. */
#pragma once

#include "configfs/base/error.h"

enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	const char *profile; /* -f */
	char *commands;      /* -c; wiped once it is read */
	bool yes, check, still, json, help, version;
	unsigned workers; /* 0: as many as are useful */
	enum color_mode color;
	char **words; /* what follows the options: borrowed from argv */
	size_t word_count;
};

/* -ENOSYS: an option that there is not, or one without its value. */
int options_parse(int argc, char **argv, struct options *options,
		  struct error *err) _must_check_;
void options_help(FILE *out);
