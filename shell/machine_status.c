/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status of the machine: a row for each thing that somebody may have to know. */
#include "shell/machine_status.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/print.h"
#include "shell/service.h"

#define NEEDS_ROOT "(needs root)"

static int look(struct shell *shell, struct machine_state *state, struct error *err)
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
	service_ask(SERVICE_SHUTDOWN, &state->shutdown);
	stopped_read(&state->stopped);
	stopped_keep_off(&state->stopped, tree);
	state->lock = lock_holder();
	return 0;
}

static void forget(struct machine_state *state)
{
	overview_clear(&state->overview);
	stopped_free(&state->stopped);
	free(state->no_lio);
	free(state->lock);
}

/* --- as text --------------------------------------------------------------------- */

static const char *plural(unsigned count)
{
	return count == 1 ? "" : "s";
}

static char *running_text(const struct machine_state *state)
{
	if (state->no_lio != NULL)
		return xasprintf("nothing: %s", state->no_lio);
	return xasprintf("%u target%s, %u session%s", state->targets,
			 plural(state->targets), state->sessions,
			 plural(state->sessions));
}

static char *boot_text(const struct machine_state *state)
{
	const struct service *service = &state->boot;

	if (!service->installed)
		return xstrdup("nothing is restored: " SERVICE_BOOT " is not installed");
	if (service->masked)
		return xstrdup("nothing is restored: " SERVICE_BOOT " is masked");
	return xstrdup(service->enabled ? "what is saved is restored"
					: "nothing is restored: see 'service enable'");
}

static char *restored_text(const struct machine_state *state)
{
	const struct service *service = &state->boot;

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

static char *shutdown_text(const struct machine_state *state)
{
	const struct service *service = &state->shutdown;

	if (service->active)
		return xstrdup("disks are released");
	return xstrdup(service->enabled ? "disks are released, from the next start on"
					: "disks are not released");
}

static char *stopped_text(const struct machine_state *state)
{
	struct text out = { 0 };

	if (state->overview.is_hidden)
		return xstrdup(NEEDS_ROOT);
	for (size_t i = 0; i < state->stopped.count; i++)
		text_addf(&out, "%s%s", i > 0 ? "\n" : "", state->stopped.paths[i]);
	if (state->stopped.whole && state->overview.pending.code != 0)
		text_addf(&out, "%swhat is pending waits for 'service start'",
			  out.length > 0 ? "\n" : "");
	return out.length == 0 ? NULL : text_take(&out);
}

static char *saved_text(const struct machine_state *state)
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

static char *unsaved_text(const struct machine_state *state)
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

static char *finding_text(const struct machine_state *state)
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

static char *pending_text(const struct machine_state *state)
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

static char *others_text(const struct machine_state *state)
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
	char *(*text)(const struct machine_state *state);
} rows[] = {
	{ "Running", running_text },       { "At boot", boot_text },
	{ "Last restore", restored_text }, { "At shutdown", shutdown_text },
	{ "Stopped", stopped_text },       { "Saved", saved_text },
	{ "Wrong in it", finding_text },   { "Unsaved", unsaved_text },
	{ "Pending", pending_text },       { "Others", others_text },
};

static void print_row(const struct shell *shell, const char *label, char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		autofree char *safe = escape_text(line);

		fprintf(shell->out, "  %-14s %s\n", label, safe);
		label = "";
	}
}

static void print_text(const struct call *call, const struct machine_state *state)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		autofree char *text = rows[i].text(state);

		if (text == NULL)
			continue;
		autofree char *label = xasprintf("%s:", rows[i].label);
		print_row(call->shell, label, text);
	}
}

int machine_status(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	struct machine_state state = { 0 };
	int r = look(shell, &state, err);
	/* The tree was loaded anew. */
	struct call now = *call;

	now.node = shell->tree;
	if (r == 0 && shell->json)
		print_json(shell, machine_json(now.node, &state));
	else if (r == 0)
		print_text(&now, &state);
	forget(&state);
	return r;
}
