/* SPDX-License-Identifier: GPL-3.0-or-later */
/* targetcli's file → the document of a profile, along the table of its keys. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "profiles/resolve.h"
#include "profiles/targetcli_reading.h"
#include "profiles/utf8.h"

#define NOTES_MAX 500

void reading_note(struct reading *reading, struct error *one)
{
	if (++reading->error_count > NOTES_MAX)
		error_clear(one);
	else
		error_append(reading->errors, one);
}

/* --- values ---------------------------------------------------------------------- */

static char *text_of(const json_t *value)
{
	if (json_is_string(value))
		return xstrdup(json_string_value(value));
	if (json_is_integer(value))
		return xasprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_real(value))
		return xasprintf("%.17g", json_real_value(value));
	return xstrdup(json_is_true(value) ? "true" : "false");
}

struct item *reading_scalar(struct reading *reading, const struct peer_object *object,
			    const char *key, const json_t *value)
{
	struct error one = { 0 };

	if (json_is_null(value))
		return NULL;
	if (json_is_object(value) || json_is_array(value))
		error_set(&one, &object->mark, -EINVAL, "%s takes a value, not %s", key,
			  json_is_array(value) ? "a list" : "an object");
	else if (json_is_string(value) && !utf8_is_clean(json_string_value(value)))
		error_set(&one, &object->mark, -EINVAL,
			  "%s has a control character in it", key);
	if (one.code != 0) {
		reading_note(reading, &one);
		return NULL;
	}
	struct item *item = item_new(ITEM_SCALAR);
	item->text = text_of(value);
	item->mark = object->mark;
	return item;
}

struct item *reading_mapping(const struct peer_object *object, struct item *into,
			     const char *key)
{
	struct item *below = item_find(into, key);

	if (below != NULL)
		return below;
	below = item_new(ITEM_MAPPING);
	below->mark = object->mark;
	return item_add(into, key, below);
}

/* The first name of a key that has several. */
static const char *first_name(const struct peer_object *object,
			      const struct peer_key *row)
{
	const struct peer_key *at = peer_keys(object->class);

	while (at->name != NULL && !text_equal(at->key, row->key))
		at++;
	return at->name != NULL ? at->name : row->key;
}

void reading_put(struct reading *reading, const struct peer_object *object,
		 const struct peer_key *row, struct item *into, struct item *item)
{
	const char *key = row->key, *slash;
	autoitem struct item *owned = item;
	struct error one = { 0 };

	while ((slash = strchr(key, '/')) != NULL) {
		autofree char *part = xstrndup(key, (size_t)(slash - key));

		into = reading_mapping(object, into, part);
		key = slash + 1;
	}
	const struct item *there = item_find(into, key);
	if (there == NULL) {
		item_add(into, key, take_ptr(owned));
		return;
	}
	if (text_equal(there->text, item->text))
		return;
	error_set(&one, &object->mark, -EINVAL, "%s is said twice, and differently",
		  first_name(object, row));
	because(&one, "%s", "an older name of the key, or another key, says it too");
	advise(&one, "leave one of them out");
	reading_note(reading, &one);
}

/* --- keys ------------------------------------------------------------------------ */

/* By what name the nearest is known today; NULL: none is near. */
static const char *nearest_key(const struct peer_object *object, const char *key)
{
	autonames struct names names = { 0 };

	for (const struct peer_key *row = peer_keys(object->class); row->name != NULL;
	     row++)
		if (peer_has(object, row))
			names_add(&names, row->name);
	const char *near =
		nearest_name(key, (const char *const *)names.list, names.count);
	const struct peer_key *row = near == NULL ? NULL : peer_find(object, near);
	if (row == NULL)
		return NULL;
	return row->flags & PEER_OLD && row->key != NULL ? first_name(object, row)
							 : row->name;
}

static void unknown(struct reading *reading, const struct peer_object *object,
		    const char *key)
{
	autonames struct names names = { 0 };
	struct error one = { 0 };
	struct text list = { 0 };

	for (const struct peer_key *row = peer_keys(object->class); row->name != NULL;
	     row++)
		if (!(row->flags & PEER_OLD) && peer_has(object, row))
			names_add(&names, row->name);
	for (size_t i = 0; i < names.count; i++)
		text_addf(&list, "%s%s", i == 0 ? "" : ", ", names.list[i]);
	error_set(&one, &object->mark, -EINVAL, "unknown key '%.64s%s'", key,
		  strlen(key) > 64 ? "…" : "");
	because(&one, "%s takes %s",
		object->class == CLASS_ROOT ? "a file of targetcli"
					    : node_types[object->class].what,
		list.data);
	const char *near = nearest_key(object, key);
	if (near != NULL)
		advise(&one, "did you mean '%s'?", near);
	else if (object->class == CLASS_ROOT)
		advise(&one, "a profile of liosh begins with 'liosh: 1'");
	text_free(&list);
	reading_note(reading, &one);
}

static bool key_is_good(struct reading *reading, const struct peer_object *object,
			const char *key)
{
	struct error one = { 0 };

	if (*key != '\0' && strlen(key) < 256 && text_is_printable(key))
		return true;
	error_set(&one, &object->mark, -EINVAL, "a key that cannot be one");
	because(&one, "keys are printable, and not longer than 255 bytes");
	reading_note(reading, &one);
	return false;
}

