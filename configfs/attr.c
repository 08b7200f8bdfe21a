/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of values: what people write, what the kernel prints and takes. */
#include "configfs/attr.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/rows.h"

/* --- what people write ----------------------------------------------------------- */

static char *parse_switch(const char *text, const char *on, const char *off)
{
	bool value;

	if (!parse_bool(text, &value))
		return NULL;
	return xstrdup(value ? on : off);
}

/* Decimal or 0x; never octal, which people do not mean and the kernel would read. */
static bool parse_number(const struct attr *attr, const char *text, uint64_t *value)
{
	if (parse_uint(text, value))
		return true;
	if (text_equal(attr->unit, "bytes") && parse_size(text, value))
		return true;
	return strncasecmp(text, "0x", 2) == 0 && parse_kernel_uint(text, value);
}

static char *parse_unsigned(const struct attr *attr, const char *text)
{
	uint64_t value = 0;
	bool is_number = attr->kind == ATTR_SIZE ? parse_size(text, &value)
						 : parse_number(attr, text, &value);

	if (!is_number || value < (uint64_t)attr->min || value > attr->max)
		return NULL;
	return xasprintf("%llu", (unsigned long long)value);
}

static char *parse_signed(const struct attr *attr, const char *text)
{
	int64_t value;

	if (!parse_int(text, &value) || value < attr->min || value > (int64_t)attr->max)
		return NULL;
	return xasprintf("%lld", (long long)value);
}

static const char *choice_name(const struct choice *choice)
{
	return choice->name != NULL ? choice->name : choice->value;
}

static bool choice_is(const struct choice *choice, const char *text)
{
	return strcasecmp(text, choice->value) == 0 ||
	       strcasecmp(text, choice_name(choice)) == 0 ||
	       (choice->read != NULL && strcasecmp(text, choice->read) == 0);
}

static const struct choice *choice_find(const struct attr *attr, const char *text)
{
	for (size_t i = 0; i < attr->choice_count; i++)
		if (choice_is(&attr->choices[i], text))
			return &attr->choices[i];
	return NULL;
}

static char *parse_choice(const struct attr *attr, const char *text)
{
	const struct choice *choice = choice_find(attr, text);
	bool value;

	/* Where "true" is one of the choices, so is "on". */
	if (choice == NULL && parse_bool(text, &value))
		choice = choice_find(attr, value ? "true" : "false");
	return choice == NULL ? NULL : xstrdup(choice->value);
}

static bool has_control(const char *text, bool lines)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n' && lines)
			continue;
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	}
	return false;
}

/* The canonical text, or NULL if it is out of range. */
static char *parse_kind(const struct attr *attr, const char *text)
{
	switch (attr->kind) {
	case ATTR_BOOL:
		return parse_switch(text, "1", "0");
	case ATTR_YESNO:
		return parse_switch(text, "Yes", "No");
	case ATTR_UINT:
	case ATTR_SIZE:
		return parse_unsigned(attr, text);
	case ATTR_INT:
		return parse_signed(attr, text);
	case ATTR_ENUM:
		return parse_choice(attr, text);
	case ATTR_PATH:
	case ATTR_TEXT:
	case ATTR_SECRET:
	case ATTR_REF:
		return strlen(text) > attr->max ? NULL : xstrdup(text);
	}
	return NULL;
}

static void suggest(const struct attr *attr, const char *text, struct error *err)
{
	static const char *const switches[] = { "true", "false", "Yes", "No" };
	const char *nearest = NULL;

	if (attr->kind == ATTR_BOOL)
		nearest = nearest_name(text, switches, 2);
	if (attr->kind == ATTR_YESNO)
		nearest = nearest_name(text, switches + 2, 2);
	if (attr->kind == ATTR_ENUM) {
		autofree const char **names =
			xcalloc(attr->choice_count + 1, sizeof *names);

		for (size_t i = 0; i < attr->choice_count; i++)
			names[i] = choice_name(&attr->choices[i]);
		nearest = nearest_name(text, names, attr->choice_count);
	}
	if (nearest != NULL)
		advise(err, "did you mean '%s'?", nearest);
}

static int refuse(const struct attr *attr, const char *text, struct error *err)
{
	autofree char *range = attr_range_text(attr);

	if (attr->kind == ATTR_SECRET)
		error_set(err, NULL, -EINVAL, "this %s cannot be used", attr->name);
	else
		error_set(err, NULL, -EINVAL, "%s cannot be '%.64s'%s", attr->name, text,
			  strlen(text) > 64 ? "…" : "");
	because(err, "%s takes %s", attr->name, range);
	suggest(attr, text, err);
	return -EINVAL;
}

/* Rules that only texts have. */
static int check_text(const struct attr *attr, const char *text, struct error *err)
{
	const char *why = NULL;

	switch (attr->kind) {
	case ATTR_PATH:
		if (*text != '/')
			why = "it takes an absolute path: the kernel would start from "
			      "the directory that liosh runs in";
		break;
	case ATTR_SECRET:
		if (starts_with(text, "NULL"))
			why = "the kernel takes what begins with NULL for no value at "
			      "all";
		break;
	case ATTR_TEXT:
	case ATTR_REF:
		break;
	case ATTR_BOOL:
	case ATTR_UINT:
	case ATTR_INT:
	case ATTR_SIZE:
	case ATTR_ENUM:
	case ATTR_YESNO:
		return 0;
	}
	if (has_control(text, attr->flags & ATTR_LINES))
		why = "it holds a line break or another control character, which the "
		      "kernel would cut or keep as part of it";
	if (why == NULL)
		return 0;
	refuse(attr, text, err);
	because(err, "%s", why);
	return -EINVAL;
}

