/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What targetcli takes, and what its file cannot hold. */
#include <ctype.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "profiles/emit.h"
#include "profiles/targetcli_part.h"

/* --- names ----------------------------------------------------------------------- */

static bool is_hex(const char *digits, size_t count)
{
	return digits != NULL && strlen(digits) == count &&
	       strspn(digits, "0123456789abcdef") == count;
}

/* iqn.YYYY-MM.DOMAIN with a dot in what follows. */
static bool is_iqn(const char *name)
{
	const char *date = after_prefix(name, "iqn.");

	if (date == NULL || strlen(date) < 8 || strspn(date, "0123456789") != 4 ||
	    date[4] != '-' || (date[5] != '0' && date[5] != '1') ||
	    !isdigit((unsigned char)date[6]) || date[7] != '.')
		return false;
	for (const char *at = name; *at != '\0'; at++)
		if (isupper((unsigned char)*at) || *at == '_' || *at == ' ')
			return false;
	return strchr(date + 8, '.') != NULL;
}

char *peer_trimmed(const char *text)
{
	size_t length;

	while (isspace((unsigned char)*text))
		text++;
	length = strlen(text);
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	return xstrndup(text, length);
}

char *peer_name(const char *typed)
{
	char *name = peer_trimmed(typed);

	for (char *at = name; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return name;
}

static bool is_of_kind(enum wwn_kind kind, const char *name)
{
	const char *digits;

	switch (kind) {
	case WWN_IQN:
		return is_iqn(name);
	case WWN_NAA:
		digits = after_prefix(name, "naa.");
		return is_hex(digits, 16) && strchr("125", *digits) != NULL;
	case WWN_EUI:
		return is_hex(after_prefix(name, "eui."), 16);
	case WWN_IB:
		return is_hex(after_prefix(name, "ib."), 32);
	case WWN_FREE:
		break;
	}
	return true;
}

static bool is_taken(const struct fabric *fabric, const char *name)
{
	autofree char *read = peer_name(name);

	if (strcmp(read, name) != 0)
		return false;
	for (unsigned kind = WWN_IQN; kind <= WWN_FREE; kind++)
		if (fabric->peer_wwns & 1U << kind && is_of_kind(kind, name))
			return true;
	return false;
}

/* --- objects --------------------------------------------------------------------- */

static const char *why_not_so(const struct node *so)
{
	const char *config = so->backstore->flags & BACKSTORE_BY_HANDLER
				     ? node_text(so, so->backstore->path_value)
				     : NULL;

	if (strpbrk(so->name, " \t\n") != NULL)
		return "targetcli takes no blank in a name";
	if (config != NULL && strchr(config, ':') != NULL)
		return "targetcli takes no colon in a configuration";
	return NULL;
}

static const char *why_not_here(const struct node *node)
{
	const enum node_class class = node->type->class;

	if (class == CLASS_SO)
		return why_not_so(node);
	if (class == CLASS_FABRIC && node->fabric->peer_wwns == 0)
		return "targetcli does not know this fabric";
	if ((class == CLASS_TARGET || class == CLASS_ACL) &&
	    !is_taken(node->fabric, node->name))
		return "targetcli does not take this name, or changes it";
	if (class == CLASS_TPG && !(node->fabric->flags & FABRIC_TPGS) &&
	    node->parent->children[0] != node)
		return "targetcli knows one TPG for each target of this fabric";
	if (class == CLASS_MAPPED_LUN && node->number > PEER_MAPPED_LUN_MAX)
		return "targetcli takes mapped LUNs up to 255 only";
	return NULL;
}

const char *peer_why_not(const struct node *node)
{
	const char *why = emit_why_not(node);

	if (why == NULL)
		why = why_not_here(node);
	if (why != NULL || !(node->type->flags & TYPE_LINK))
		return why;
	const struct node *target = node_target(node);
	if (target != NULL && peer_why_not(target) != NULL)
		return "it leads to an object that is left out";
	return NULL;
}

/* --- values ---------------------------------------------------------------------- */

void peer_warn(const struct node *node, const char *what, const char *why,
	       struct error *warnings)
{
	autofree char *path = node_path(node);
	struct error one = { 0 };

	if (warnings == NULL)
		return;
	error_set(&one, NULL, -EINVAL, "left out of targetcli's file: %s%s%s", path,
		  *what == '\0' ? "" : " ", what);
	because(&one, "%s", why);
	error_append(warnings, &one);
}

const struct peer_key *peer_key_of(const struct node *node, const struct value *value)
{
	const struct attr_group *group = value->group;
	const struct peer_object object = { .class = node->type->class,
					    .backstore = node->backstore,
					    .fabric = node->fabric };
	autofree char *path = group->key == NULL
				      ? xstrdup(value->name)
				      : xasprintf("%s/%s", group->key, value->name);

	for (const struct peer_key *row = peer_keys(object.class); row->name != NULL;
	     row++) {
		bool is = row->what == PEER_GROUP ? text_equal(row->key, group->key)
						  : text_equal(row->key, path);

		if (is && peer_has(&object, row))
			return row;
	}
	return NULL;
}

/* What a device says of itself, whoever asks. */
static bool is_of_device(const struct node *node, const struct attr *row)
{
	const unsigned asked = ATTR_VIRTUAL | ATTR_KEEP | ATTR_AT_CREATE;

	return node->flags & NODE_LOADED &&
	       (row->flags & ATTR_DEVICE || (row->flags & asked) == asked);
}

/* What is at its default, or what the device says by itself, comes again. */
static bool is_implied(const struct node *node, const struct value *value)
{
	const struct attr *row = value->attr;

	if (value->read_only || (row == NULL && *value->text == '\0'))
		return true;
	if (row == NULL)
		return false;
	if (row->flags & (ATTR_READ_ONLY | ATTR_ACTION) || is_of_device(node, row))
		return true;
	autofree char *dflt = attr_default(row, node);
	/* None at all, where targetcli makes one up, is a value too. */
	if (dflt == NULL && *value->text == '\0')
		return !(row->flags & ATTR_GENERATED);
	return text_equal(dflt, value->text);
}

/* It takes the blanks at both ends away. */
static bool is_trimmed(const struct value *value)
{
	char *trimmed = peer_trimmed(value->text);
	bool same = strcmp(trimmed, value->text) == 0;

	secret_free(trimmed);
	return value->attr != NULL && value->attr->flags & ATTR_CREDENTIAL && !same;
}

/* The group that every object has is no more than named by it. */
static bool is_restored(const struct node *node, const struct value *value)
{
	const struct peer_key *key = peer_key_of(node, value);

	if (key == NULL)
		return node->type->class == CLASS_SO && value->attr != NULL &&
		       peer_in_control(node->backstore, value->group, value->attr);
	if (*value->text == '\0' || is_trimmed(value))
		return false;
	return !(key->flags & (PEER_UNUSED | PEER_OLD)) && !node_kernel_made(node);
}

void peer_warn_lost(const struct node *node, struct error *warnings)
{
	struct text lost = { 0 };

	for (size_t i = 0; i < node->value_count; i++) {
		const struct value *value = &node->values[i];

		if (!is_restored(node, value) && !is_implied(node, value))
			text_addf(&lost, "%s%s", lost.length == 0 ? "" : ", ",
				  value->name);
	}
	if (lost.length > 0)
		peer_warn(node, lost.data,
			  "targetcli has no place for it, or does not restore it",
			  warnings);
	text_free(&lost);
}

/* --- memory of jansson ----------------------------------------------------------- */

static void wipe(void *memory)
{
	if (memory != NULL)
		explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

void peer_wipe_json(void)
{
	json_set_alloc_funcs(malloc, wipe);
}
