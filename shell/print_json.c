/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same facts as JSON: `-j`. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "shell/print.h"
#include "shell/view.h"

#define SCHEMA_VERSION 1

json_t *json_text(const char *text)
{
	if (text == NULL)
		return json_null();
	json_t *string = json_string(text);
	if (string != NULL)
		return string;
	/* Not UTF-8: escaped as a terminal would show it. */
	autofree char *safe = escape_text(text);
	return json_string(safe);
}

json_t *value_json(const struct attr *attr, const char *text)
{
	int64_t number = 0;

	if (text == NULL || attr == NULL)
		return json_text(text);
	switch (attr->kind) {
	case ATTR_SECRET:
		return json_null();
	case ATTR_BOOL:
		return *text == '\0' ? json_null() : json_boolean(*text == '1');
	case ATTR_UINT:
	case ATTR_INT:
	case ATTR_SIZE:
		return parse_int(text, &number) ? json_integer(number) : json_text(text);
	case ATTR_ENUM:
	case ATTR_YESNO:
	case ATTR_TEXT:
	case ATTR_PATH:
	case ATTR_REF:
		return json_text(text);
	}
	return json_text(text);
}

json_t *told_json(const struct attr *attr, const char *text)
{
	json_t *object = json_object();

	json_object_set_new(object, "value", value_json(attr, text));
	if (attr != NULL && attr->kind == ATTR_SECRET)
		json_object_set_new(object, "set",
				    json_boolean(text != NULL && *text != '\0'));
	return object;
}

static json_t *node_json(const struct node *node)
{
	static const char *const healths[] = { "none", "ok", "error" };
	enum health health;
	autofree char *summary = node_summary(node, &health);
	autofree char *path = shown_path(node);
	json_t *object = json_object();

	json_object_set_new(object, "name", json_text(shown_name(node)));
	json_object_set_new(object, "path", json_text(path));
	json_object_set_new(object, "type", json_text(node->type->what));
	json_object_set_new(object, "summary", json_text(summary));
	json_object_set_new(object, "health", json_text(healths[health]));
	return object;
}

json_t *tree_json(const struct node *root, unsigned depth)
{
	json_t *object = node_json(root);
	json_t *list = json_array();
	struct node **children;
	size_t count = shown_children(root, &children);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
			list,
			depth == 1 ? node_json(children[i])
				   : tree_json(children[i], depth == 0 ? 0 : depth - 1));
	free(children);
	json_object_set_new(object, "children", list);
	return object;
}

void print_json(const struct shell *shell, json_t *object)
{
	if (shell->gathered != NULL) {
		json_array_append_new(shell->gathered, object);
		return;
	}
	size_t style = isatty(fileno(shell->out)) ? JSON_INDENT(2) : JSON_COMPACT;

	json_object_set_new(object, "schema_version", json_integer(SCHEMA_VERSION));
	json_dumpf(object, shell->out, style | JSON_SORT_KEYS);
	fputc('\n', shell->out);
	json_decref(object);
}
