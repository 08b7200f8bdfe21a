/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is logged in. */
#pragma once

#include "configfs/fs.h"
#include "configfs/node.h"

struct session {
	const struct node *acl; /* NULL: a dynamic session, only its name is known */
	const struct node *tpg;
	char *name, *alias, *state, *type; /* owned; alias may be NULL */
	unsigned id;
	struct connection {
		unsigned cid;
		char *address, *transport, *state;
	} * connections;
	size_t connection_count;
};

/* Reads the ACLs' info of a loaded tree; an owned array. */
int sessions_read(const struct fs *fs, const struct node *root, struct session **sessions,
		  size_t *count, struct error *err) _must_check_;
void sessions_free(struct session *sessions, size_t count);

/* Whether that initiator is logged in without an ACL. */
bool session_is_dynamic(const struct fs *fs, const struct node *tpg, const char *name);

/* False of fabrics whose sessions no file tells: who knows who is there? */
bool sessions_are_told(const struct fabric *fabric);

/* How many sessions an ACL, a TPG or a target has, without reading `info`; of a LUN those
 * that have it without an ACL. */
unsigned sessions_count(const struct fs *fs, const struct node *node);
