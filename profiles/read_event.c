/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libyaml's events one by one, with their places and its errors in our words. */
#include <string.h>

#include "profiles/read.h"

#define ERRORS_MAX 500

struct mark reader_mark(const struct reader *reader, const yaml_mark_t *from)
{
	return (struct mark){ .file = reader->name,
			      .line = (unsigned)from->line + 1,
			      .column = (unsigned)from->column + 1 };
}

void reader_complain(struct reader *reader, const char *what, const char *why,
		     const char *fix)
{
	struct mark mark = reader_mark(reader, &reader->event.start_mark);
	struct error one = { 0 };

	error_set(&one, &mark, -EINVAL, "%s", what);
	if (why != NULL)
		because(&one, "%s", why);
	if (fix != NULL)
		advise(&one, "%s", fix);
	reader->count++;
	error_append(reader->err, &one);
}

void reader_drop_event(struct reader *reader)
{
	yaml_event_t *event = &reader->event;

	if (!reader->has_event)
		return;
	if (event->type == YAML_SCALAR_EVENT)
		explicit_bzero(event->data.scalar.value, event->data.scalar.length);
	yaml_event_delete(event);
	reader->has_event = false;
}

/* Reader errors carry no mark, only the offset of a byte. */
static struct mark mark_of_offset(const struct reader *reader, size_t offset)
{
	struct mark mark = { .file = reader->name, .line = 1, .column = 1 };
	size_t length = (size_t)(reader->end - reader->bytes);

	for (size_t i = 0; i < offset && i < length; i++) {
		mark.column++;
		if (reader->bytes[i] != '\n')
			continue;
		mark.line++;
		mark.column = 1;
	}
	return mark;
}

static void syntax_error(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	struct error one = { 0 };
	struct mark mark = parser->error == YAML_READER_ERROR
				   ? mark_of_offset(reader, parser->problem_offset)
				   : reader_mark(reader, &parser->problem_mark);

	error_set(&one, &mark, -EINVAL, "not valid YAML: %s",
		  parser->problem == NULL ? "unreadable" : parser->problem);
	if (parser->context != NULL && parser->context_mark.line + 1 != mark.line)
		because(&one, "%s that begins in line %zu", parser->context,
			parser->context_mark.line + 1);
	else if (parser->context != NULL)
		because(&one, "%s", parser->context);
	reader->count++;
	error_append(reader->err, &one);
}

void reader_skip_to(struct reader *reader, size_t limit, bool look)
{
	bool inside = false;

	while (reader->at < reader->end && reader->index < limit) {
		if (look && *reader->at == '#' && !inside)
			reader->comments++;
		inside = *reader->at != '\n' && (inside || *reader->at == '#');
		reader->at++;
		while (reader->at < reader->end && (*reader->at & 0xc0) == 0x80)
			reader->at++;
		reader->index++;
	}
}

bool reader_next(struct reader *reader)
{
	reader_drop_event(reader);
	if (reader->count > ERRORS_MAX)
		return false;
	if (!yaml_parser_parse(&reader->parser, &reader->event)) {
		syntax_error(reader);
		return false;
	}
	reader->has_event = true;
	if (reader->event.type == YAML_SCALAR_EVENT) {
		reader_skip_to(reader, reader->event.start_mark.index, true);
		reader_skip_to(reader, reader->event.end_mark.index, false);
	}
	return true;
}

void reader_wipe(yaml_parser_t *parser)
{
	if (parser->raw_buffer.start != NULL)
		explicit_bzero(
			parser->raw_buffer.start,
			(size_t)(parser->raw_buffer.end - parser->raw_buffer.start));
	if (parser->buffer.start != NULL)
		explicit_bzero(parser->buffer.start,
			       (size_t)(parser->buffer.end - parser->buffer.start));
	yaml_parser_delete(parser);
}