/* The object right below under that name, with a mark of its own. */
static struct peer_object below(struct reading *reading, const struct peer_object *above,
				const char *key, ssize_t index)
{
	const char *part = above->mark.part, *dot = *part == '\0' ? "" : ".";
	struct document *document = reading->document;
	struct peer_object object = *above;

	grow(document->parts, document->part_count);
	char **made = &document->parts[document->part_count++];
	*made = index < 0 ? xasprintf("%s%s%s", part, dot, key)
			  : xasprintf("%s%s%s[%zd]", part, dot, key, index);
	object.mark.part = *made;
	object.mark.line = ++reading->places;
	return object;
}

/* What decides who gets in, or how, is not left to a default unsaid. */
static bool has_value(struct reading *reading, const struct peer_object *object,
		      const char *key, const json_t *value)
{
	struct error one = { 0 };

	if (!json_is_null(value))
		return true;
	error_set(&one, &object->mark, -EINVAL, "%s has no value", key);
	because(&one, "it is null, which targetcli never writes there");
	advise(&one, "leave the key out");
	reading_note(reading, &one);
	return false;
}

static void read_value_of_group(struct reading *reading, const struct peer_object *object,
				const char *key, const json_t *value, struct item *into)
{
	if (!key_is_good(reading, object, key) || !has_value(reading, object, key, value))
		return;
	struct item *item = reading_scalar(reading, object, key, value);
	if (item != NULL)
		item_add(into, key, item);
}

static void wrong_shape(struct reading *reading, const struct peer_object *object,
			const char *key, const char *shape)
{
	struct error one = { 0 };

	error_set(&one, &object->mark, -EINVAL, "%s is not %s", key, shape);
	reading_note(reading, &one);
}

static void read_group(struct reading *reading, const struct peer_object *above,
		       const struct peer_key *row, json_t *values, struct item *into)
{
	const char *key;
	json_t *value;

	if (!json_is_object(values)) {
		wrong_shape(reading, above, row->name, "an object of values");
		return;
	}
	if (json_object_size(values) == 0)
		return;
	const struct peer_object object = below(reading, above, row->name, -1);
	struct item *mapping = reading_mapping(&object, into, row->key);
	json_object_foreach(values, key, value)
		read_value_of_group(reading, &object, key, value, mapping);
}

static void read_list(struct reading *reading, const struct peer_object *above,
		      const struct peer_key *row, json_t *list, struct item *into)
{
	json_t *json;
	size_t i;

	if (!json_is_array(list)) {
		wrong_shape(reading, above, row->name, "a list");
		return;
	}
	if (json_array_size(list) > 0 && row->key != NULL)
		into = reading_mapping(above, into, row->key);
	json_array_foreach(list, i, json)
	{
		struct peer_object object = below(reading, above, row->name, (ssize_t)i);

		object.json = json;
		object.class = row->items;
		if (!json_is_object(json)) {
			wrong_shape(reading, &object, "this", "an object");
			continue;
		}
		struct item *mapping = reading_open(reading, &object, into);
		if (mapping == NULL)
			continue;
		reading_object(reading, &object, mapping);
		mapping->end = (struct mark){ .line = reading->places + 1 };
	}
}

/* As targetcli reads it. */
static void trim(const struct reading *reading, const struct peer_object *object,
		 const char *key, struct item *item)
{
	char *trimmed = peer_trimmed(item->text);
	bool same = strcmp(trimmed, item->text) == 0;
	struct error one = { 0 };

	secret_free(item->text);
	item->text = trimmed;
	if (same)
		return;
	error_set(&one, &object->mark, -EINVAL, "%s is read without the blanks around it",
		  key);
	because(&one, "targetcli takes them away");
	error_append(reading->warnings, &one);
}

static void read_value(struct reading *reading, const struct peer_object *object,
		       const struct peer_key *row, const json_t *value, struct item *into)
{
	if (row->flags & PEER_TRIMMED && !has_value(reading, object, row->name, value))
		return;
	struct item *item = reading_scalar(reading, object, row->name, value);
	if (item == NULL)
		return;
	if (row->flags & PEER_TRIMMED)
		trim(reading, object, row->name, item);
	reading_put(reading, object, row, into, item);
}

static void read_key(struct reading *reading, const struct peer_object *object,
		     const char *key, json_t *value, struct item *into)
{
	const struct peer_key *row = peer_find(object, key);

	if (!key_is_good(reading, object, key))
		return;
	if (row == NULL) {
		unknown(reading, object, key);
		return;
	}
	bool has = peer_has(object, row);
	switch (row->what) {
	case PEER_VALUE:
		if (has)
			read_value(reading, object, row, value, into);
		break;
	case PEER_GROUP:
		if (*row->name == '\0')
			read_value_of_group(reading, object, key, value,
					    reading_mapping(object, into, row->key));
		else
			read_group(reading, object, row, value, into);
		break;
	case PEER_LIST:
		if (!has && json_array_size(value) > 0)
			unknown(reading, object, key);
		else
			read_list(reading, object, row, value, into);
		break;
	case PEER_OWN:
		reading_own(reading, object, row, into, value);
		break;
	case PEER_NOTHING:
		break;
	}
}

void reading_object(struct reading *reading, const struct peer_object *object,
		    struct item *into)
{
	const char *key;
	json_t *value;

	json_object_foreach(object->json, key, value)
		read_key(reading, object, key, value, into);
}
