/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sessions: who is logged in. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/sessions.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/view.h"

#define INDENT "    "

struct listing {
	struct session *sessions;
	size_t count;
};

static void listing_free(struct listing *listing)
{
	sessions_free(listing->sessions, listing->count);
}

/* What the initiator had to prove, from the settings of who let it in. */
static const char *authentication(const struct session *session)
{
	const struct node *owner = session->acl != NULL ? session->acl : session->tpg;

	if (node_is(owner, "authentication", "0") ||
	    (!node_is(owner, "authentication", "1") &&
	     !node_is(session->tpg, "authentication", "1")))
		return "no authentication";
	const char *mutual = node_text(owner, "mutual_password");
	return mutual == NULL || *mutual == '\0' ? "one-way CHAP" : "mutual CHAP";
}

static char *backing(const struct node *mapped)
{
	const struct node *lun = node_target(mapped);
	const struct node *so = lun == NULL ? NULL : node_target(lun);

	return so == NULL ? xstrdup("(broken link)") : so_reference(so);
}

static void print_luns(const struct call *call, const struct session *session)
{
	if (session->acl == NULL)
		return;
	node_foreach (mapped, session->acl) {
		autofree char *name = backing(mapped);

		shell_note(call->shell, INDENT "mapped-lun: %llu backstore: %s mode: %s",
			   (unsigned long long)mapped->number, name,
			   node_is(mapped, "write_protect", "1") ? "r" : "rw");
	}
}

static void print_session(const struct call *call, const struct session *session,
			  bool detail)
{
	struct shell *shell = call->shell;

	if (session->acl == NULL)
		fprintf(shell->out, "dynamic: %s\n", session->name);
	else
		fprintf(shell->out, "alias: %s\tsid: %u type: %s session-state: %s\n",
			session->alias == NULL ? "" : session->alias, session->id,
			session->type == NULL ? "" : session->type,
			session->state == NULL ? "" : session->state);
	if (!detail)
		return;
	shell_note(shell, INDENT "name: %s (%s)", session->name, authentication(session));
	print_luns(call, session);
	for (size_t i = 0; i < session->connection_count; i++) {
		const struct connection *connection = &session->connections[i];

		shell_note(shell, INDENT "address: %s (%s)  cid: %u connection-state: %s",
			   connection->address, connection->transport, connection->cid,
			   connection->state);
	}
}

static json_t *connections_json(const struct session *session)
{
	json_t *list = json_array();

	for (size_t i = 0; i < session->connection_count; i++) {
		const struct connection *connection = &session->connections[i];
		json_t *object = json_object();

		json_object_set_new(object, "cid", json_integer(connection->cid));
		json_object_set_new(object, "address", json_text(connection->address));
		json_object_set_new(object, "transport",
				    json_text(connection->transport));
		json_object_set_new(object, "state", json_text(connection->state));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *session_json(const struct session *session)
{
	autofree char *tpg = shown_path(session->tpg);
	json_t *object = json_object();

	json_object_set_new(object, "name", json_text(session->name));
	json_object_set_new(object, "dynamic", json_boolean(session->acl == NULL));
	json_object_set_new(object, "tpg", json_text(tpg));
	json_object_set_new(object, "authentication", json_text(authentication(session)));
	if (session->acl != NULL) {
		json_object_set_new(object, "alias", json_text(session->alias));
		json_object_set_new(object, "sid", json_integer(session->id));
		json_object_set_new(object, "type", json_text(session->type));
		json_object_set_new(object, "state", json_text(session->state));
	}
	json_object_set_new(object, "connections", connections_json(session));
	return object;
}

static int show(const struct call *call, const struct listing *listing, bool detail,
		struct error *err)
{
	const struct word *sid = arg_word(call, "sid");
	uint64_t id = 0;
	json_t *list = json_array();
	size_t shown = 0;
	int r = arg_uint(call, "sid", &id, err);

	for (size_t i = 0; i < listing->count && r == 0; i++) {
		const struct session *session = &listing->sessions[i];

		if (sid != NULL && (session->acl == NULL || session->id != id))
			continue;
		shown++;
		if (call->shell->json)
			json_array_append_new(list, session_json(session));
		else
			print_session(call, session, detail);
	}
	if (r == 0 && sid != NULL && shown == 0)
		r = fail(err, -ENOENT, "no session has the sid '%s'", sid->text);
	if (r == 0 && call->shell->json)
		print_json(call->shell, json_pack("{sO}", "sessions", list));
	else if (r == 0 && shown == 0)
		fputs("(no open sessions)\n", call->shell->out);
	json_decref(list);
	return r;
}

static int run_sessions(const struct call *call, struct error *err)
{
	const char *action = arg_text(call, "action", "list");
	struct listing listing cleaned_by(listing_free) = { 0 };
	struct node *tree;

	if (strcmp(action, "list") != 0 && strcmp(action, "detail") != 0) {
		(void)fail(err, -ENOSYS, "'%s' is not an action of sessions", action);
		because(err, "sessions takes list, detail");
		return -ENOSYS;
	}
	int r = shell_tree(call->shell, LOAD_SETTINGS, &tree, err);
	if (r == 0 && call->shell->profile == NULL)
		r = sessions_read(&call->shell->fs, tree, &listing.sessions,
				  &listing.count, err);
	return r < 0 ? r : show(call, &listing, strcmp(action, "detail") == 0, err);
}

static void complete(const struct call *call, const char *arg, struct candidates *found)
{
	(void)call;
	if (strcmp(arg, "action") != 0)
		return;
	candidate_add(found, "list", "one line each");
	candidate_add(found, "detail", "with LUNs and connections");
}

static const struct command_arg args[] = {
	{ .name = "action", .help = "list (the default) or detail" },
	{ .name = "sid", .help = "only the session of that number" },
	{ 0 },
};

const struct command cmd_sessions = {
	.name = "sessions",
	.help = "Shows who is logged in, dynamic sessions too.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete,
	.run = run_sessions,
};
