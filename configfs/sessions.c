/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is logged in: what the kernel tells of each ACL and of initiators without one. */
#include "configfs/sessions.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

/* The part of a line between `label` and the next blank, owned; NULL: no such label. */
static char *word_after(const char *line, const char *label)
{
	const char *word = strstr(line, label);

	if (word == NULL)
		return NULL;
	word += strlen(label);
	word += strspn(word, " ");
	return xstrndup(word, strcspn(word, " \t\r"));
}

static unsigned number_after(const char *line, const char *label)
{
	autofree char *word = word_after(line, label);
	uint64_t number = 0;

	return word != NULL && parse_uint(word, &number) ? (unsigned)number : 0;
}

static void replace(char **slot, char *text)
{
	free(*slot);
	*slot = text;
}

/* "TARG_SESS_STATE_LOGGED_IN" → "LOGGED_IN". */
static char *state_after(const char *line, const char *label)
{
	static const char *const prefixes[] = { "TARG_SESS_STATE_", "TARG_CONN_STATE_",
						"TARG_SESS_" };
	char *state = word_after(line, label);

	for (size_t i = 0; state != NULL && i < sizeof prefixes / sizeof *prefixes; i++) {
		const char *rest = after_prefix(state, prefixes[i]);

		if (rest == NULL)
			continue;
		char *plain = xstrdup(rest);

		free(state);
		return plain;
	}
	return state;
}

/* --- one line each --------------------------------------------------------------- */

static void take_alias(struct session *session, const char *line)
{
	const char *alias = line + strlen("InitiatorAlias:");

	if (session->alias == NULL)
		session->alias = xstrdup(alias + strspn(alias, " "));
}

static void take_session(struct session *session, const char *line)
{
	char *type = word_after(line, "SessionType:");

	session->id = number_after(line, "LIO Session ID:");
	if (type != NULL)
		replace(&session->type, type);
}

static void take_state(struct session *session, const char *line)
{
	replace(&session->state, state_after(line, "Session State:"));
}

static void free_connections(struct session *session)
{
	for (size_t i = 0; i < session->connection_count; i++) {
		free(session->connections[i].address);
		free(session->connections[i].transport);
		free(session->connections[i].state);
	}
	free(session->connections);
	session->connections = NULL;
	session->connection_count = 0;
}

static void take_heading(struct session *session, const char *line)
{
	(void)line;
	free_connections(session);
}

static void take_connection(struct session *session, const char *line)
{
	char *state = state_after(line, "Connection State:");

	grow(session->connections, session->connection_count);
	session->connections[session->connection_count++] = (struct connection){
		.cid = number_after(line, "CID:"),
		.state = state == NULL ? xstrdup("") : state,
		.address = xstrdup(""),
		.transport = xstrdup(""),
	};
}

static void take_address(struct session *session, const char *line)
{
	autofree char *address = word_after(line, "Address");

	if (session->connection_count == 0 || address == NULL || *address == '\0')
		return;
	struct connection *connection =
		&session->connections[session->connection_count - 1];
	autofree char *transport = word_after(line, address);
	replace(&connection->address, take_ptr(address));
	if (transport != NULL)
		replace(&connection->transport, take_ptr(transport));
}

/*
 * The alias is the initiator's own text and may hold anything, line breaks included; it
 * comes first.  So of all other lines the last of each kind counts, and the connections
 * start anew at each heading.
 */
static const struct line {
	const char *start;
	void (*take)(struct session *session, const char *line);
} lines[] = {
	{ "InitiatorAlias:", take_alias },
	{ "LIO Session ID:", take_session },
	{ "Session State:", take_state },
	{ "----------------------[iSCSI Connections]", take_heading },
	{ "CID:", take_connection },
	{ "   Address ", take_address },
};

static void take_line(struct session *session, const char *line)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (starts_with(line, lines[i].start))
			lines[i].take(session, line);
}

static void session_clear(struct session *session)
{
	free(session->name);
	free(session->alias);
	free(session->state);
	free(session->type);
	free_connections(session);
}

/* --- what was read --------------------------------------------------------------- */

struct found {
	const struct fs *fs;
	struct session *sessions;
	size_t count;
};

static struct session *add_session(struct found *found, const struct node *tpg,
				   const struct node *acl, const char *name,
				   size_t length)
{
	grow(found->sessions, found->count);
	struct session *session = &found->sessions[found->count++];

	*session = (struct session){
		.acl = acl,
		.tpg = tpg,
		.name = xstrndup(name, length),
		.state = xstrdup(""),
		.type = xstrdup(""),
	};
	return session;
}

/* The end of the line at `at`: its newline, a NUL or the end of the text. */
static size_t line_length(const char *at, size_t left)
{
	size_t length = 0;

	while (length < left && at[length] != '\n' && at[length] != '\0')
		length++;
	return length;
}

