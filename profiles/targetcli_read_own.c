/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that targetcli's file has in forms of its own, as a profile has them. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "profiles/resolve.h"
#include "profiles/targetcli_reading.h"
#include "profiles/utf8.h"

struct own {
	struct reading *reading;
	const struct peer_object *object;
	const struct peer_key *row;
	struct item *into;
	const json_t *value;
};

static void put_text(const struct own *own, const char *text)
{
	struct item *item = item_scalar(text);

	item->mark = own->object->mark;
	reading_put(own->reading, own->object, own->row, own->into, item);
}

static void wrong(const struct own *own, const char *why)
{
	struct error one = { 0 };

	error_set(&one, &own->object->mark, -EINVAL, "%s cannot have this value",
		  own->row->name);
	because(&one, "%s", why);
	reading_note(own->reading, &one);
}

/* "/backstores/iblock/d1" → "block/d1". */
static void own_storage_object(const struct own *own)
{
	const char *text = json_string_value(own->value);
	const char *plugin = text == NULL ? NULL : after_prefix(text, "/backstores/");
	const char *slash = plugin == NULL ? NULL : strchr(plugin, '/');

	if (slash == NULL || slash[1] == '\0' || strchr(slash + 1, '/') != NULL ||
	    !utf8_is_clean(text)) {
		wrong(own, "it takes /backstores/PLUGIN/NAME");
		return;
	}
	autofree char *name = xstrndup(plugin, (size_t)(slash - plugin));
	const struct backstore *kind = peer_plugin(name);
	autofree char *reference =
		xasprintf("%s/%s", kind == NULL ? name : kind->name, slash + 1);
	put_text(own, reference);
}

/* The group that every object has is what a LUN is in without one. */
static void own_alua(const struct own *own)
{
	const char *text = json_string_value(own->value);

	if (json_is_null(own->value) ||
	    text_equal(text, node_types[CLASS_ALUA_GROUP].kernel_made))
		return;
	if (text == NULL || !utf8_is_clean(text))
		wrong(own, "it takes the name of an ALUA group");
	else if (*text != '\0')
		put_text(own, text);
}

static void own_group_id(const struct own *own)
{
	const char *name = json_string_value(json_object_get(own->object->json, "name"));
	struct item *item;

	if (text_equal(name, node_types[CLASS_ALUA_GROUP].kernel_made))
		return;
	item = reading_scalar(own->reading, own->object, own->row->name, own->value);
	if (item != NULL)
		reading_put(own->reading, own->object, own->row, own->into, item);
}

/* Where TPGs are always on it says so of each. */
static void own_enable(const struct own *own)
{
	bool can_be_off = (own->object->fabric->flags & FABRIC_ENABLE) != 0;
	json_int_t number = json_integer_value(own->value);

	if (json_is_null(own->value))
		return;
	if (!json_is_boolean(own->value) &&
	    !(json_is_integer(own->value) && (number == 0 || number == 1))) {
		wrong(own, "it takes true or false");
		return;
	}
	bool on = json_is_true(own->value) || number == 1;
	if (can_be_off)
		put_text(own, on ? "true" : "false");
	else if (!on)
		wrong(own, "a TPG of this fabric is always on");
}

static bool in_control(const struct own *own, const char *name, struct names *names)
{
	const struct backstore *kind = own->object->backstore;
	bool found = false;

	for (size_t i = 0; i < GROUPS_MAX && kind->groups[i] != NULL; i++)
		attr_foreach (row, kind->groups[i]) {
			if (!peer_in_control(kind, kind->groups[i], row))
				continue;
			names_add(names, row->name);
			found = found || strcmp(row->name, name) == 0;
		}
	return found;
}

/* Whether it stands in a control: what has a key of its own, or a group, does not. */
static bool check_name(const struct own *own, const char *name)
{
	autonames struct names names = { 0 };
	autotext struct text list = { 0 };
	struct error one = { 0 };

	if (in_control(own, name, &names))
		return true;
	for (size_t i = 0; i < names.count; i++)
		text_addf(&list, "%s%s", i == 0 ? "" : ", ", names.list[i]);
	error_set(&one, &own->object->mark, -EINVAL, "unknown name '%.64s%s' in %s", name,
		  strlen(name) > 64 ? "…" : "", own->row->name);
	because(&one, "%s takes %s", own->row->name, list.data);
	const struct peer_key *row = peer_find(own->object, name);
	const char *near =
		nearest_name(name, (const char *const *)names.list, names.count);
	if (row != NULL && row->what == PEER_VALUE)
		advise(&one, "write it as a key of its own");
	else if (near != NULL)
		advise(&one, "did you mean '%s'?", near);
	reading_note(own->reading, &one);
	return false;
}

/* "max_data_area_mb=8,hw_block_size=512": values as any others.  What an older kernel
 * does not tell targetcli saves as None. */
static void own_control(const struct own *own)
{
	const char *text = json_string_value(own->value);

	if (json_is_null(own->value))
		return;
	if (text == NULL || !utf8_is_clean(text)) {
		wrong(own, "it takes NAME=VALUE with commas between");
		return;
	}
	autofree char *copy = xstrdup(text);
	char *rest = copy, *part;
	while ((part = strsep(&rest, ",")) != NULL) {
		char *value = strchr(part, '=');

		if (*part == '\0')
			continue;
		if (value == NULL || value == part) {
			wrong(own, "it takes NAME=VALUE with commas between");
			return;
		}
		*value++ = '\0';
		if (!check_name(own, part))
			return;
		if (strcmp(value, "None") == 0)
			continue;
		const struct peer_key row = { .name = own->row->name, .key = part };
		struct own one = *own;
		one.row = &row;
		put_text(&one, value);
	}
}

void reading_own(struct reading *reading, const struct peer_object *object,
		 const struct peer_key *row, struct item *into, const json_t *value)
{
	static const struct {
		enum node_class class;
		const char *name;
		void (*read)(const struct own *own);
	} owns[] = {
		{ CLASS_SO, "control", own_control },
		{ CLASS_ALUA_GROUP, "tg_pt_gp_id", own_group_id },
		{ CLASS_TPG, "enable", own_enable },
		{ CLASS_LUN, "storage_object", own_storage_object },
		{ CLASS_LUN, "alua_tg_pt_gp_name", own_alua },
	};
	const struct own own = { reading, object, row, into, value };

	/* The others were read when the object was opened. */
	for (size_t i = 0; i < sizeof owns / sizeof *owns; i++)
		if (owns[i].class == object->class &&
		    strcmp(owns[i].name, row->name) == 0)
			owns[i].read(&own);
}
