/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scalar of a profile as the value of an object: by its row, secrets included. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/path.h"
#include "profiles/resolve.h"
#include "profiles/secret.h"

#define NOTES_MAX 500

/* --- what is said ---------------------------------------------------------------- */

static void collect(struct error *list, unsigned *count, struct error *one)
{
	if (++*count > NOTES_MAX)
		error_clear(one);
	else
		error_append(list, one);
}

void note(struct resolver *resolver, struct error *one)
{
	/* What is at fault, for whoever goes on without it. */
	if (resolver->flags & PROFILE_PARTIAL && resolver->at != NULL) {
		autofree char *path = node_path(resolver->at);

		error_about(one, path, NULL);
		resolver->error_count++;
		error_append(&resolver->errors, one);
		return;
	}
	collect(&resolver->errors, &resolver->error_count, one);
}

void note_warning(struct resolver *resolver, struct error *one)
{
	collect(&resolver->warnings, &resolver->warning_count, one);
}

/* --- values ---------------------------------------------------------------------- */

/* What can be said of a row without looking at the value; false: refused. */
static bool check_shape(struct resolver *resolver, const struct attr *row,
			const struct item *item)
{
	autofree char *range = attr_range_text(row);
	struct error one = { 0 };
	const struct mark *mark = &item->mark;

	if (item->hollow)
		return false;
	if (row->flags & (ATTR_READ_ONLY | ATTR_ACTION)) {
		error_set(&one, mark, -EINVAL, "%s cannot be set", row->name);
		because(&one, row->flags & ATTR_ACTION
				      ? "a write to it does something; there is no "
					"state to restore"
				      : "only the kernel sets it");
		advise(&one, "leave it out");
	} else if (item->kind == ITEM_MAPPING) {
		error_set(&one, mark, -EINVAL, "%s takes a value, not a mapping",
			  row->name);
		because(&one, "%s takes %s", row->name, range);
	} else if (item_is_empty(item)) {
		error_set(&one, mark, -EINVAL, "%s has no value", row->name);
		because(&one, "%s takes %s", row->name, range);
		advise(&one, "leave the key out%s",
		       row->unset != NULL ? ", or write \"\" for no value" : "");
	} else if (item->secret && row->kind != ATTR_SECRET) {
		error_set(&one, mark, -EINVAL, "%s is not a secret", row->name);
		because(&one, "!secret stands only before passwords");
		advise(&one, "write the value itself");
	}
	if (one.code == 0)
		return true;
	note(resolver, &one);
	return false;
}

/* On a machine that is not the server itself its secrets need not be there: without a
 * kernel at hand the reference is kept and the value stays unset. */
static char *read_reference(struct resolver *resolver, const struct item *item)
{
	struct error one = { 0 };
	char *secret = NULL;
	int result = secret_read(item->text, &item->mark, &secret, &one);

	if (result == 0)
		return secret;
	one.code = -EINVAL;
	if (result != -ENOENT || resolver->flags & PROFILE_STRICT_ATTRS) {
		note(resolver, &one);
		return NULL;
	}
	because(&one, "the reference is kept; who restores this profile needs the file");
	note_warning(resolver, &one);
	return xstrdup("");
}

/* NO is Norway: a profile says it in one way. */
static const char *const bool_words[] = { "true", "false", "1", "0" };

static bool is_plain_bool(const struct attr *row, const char *text)
{
	if (row->kind != ATTR_BOOL)
		return true;
	for (size_t i = 0; i < sizeof bool_words / sizeof *bool_words; i++)
		if (strcmp(text, bool_words[i]) == 0)
			return true;
	return false;
}

static char *canonical_of(struct resolver *resolver, const struct attr *row,
			  const struct item *item, const char *text)
{
	struct error one = { 0 };
	char *canonical = NULL;

	if (!is_plain_bool(row, text)) {
		error_set(&one, &item->mark, -EINVAL, "%s cannot be '%s'", row->name,
			  text);
		because(&one, "%s takes true or false", row->name);
		const char *near = nearest_name(text, bool_words, 2);
		if (near != NULL)
			advise(&one, "did you mean '%s'?", near);
	} else if (attr_parse(row, text, &canonical, &one) == 0) {
		return canonical;
	}
	if (one.mark.line == 0)
		one.mark = item->mark;
	note(resolver, &one);
	return NULL;
}

static void store(struct node *node, const struct attr *row, const char *canonical,
		  const struct item *item)
{
	struct value *value = node_set(node, row->name, canonical);

	value->mark = item->mark;
	if (item->secret)
		value->reference = xstrdup(item->text);
}

static void resolve_secret(struct resolver *resolver, struct node *node,
			   const struct attr *row, const struct item *item)
{
	char *text = item->secret ? read_reference(resolver, item) : xstrdup(item->text);
	char *canonical = NULL;

	if (text == NULL)
		return;
	if (item->secret && *text == '\0')
		canonical = xstrdup("");
	else
		canonical = canonical_of(resolver, row, item, text);
	if (canonical != NULL)
		store(node, row, canonical, item);
	if (!item->secret && resolver->inline_secret.line == 0)
		resolver->inline_secret = item->mark;
	secret_free(canonical);
	secret_free(text);
}

/* targetcli saves whatever can be written, a write that does something as well. */
static bool is_no_state(struct resolver *resolver, const struct attr *row,
			const struct item *item)
{
	struct error one = { 0 };

	if (!resolver->of_targetcli || !(row->flags & (ATTR_READ_ONLY | ATTR_ACTION)))
		return false;
	if (row->flags & ATTR_ACTION && item->kind == ITEM_SCALAR && row->dflt != NULL &&
	    strcmp(row->dflt, item->text) != 0) {
		error_set(&one, &item->mark, -EINVAL, "%s is left out", row->name);
		because(&one, "a write to it does something; there is no state to "
			      "restore");
		note_warning(resolver, &one);
	}
	return true;
}

void resolve_value(struct resolver *resolver, struct node *node, const struct attr *row,
		   const struct item *item)
{
	if (is_no_state(resolver, row, item))
		return;
	if (!check_shape(resolver, row, item))
		return;
	if (row->kind == ATTR_SECRET) {
		resolve_secret(resolver, node, row, item);
		return;
	}
	autofree char *canonical = canonical_of(resolver, row, item, item->text);
	if (canonical != NULL)
		store(node, row, canonical, item);
}

/* What no row knows, where a kernel may have more than liosh knows. */
void resolve_unknown(struct resolver *resolver, const struct place *place,
		     const struct entry *entry)
{
	struct node *node = NULL;
	const struct attr_group *group = place_open_group(place, &node);
	const struct item *item = entry->value;
	struct error one = { 0 };

	if (item->hollow)
		return;
	if (strchr(entry->key, '/') != NULL || entry->key[0] == '.' ||
	    node_attr(node, entry->key, NULL) != NULL) {
		unknown_key(resolver, place, entry);
		return;
	}
	if (item->kind == ITEM_MAPPING || item->secret) {
		error_set(&one, &item->mark, -EINVAL, "%s takes a plain value",
			  entry->key);
		note(resolver, &one);
		return;
	}
	node_set_unknown(node, group, entry->key, item->text)->mark = entry->mark;
	if (!(resolver->flags & PROFILE_STRICT_ATTRS))
		unknown_attribute(resolver, place, entry);
}
