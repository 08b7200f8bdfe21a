/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warnings of one kind: the first few in full, the last of them with a count. */
#include "configfs/check_alike.h"

#include <stdlib.h>

#include "configfs/base/cleanup.h"

/* So many of one kind are told. */
#define ALIKE_SHOWN 3

struct alike {
	const void *kind;
	unsigned count;
	struct error shown;
};

static struct alike *find(struct alike_list *list, const void *kind)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->all[i].kind == kind)
			return &list->all[i];
	grow(list->all, list->count);
	list->all[list->count] = (struct alike){ .kind = kind };
	return &list->all[list->count++];
}

void alike_add(struct alike_list *list, const void *kind, struct error *warning)
{
	struct alike *alike = find(list, kind);

	if (alike->count++ < ALIKE_SHOWN)
		error_append(&alike->shown, warning);
	else
		error_clear(warning);
}

static void tell_count(struct error *last, unsigned more)
{
	while (last->next != NULL)
		last = last->next;
	autofree char *what = last->what;
	last->what = xasprintf("%s, and %u more like it", what, more);
}

void alike_tell(struct alike_list *list, struct error *into)
{
	for (size_t i = 0; i < list->count; i++) {
		struct alike *alike = &list->all[i];

		if (alike->count > ALIKE_SHOWN)
			tell_count(&alike->shown, alike->count - ALIKE_SHOWN);
		error_append(into, &alike->shown);
	}
	free(list->all);
	*list = (struct alike_list){ 0 };
}
