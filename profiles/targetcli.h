/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file of targetcli, saveconfig.json: read as the document of a profile that says the
 * same, so that one set of rows judges both; and written.
 */
#pragma once

#include "configfs/node.h"
#include "profiles/document.h"

/* 500 LUNs are a megabyte. */
#define TARGETCLI_BYTES_MAX (32u << 20)

/* Where targetcli keeps it: on Debian, elsewhere.  Ends with NULL. */
extern const char *const targetcli_places[];

/* By its content: an object whose first key is none of a profile's. */
bool targetcli_is(const char *bytes, size_t length);

/*
 * Bytes → the document of a profile.  Its marks tell objects by their names
 * ("targets[0].tpgs[1]"), whose texts the document owns.  Keys of older versions and of
 * the manual page mean what they say; what is wrong is collected in the document's
 * faults, never with a value in it.  -EINVAL: it is no JSON.  `name` must outlive the
 * document.
 */
int targetcli_parse(const char *name, const char *bytes, size_t length,
		    struct document *document, struct error *warnings,
		    struct error *err) _must_check_;

/* The tree as targetcli's file, owned, to be wiped; whose restore takes it without
 * complaint.  What it has no place for, or would not restore, is told in `warnings` (may
 * be NULL), each object once. */
char *targetcli_emit(const struct node *tree, struct error *warnings) _owned_;