int attr_parse(const struct attr *attr, const char *text, char **canonical,
	       struct error *err)
{
	bool can_be_empty = attr->unset != NULL || text_equal(attr->dflt, "");
	int result;

	if (*text == '\0' && can_be_empty) {
		*canonical = xstrdup("");
		return 0;
	}
	autofree char *parsed = *text == '\0' ? NULL : parse_kind(attr, text);
	if (parsed == NULL)
		return refuse(attr, text, err);
	result = check_text(attr, parsed, err);
	if (result < 0)
		return result;
	if (attr->normal != NULL) {
		char *normal = attr->normal(parsed);

		free(parsed);
		parsed = normal;
	}
	result = attr->check == NULL ? 0 : attr->check(parsed, err);
	if (result < 0)
		return result;
	*canonical = take_ptr(parsed);
	return 0;
}

/* --- what the kernel prints and takes -------------------------------------------- */

/* Exactly as the kernel prints it, unlike choice_find. */
static char *decode_choice(const struct attr *attr, const char *raw)
{
	for (size_t i = 0; i < attr->choice_count; i++) {
		const struct choice *choice = &attr->choices[i];

		if (text_equal(raw, choice->read) || text_equal(raw, choice->value))
			return xstrdup(choice->value);
	}
	return xstrdup(raw);
}

/* iSCSI parameters keep the 0x that somebody wrote. */
static char *decode_number(const char *raw)
{
	uint64_t value;

	if (!parse_kernel_uint(raw, &value))
		return xstrdup(raw);
	return xasprintf("%llu", (unsigned long long)value);
}

static char *decode_kind(const struct attr *attr, const char *raw)
{
	char *text = NULL;

	switch (attr->kind) {
	case ATTR_BOOL:
		text = parse_switch(raw, "1", "0");
		return text == NULL ? xstrdup(raw) : text;
	case ATTR_UINT:
	case ATTR_SIZE:
		return decode_number(raw);
	case ATTR_ENUM:
		return decode_choice(attr, raw);
	case ATTR_INT:
	case ATTR_YESNO:
	case ATTR_TEXT:
	case ATTR_SECRET:
	case ATTR_PATH:
	case ATTR_REF:
		return xstrdup(raw);
	}
	return xstrdup(raw);
}

char *attr_decode(const struct attr *attr, const char *raw)
{
	size_t length = strlen(raw);
	char *text = xstrndup(raw, length > 0 && raw[length - 1] == '\n' ? length - 1
									 : length);
	char *canonical =
		attr->decode != NULL ? attr->decode(text) : decode_kind(attr, text);

	if (attr->kind == ATTR_SECRET)
		secret_free(text);
	else
		free(text);
	return canonical;
}

char *attr_encode(const struct attr *attr, const char *canonical)
{
	if (*canonical == '\0')
		return xstrdup(attr->unset == NULL ? "" : attr->unset);
	if (attr->encode != NULL)
		return attr->encode(canonical);
	return xstrdup(canonical);
}

/* --- for people ------------------------------------------------------------------ */

char *attr_profile_text(const struct attr *attr, const char *canonical)
{
	uint64_t bytes;

	if (attr->kind == ATTR_BOOL && strcmp(canonical, "1") == 0)
		return xstrdup("true");
	if (attr->kind == ATTR_BOOL && strcmp(canonical, "0") == 0)
		return xstrdup("false");
	if (attr->kind == ATTR_SIZE && parse_uint(canonical, &bytes))
		return format_size(bytes);
	for (size_t i = 0; i < attr->choice_count; i++)
		if (strcmp(attr->choices[i].value, canonical) == 0)
			return xstrdup(choice_name(&attr->choices[i]));
	return xstrdup(canonical);
}

static char *choices_text(const struct attr *attr)
{
	struct text text = { 0 };

	text_add(&text, "one of ");
	for (size_t i = 0; i < attr->choice_count; i++)
		text_addf(&text, "%s%s", i == 0 ? "" : ", ",
			  choice_name(&attr->choices[i]));
	return text_take(&text);
}

static char *size_range_text(const struct attr *attr)
{
	autofree char *min = format_size((uint64_t)attr->min);
	autofree char *max = format_size(attr->max);

	if (attr->max >= INT64_MAX)
		return xasprintf("a size such as 512, 10M or 1.5GiB, at least %s", min);
	return xasprintf("a size, %s..%s", min, max);
}

char *attr_range_text(const struct attr *attr)
{
	switch (attr->kind) {
	case ATTR_BOOL:
		return xstrdup("true or false");
	case ATTR_YESNO:
		return xstrdup("Yes or No");
	case ATTR_UINT:
	case ATTR_INT:
		return xasprintf("%lld..%llu%s%s", (long long)attr->min,
				 (unsigned long long)attr->max,
				 attr->unit == NULL ? "" : " ",
				 attr->unit == NULL ? "" : attr->unit);
	case ATTR_SIZE:
		return size_range_text(attr);
	case ATTR_ENUM:
		return choices_text(attr);
	case ATTR_PATH:
		return xasprintf("an absolute path, at most %llu bytes",
				 (unsigned long long)attr->max);
	case ATTR_TEXT:
	case ATTR_SECRET:
		return xasprintf("at most %llu bytes", (unsigned long long)attr->max);
	case ATTR_REF:
		return xstrdup("the name of an object");
	}
	return xstrdup("");
}

const char *attr_kind_name(const struct attr *attr)
{
	switch (attr->kind) {
	case ATTR_BOOL:
		return "bool";
	case ATTR_YESNO:
		return "yesno";
	case ATTR_UINT:
	case ATTR_INT:
	case ATTR_SIZE:
		return "number";
	case ATTR_ENUM:
	case ATTR_PATH:
	case ATTR_TEXT:
	case ATTR_SECRET:
	case ATTR_REF:
		return "string";
	}
	return "string";
}
