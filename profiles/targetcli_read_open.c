/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By what the objects of targetcli's file are known, and where a profile has them. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "profiles/targetcli_reading.h"

/* --- what must be there ---------------------------------------------------------- */

static void missing(struct reading *reading, const struct peer_object *object,
		    const char *key, const char *takes)
{
	struct error one = { 0 };
	const json_t *value = json_object_get(object->json, key);

	error_set(&one, &object->mark, -EINVAL, "%s %s", key,
		  value == NULL ? "is missing" : "cannot have this value");
	if (value == NULL)
		because(&one, "every %s has it: %s", node_types[object->class].what,
			takes);
	else
		because(&one, "it takes %s", takes);
	reading_note(reading, &one);
}

static const char *need_text(struct reading *reading, const struct peer_object *object,
			     const char *key)
{
	const char *text = json_string_value(json_object_get(object->json, key));

	if (text != NULL && *text != '\0' && text_is_printable(text))
		return text;
	missing(reading, object, key, "a text");
	return NULL;
}

static bool need_number(struct reading *reading, const struct peer_object *object,
			const char *key, uint64_t most, uint64_t *number)
{
	const json_t *value = json_object_get(object->json, key);
	json_int_t whole = json_integer_value(value);
	bool good = json_is_integer(value) && whole >= 0;

	*number = good ? (uint64_t)whole : 0;
	if (json_is_string(value))
		good = parse_uint(json_string_value(value), number);
	if (good && *number <= most)
		return true;
	autofree char *takes = xasprintf("a number, 0..%llu", (unsigned long long)most);
	missing(reading, object, key, takes);
	return false;
}

static bool is_there(const struct peer_object *object, const char *key)
{
	const json_t *value = json_object_get(object->json, key);

	return value != NULL && !json_is_null(value);
}

/* --- objects --------------------------------------------------------------------- */

static struct item *new_mapping(const struct peer_object *object, struct item *into,
				const char *key)
{
	struct item *mapping = item_new(ITEM_MAPPING);

	mapping->mark = object->mark;
	return item_add(into, key, mapping);
}

static struct item *open_so(struct reading *reading, struct peer_object *object,
			    struct item *root)
{
	const char *plugin = need_text(reading, object, "plugin");
	const char *name = need_text(reading, object, "name");
	struct error one = { 0 };

	if (plugin == NULL || name == NULL)
		return NULL;
	object->backstore = peer_plugin(plugin);
	if (object->backstore != NULL)
		return new_mapping(
			object,
			reading_mapping(object,
					reading_mapping(object, root,
							node_types[CLASS_BACKSTORES].key),
					object->backstore->name),
			name);
	const char *names[16];
	size_t count = 0;
	struct text list = { 0 };
	for (; backstores[count] != NULL && count < 16; count++) {
		names[count] = backstores[count]->name;
		text_addf(&list, "%s%s", count == 0 ? "" : ", ", names[count]);
	}
	error_set(&one, &object->mark, -EINVAL, "unknown plugin '%.64s'", plugin);
	because(&one, "plugin takes %s", list.data);
	const char *near = nearest_name(plugin, names, count);
	if (near != NULL)
		advise(&one, "did you mean '%s'?", near);
	text_free(&list);
	reading_note(reading, &one);
	return NULL;
}

static bool find_fabric(struct reading *reading, struct peer_object *object,
			const char *key)
{
	const char *name = need_text(reading, object, key);
	const char *names[32];
	struct error one = { 0 };
	size_t count = 0;

	if (name == NULL)
		return false;
	object->fabric = fabric_find(name);
	if (object->fabric != NULL)
		return true;
	for (; fabrics[count] != NULL && count < 32; count++)
		names[count] = fabrics[count]->name;
	error_set(&one, &object->mark, -EINVAL, "unknown fabric '%.64s'", name);
	const char *near = nearest_name(name, names, count);
	if (near != NULL)
		advise(&one, "did you mean '%s'?", near);
	else
		because(&one, "liosh(8) lists the fabrics");
	reading_note(reading, &one);
	return false;
}

/* Its presence says that it is enforced: the manual page has no key for that. */
static struct item *open_fabric(struct reading *reading, struct peer_object *object,
				struct item *root)
{
	static const char *const names[] = { "discovery_userid", "discovery_password",
					     "userid", "password" };
	static const struct peer_key enforced = { .key = "discovery_auth/enable" };

	if (!find_fabric(reading, object, "name"))
		return NULL;
	struct item *mapping = reading_mapping(object, root, object->fabric->name);
	bool given = false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *text =
			json_string_value(json_object_get(object->json, names[i]));

