/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back from the plan to the question: which answer made an object. */
#include <stdlib.h>
#include <string.h>

#include "tui/model.h"

/* The first whose part the path has, and that is asked, decides; the last has any. */
static const struct {
	const char *part, *key;
} rows[] = {
	{ "/global", "target.base" }, { "/global", "target.name" },
	{ "/backstores/", "extent" }, { "/portals", "portal.addresses" },
	{ "/portals", "portal" },     { "/acls", "access.initiators" },
	{ "/luns", "extent.lun" },    { "/tpg", "access" },
	{ ":", "target.name" },       { "", "portal.discovery" },
};

const struct field *field_behind(const struct wizard *wizard, const char *path)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct field *field = field_find(rows[i].key);

		if (strstr(path, rows[i].part) != NULL && field_shown(wizard, field))
			return field;
	}
	/* Of a target that was there it is not asked. */
	return field_find("target");
}

/* Whether the last part of one of its words is that value: "chap/userid". */
static bool sets_value(const struct field *field, const char *value)
{
	const char *words = field->sets;
	bool found = false;

	for (char *word; (word = answer_word(&words)) != NULL; free(word)) {
		const char *slash = strrchr(word, '/');

		found = found || strcmp(slash == NULL ? word : slash + 1, value) == 0;
	}
	return found;
}

const struct field *field_to_mend(const struct wizard *wizard, const struct error *err)
{
	if (err->object == NULL)
		return NULL;
	const struct field *behind = field_behind(wizard, err->object);
	const struct page *page = pages[field_page(behind)];

	for (size_t i = 0; err->value != NULL && i < page->count; i++)
		if (field_shown(wizard, &page->fields[i]) &&
		    sets_value(&page->fields[i], err->value))
			return &page->fields[i];
	return behind;
}
