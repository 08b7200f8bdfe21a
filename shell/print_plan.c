/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as the shell shows it: a line for each change. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/print.h"

static enum style style_of(const struct change *change)
{
	switch (change->mark) {
	case '+':
		return STYLE_GREEN;
	case '-':
	case 'r':
		return STYLE_RED;
	default:
		return STYLE_BLUE;
	}
}

static const char *word_of(char mark)
{
	switch (mark) {
	case '+':
		return "create";
	case '-':
		return "delete";
	case 'r':
		return "replace";
	default:
		return "change";
	}
}

static json_t *change_json(const struct change *change)
{
	autofree char *impact = impact_text(change);
	json_t *object = json_object();

	json_object_set_new(object, "action", json_string(word_of(change->mark)));
	json_object_set_new(object, "path", json_text(change->path));
	if (change->detail != NULL && *change->detail != '\0')
		json_object_set_new(object, "detail", json_text(change->detail));
	json_object_set_new(object, "impact", json_text(impact));
	if (change->sessions > 0)
		json_object_set_new(object, "sessions", json_integer(change->sessions));
	return object;
}

static void print_plan_json(const struct shell *shell, const struct plan *plan)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < plan->change_count; i++)
		json_array_append_new(changes, change_json(&plan->changes[i]));
	print_json(shell, json_pack("{so}", "changes", changes));
}

void print_plan(struct shell *shell, const struct plan *plan)
{
	shell->differs = shell->differs || plan->change_count > 0;
	if (shell->json) {
		print_plan_json(shell, plan);
		return;
	}
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct change *change = &plan->changes[i];
		autofree char *line = change_text(change);

		print_styled(shell, line, style_of(change));
	}
}
