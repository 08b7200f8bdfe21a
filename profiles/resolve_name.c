/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key of a profile that names or numbers an object: that object of the tree. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/path.h"
#include "configfs/wwn.h"
#include "profiles/resolve.h"

/* What the name of an object of that class must be, for the tree to hold it. */
static int check_name(const struct node *parent, const struct node_type *type,
		      const char *name, struct error *err)
{
	autofree char *address = NULL;
	unsigned port = 0;
	bool is_ipv6 = false;

	if (strchr(name, '/') != NULL || name[0] == '.' || strlen(name) > 255) {
		const struct place place = { { node_mutable(parent) }, 1, "" };
		autofree char *where = place_text(&place);

		error_set(err, NULL, -EINVAL, "'%.64s%s' cannot be a name in %s", name,
			  strlen(name) > 64 ? "…" : "", where);
		because(err, "a name is at most 255 bytes, without '/', and does not "
			     "begin with a dot");
		return -EINVAL;
	}
	if (type->class == CLASS_TARGET)
		return wwn_acceptable(parent->fabric, name, err);
	if (type->class != CLASS_PORTAL ||
	    portal_parse(name, &address, &port, &is_ipv6) == 0)
		return 0;
	error_set(err, NULL, -EINVAL, "'%s' is not a portal", name);
	advise(err,
	       "write ADDRESS:PORT, such as \"10.0.0.1:3260\" or \"[fd00::1]:3260\"");
	return -EINVAL;
}

/* A portal is known by its address and port: the tree has it under the name that liosh
 * would give it.  A port that is not decimal is another one than it seems: it stays. */
static char *name_of(const struct node_type *type, const char *key)
{
	const char *colon = strrchr(key, ':');
	uint64_t port = 0;

	if (type->class == CLASS_PORTAL && colon != NULL &&
	    parse_uint(colon + 1, &port)) {
		char *canonical = portal_canonical(key);

		if (canonical != NULL)
			return canonical;
	}
	return xstrdup(key);
}

static void portal_twice(struct resolver *resolver, const struct node *portal,
			 const struct entry *entry)
{
	struct error one = { 0 };

	error_set(&one, &entry->mark, -EINVAL, "the portal %s is here twice",
		  portal->name);
	if (portal->mark.part != NULL)
		because(&one, "it is at %s already, in another spelling",
			portal->mark.part);
	else
		because(&one, "it stands in line %u already, in another spelling",
			portal->mark.line);
	advise(&one, "leave one of them out");
	note(resolver, &one);
}

static struct node *named_child(struct resolver *resolver, struct node *parent,
				const struct node_type *type, const struct entry *entry)
{
	autofree char *name = name_of(type, entry->key);
	struct node *child = node_child(parent, name);
	struct error one = { 0 };

	if (check_name(parent, type, entry->key, &one) < 0) {
		autofree char *path = node_path(parent);
		autofree char *own = xasprintf("%s/%s", path, entry->key);

		one.mark = entry->mark;
		bool is_part = type->class != CLASS_TARGET && type->class != CLASS_SO;

		/* Without a part what holds it is not what it should be. */
		error_about(&one, is_part ? path : own, NULL);
		note(resolver, &one);
		return NULL;
	}
	if (child != NULL && type->class == CLASS_PORTAL) {
		portal_twice(resolver, child, entry);
		return NULL;
	}
	/* What the kernel makes with the parent is there already. */
	if (child == NULL)
		child = node_add(parent, type->class, name);
	child->mark = entry->mark;
	child->flags |= NODE_WHOLE;
	return child;
}

static void bad_number(struct resolver *resolver, const struct node *parent,
		       const struct node_type *type, const struct entry *entry)
{
	const struct place place = { { node_mutable(parent) }, 1, "" };
	autofree char *where = place_text(&place);
	struct error one = { 0 };
	uint64_t value = 0;

	error_set(&one, &entry->mark, -EINVAL, "'%s' in %s is not the number of a %s",
		  entry->key, where, type->what);
	because(&one, "a key here is %s%llu..%llu, in decimal, without leading zeros",
		type->key_prefix, (unsigned long long)type->min,
		(unsigned long long)type->max);
	const char *digits = after_prefix(entry->key, type->name_prefix);
	if (digits == NULL)
		digits = entry->key + strspn(entry->key, "0");
	if (parse_uint(digits, &value) && value >= type->min && value <= type->max)
		advise(&one, "write %s%s", type->key_prefix, digits);
	note(resolver, &one);
}

static struct node *numbered_child(struct resolver *resolver, struct node *parent,
				   const struct node_type *type,
				   const struct entry *entry)
{
	const char *digits = after_prefix(entry->key, type->key_prefix);
	uint64_t number = 0;

	if (digits == NULL || !parse_uint(digits, &number) || number < type->min ||
	    number > type->max) {
		bad_number(resolver, parent, type, entry);
		return NULL;
	}
	struct node *child = node_add_number(parent, type->class, number);
	child->mark = entry->mark;
	child->flags |= NODE_WHOLE;
	return child;
}

struct node *resolve_name(struct resolver *resolver, struct node *parent,
			  const struct node_type *type, const struct entry *entry)
{
	return type->flags & TYPE_NUMBERED ? numbered_child(resolver, parent, type, entry)
					   : named_child(resolver, parent, type, entry);
}

struct node *resolve_known(const struct resolver *resolver, const struct node *parent,
			   const struct node_type *type, const struct entry *entry)
{
	autofree char *name = name_of(type, entry->key);

	if (type->flags & TYPE_NUMBERED) {
		const char *digits = after_prefix(entry->key, type->key_prefix);
		uint64_t number = 0;

		return digits != NULL && parse_uint(digits, &number)
			       ? node_numbered(parent, number)
			       : NULL;
	}
	if (type->class != CLASS_SO)
		return node_child(parent, name);
	/* Not where it was written, perhaps. */
	autofree char *reference = xasprintf("%s/%s", parent->backstore->name, name);
	return so_find(resolver->root, reference);
}
