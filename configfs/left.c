/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that is written first and asked afterwards, so it is sorted once. */
#include "configfs/left.h"

#include <stdlib.h>
#include <string.h>

void left_add(struct left_list *list, const char *path, enum left_how how)
{
	grow(list->all, list->count);
	list->all[list->count++] = (struct left){ xstrdup(path), how };
}

static int compare(const void *a_, const void *b_)
{
	const struct left *a = a_, *b = b_;
	int order = strcmp(a->path, b->path);

	return order != 0 ? order : (int)a->how - (int)b->how;
}

void left_sort(struct left_list *list)
{
	size_t count = 0;

	if (list->sorted == list->count)
		return;
	qsort(list->all, list->count, sizeof *list->all, compare);
	for (size_t i = 0; i < list->count; i++) {
		/* A target and the TPG that stands for it have one path. */
		if (count > 0 && compare(&list->all[count - 1], &list->all[i]) == 0)
			free(list->all[i].path);
		else
			list->all[count++] = list->all[i];
	}
	list->count = list->sorted = count;
}

static struct left *find(struct left_list *list, const char *path, enum left_how how)
{
	const struct left one = { (char *)(uintptr_t)path, how };

	left_sort(list);
	return list->count == 0 ? NULL
				: bsearch(&one, list->all, list->count, sizeof *list->all,
					  compare);
}

bool left_has(struct left_list *list, const char *path, enum left_how how)
{
	return find(list, path, how) != NULL;
}

void left_drop(struct left_list *list, const char *path, enum left_how how)
{
	struct left *found = find(list, path, how);

	if (found == NULL)
		return;
	free(found->path);
	memmove(found, found + 1,
		(size_t)(list->all + list->count - found - 1) * sizeof *found);
	list->sorted = --list->count;
}

void left_clear(struct left_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->all[i].path);
	free(list->all);
	*list = (struct left_list){ 0 };
}
