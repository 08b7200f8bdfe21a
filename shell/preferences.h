/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `set global` sets, and bookmarks: kept for one user in one file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "configfs/base/error.h"
#include "configfs/edit.h"

struct bookmark {
	char *name, *path;
};

struct preferences {
	struct edit_moves moves;
	bool color, tree_status, tree_round, tree_root, auto_cd;
	unsigned tree_depth; /* 0: unlimited */
	unsigned prompt_length;
	struct bookmark *bookmarks;
	size_t bookmark_count;
	char *path; /* of the file, or NULL: this run only */
};

/* One preference: its name, kind and help, as `get global` lists it. */
struct preference {
	const char *name, *help;
	size_t offset;
	bool is_number; /* else bool */
};
extern const struct preference preference_rows[];
extern const size_t preference_count;

/* The built-in values, then those of the user's file where it can be read. */
void preferences_load(struct preferences *preferences);
void preferences_free(struct preferences *preferences);
/* Writes the file, whole or not at all. */
int preferences_save(const struct preferences *preferences,
		     struct error *err) _must_check_;

/* Only the bookmarks: what was set for this run alone is not written. */
int bookmarks_save(const struct preferences *preferences, struct error *err) _must_check_;

const struct preference *preference_find(const char *name);
char *preference_text(const struct preferences *preferences,
		      const struct preference *row) _owned_;
int preference_set(struct preferences *preferences, const struct preference *row,
		   const char *text, struct error *err) _must_check_;

const char *bookmark_find(const struct preferences *preferences, const char *name);
/* path NULL: removes it. */
void bookmark_set(struct preferences *preferences, const char *name, const char *path);
