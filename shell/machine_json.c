/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the machine for programs. */
#include "shell/machine_status.h"
#include "shell/print.h"

static json_t *service_json(const char *unit, const struct service *service)
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

static json_t *pending_json(const struct error *pending)
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

static json_t *other_managers_json(void)
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

static json_t *stopped_json(const struct stopped *stopped)
{
	json_t *list = json_array();

	for (size_t i = 0; i < stopped->count; i++)
		json_array_append_new(list, json_text(stopped->paths[i]));
	return list;
}

static json_t *problem_json(const struct error *problem)
{
	json_t *object;

	if (problem->code == 0)
		return json_null();
	object = json_object();
	json_object_set_new(object, "line", json_integer(problem->mark.line));
	json_object_set_new(object, "what", json_text(problem->what));
	json_object_set_new(object, "why", json_text(problem->why));
	return object;
}

static json_t *saved_json(const struct overview *overview)
{
	static const char *const owners[] = {
		[OWNER_NOBODY] = "none",   [OWNER_LIOSH] = "as_written",
		[OWNER_EDITED] = "edited", [OWNER_OTHER] = "not_by_liosh",
		[OWNER_BROKEN] = "broken",
	};
	json_t *object = json_object();
	const char *state = owners[overview->saved.owner];

	json_object_set_new(object, "path", json_text(PROFILE_DEFAULT));
	json_object_set_new(object, "state",
			    json_text(overview->is_hidden ? "unknown" : state));
	json_object_set_new(object, "comments", json_integer(overview->saved.comments));
	json_object_set_new(object, "problem", problem_json(&overview->finding));
	json_object_set_new(object, "problems", json_integer(overview->finding_count));
	return object;
}

json_t *machine_json(const struct node *node, const struct machine_state *state)
{
	const struct overview *overview = &state->overview;
	json_t *object = tree_json(node, 1);

	json_object_del(object, "children");
	json_object_set_new(object, "available", json_boolean(state->no_lio == NULL));
	json_object_set_new(object, "targets", json_integer(state->targets));
	json_object_set_new(object, "sessions", json_integer(state->sessions));
	json_object_set_new(object, "systemd", json_boolean(systemd_runs()));
	json_object_set_new(object, "boot", service_json(SERVICE_BOOT, &state->boot));
	json_object_set_new(object, "shutdown",
			    service_json(SERVICE_SHUTDOWN, &state->shutdown));
	json_object_set_new(object, "stopped",
			    overview->is_hidden ? json_null()
						: stopped_json(&state->stopped));
	json_object_set_new(object, "saved", saved_json(overview));
	json_object_set_new(object, "unsaved",
			    overview->unsaved < 0 ? json_null()
						  : json_integer(overview->unsaved));
	json_object_set_new(object, "pending",
			    overview->is_hidden ? json_null()
						: pending_json(&overview->pending));
	json_object_set_new(object, "others", other_managers_json());
	json_object_set_new(object, "lock", json_text(state->lock));
	return object;
}
