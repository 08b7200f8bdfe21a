/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines typed before, kept for one user; never one that may hold a secret. */
#pragma once

void history_load(void);
/* Remembers a line and writes the file; blank lines, lines that begin with a blank,
 * repetitions and secrets are passed over. */
void history_store(const char *line);
