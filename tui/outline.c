/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan for narrow screens: paths without what stands above them already. */
#include "tui/outline.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/path.h"

/* The nearest change before it whose object holds this one; NULL if none. */
static const struct change *holder_of(const struct plan *plan, size_t index)
{
	const char *path = plan->changes[index].path;

	for (size_t i = index; i-- > 0;) {
		const char *rest = after_prefix(path, plan->changes[i].path);

		if (rest != NULL && *rest == '/')
			return &plan->changes[i];
	}
	return NULL;
}

static unsigned depth_of(const struct plan *plan, size_t index)
{
	const struct change *holder = holder_of(plan, index);

	return holder == NULL ? 0 : 1 + depth_of(plan, (size_t)(holder - plan->changes));
}

/* One value as people write it; what needs no word is left out: NULL.  Owned. */
static char *value_words(const struct node *node, const struct value *value)
{
	const struct attr *row = value->attr;
	uint64_t bytes = 0;

	if (row == NULL || *value->text == '\0' || row->flags & ATTR_READ_ONLY)
		return NULL;
	autofree char *usual = attr_default(row, node);
	if (text_equal(usual, value->text))
		return NULL;
	if (row->kind == ATTR_SECRET)
		return xasprintf("%s=********", row->name);
	autofree char *text = attr_profile_text(row, value->text);
	if (row->kind != ATTR_SIZE || !parse_uint(value->text, &bytes))
		return xasprintf("%s=%s", row->name, text);
	autofree char *rounded = format_size_rounded(bytes);
	return xasprintf("%s=%s (%s bytes)", row->name, rounded, value->text);
}

static char *node_words(const struct node *node)
{
	struct text out = { 0 };

	value_foreach(value, node)
	{
		autofree char *words = value_words(node, value);

		if (words != NULL)
			text_addf(&out, "%s%s", out.length == 0 ? "" : ", ", words);
	}
	return text_take(&out);
}

static void add_line(struct outline *outline, struct text *out, const char *path,
		     const char *line)
{
	text_addf(out, "%s\n", line);
	grow(outline->paths, outline->count);
	outline->paths[outline->count++] = xstrdup(path);
}

static void add_change(struct outline *outline, struct text *out, const struct plan *plan,
		       size_t index)
{
	struct change shown = plan->changes[index];
	const struct change *holder = holder_of(plan, index);
	struct error autoerror ignored = { 0 };
	int indent = 2 * (int)depth_of(plan, index);
	struct node *node = NULL;

	if (holder != NULL)
		shown.path += strlen(holder->path) + 1;
	autofree char *text = change_text(&shown);
	autofree char *line = xasprintf("%*s%s", indent, "", text);
	add_line(outline, out, plan->changes[index].path, line);
	if (shown.mark != '+' ||
	    path_find(node_mutable(plan->wanted), plan->changes[index].path, &node,
		      &ignored) < 0)
		return;
	autofree char *words = node_words(node);
	autofree char *below = xasprintf("%*s%s", indent + 6, "", words);
	if (*words != '\0')
		add_line(outline, out, plan->changes[index].path, below);
}

void outline_make(struct outline *outline, const struct plan *plan)
{
	struct text out = { 0 };

	outline_clear(outline);
	for (size_t i = 0; i < plan->change_count; i++)
		add_change(outline, &out, plan, i);
	outline->text = text_take(&out);
}

void outline_clear(struct outline *outline)
{
	for (size_t i = 0; i < outline->count; i++)
		free(outline->paths[i]);
	free(outline->paths);
	free(outline->text);
	*outline = (struct outline){ 0 };
}
