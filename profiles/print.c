/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as canonical YAML: what is quoted, what stands in one line. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/document.h"
#include "profiles/utf8.h"

#define WIDTH      120
#define FLOW_DEPTH 2

/* --- scalars --------------------------------------------------------------------- */

/* Plain only what no reader of YAML, of any version, could take for something else. */
static bool is_plain_safe(const char *text)
{
	if (!isalnum((unsigned char)*text) && (*text == '\0' || !strchr("/_.-", *text)))
		return false;
	/* A dash alone, "---" and "..." mean something. */
	if (strspn(text, "-.") == strlen(text) || (*text == '-' && !isdigit(text[1])))
		return false;
	for (const char *at = text; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && !strchr("/_.-:@+=%", *at))
			return false;
	return text[strlen(text) - 1] != ':';
}

/* Words and numbers that other readers turn into something that is not a string. */
static bool is_ambiguous(const char *text)
{
	static const char *const words[] = { "true", "false", "yes",  "no",   "on",
					     "off",  "y",     "n",    "null", "~",
					     ".inf", ".nan",  "-.inf" };
	bool number = isdigit((unsigned char)*text) ||
		      (strchr("-+.", *text) && isdigit((unsigned char)text[1]));

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	if (number && (text[1] == 'x' || text[1] == 'X'))
		return true;
	return number && strspn(text, "0123456789+-._:eEoO") == strlen(text);
}

static void escape_code(struct text *out, uint32_t code)
{
	if (code == '"' || code == '\\')
		text_addf(out, "\\%c", (int)code);
	else if (code == '\n')
		text_add(out, "\\n");
	else if (code < 0x100)
		text_addf(out, "\\x%02X", code);
	else if (code < 0x10000)
		text_addf(out, "\\u%04X", code);
	else
		text_addf(out, "\\U%08X", code);
}

/* Line separators, controls, and what hides or turns text are written as escapes. */
static void add_quoted(struct text *out, const char *text)
{
	size_t left = strlen(text);

	text_add(out, "\"");
	while (left > 0) {
		char one[5] = { 0 };
		uint32_t code = 0;
		size_t used = utf8_decode(text, left, &code);

		/* The builder lets nothing else than UTF-8 come here. */
		if (used == 0)
			break;
		memcpy(one, text, used);
		if (code == '"' || code == '\\' || !text_is_printable(one))
			escape_code(out, code);
		else
			text_add_bytes(out, text, used);
		text += used;
		left -= used;
	}
	text_add(out, "\"");
}

/* `typed`: a row says what it is, so a number or a boolean is not ambiguous. */
static void add_string(struct text *out, const char *text, bool typed)
{
	if (is_plain_safe(text) && (typed || !is_ambiguous(text)))
		text_add(out, text);
	else
		add_quoted(out, text);
}

static void add_scalar(struct text *out, const struct item *item)
{
	if (item->secret)
		text_add(out, "!secret ");
	add_string(out, item->text, item->plain);
}

/* --- mappings -------------------------------------------------------------------- */

/* In one line; false as soon as it is too long or too deep for that. */
static bool add_flow(struct text *out, const struct item *item, size_t room,
		     unsigned depth)
{
	if (item->kind == ITEM_SCALAR) {
		add_scalar(out, item);
		return out->length <= room;
	}
	if (item->count == 0) {
		text_add(out, "{}");
		return out->length <= room;
	}
	if (item->block || depth > FLOW_DEPTH)
		return false;
	text_add(out, "{ ");
	for (size_t i = 0; i < item->count; i++) {
		const struct entry *entry = &item->entries[i];

		text_add(out, i == 0 ? "" : ", ");
		add_string(out, entry->key, !entry->text);
		text_add(out, ": ");
		if (!add_flow(out, entry->value, room, depth + 1))
			return false;
	}
	text_add(out, " }");
	return out->length <= room;
}

/* Room for what stands behind a key in its line: scalars never break. */
static size_t room_behind(const struct item *value, size_t used)
{
	if (value->kind == ITEM_SCALAR || value->count == 0)
		return SIZE_MAX;
	return used < WIDTH ? WIDTH - used : 0;
}

/* `key: value` in one line; false if only `key:` is there, for the value does not fit. */
static bool add_line(struct text *out, const struct entry *entry, unsigned indent)
{
	struct text line = { 0 };
	size_t begin = out->length;

	text_addf(out, "%*s", (int)indent, "");
	add_string(out, entry->key, !entry->text);
	text_add(out, ":");
	size_t room = room_behind(entry->value, out->length - begin + 1);
	bool fits = add_flow(&line, entry->value, room, 1);
	if (fits) {
		text_add(out, " ");
		text_add_bytes(out, line.data, line.length);
	}
	text_add(out, "\n");
	text_free_secret(&line);
	return fits;
}

static void add_block(struct text *out, const struct item *mapping, unsigned indent)
{
	for (size_t i = 0; i < mapping->count; i++)
		if (!add_line(out, &mapping->entries[i], indent))
			add_block(out, mapping->entries[i].value, indent + 2);
}

char *document_text(const struct item *document)
{
	struct text out = { 0 };

	add_block(&out, document, 0);
	return text_take(&out);
}
