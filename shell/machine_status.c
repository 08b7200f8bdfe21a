/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status of the machine: a row for each thing that somebody may have to know. */
#include "shell/machine_status.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "profiles/overview.h"
#include "profiles/service.h"
#include "shell/print.h"
#include "shell/service.h"

#define NEEDS_ROOT "(needs root)"

struct state {
	struct overview overview;
	struct service boot;
	char *no_lio; /* why there is none, owned; NULL: there is */
	char *lock;   /* who has it, owned; NULL: nobody */
	unsigned targets, sessions;
};

static int look(struct shell *shell, struct state *state, struct error *err)
{
	struct node *tree;
	int r = service_served(shell, &state->targets, &state->sessions, err);

	if (r == 0)
		r = shell_tree(shell, LOAD_SETTINGS, &tree, err);
	if (r == -ENOTSUP) {
		state->no_lio = xstrdup(err->what);
		error_clear(err);
		tree = shell_empty_tree(shell);
		r = 0;
	}
	if (r != 0)
		return r;
	overview_read(tree, &state->overview);
	service_ask(SERVICE_BOOT, &state->boot);
	state->lock = lock_holder();
	return 0;
}

static void forget(struct state *state)
{
	overview_clear(&state->overview);
	free(state->no_lio);
	free(state->lock);
}

/* --- as text --------------------------------------------------------------------- */

static const char *plural(unsigned count)
{
	return count == 1 ? "" : "s";
}

static char *running_text(const struct state *state)
{
	if (state->no_lio != NULL)
		return xasprintf("nothing: %s", state->no_lio);
	return xasprintf("%u target%s, %u session%s", state->targets,
			 plural(state->targets), state->sessions,
			 plural(state->sessions));
}

static char *boot_text(const struct state *state)
{
	return xstrdup(service_boot_text(&state->boot));
}

static char *saved_text(const struct state *state)
{
	const struct standing *saved = &state->overview.saved;
	unsigned comments = saved->comments;

	if (state->overview.is_hidden)
		return xstrdup(NEEDS_ROOT);
	if (saved->owner == OWNER_NOBODY)
		return xstrdup("nothing");
	if (standing_is_free(saved))
		return xstrdup(PROFILE_DEFAULT);
	if (comments == 0)
		return xasprintf("%s: %s", PROFILE_DEFAULT, standing_text(saved));
	return xasprintf("%s: %s; %u line%s with comments", PROFILE_DEFAULT,
			 standing_text(saved), comments, plural(comments));
}

static char *unsaved_text(const struct state *state)
{
	int count = state->overview.unsaved;

	if (state->overview.is_hidden)
		return xstrdup(NEEDS_ROOT);
	if (count < 0)
		return xstrdup("cannot be told");
	if (count == 0)
		return xstrdup("nothing");
	return xasprintf("%d object%s: 'diff' shows them, 'saveconfig' saves", count,
			 plural((unsigned)count));
}

static char *finding_text(const struct state *state)
{
	const struct error *finding = &state->overview.finding;
	unsigned count = state->overview.finding_count;

	if (count == 0)
		return NULL;
	autofree char *more =
		count == 1 ? xstrdup("") : xasprintf(", and %u more", count - 1);
	if (finding->mark.line == 0)
		return xasprintf("%s%s: 'checkconfig' tells all", finding->what, more);
	return xasprintf("line %u: %s%s: 'checkconfig' tells all", finding->mark.line,
			 finding->what, more);
}

static char *pending_text(const struct state *state)
{
	const struct error *at = &state->overview.pending;
	struct text out = { 0 };

	if (state->overview.is_hidden)
		return xstrdup(NEEDS_ROOT);
	if (at->code == 0)
		return xstrdup("nothing");
	for (; at != NULL; at = at->next)
		text_addf(&out, "%s%s%s%s", out.length > 0 ? "\n" : "", at->what,
			  at->why == NULL ? "" : ": ", at->why == NULL ? "" : at->why);
	return text_take(&out);
}

static char *others_text(const struct state *state)
{
	struct text out = { 0 };

	for (const struct manager *at = other_managers; at->unit != NULL; at++) {
		struct service service;

		service_look("", at->unit, &service);
		if (service.enabled)
			text_addf(&out, "%s%s of %s restores targets of its own at boot",
				  out.length > 0 ? "\n" : "", at->unit, at->name);
	}
	if (state->lock != NULL)
		text_addf(&out, "%s%s", out.length > 0 ? "\n" : "", state->lock);
	return out.length == 0 ? NULL : text_take(&out);
}

/* What one has nothing to say (NULL) has no line. */
static const struct {
	const char *label;
	char *(*text)(const struct state *state);
} rows[] = {
	{ "Running", running_text }, { "At boot", boot_text },
	{ "Saved", saved_text },     { "Wrong in it", finding_text },
	{ "Unsaved", unsaved_text }, { "Pending", pending_text },
	{ "Others", others_text },
};

static void print_row(const struct shell *shell, const char *label, char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		autofree char *safe = escape_text(line);

		fprintf(shell->out, "  %-12s %s\n", label, safe);
		label = "";
	}
}

static void print_text(const struct call *call, const struct state *state)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		autofree char *text = rows[i].text(state);

		if (text == NULL)
			continue;
		autofree char *label = xasprintf("%s:", rows[i].label);
		print_row(call->shell, label, text);
	}
}

/* --- as JSON --------------------------------------------------------------------- */

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

static json_t *state_json(const struct call *call, const struct state *state)
{
	const struct overview *overview = &state->overview;
	json_t *object = tree_json(call->node, 1);

	json_object_del(object, "children");
	json_object_set_new(object, "available", json_boolean(state->no_lio == NULL));
	json_object_set_new(object, "targets", json_integer(state->targets));
	json_object_set_new(object, "sessions", json_integer(state->sessions));
	json_object_set_new(object, "boot", service_json(SERVICE_BOOT, &state->boot));
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

int machine_status(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	struct state state = { 0 };
	int r = look(shell, &state, err);
	/* The tree was loaded anew. */
	struct call now = *call;

	now.node = shell->tree;
	if (r == 0 && shell->json)
		print_json(shell, state_json(&now, &state));
	else if (r == 0)
		print_text(&now, &state);
	forget(&state);
	return r;
}
