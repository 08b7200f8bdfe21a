/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service status: what starts, what runs, what waits. */
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/sessions.h"
#include "profiles/pending.h"
#include "profiles/service.h"
#include "profiles/stopped.h"
#include "shell/print.h"
#include "shell/service.h"
#include "shell/view.h"

struct state {
	struct service boot, shutdown;
	unsigned targets, sessions; /* that are served, and who is there */
	struct stopped stopped;
	struct error pending;
	bool saved;
};

static void count(const struct shell *shell, const struct node *tree, struct state *state)
{
	node_foreach (fabric, tree) {
		if (fabric->type->class != CLASS_FABRIC)
			continue;
		node_foreach (target, fabric) {
			bool on = false;

			node_foreach (tpg, target)
				on = on ||
				     (tpg->type->class == CLASS_TPG && tpg_is_on(tpg));
			state->targets += on;
			state->sessions += sessions_count(&shell->fs, target);
		}
	}
}

static int look(struct shell *shell, struct state *state, struct error *err)
{
	struct node *tree;
	int r = shell_tree(shell, LOAD_SETTINGS, &tree, err);

	/* A kernel that has no LIO serves nothing. */
	if (r < 0 && r != -ENOTSUP)
		return r;
	error_clear(err);
	if (r == 0)
		count(shell, tree, state);
	else
		tree = shell_empty_tree(shell);
	service_ask(SERVICE_BOOT, &state->boot);
	service_ask(SERVICE_SHUTDOWN, &state->shutdown);
	stopped_read(&state->stopped);
	pending_now(tree, &state->pending);
	state->saved = access(PROFILE_DEFAULT, F_OK) == 0;
	return 0;
}

/* --- text ------------------------------------------------------------------------ */

const char *service_boot_text(const struct service *service)
{
	if (!service->installed)
		return "nothing is restored: " SERVICE_BOOT " is not installed";
	if (service->masked)
		return "nothing is restored: " SERVICE_BOOT " is masked";
	return service->enabled ? "what is saved is restored"
				: "nothing is restored: see 'service enable'";
}

static char *last_restore(const struct service *service)
{
	if (!systemd_runs())
		return xstrdup("unknown, systemd does not run here");
	if (service->busy)
		return xstrdup("under way");
	if (service->failed && service->status == 0)
		return xstrdup("failed");
	if (service->failed)
		return xasprintf("%s, exit status %d",
				 service->status == 10 ? "done in part" : "failed",
				 service->status);
	return xstrdup(service->active ? "done" : "none by " SERVICE_BOOT);
}

static const char *at_shutdown(const struct service *service)
{
	if (service->active)
		return "disks are released";
	return service->enabled ? "disks are released, from the next start on"
				: "disks are not released";
}

static void print_lists(const struct shell *shell, const struct state *state)
{
	for (size_t i = 0; i < state->stopped.count; i++)
		fprintf(shell->out, "Stopped:       %s\n", state->stopped.paths[i]);
	for (const struct error *at = &state->pending; at != NULL; at = at->next) {
		if (at->object == NULL)
			continue;
		autofree char *what = escape_text(at->what);
		autofree char *why = escape_text(at->why == NULL ? "" : at->why);
		fprintf(shell->out, "Pending:       %s%s%s\n", what,
			*why == '\0' ? "" : ": ", why);
	}
	for (const struct manager *at = other_managers; at->unit != NULL; at++) {
		struct service service;

		service_look("", at->unit, &service);
		if (service.enabled)
			fprintf(shell->out, "Also at boot:  %s of %s\n", at->unit,
				at->name);
	}
}

static void print_text(const struct shell *shell, const struct state *state)
{
	autofree char *last = last_restore(&state->boot);

	fprintf(shell->out,
		"At boot:       %s\n"
		"Last restore:  %s\n"
		"At shutdown:   %s\n"
		"Served:        %u %s, %u %s\n"
		"Saved:         %s\n",
		service_boot_text(&state->boot), last, at_shutdown(&state->shutdown),
		state->targets, state->targets == 1 ? "target" : "targets",
		state->sessions, state->sessions == 1 ? "session" : "sessions",
		state->saved ? PROFILE_DEFAULT : "nothing");
	print_lists(shell, state);
}

/* --- JSON ------------------------------------------------------------------------ */

json_t *service_json(const char *unit, const struct service *service)
{
	json_t *object = json_object();

	json_object_set_new(object, "unit", json_text(unit));
	json_object_set_new(object, "installed", json_boolean(service->installed));
	json_object_set_new(object, "masked", json_boolean(service->masked));
	json_object_set_new(object, "enabled", json_boolean(service->enabled));
	json_object_set_new(object, "active", json_boolean(service->active));
	json_object_set_new(object, "failed", json_boolean(service->failed));
	json_object_set_new(object, "exit_status", json_integer(service->status));
	return object;
}

json_t *pending_json(const struct error *pending)
{
	json_t *list = json_array();

	for (; pending != NULL; pending = pending->next) {
		json_t *object;

		if (pending->object == NULL)
			continue;
		object = json_object();
		json_object_set_new(object, "path", json_text(pending->object));
		json_object_set_new(object, "what", json_text(pending->what));
		json_object_set_new(object, "why", json_text(pending->why));
		json_array_append_new(list, object);
	}
	return list;
}

json_t *other_managers_json(void)
{
	json_t *list = json_array();

	for (const struct manager *at = other_managers; at->unit != NULL; at++) {
		struct service service;

		service_ask(at->unit, &service);
		if (service.installed)
			json_array_append_new(list, service_json(at->unit, &service));
	}
	return list;
}

static json_t *state_json(const struct state *state)
{
	json_t *object = json_object(), *stopped = json_array();

	for (size_t i = 0; i < state->stopped.count; i++)
		json_array_append_new(stopped, json_text(state->stopped.paths[i]));
	json_object_set_new(object, "systemd", json_boolean(systemd_runs()));
	json_object_set_new(object, "boot", service_json(SERVICE_BOOT, &state->boot));
	json_object_set_new(object, "shutdown",
			    service_json(SERVICE_SHUTDOWN, &state->shutdown));
	json_object_set_new(object, "targets", json_integer(state->targets));
	json_object_set_new(object, "sessions", json_integer(state->sessions));
	json_object_set_new(object, "saved",
			    state->saved ? json_text(PROFILE_DEFAULT) : json_null());
	json_object_set_new(object, "stopped", stopped);
	json_object_set_new(object, "pending", pending_json(&state->pending));
	json_object_set_new(object, "others", other_managers_json());
	return object;
}

int service_status(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	struct state state = { 0 };
	int r = look(shell, &state, err);

	if (r == 0 && shell->json)
		print_json(shell, state_json(&state));
	else if (r == 0)
		print_text(shell, &state);
	stopped_free(&state.stopped);
	error_clear(&state.pending);
	return r;
}

int service_served(struct shell *shell, unsigned *targets, unsigned *sessions,
		   struct error *err)
{
	struct state state = { 0 };
	struct node *tree;
	int r = shell_tree(shell, LOAD_SUMMARY, &tree, err);

	if (r == 0)
		count(shell, tree, &state);
	*targets = state.targets;
	*sessions = state.sessions;
	return r;
}
