/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tree → targetcli's file, along the table of its keys.  Values stand in the order in
 * which liosh writes them: targetcli restores in the order of the file. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "profiles/targetcli_writing.h"
#include "profiles/utf8.h"

static json_t *made(json_t *json)
{
	if (json == NULL)
		die_of_memory();
	return json;
}

void writing_add(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, made(value)) < 0)
		die_of_memory();
}

/* --- values ---------------------------------------------------------------------- */

json_t *writing_number(const char *text)
{
	int64_t number;

	return parse_int(text, &number) ? json_integer(number) : json_string(text);
}

static json_t *value_json(const struct attr *row, const char *text)
{
	if (row->kind == ATTR_BOOL)
		return json_boolean(strcmp(text, "1") == 0);
	if (row->kind == ATTR_TEXT || row->kind == ATTR_SECRET || row->kind == ATTR_PATH)
		return json_string(text);
	return writing_number(text);
}

/* Whether the file can hold the text of the value. */
bool writing_good(const struct writing *writing, const struct node *node,
		  const struct value *value)
{
	if (value->read_only ||
	    (value->attr != NULL && value->attr->flags & (ATTR_READ_ONLY | ATTR_ACTION)))
		return false;
	if (value->reference != NULL && *value->text == '\0')
		peer_warn(node, value->name,
			  "its secret is kept elsewhere and is not there",
			  writing->warnings);
	else if (!utf8_is_clean(value->text) || !text_is_printable(value->name))
		peer_warn(node, value->name, "it is no text that can be read again",
			  writing->warnings);
	else
		return *value->text != '\0';
	return false;
}

/* Of a file targetcli wants to be told, where liosh asks it; a device has its own. */
static void add_size(const struct writing *writing, const struct node *so,
		     const struct peer_key *key, json_t *object)
{
	uint64_t bytes = so->backstore->size(so);
	const char *path = so->backstore->path_value == NULL
				   ? NULL
				   : node_text(so, so->backstore->path_value);
	struct stat st = { 0 };

	if (path != NULL && stat(path, &st) == 0 && S_ISBLK(st.st_mode))
		return;
	if (bytes == 0 && S_ISREG(st.st_mode))
		bytes = (uint64_t)st.st_size;
	if (bytes > 0)
		writing_add(object, key->name, json_integer((json_int_t)bytes));
	else
		peer_warn(so, key->name,
			  "nobody says it here, and targetcli needs it for a file",
			  writing->warnings);
}

/* What targetcli would take away of it is not in the file either. */
static void add_trimmed(const struct peer_key *key, const char *text, json_t *object)
{
	char *trimmed = peer_trimmed(text);

	if (*trimmed != '\0')
		writing_add(object, key->name, json_string(trimmed));
	secret_free(trimmed);
}

static void add_value(const struct writing *writing, const struct node *node,
		      const struct peer_key *key, json_t *object)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);
	const struct attr *row = peer_attr(groups, count, key->key);
	const struct value *value = row == NULL ? NULL : node_value(node, row->name);

	bool good = value != NULL && writing_good(writing, node, value);

	if (good && key->flags & PEER_TRIMMED)
		add_trimmed(key, value->text, object);
	else if (good)
		writing_add(object, key->name, value_json(row, value->text));
	else if (value == NULL && row != NULL && row->kind == ATTR_SIZE)
		add_size(writing, node, key, object);
	else if (value == NULL && row != NULL && key->flags & PEER_ALWAYS)
		writing_add(object, key->name,
			    value_json(row, node_text(node, row->name)));
}

static json_t *group_value(const struct peer_key *key, const struct value *value)
{
	autofree char *written = value->attr == NULL
					 ? xstrdup(value->text)
					 : attr_encode(value->attr, value->text);

	return key->flags & PEER_TEXTS ? json_string(written) : writing_number(written);
}

static int compare_values(const void *a, const void *b)
{
	return natural_compare((*(const struct value *const *)a)->name,
			       (*(const struct value *const *)b)->name);
}

static void add_unknown(const struct writing *writing, const struct node *node,
			const struct attr_group *group, const struct peer_key *key,
			json_t *values)
{
	autofree const struct value **found = xcalloc(node->value_count, sizeof *found);
	size_t count = 0;

	for (size_t i = 0; i < node->value_count; i++) {
		const struct value *value = &node->values[i];

		if (value->attr == NULL && value->group == group &&
		    writing_good(writing, node, value))
			found[count++] = value;
	}
	if (count > 1)
		qsort(found, count, sizeof *found, compare_values);
	for (size_t i = 0; i < count; i++)
		writing_add(values, found[i]->name, group_value(key, found[i]));
}

/* A new object has it anyway, and what is not written cannot be refused. */
static bool is_default(const struct node *node, const struct value *value)
{
	const struct attr *row = value->attr;

	if (row->flags & (ATTR_ALWAYS | ATTR_DEVICE))
		return false;
	autofree char *dflt = attr_default(row, node);
	return text_equal(dflt, value->text);
}

