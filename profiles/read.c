/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML events → a positioned document, with all refused that a profile must not have. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/read.h"
#include "profiles/seal.h"
#include "profiles/utf8.h"

/* --- nodes ----------------------------------------------------------------------- */

static struct item *read_node(struct reader *reader, unsigned depth);

static void check_anchor(struct reader *reader, const yaml_char_t *anchor)
{
	if (anchor != NULL)
		reader_complain(reader, "an anchor has no place in a profile",
				"a profile says everything where it stands",
				"leave out the '&' and its name");
}

/* Whether the tag is !secret; every other is refused. */
static bool check_tag(struct reader *reader, const yaml_char_t *tag, bool scalar)
{
	if (tag == NULL)
		return false;
	if (scalar && strcmp((const char *)tag, "!secret") == 0)
		return true;
	reader_complain(reader, "a tag that profiles do not have",
			"only '!secret file:NAME' is known, where a secret may stand",
			"leave out the tag; what starts with '!' is written in quotes");
	return false;
}

static struct item *new_item(const struct reader *reader, enum item_kind kind)
{
	struct item *item = item_new(kind);

	item->mark = reader_mark(reader, &reader->event.start_mark);
	return item;
}

/* What was refused stands in the document as a hole. */
static struct item *new_hole(const struct reader *reader)
{
	struct item *item = new_item(reader, ITEM_SCALAR);

	item->text = xstrdup("");
	item->end = reader_mark(reader, &reader->event.end_mark);
	item->hollow = true;
	return item;
}

static bool scalar_is_clean(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;

	return strlen(text) == event->data.scalar.length && utf8_is_clean(text);
}

static struct item *read_scalar(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;
	struct item *item = new_item(reader, ITEM_SCALAR);

	check_anchor(reader, event->data.scalar.anchor);
	item->text = xstrdup((const char *)event->data.scalar.value);
	item->end = reader_mark(reader, &event->end_mark);
	item->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		      event->data.scalar.tag == NULL;
	item->secret = check_tag(reader, event->data.scalar.tag, true);
	if (scalar_is_clean(event))
		return item;
	reader_complain(reader, "a value with a control character in it",
			"NUL, ESC and the like cannot be part of a value", NULL);
	item->hollow = true;
	return item;
}

/* Goes to the end of a list, whatever is in it. */
static bool skip_items(struct reader *reader, unsigned depth)
{
	while (reader_next(reader)) {
		if (reader->event.type == YAML_SEQUENCE_END_EVENT)
			return true;
		struct item *inner = read_node(reader, depth + 1);
		if (inner == NULL)
			return false;
		item_free(inner);
	}
	return false;
}

static struct item *skip_list(struct reader *reader, unsigned depth)
{
	autoitem struct item *hole = new_hole(reader);
	bool outer = reader->in_list;

	if (!outer)
		reader_complain(
			reader, "a list has no place in a profile",
			"objects are mappings: their names or numbers are the keys",
			"write 'name: value' or '{ name: value }'");
	reader->in_list = true;
	bool whole = skip_items(reader, depth);
	reader->in_list = outer;
	hole->end = reader_mark(reader, &reader->event.end_mark);
	return whole ? take_ptr(hole) : NULL;
}

static bool key_is_good(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;
	const char *key = (const char *)event->data.scalar.value;

	check_anchor(reader, event->data.scalar.anchor);
	if (event->data.scalar.tag != NULL)
		reader_complain(reader, "a key with a tag",
				"keys are plain names and numbers", "leave out the tag");
	else if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		 strcmp(key, "<<") == 0)
		reader_complain(reader, "a merge key has no place in a profile",
				"a profile says everything where it stands",
				"write the values here");
	else if (*key == '\0')
		reader_complain(reader, "a key is missing before ':'", NULL, NULL);
	else if (!scalar_is_clean(event) || !text_is_printable(key))
		reader_complain(reader, "a key with characters that cannot be printed",
				"names in a profile are printable UTF-8", NULL);
	else
		return true;
	return false;
}

static bool read_entry(struct reader *reader, struct item *mapping, unsigned depth)
{
	struct mark mark = reader_mark(reader, &reader->event.start_mark);
	autofree char *key = NULL;

	if (reader->event.type != YAML_SCALAR_EVENT) {
		if (reader->event.type != YAML_ALIAS_EVENT)
			reader_complain(reader, "a key must be a name or a number", NULL,
					NULL);
		struct item *dropped = read_node(reader, depth + 1);
		if (dropped == NULL)
			return false;
		item_free(dropped);
	} else if (key_is_good(reader)) {
		key = xstrdup((const char *)reader->event.data.scalar.value);
	}
	struct item *value = reader_next(reader) ? read_node(reader, depth + 1) : NULL;
	if (value == NULL)
		return false;
	if (key == NULL) {
		item_free(value);
		return true;
	}
	item_add(mapping, key, value);
	mapping->entries[mapping->count - 1].mark = mark;
	return true;
}

