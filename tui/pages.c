/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the wizard, in order, and the options of their fields. */
#include <stdlib.h>

#include "tui/field.h"

const struct page *const pages[] = {
	&page_target, &page_extent, &page_portal, &page_access, &page_review, NULL,
};

struct option *option_add(struct option_list *list, char *value, char *label)
{
	grow(list->options, list->count);
	struct option *option = &list->options[list->count++];

	*option = (struct option){ .value = value, .label = label };
	return option;
}

void options_free(struct option_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->options[i].value);
		free(list->options[i].label);
	}
	free(list->options);
	*list = (struct option_list){ 0 };
}