static void take_info(struct found *found, const struct node *acl, const char *info,
		      size_t length)
{
	const char *name = after_prefix(info, "InitiatorName: ");

	/* "No active iSCSI Session for Initiator Endpoint: …", or nothing. */
	if (name == NULL)
		return;
	struct session *session =
		add_session(found, node_above(acl, CLASS_TPG), acl, name,
			    line_length(name, length - (size_t)(name - info)));
	for (size_t at = 0; at < length;) {
		size_t size = line_length(info + at, length - at);
		autofree char *line = xstrndup(info + at, size);

		take_line(session, line);
		at += size + 1;
	}
}

static void read_acl(struct found *found, const struct node *acl)
{
	autofree char *path = xasprintf("%s/info", acl->dir);
	autofree char *info = NULL;
	size_t length = 0;

	if (fs_read(found->fs, path, &info, &length) == 0)
		take_info(found, acl, info, length);
}

/* Each name ends with a newline and a NUL. */
static size_t each_dynamic(const struct fs *fs, const struct node *tpg,
			   struct found *found)
{
	autofree char *path = xasprintf("%s/dynamic_sessions", tpg->dir);
	autofree char *names = NULL;
	size_t length = 0, count = 0;

	if (fs_read(fs, path, &names, &length) < 0)
		return 0;
	for (size_t at = 0; at < length;) {
		size_t size = line_length(names + at, length - at);

		if (size > 0)
			count++;
		if (size > 0 && found != NULL)
			add_session(found, tpg, NULL, names + at, size);
		at += size + 1;
	}
	return count;
}

static int read_node(struct node *node, void *data)
{
	struct found *found = data;

	if (node->dir == NULL)
		return 0;
	if (node->type->class == CLASS_ACL)
		read_acl(found, node);
	else if (node->type->class == CLASS_TPG)
		each_dynamic(found->fs, node, found);
	return 0;
}

int sessions_read(const struct fs *fs, const struct node *root, struct session **sessions,
		  size_t *count, struct error *err)
{
	struct found found = { .fs = fs };

	(void)err;
	node_walk(node_mutable(root), read_node, &found);
	*sessions = found.sessions;
	*count = found.count;
	return 0;
}

void sessions_free(struct session *sessions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		session_clear(&sessions[i]);
	free(sessions);
}

bool session_is_dynamic(const struct fs *fs, const struct node *tpg, const char *name)
{
	struct found found = { .fs = fs };
	bool is_there = false;

	each_dynamic(fs, tpg, &found);
	for (size_t i = 0; i < found.count; i++)
		is_there = is_there || strcmp(found.sessions[i].name, name) == 0;
	sessions_free(found.sessions, found.count);
	return is_there;
}

/* --- counts ---------------------------------------------------------------------- */

bool sessions_are_told(const struct fabric *fabric)
{
	return fabric->flags & (FABRIC_AUTH | FABRIC_NEXUS);
}

static char *read_statistic(const struct fs *fs, const struct node *node,
			    const char *file)
{
	autofree char *path = xasprintf("%s/fabric_statistics/%s", node->dir, file);
	char *text = NULL;

	return fs_read_text(fs, path, &text) == 0 ? text : NULL;
}

/* The kernel shows one session of an ACL: its file is empty without one. */
static unsigned count_acl(const struct fs *fs, const struct node *acl)
{
	autofree char *text = read_statistic(fs, acl, "iscsi_sess_stats/indx");

	return text != NULL && *text != '\0';
}

static unsigned count_target(const struct fs *fs, const struct node *target)
{
	autofree char *text = read_statistic(fs, target, "iscsi_instance/sessions");
	uint64_t count = 0;

	return text != NULL && parse_uint(text, &count) ? (unsigned)count : 0;
}

static unsigned count_tpg(const struct fs *fs, const struct node *tpg)
{
	const struct node *acls = node_part(tpg, CLASS_ACLS);
	unsigned count = (unsigned)each_dynamic(fs, tpg, NULL);

	/* Exact, and several sessions of one initiator are counted. */
	if (tpg->parent->child_count == 1 && count_target(fs, tpg->parent) > 0)
		return count_target(fs, tpg->parent);
	for (size_t i = 0; acls != NULL && i < acls->child_count; i++)
		if (acls->children[i]->dir != NULL)
			count += count_acl(fs, acls->children[i]);
	return count;
}

unsigned sessions_count(const struct fs *fs, const struct node *node)
{
	if (node->dir == NULL)
		return 0;
	if (node->type->class == CLASS_ACL)
		return count_acl(fs, node);
	if (node->type->class == CLASS_LUN)
		return (unsigned)each_dynamic(fs, node_above(node, CLASS_TPG), NULL);
	if (node->type->class == CLASS_TPG)
		return count_tpg(fs, node);
	if (node->type->class == CLASS_TARGET)
		return count_target(fs, node);
	return 0;
}