static void add_group(const struct writing *writing, const struct node *node,
		      const struct peer_key *key, json_t *object)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);
	json_t *values = *key->name == '\0' ? json_incref(object) : made(json_object());

	for (size_t i = 0; i < count; i++) {
		if (!text_equal(groups[i]->key, key->key))
			continue;
		attr_foreach (row, groups[i]) {
			const struct value *value = node_value(node, row->name);

			if (value != NULL && value->attr == row &&
			    !is_default(node, value) && peer_key_of(node, value) == key &&
			    writing_good(writing, node, value))
				writing_add(values, row->name, group_value(key, value));
		}
		add_unknown(writing, node, groups[i], key, values);
	}
	if (*key->name != '\0' && json_object_size(values) > 0)
		writing_add(object, key->name, json_incref(values));
	json_decref(values);
}

/* --- objects --------------------------------------------------------------------- */

static json_t *object_json(const struct writing *writing, const struct node *node);

/* Says of everything that is there and not written why. */
static bool is_left_out(const struct writing *writing, const struct node *node)
{
	const char *why = peer_why_not(node);

	if (why == NULL)
		return false;
	if (node->type->class != CLASS_FABRIC || node->child_count > 0)
		peer_warn(node, "", why, writing->warnings);
	return true;
}

static void append(const struct writing *writing, const struct node *node, json_t *list)
{
	json_t *object = is_left_out(writing, node) ? NULL : object_json(writing, node);

	if (object != NULL && json_array_append_new(list, object) < 0)
		die_of_memory();
}

/* What a fabric that is left out would say was said with the fabrics. */
static bool leads_to(const struct node *node, enum node_class class)
{
	return node->type->class < class &&
	       (node->type->class != CLASS_FABRIC || peer_why_not(node) == NULL);
}

/* Objects of that class anywhere below, in the order of the tree. */
static void add_below(const struct writing *writing, const struct node *node,
		      enum node_class class, json_t *list)
{
	node_foreach (child, node) {
		if (child->type->class == class)
			append(writing, child, list);
		else if (leads_to(child, class))
			add_below(writing, child, class, list);
	}
}

static void add_list(const struct writing *writing, const struct node *node,
		     const struct peer_key *key, json_t *object)
{
	json_t *list = made(json_array());

	add_below(writing, node, key->items, list);
	writing_add(object, key->name, list);
}

/* What a fabric says when nobody set anything is not worth a line. */
static bool is_worth(const struct node *node, const json_t *object)
{
	if (node->type->class != CLASS_FABRIC)
		return true;
	size_t said =
		json_object_size(object) -
		(json_is_false(json_object_get(object, "discovery_enable_auth")) ? 1 : 0);
	return said > 1;
}

static json_t *object_json(const struct writing *writing, const struct node *node)
{
	json_t *object = made(json_object());
	const struct peer_object asked = { .class = node->type->class,
					   .backstore = node->backstore,
					   .fabric = node->fabric };

	for (const struct peer_key *key = peer_keys(asked.class); key->name != NULL;
	     key++) {
		if (key->flags & PEER_OLD || !peer_has(&asked, key))
			continue;
		if (key->what == PEER_VALUE)
			add_value(writing, node, key, object);
		else if (key->what == PEER_GROUP)
			add_group(writing, node, key, object);
		else if (key->what == PEER_LIST)
			add_list(writing, node, key, object);
		else if (key->what == PEER_OWN)
			writing_own(writing, node, key, object);
	}
	peer_warn_lost(node, writing->warnings);
	if (is_worth(node, object))
		return object;
	json_decref(object);
	return NULL;
}

/* What no list of its file is for: LU groups, settings of liosh. */
static void warn_of_rest(const struct writing *writing, const struct node *tree)
{
	const struct node *stores = node_part(tree, CLASS_BACKSTORES);
	const struct node *groups = node_part(stores, CLASS_LU_GROUPS);

	if (groups != NULL)
		node_foreach (group, groups)
			if (!node_kernel_made(group))
				peer_warn(group, "", "targetcli has no place for it",
					  writing->warnings);
	node_foreach (part, tree)
		if (part->type->flags & TYPE_HIDDEN)
			peer_warn_lost(part, writing->warnings);
}

char *targetcli_emit(const struct node *tree, struct error *warnings)
{
	const struct writing writing = { warnings };

	peer_wipe_json();
	json_t *root = object_json(&writing, tree);
	char *text = json_dumps(root, JSON_INDENT(2));
	json_decref(root);
	if (text == NULL)
		die_of_memory();
	warn_of_rest(&writing, tree);
	char *whole = xasprintf("%s\n", text);
	secret_free(text);
	return whole;
}
