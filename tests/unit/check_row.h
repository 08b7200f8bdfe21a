/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trees in a few words, for tests of what is said of a tree.  Statements are separated by
 * ';' (n=v is a value, its canonical text):
 *     so KIND NAME n=v…   group NAME n=v… (of the object before)   lu NAME n=v…
 *     fabric NAME n=v…    target NAME   tpg N n=v…   lun N n=v…   portal TEXT
 *     acl NAME n=v…       map N n=v…
 */
#pragma once

#include "configfs/check.h"

/* Parts of such trees. */
#define IQN "iqn.2026-11.org.example:"
#define TPG "target " IQN "a; tpg 1;"

struct node *tree_of_words(const char *words) _owned_;

struct check_row {
	const char *wanted, *live; /* live NULL: none, all is judged */
	const char *errors, *warnings;
};

/* Compares what check_tree says with the row; how many of the comparisons failed. */
int check_row(const struct check_row *row);
/* The same of one list of errors. */
int compare_errors(const struct check_row *row, const char *what, const struct error *err,
		   const char *should);
