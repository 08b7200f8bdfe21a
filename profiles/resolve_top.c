/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The top of a profile: its format, /global, the backstores by kind, the fabrics. */
#include <string.h>

#include "configfs/base/parse.h"
#include "profiles/resolve.h"

static void resolve_format(struct resolver *resolver, const struct item *root)
{
	const struct item *item = item_find(root, "liosh");
	struct error one = { 0 };
	uint64_t format = 0;
	bool known = item != NULL && item->kind == ITEM_SCALAR &&
		     parse_uint(item->text, &format) && format == PROFILE_FORMAT;

	if (known || (item != NULL && item->hollow))
		return;
	error_set(&one, item == NULL ? &root->mark : &item->mark, -EINVAL,
		  item == NULL ? "the profile does not say which format it has"
			       : "not a format of profiles that this liosh reads");
	if (format > PROFILE_FORMAT)
		because(&one, "it is format %llu, and this liosh knows up to %d",
			(unsigned long long)format, PROFILE_FORMAT);
	error_about(&one, NULL, item == NULL ? PROFILE_DAMAGED : "liosh");
	advise(&one, format > PROFILE_FORMAT
			     ? "use the liosh that wrote it, or a newer one"
			     : "write 'liosh: 1' in the first line");
	note(resolver, &one);
}

static void resolve_kind(struct resolver *resolver, const struct backstore *kind,
			 const struct entry *entry)
{
	struct node *node = kind_for(resolver->root, kind, NULL);

	/* What is shown by its handler is not below that node. */
	faults_claim(resolver, kind->flags & BACKSTORE_BY_HANDLER ? node->parent : node,
		     &entry->mark, entry->value);
	if (!entry->value->twice)
		resolve_children(resolver, node, "", entry->value);
}

static void resolve_backstores(struct resolver *resolver, const struct item *item)
{
	struct node *stores = node_part(resolver->root, CLASS_BACKSTORES);
	const struct place place = { { stores }, 1, "" };

	if (!resolve_mapping(resolver, &place, item))
		return;
	for (size_t i = 0; i < item->count; i++) {
		const struct entry *entry = &item->entries[i];
		const struct backstore *kind = backstore_find(entry->key);

		if (kind != NULL && strcmp(kind->name, entry->key) == 0)
			resolve_kind(resolver, kind, entry);
		else if (!resolve_part(resolver, stores, entry))
			unknown_key(resolver, &place, entry);
	}
}

static void resolve_once(struct resolver *resolver, struct node *node,
			 const struct entry *entry)
{
	if (entry->value->twice)
		faults_claim(resolver, node, &entry->mark, entry->value);
	else
		resolve_object(resolver, node, entry->value);
}

/* What every tree has and the kernel does not: named, it is whole. */
static bool resolve_own_part(struct resolver *resolver, const struct entry *entry)
{
	node_foreach (part, resolver->root) {
		if (!(part->type->flags & TYPE_HIDDEN) ||
		    strcmp(part->type->key, entry->key) != 0)
			continue;
		part->mark = entry->mark;
		part->flags |= NODE_WHOLE;
		resolve_once(resolver, part, entry);
		return true;
	}
	return false;
}

static void resolve_top(struct resolver *resolver, const struct entry *entry)
{
	const struct place top = { { resolver->root }, 1, "" };
	const struct node *stores = node_part(resolver->root, CLASS_BACKSTORES);

	if (strcmp(entry->key, "liosh") == 0 || strcmp(entry->key, "end") == 0) {
		faults_claim(resolver, NULL, &entry->mark, entry->value);
		return;
	}
	if (strcmp(entry->key, stores->name) == 0) {
		faults_claim(resolver, stores, &entry->mark, entry->value);
		if (!entry->value->twice)
			resolve_backstores(resolver, entry->value);
		return;
	}
	if (resolve_own_part(resolver, entry))
		return;
	struct node *fabric = fabric_find(entry->key) == NULL
				      ? NULL
				      : node_child(resolver->root, entry->key);
	if (fabric == NULL) {
		if (!entry->value->twice)
			unknown_key(resolver, &top, entry);
		return;
	}
	fabric->mark = entry->mark;
	resolve_once(resolver, fabric, entry);
}

void resolve_document(struct resolver *resolver, const struct item *root)
{
	struct error one = { 0 };

	if (root->kind != ITEM_MAPPING) {
		error_set(&one, &root->mark, -EINVAL, "a profile is a mapping of names");
		error_about(&one, NULL, PROFILE_DAMAGED);
		advise(&one, "begin with 'liosh: 1' in the first line");
		note(resolver, &one);
		return;
	}
	resolve_format(resolver, root);
	/* A file of targetcli says by empty lists that there is nothing. */
	if (root->count == 1 && item_find(root, "liosh") != NULL &&
	    !resolver->of_targetcli) {
		error_set(&one, &root->mark, -EINVAL, "the profile names nothing");
		error_about(&one, NULL, PROFILE_DAMAGED);
		advise(&one, "write what it is to hold; 'clearconfig' removes what is "
			     "there");
		note(resolver, &one);
	}
	for (size_t i = 0; i < root->count; i++)
		resolve_top(resolver, &root->entries[i]);
}
