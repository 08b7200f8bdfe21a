/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of the page "Extent": what its fields are, by default and at most. */
#pragma once

#include "tui/model.h"

/* The part of the target's name that people gave it, owned. */
char *extent_short_name(const struct wizard *wizard) _owned_;

/* --- extent_file.c --------------------------------------------------------------- */

char *extent_usual_file(const struct wizard *wizard);
bool extent_is_new_file(const struct wizard *wizard);
/* …and its size is known. */
bool extent_is_sized(const struct wizard *wizard);
int extent_check_file(const struct wizard *wizard, const char *text, struct error *err);
char *extent_preview_file(const struct wizard *wizard);
int extent_check_size(const struct wizard *wizard, const char *text, struct error *err);
char *extent_preview_size(const struct wizard *wizard);
void extent_block_options(const struct wizard *wizard, struct option_list *list);
char *extent_usual_blocks(const struct wizard *wizard);
void extent_cache_options(const struct wizard *wizard, struct option_list *list);
char *extent_usual_cache(const struct wizard *wizard);

/* --- extent_object.c ------------------------------------------------------------- */

char *extent_usual_backstore_name(const struct wizard *wizard);
int extent_check_backstore_name(const struct wizard *wizard, const char *text,
				struct error *err);
/* What the kind that the extent is made as says of its path. */
int extent_check_backing(const struct wizard *wizard, const char *text,
			 struct error *err);
int extent_check_serial(const struct wizard *wizard, const char *text, struct error *err);
void extent_size_options(const struct wizard *wizard, struct option_list *list);
/* Of a device that nobody can look at: whatever it has. */
#define BLOCK_SIZE_OWN "own"
char *extent_usual_block_size(const struct wizard *wizard);
char *extent_next_lun(const struct wizard *wizard);
int extent_check_lun(const struct wizard *wizard, const char *text, struct error *err);
