/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets that a profile names instead of holding them. */
#pragma once

#include "configfs/base/error.h"

#define SECRET_DIR  "/etc/liosh/secrets"
#define SECRET_MAX  1024u
#define SECRET_KIND "file:"

/*
 * The secret that `reference` ("file:NAME") names, owned; to be freed by
 * secret_free().  A secret that others could read is none: only a regular file of
 * root's or the caller's own, without any bit for group or others.  Errors never hold
 * any of its bytes.  -ENOENT: there is no such file; else -EINVAL.
 */
int secret_read(const char *reference, const struct mark *mark, char **secret,
		struct error *err) _must_check_;
