/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that liosh wrote says so in the line with its format, which is its first until
 * somebody writes above it, and ends with the key `end`: what was saved, counted, and the
 * SHA-256 of all bytes before it.  A YAML file that was cut at the end of a line is valid
 * YAML; without its seal it is refused.
 */
#pragma once

#include "configfs/node.h"
#include "profiles/document.h"

#define SEAL_FIRST_LINE "liosh: 1  # written by liosh\n"

struct seal {
	bool present, edited;
	uint64_t backstores, targets, luns; /* as they were when it was saved */
};

/* Whether a line says that liosh wrote it; */
bool seal_begins(const char *bytes, size_t length);
/* Refuses a file that liosh began and whose end is missing. */
int seal_check_whole(const char *name, const char *bytes, size_t length,
		     struct error *err) _must_check_;
/* Reads the `end` of a document that was parsed from these bytes; NULL: none. */
int seal_read(const struct item *end, const char *bytes, size_t length, struct seal *seal,
	      struct error *err) _must_check_;
/* Says in `warnings` how the tree differs from what was sealed. */
void seal_compare(const struct seal *seal, const struct node *tree, const char *name,
		  struct error *warnings);
/* The text with the seal around it, which says what was counted; owned. */
char *seal_add(const char *text, const struct seal *counts) _owned_;
/* The text without its seal, to be edited, owned; *sealed: liosh wrote it. */
char *seal_break(const char *text, bool *sealed) _owned_;
/* A text that was edited and broken, which reads as that tree, with a seal of its own;
 * owned.  Not seal_begins(): it has no line 'liosh: 1' that can say so. */
char *seal_again(const char *text, const struct node *tree) _owned_;
/* Adds the node to what the seal counts. */
void seal_count(struct seal *seal, const struct node *node);
