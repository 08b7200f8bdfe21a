/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /run/liosh/finding.yaml: what the last check found wrong with the saved profile, for
 * whoever asks later.  It holds for that very file, and for this boot.
 */
#pragma once

#include "configfs/base/error.h"

/* A list of errors; empty: nothing is wrong.  The file may have any name.  Where it
 * cannot be kept there is none. */
void finding_keep(const char *path, const struct error *problems);
/* The first of them and in *count how many there were; no code: nothing is known to be
 * wrong. */
void finding_read(const char *path, struct error *first, unsigned *count);