static void refuse_twice(const struct entry *first, const struct entry *again, void *data)
{
	struct reader *reader = data;
	struct error one = { 0 };

	error_set(&one, &again->mark, -EINVAL, "key '%s' is here twice", again->key);
	because(&one, "it stands in line %u already", first->mark.line);
	advise(&one, "leave one of them out, or rename it");
	again->value->twice = true;
	reader->count++;
	error_append(reader->err, &one);
}

static struct item *read_mapping(struct reader *reader, unsigned depth)
{
	autoitem struct item *mapping = new_item(reader, ITEM_MAPPING);

	check_anchor(reader, reader->event.data.mapping_start.anchor);
	check_tag(reader, reader->event.data.mapping_start.tag, false);
	bool more = reader_next(reader);
	while (more && reader->event.type != YAML_MAPPING_END_EVENT)
		more = read_entry(reader, mapping, depth) && reader_next(reader);
	if (!more)
		return NULL;
	mapping->end = reader_mark(reader, &reader->event.end_mark);
	item_twice(mapping, refuse_twice, reader);
	return take_ptr(mapping);
}

static struct item *read_node(struct reader *reader, unsigned depth)
{
	if (depth > DOCUMENT_DEPTH_MAX) {
		reader_complain(reader, "nested too deeply",
				"no profile needs more than 16 levels", NULL);
		return NULL;
	}
	if (reader->event.type == YAML_MAPPING_START_EVENT)
		return read_mapping(reader, depth);
	if (reader->event.type == YAML_SCALAR_EVENT)
		return read_scalar(reader);
	if (reader->event.type == YAML_SEQUENCE_START_EVENT)
		return skip_list(reader, depth);
	reader_complain(reader, "an alias has no place in a profile",
			"a profile says everything where it stands",
			"write the value here");
	return new_hole(reader);
}

/* --- the stream ------------------------------------------------------------------ */

static bool read_start(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;

	/* The start of the stream, then of the document. */
	if (!reader_next(reader))
		return false;
	if (!reader_next(reader))
		return false;
	if (event->type == YAML_STREAM_END_EVENT) {
		reader_complain(reader, "the profile is empty", NULL,
				"begin with 'liosh: 1' in the first line");
		return false;
	}
	if (event->data.document_start.version_directive != NULL ||
	    event->data.document_start.tag_directives.start !=
		    event->data.document_start.tag_directives.end) {
		reader->broken = true;
		reader_complain(reader, "a directive has no place in a profile", NULL,
				"leave out the lines that begin with '%'");
	}
	return reader_next(reader);
}

static struct item *read_stream(struct reader *reader)
{
	if (!read_start(reader))
		return NULL;
	autoitem struct item *root = read_node(reader, 1);
	/* The end of the document, then what should be the end of the stream. */
	if (root == NULL || !reader_next(reader))
		return NULL;
	if (!reader_next(reader))
		return NULL;
	if (reader->event.type != YAML_STREAM_END_EVENT) {
		reader->broken = true;
		reader_complain(reader, "a second document in the same file", NULL,
				"write it into a file of its own");
	}
	reader_skip_to(reader, SIZE_MAX, true);
	return take_ptr(root);
}

int document_parse(const char *name, const char *bytes, size_t length,
		   struct document *document, struct error *err)
{
	struct error found = { 0 };
	struct reader reader = { .name = name,
				 .bytes = bytes,
				 .at = bytes,
				 .end = bytes + length,
				 .err = &found };

	if (document_check_bytes(name, bytes, length, err) < 0)
		return -EINVAL;
	if (!yaml_parser_initialize(&reader.parser))
		die_of_memory();
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes,
				     length);
	autoitem struct item *root = read_stream(&reader);
	reader_drop_event(&reader);
	reader_wipe(&reader.parser);
	if (root == NULL || reader.broken) {
		error_append(err, &found);
		return -EINVAL;
	}
	error_append(&document->faults, &found);
	document->root = take_ptr(root);
	document->comments = reader.comments;
	/* Liosh's own is none of them. */
	if (document->comments > 0 && seal_begins(bytes, length))
		document->comments--;
	return 0;
}
