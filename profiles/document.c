/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The positioned document: made, searched, wiped and freed. */
#include "profiles/document.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"

struct item *item_new(enum item_kind kind)
{
	struct item *item = xcalloc(1, sizeof *item);

	item->kind = kind;
	return item;
}

struct item *item_scalar(const char *text)
{
	struct item *item = item_new(ITEM_SCALAR);

	item->text = xstrdup(text);
	return item;
}

void item_free(struct item *item)
{
	if (item == NULL)
		return;
	for (size_t i = 0; i < item->count; i++) {
		free(item->entries[i].key);
		item_free(item->entries[i].value);
	}
	free(item->entries);
	secret_free(item->text);
	free(item);
}

struct item *item_add(struct item *mapping, const char *key, struct item *value)
{
	grow(mapping->entries, mapping->count);
	mapping->entries[mapping->count++] = (struct entry){
		.key = xstrdup(key),
		.mark = value->mark,
		.value = value,
	};
	return value;
}

struct item *item_find(const struct item *item, const char *key)
{
	for (size_t i = 0; i < item->count; i++)
		if (strcmp(item->entries[i].key, key) == 0)
			return item->entries[i].value;
	return NULL;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = *(const struct entry *const *)a;
	const struct entry *right = *(const struct entry *const *)b;
	int order = strcmp(left->key, right->key);

	if (order == 0)
		order = left < right ? -1 : 1;
	return order;
}

void item_twice(const struct item *mapping,
		void (*fn)(const struct entry *first, const struct entry *again,
			   void *data),
		void *data)
{
	autofree const struct entry **sorted = xcalloc(mapping->count, sizeof *sorted);

	for (size_t i = 0; i < mapping->count; i++)
		sorted[i] = &mapping->entries[i];
	if (mapping->count > 1)
		qsort(sorted, mapping->count, sizeof *sorted, compare_entries);
	for (size_t i = 1; i < mapping->count; i++)
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
			fn(sorted[i - 1], sorted[i], data);
}

bool item_is_empty(const struct item *item)
{
	static const char *const nothing[] = { "", "~", "null", "Null", "NULL" };

	if (item->kind == ITEM_MAPPING)
		return item->count == 0;
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing && item->plain; i++)
		if (strcmp(item->text, nothing[i]) == 0)
			return true;
	return false;
}
