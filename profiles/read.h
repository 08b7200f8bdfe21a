/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the read*.c files share: nothing else includes this. */
#pragma once

#include <yaml.h>

#include "profiles/document.h"

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one */
	bool has_event;
	const char *name, *bytes, *end;
	/* Where the text between scalars was looked through for comments up to: libyaml
	 * counts characters, not bytes. */
	const char *at;
	size_t index;
	unsigned comments; /* lines that have one */
	unsigned count;    /* of errors */
	bool in_list;      /* one error for a list is enough */
	bool broken;       /* something is wrong with the stream as a whole */
	struct error *err;
};

/* The place of a mark of libyaml, which counts from 0. */
struct mark reader_mark(const struct reader *reader, const yaml_mark_t *from);
/* Notes an error at the start of the current event and goes on. */
void reader_complain(struct reader *reader, const char *what, const char *why,
		     const char *fix);
/* To the next event; false: an error was noted that nothing can follow. */
bool reader_next(struct reader *reader);
void reader_drop_event(struct reader *reader);
/* Looks for a comment in what lies between the last scalar and character `limit`. */
void reader_skip_to(struct reader *reader, size_t limit, bool look);
/* Ends libyaml's parser; its buffers are wiped, for secrets may be in them. */
void reader_wipe(yaml_parser_t *parser);
