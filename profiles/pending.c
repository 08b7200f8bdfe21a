/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was held back, from one command to the next. */
#include "profiles/pending.h"

#include <string.h>

#include "configfs/base/cleanup.h"
#include "profiles/this_boot.h"

int pending_write(const struct error *told, struct error *err)
{
	struct item *objects = item_new(ITEM_MAPPING);

	for (; told != NULL && told->object != NULL; told = told->next) {
		struct item *words = item_add(objects, told->object, item_new(ITEM_MAPPING));

		item_add(words, "what", item_scalar(told->what));
		item_add(words, "why", item_scalar(told->why == NULL ? "" : told->why));
	}
	int result = this_boot_write(PENDING_FILE, objects);
	if (result == 0 || err == NULL)
		return result;
	error_set(err, NULL, -EIO, "cannot write %s: %s", PENDING_FILE, strerror(-result));
	because(err, "what is pending is kept there");
	advise(err, "make room in /run");
	return -EIO;
}

static void read_one(const struct entry *entry, struct error *told)
{
	const struct item *what = item_find(entry->value, "what");
	const struct item *why = item_find(entry->value, "why");
	struct error one = { 0 };

	if (what == NULL || what->kind != ITEM_SCALAR)
		return;
	error_set(&one, NULL, -ENODEV, "%s", what->text);
	if (why != NULL && why->kind == ITEM_SCALAR && *why->text != '\0')
		because(&one, "%s", why->text);
	error_about(&one, entry->key, NULL);
	error_append(told, &one);
}

void pending_read(struct error *told)
{
	autoitem struct item *objects = this_boot_read(PENDING_FILE);

	for (size_t i = 0; objects != NULL && i < objects->count; i++)
		read_one(&objects->entries[i], told);
}