		given = given || (text != NULL && *text != '\0');
	}
	if (!given || !(object->fabric->flags & FABRIC_AUTH) ||
	    is_there(object, "discovery_enable_auth"))
		return mapping;
	struct item *on = item_scalar("true");
	on->mark = object->mark;
	reading_put(reading, object, &enforced, mapping, on);
	return mapping;
}

/* The name of a target or an initiator, as targetcli makes it, owned; NULL: complained.
 */
static char *need_name(struct reading *reading, struct peer_object *object,
		       const char *key)
{
	const char *typed = need_text(reading, object, key);
	autofree char *name = typed == NULL ? NULL : peer_name(typed);
	struct error one = { 0 };

	if (name == NULL)
		return NULL;
	if (*name == '\0') {
		missing(reading, object, key, "a text");
		return NULL;
	}
	if (strcmp(name, typed) == 0)
		return take_ptr(name);
	error_set(&one, &object->mark, -EINVAL, "'%s' is read as %s", typed, name);
	because(&one, "targetcli makes names lower case, without blanks around them");
	error_append(reading->warnings, &one);
	return take_ptr(name);
}

static struct item *open_target(struct reading *reading, struct peer_object *object,
				struct item *root)
{
	autofree char *wwn = need_name(reading, object, "wwn");
	struct error one = { 0 };

	if (wwn == NULL || !find_fabric(reading, object, "fabric"))
		return NULL;
	struct item *targets = reading_mapping(object, root, object->fabric->name);
	const char *digits = after_prefix(wwn, PEER_OLD_NAA);
	if (digits == NULL || strlen(digits) != 15)
		return new_mapping(object, targets, wwn);
	autofree char *name = xasprintf("naa.5%s", digits);
	error_set(&one, &object->mark, -EINVAL, "%s is read as %s", wwn, name);
	because(&one, "old versions of targetcli began names so; it reads them so, too");
	error_append(reading->warnings, &one);
	return new_mapping(object, targets, name);
}

/* Without a tag it is the next free one. */
static struct item *open_tpg(struct reading *reading, struct peer_object *object,
			     struct item *target)
{
	const struct node_type *type = &node_types[CLASS_TPG];
	uint64_t number = 0;
	char *key = NULL;

	if (is_there(object, "tag")) {
		if (!need_number(reading, object, "tag", type->max, &number))
			return NULL;
		key = xasprintf("%s%llu", type->key_prefix, (unsigned long long)number);
	}
	while (key == NULL) {
		key = xasprintf("%s%llu", type->key_prefix, (unsigned long long)++number);
		if (item_find(target, key) != NULL)
			free(take_ptr(key));
	}
	autofree char *owned = key;
	return new_mapping(object, target, owned);
}

/* LUNs and mapped LUNs. */
static struct item *open_numbered(struct reading *reading, struct peer_object *object,
				  struct item *into)
{
	uint64_t number = 0;

	if (!need_number(reading, object, "index", node_types[object->class].max,
			 &number))
		return NULL;
	autofree char *key = xasprintf("%llu", (unsigned long long)number);
	return new_mapping(object, into, key);
}

static struct item *open_portal(struct reading *reading, struct peer_object *object,
				struct item *into)
{
	const char *address = need_text(reading, object, "ip_address");
	uint64_t port = 0;

	if (address == NULL || !need_number(reading, object, "port", 65535, &port))
		return NULL;
	bool bare = strchr(address, ':') != NULL && *address != '[';
	autofree char *key = xasprintf("%s%s%s:%llu", bare ? "[" : "", address,
				       bare ? "]" : "", (unsigned long long)port);
	return new_mapping(object, into, key);
}

static struct item *open_acl(struct reading *reading, struct peer_object *object,
			     struct item *into)
{
	autofree char *name = need_name(reading, object, "node_wwn");

	return name == NULL ? NULL : new_mapping(object, into, name);
}

static struct item *open_named(struct reading *reading, struct peer_object *object,
			       struct item *into)
{
	const char *name = need_text(reading, object, "name");

	return name == NULL ? NULL : new_mapping(object, into, name);
}

struct item *reading_open(struct reading *reading, struct peer_object *object,
			  struct item *into)
{
	static struct item *(*const open[CLASS_COUNT])(
		struct reading *, struct peer_object *, struct item *) = {
		[CLASS_SO] = open_so,
		[CLASS_ALUA_GROUP] = open_named,
		[CLASS_FABRIC] = open_fabric,
		[CLASS_TARGET] = open_target,
		[CLASS_TPG] = open_tpg,
		[CLASS_LUN] = open_numbered,
		[CLASS_PORTAL] = open_portal,
		[CLASS_ACL] = open_acl,
		[CLASS_MAPPED_LUN] = open_numbered,
	};

	return open[object->class](reading, object, into);
}
