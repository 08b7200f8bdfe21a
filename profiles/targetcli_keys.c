/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of targetcli's file, and where a profile has the same. */
#include <string.h>

#include "configfs/base/text.h"
#include "profiles/targetcli_part.h"

const char *const targetcli_places[] = {
	"/etc/rtslib-fb-target/saveconfig.json",
	"/etc/target/saveconfig.json",
	NULL,
};

#define VALUE(theirs, ours, ...)                                                         \
	{                                                                                \
		.name = theirs, .what = PEER_VALUE, .key = ours, __VA_ARGS__             \
	}
#define GROUP(theirs, ours, ...)                                                         \
	{                                                                                \
		.name = theirs, .what = PEER_GROUP, .key = ours, __VA_ARGS__             \
	}
#define LIST(theirs, ours, class, ...)                                                   \
	{                                                                                \
		.name = theirs, .what = PEER_LIST, .key = ours, .items = class,          \
		__VA_ARGS__                                                              \
	}
#define OWN(theirs, ours, ...)                                                           \
	{                                                                                \
		.name = theirs, .what = PEER_OWN, .key = ours, __VA_ARGS__               \
	}
#define NOTHING(theirs)                                                                  \
	{                                                                                \
		.name = theirs, .what = PEER_NOTHING                                     \
	}

/* The second names are those of its manual page. */
#define CREDENTIAL(theirs, ours, old, ...)                                               \
	VALUE(theirs, ours, .flags = PEER_TRIMMED | (old), __VA_ARGS__)
#define CREDENTIALS(prefix, where, ...)                                                  \
	CREDENTIAL(prefix "userid", where "/userid", 0, __VA_ARGS__),                    \
		CREDENTIAL(prefix "password", where "/password", 0, __VA_ARGS__),        \
		CREDENTIAL(prefix "mutual_userid", where "/mutual_userid", 0,            \
			   __VA_ARGS__),                                                 \
		CREDENTIAL(prefix "mutual_password", where "/mutual_password", 0,        \
			   __VA_ARGS__),                                                 \
		CREDENTIAL("userid", where "/userid", PEER_OLD, __VA_ARGS__),            \
		CREDENTIAL("password", where "/password", PEER_OLD, __VA_ARGS__),        \
		CREDENTIAL("mutual_userid", where "/mutual_userid", PEER_OLD,            \
			   __VA_ARGS__),                                                 \
		CREDENTIAL("mutual_password", where "/mutual_password", PEER_OLD,        \
			   __VA_ARGS__)

static const struct peer_key root_keys[] = {
	LIST("fabric_modules", NULL, CLASS_FABRIC),
	LIST("storage_objects", NULL, CLASS_SO),
	LIST("targets", NULL, CLASS_TARGET),
	{ 0 },
};

/* Kinds have those of which they have the value. */
static const struct peer_key so_keys[] = {
	OWN("name", NULL),
	OWN("plugin", NULL),
	VALUE("dev", "device"),
	VALUE("dev", "path"),
	VALUE("config", "config"),
	VALUE("size", "size"),
	VALUE("wwn", "serial", .needs = BACKSTORE_HAS_SERIAL),
	VALUE("write_back", "write_back", .flags = PEER_LOOSE),
	VALUE("aio", "async"),
	VALUE("readonly", "readonly"),
	/* Versions before 3 refuse the whole object for it. */
	VALUE("exclusive", "exclusive", .flags = PEER_OLD),
	VALUE("nullio", "nullio"),
	VALUE("hw_max_sectors", "hw_max_sectors"),
	OWN("control", NULL, .needs = BACKSTORE_BY_HANDLER),
	VALUE("buffered_mode", "write_back", .flags = PEER_OLD | PEER_LOOSE),
	NOTHING("exists"),
	GROUP("attributes", "attributes"),
	LIST("alua_tpgs", "alua", CLASS_ALUA_GROUP),
	{ 0 },
};

static const struct peer_key alua_keys[] = {
	OWN("name", NULL),
	OWN("tg_pt_gp_id", "id"),
	/* It cannot be written by targetcli, and ends its restore. */
	VALUE("alua_support_lba_dependent", "attributes/alua_support_lba_dependent",
	      .flags = PEER_OLD),
	GROUP("", "attributes"),
	{ 0 },
};

static const struct peer_key fabric_keys[] = {
	OWN("name", NULL),
	VALUE("discovery_enable_auth", "discovery_auth/enable", .flags = PEER_ALWAYS,
	      .needs = FABRIC_AUTH),
	CREDENTIALS("discovery_", "discovery_auth/chap", .needs = FABRIC_AUTH),
	{ 0 },
};

static const struct peer_key target_keys[] = {
	OWN("wwn", NULL),
	OWN("fabric", NULL),
	GROUP("parameters", "parameters", .flags = PEER_TEXTS | PEER_UNUSED),
	LIST("tpgs", NULL, CLASS_TPG),
	{ 0 },
};

