/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is new, or differs from what is there: only that is judged. */
#include <string.h>

#include "configfs/check_part.h"

bool value_is_new(const struct subject *subject, const struct value *value)
{
	if (subject->live == NULL)
		return true;
	const struct value *old = node_value(subject->live, value->name);

	return old == NULL || strcmp(old->text, value->text) != 0;
}

bool value_named_is_new(const struct subject *subject, const char *name)
{
	const struct value *value = node_value(subject->node, name);

	return value != NULL && value_is_new(subject, value);
}

const struct mark *value_mark(const struct node *node, const char *name)
{
	const struct value *value = node_value(node, name);

	return value != NULL && value->mark.file != NULL ? &value->mark : &node->mark;
}

/* A value that was taken away counts: it goes back to its default. */
bool subject_is_fresh(const struct subject *subject)
{
	const struct node *node = subject->node, *live = subject->live;

	if (live == NULL || node->value_count != live->value_count)
		return true;
	value_foreach(value, node)
	{
		const struct value *old = live->values + (value - node->values);

		/* A copy has its values in the same order: mostly no search. */
		if (strcmp(old->name, value->name) == 0 &&
		    strcmp(old->text, value->text) == 0)
			continue;
		if (value_is_new(subject, value))
			return true;
	}
	return false;
}
