/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers in a file: KEY: TEXT, a line each; # begins a comment line. */
#pragma once

#include "tui/model.h"

/* -ENOMSG: no such file.  Secrets may be in it if nobody else can read it. */
int answers_read(struct wizard *wizard, const char *path, struct error *err) _must_check_;
/* The same from a file that is open, of that name. */
int answers_take(struct wizard *wizard, FILE *file, const char *name,
		 struct error *err) _must_check_;
/* The answers given so far, as such lines, without secrets; owned. */
char *answers_text(const struct wizard *wizard) _owned_;