static const struct peer_key tpg_keys[] = {
	OWN("tag", NULL),
	OWN("enable", "enable"),
	GROUP("attributes", "attributes"),
	GROUP("parameters", "parameters", .flags = PEER_TEXTS),
	CREDENTIALS("chap_", "chap", .needs = FABRIC_AUTH),
	LIST("luns", "luns", CLASS_LUN),
	LIST("portals", "portals", CLASS_PORTAL, .flags = PEER_LOOSE,
	     .needs = FABRIC_PORTALS),
	LIST("node_acls", "acls", CLASS_ACL, .flags = PEER_LOOSE, .needs = FABRIC_ACLS),
	{ 0 },
};

static const struct peer_key lun_keys[] = {
	OWN("index", NULL),
	OWN("storage_object", "storage_object"),
	OWN("alua_tg_pt_gp_name", "alua"),
	NOTHING("alias"),
	{ 0 },
};

static const struct peer_key portal_keys[] = {
	OWN("ip_address", NULL),
	OWN("port", NULL),
	VALUE("iser", "iser"),
	VALUE("offload", "offload"),
	{ 0 },
};

static const struct peer_key acl_keys[] = {
	OWN("node_wwn", NULL),
	VALUE("tag", "tag"),
	GROUP("attributes", "attributes"),
	CREDENTIALS("chap_", "chap", .needs = FABRIC_AUTH),
	LIST("mapped_luns", "luns", CLASS_MAPPED_LUN),
	{ 0 },
};

static const struct peer_key mapped_keys[] = {
	OWN("index", NULL),
	VALUE("tpg_lun", "lun"),
	VALUE("write_protect", "write_protect", .flags = PEER_ALWAYS),
	NOTHING("alias"),
	NOTHING("tag"),
	{ 0 },
};

static const struct peer_key no_keys[] = { { 0 } };

static const struct peer_key *const keys_of[CLASS_COUNT] = {
	[CLASS_ROOT] = root_keys,       [CLASS_SO] = so_keys,
	[CLASS_ALUA_GROUP] = alua_keys, [CLASS_FABRIC] = fabric_keys,
	[CLASS_TARGET] = target_keys,   [CLASS_TPG] = tpg_keys,
	[CLASS_LUN] = lun_keys,         [CLASS_PORTAL] = portal_keys,
	[CLASS_ACL] = acl_keys,         [CLASS_MAPPED_LUN] = mapped_keys,
};

const struct peer_key *peer_keys(enum node_class class)
{
	return keys_of[class] == NULL ? no_keys : keys_of[class];
}

/* --- looked up ------------------------------------------------------------------- */

const struct attr *peer_attr(const struct attr_group *const *groups, size_t count,
			     const char *key)
{
	const char *slash = strrchr(key, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - key);
	const char *name = slash == NULL ? key : slash + 1;

	for (size_t i = 0; i < count && groups[i] != NULL; i++) {
		const char *where = groups[i]->key == NULL ? "" : groups[i]->key;

		if (strlen(where) != length || strncmp(where, key, length) != 0)
			continue;
		attr_foreach (row, groups[i])
			if (strcmp(row->name, name) == 0)
				return row;
	}
	return NULL;
}

bool peer_has(const struct peer_object *object, const struct peer_key *row)
{
	unsigned flags = object->backstore != NULL ? object->backstore->flags
			 : object->fabric != NULL  ? object->fabric->flags
						   : 0;

	if ((flags & row->needs) != row->needs)
		return false;
	if (object->class != CLASS_SO || row->what != PEER_VALUE)
		return true;
	return object->backstore != NULL &&
	       peer_attr(object->backstore->groups, GROUPS_MAX, row->key) != NULL;
}

const struct peer_key *peer_find(const struct peer_object *object, const char *key)
{
	const struct peer_key *loose = NULL;

	for (const struct peer_key *row = peer_keys(object->class); row->name != NULL;
	     row++) {
		if (*row->name != '\0' && strcmp(row->name, key) != 0)
			continue;
		if (peer_has(object, row))
			return row;
		if (row->flags & PEER_LOOSE)
			loose = row;
	}
	return loose;
}

bool peer_in_control(const struct backstore *kind, const struct attr_group *group,
		     const struct attr *row)
{
	const struct peer_object object = { .class = CLASS_SO, .backstore = kind };

	if (!(kind->flags & BACKSTORE_BY_HANDLER) || group->key != NULL ||
	    !(row->flags & ATTR_AT_CREATE))
		return false;
	for (const struct peer_key *at = so_keys; at->name != NULL; at++)
		if (text_equal(at->key, row->name) && peer_has(&object, at))
			return false;
	return true;
}

const struct backstore *peer_plugin(const char *name)
{
	const struct backstore *kind =
		strchr(name, ':') == NULL ? backstore_find(name) : NULL;

	return kind != NULL ? kind : backstore_by_hba(name);
}
