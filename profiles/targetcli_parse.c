/* SPDX-License-Identifier: GPL-3.0-or-later */
/* targetcli's file: known by its content, its JSON, and what is there twice in it. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "profiles/resolve.h"
#include "profiles/targetcli_reading.h"

/* --- names that are there twice -------------------------------------------------- */

static void refuse_twice(const struct entry *first, const struct entry *again, void *data)
{
	struct reading *reading = data;
	struct error one = { 0 };

	error_set(&one, &again->mark, -EINVAL, "'%s' is here twice", again->key);
	because(&one, "it is at %s already", first->mark.part);
	advise(&one, "leave one of them out, or rename it");
	again->value->twice = true;
	reading_note(reading, &one);
}

static void check_twice(struct reading *reading, const struct item *mapping)
{
	for (size_t i = 0; i < mapping->count; i++)
		if (mapping->entries[i].value->kind == ITEM_MAPPING)
			check_twice(reading, mapping->entries[i].value);
	item_twice(mapping, refuse_twice, reading);
}

/* --- the file -------------------------------------------------------------------- */

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && *at != '\0' && strchr(" \t\r\n", *at) != NULL)
		at++;
	return at;
}

bool targetcli_is(const char *bytes, size_t length)
{
	const char *end = bytes + length, *at = skip_blanks(bytes, end);
	autonames struct names names = { 0 };
	autonode struct node *tree = NULL;

	if (at == end || *at != '{')
		return false;
	at = skip_blanks(at + 1, end);
	if (at == end || *at != '"')
		return false;
	const char *key = at + 1;
	const char *quote = memchr(key, '"', (size_t)(end - key));
	tree = tree_new();
	const struct place top = { { tree }, 1, "" };
	place_keys(&top, &names);
	for (size_t i = 0; quote != NULL && i < names.count; i++)
		if (strlen(names.list[i]) == (size_t)(quote - key) &&
		    strncmp(names.list[i], key, (size_t)(quote - key)) == 0)
			return false;
	return true;
}

/* What jansson says may quote the file, secrets included: only what comes before. */
static int not_json(const char *name, const json_error_t *found, struct error *err)
{
	const struct mark mark = {
		.file = name,
		.line = found->line < 1 ? 1 : (unsigned)found->line,
		.column = found->column < 1 ? 1 : (unsigned)found->column,
	};
	enum json_error_code code = json_error_code(found);
	const char *near = strstr(found->text, " near ");
	int length = near == NULL ? (int)strlen(found->text) : (int)(near - found->text);

	if (code == json_error_premature_end_of_input)
		error_set(err, &mark, -EINVAL, "the file ends too early");
	else if (code == json_error_null_character)
		error_set(err, &mark, -EINVAL, "a text with a NUL character in it");
	else
		error_set(err, &mark, -EINVAL, "this is no JSON: %.*s", length,
			  found->text);
	because(err, "it begins as targetcli's saveconfig.json does, which is JSON");
	if (code == json_error_premature_end_of_input)
		advise(err, "it was cut: take a whole one, such as a backup beside it");
	return -EINVAL;
}

/* NOLINTNEXTLINE(readability-function-size): six parameters */
int targetcli_parse(const char *name, const char *bytes, size_t length,
		    struct document *document, struct error *warnings, struct error *err)
{
	struct error errors = { 0 };
	struct reading reading = { name, document, &errors, warnings, 0, 1 };
	json_error_t found;

	peer_wipe_json();
	json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &found);
	if (json == NULL)
		return not_json(name, &found, err);
	const struct peer_object root = {
		.json = json,
		.class = CLASS_ROOT,
		.mark = { name, 1, 0, "" },
	};
	document->root = item_new(ITEM_MAPPING);
	document->root->mark = root.mark;
	struct item *format = item_scalar("1");
	format->mark = root.mark;
	item_add(document->root, "liosh", format);
	reading_object(&reading, &root, document->root);
	check_twice(&reading, document->root);
	json_decref(json);
	error_sort(&errors);
	error_append(&document->faults, &errors);
	return 0;
}
