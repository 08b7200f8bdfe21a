/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel as test_plan needs it: a list of paths, and rules for what changes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "tests/unit/plan_model.h"

static struct item *find(const struct world *world, const char *path)
{
	for (size_t i = 0; i < world->count; i++)
		if (strcmp(world->items[i].path, path) == 0)
			return &world->items[i];
	return NULL;
}

static void put(struct world *world, const char *path, const char *text)
{
	struct item *item = find(world, path);

	if (item == NULL) {
		grow(world->items, world->count);
		item = &world->items[world->count++];
		*item = (struct item){ .path = xstrdup(path) };
	}
	char *copy = xstrdup_null(text);
	free(item->text);
	item->text = copy;
}

static bool is_below(const char *path, const char *dir)
{
	const char *rest = after_prefix(path, dir);

	return rest != NULL && *rest == '/';
}

static bool is_link(const struct item *item)
{
	return item->text != NULL && starts_with(item->text, "->");
}

static void drop_item(struct world *world, size_t at)
{
	free(world->items[at].path);
	free(world->items[at].text);
	world->items[at] = world->items[--world->count];
}

/* The directory and the values in it; user-made children were refused before. */
static void drop(struct world *world, const char *path)
{
	for (size_t i = world->count; i > 0; i--)
		if (strcmp(world->items[i - 1].path, path) == 0 ||
		    is_below(world->items[i - 1].path, path))
			drop_item(world, i - 1);
}

static bool is_linked_to(const struct world *world, const char *path)
{
	for (size_t i = 0; i < world->count; i++)
		if (is_link(&world->items[i]) &&
		    strcmp(world->items[i].text + 2, path) == 0)
			return true;
	return false;
}

static const struct item *link_in(const struct world *world, const char *dir)
{
	for (size_t i = 0; i < world->count; i++)
		if (is_link(&world->items[i]) && is_below(world->items[i].path, dir) &&
		    strchr(world->items[i].path + strlen(dir) + 1, '/') == NULL)
			return &world->items[i];
	return NULL;
}

static bool has_children(const struct world *world, const char *dir)
{
	for (size_t i = 0; i < world->count; i++)
		if (is_below(world->items[i].path, dir) &&
		    (world->items[i].text == NULL || is_link(&world->items[i])))
			return true;
	return false;
}

static bool parent_exists(const struct world *world, const char *path)
{
	static const char *const made[] = { "core", "lun",    "acls",  "np",
					    "alua", "attrib", "param", "auth",
					    "wwn",  "pr",     "lu_gps" };
	autofree char *parent = xstrdup(path);

	for (;;) {
		char *slash = strrchr(parent, '/');

		if (slash == NULL)
			return true;
		*slash = '\0';
		if (find(world, parent) != NULL)
			return true;
		const char *last = strrchr(parent, '/');
		last = last == NULL ? parent : last + 1;
		bool by_kernel = false;
		for (size_t i = 0; i < sizeof made / sizeof *made; i++)
			by_kernel = by_kernel || strcmp(last, made[i]) == 0;
		if (!by_kernel)
			return false;
	}
}

static const char *read_value(const struct world *world, const char *dir,
			      const char *file)
{
	autofree char *path = xasprintf("%s/%s", dir, file);
	const struct item *item = find(world, path);

	return item == NULL ? NULL : item->text;
}

/* A LUN that goes while somebody can log in by demo mode leaves him a mapping to what is
 * freed, and the kernel crashes at his next command. */
static const char *refuse_unlink(const struct world *world, const char *path)
{
	autofree char *lun = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	autofree char *tpg = xstrndup(lun, (size_t)(strstr(lun, "/lun/") - lun));

	if (is_linked_to(world, lun))
		return "is mapped";
	return text_equal(read_value(world, tpg, "enable"), "1") &&
			       text_equal(read_value(world, tpg,
						     "attrib/generate_node_acls"),
					  "1")
		       ? "a guest may be on its way in"
		       : NULL;
}

const char *world_refusal(const struct world *world, const struct step *step)
{
	const struct item *item = find(world, step->path);
	unsigned flags = step->attr == NULL ? 0 : step->attr->flags;

	switch (step->op) {
	case STEP_MKDIR:
		return item != NULL                        ? "exists"
		       : !parent_exists(world, step->path) ? "no parent"
							   : NULL;
	case STEP_RMDIR:
		return item == NULL                      ? "is not there"
		       : has_children(world, step->path) ? "has children"
		       : is_linked_to(world, step->path) ? "is linked to"
							 : NULL;
	case STEP_WRITE:
		if (!parent_exists(world, step->path))
			return "no object";
		if (flags & ATTR_BEFORE_EXPORT && is_linked_to(world, step->node->dir))
			return "is exported";
		return NULL;
	case STEP_LINK:
		if (item != NULL || !parent_exists(world, step->path))
			return "no place for the link";
		if (find(world, step->text) == NULL)
			return "no target";
		if (starts_with(step->text, "core/"))
			return text_equal(read_value(world, step->text, "enable"), "1")
				       ? NULL
				       : "not enabled";
		return link_in(world, step->text) == NULL ? "LUN has no storage" : NULL;
	case STEP_UNLINK:
		if (item == NULL)
			return "no link";
		return starts_with(item->text, "->core/")
			       ? refuse_unlink(world, step->path)
			       : NULL;
	case STEP_MAKE_FILE:
	case STEP_DROP_FILE:
	case STEP_CHECK:
		return NULL;
	}
	return NULL;
}

static char *dir_of(const char *path, int levels)
{
	char *dir = xstrdup(path);

	while (levels-- > 0)
		*strrchr(dir, '/') = '\0';
	return dir;
}

void world_do(struct world *world, const struct step *step)
{
	if (step->op == STEP_MKDIR) {
		put(world, step->path, NULL);
	} else if (step->op == STEP_RMDIR) {
		drop(world, step->path);
	} else if (step->op == STEP_WRITE) {
		put(world, step->path, step->text);
	} else if (step->op == STEP_LINK) {
		autofree char *text = xasprintf("->%s", step->text);
		autofree char *dir = dir_of(step->path, 1);

		put(world, step->path, text);
		if (!starts_with(step->text, "core/")) {
			/* …/TPG/acls/X/lun_0/link: comes up as the TPG says now. */
			autofree char *tpg = dir_of(step->path, 4);
			autofree char *file = xasprintf("%s/write_protect", dir);
			const char *protect =
				read_value(world, tpg, "attrib/prod_mode_write_protect");
			put(world, file, protect == NULL ? "0" : protect);
		}
	} else if (step->op == STEP_UNLINK) {
		autofree char *dir = dir_of(step->path, 1);
		autofree char *protect = xasprintf("%s/write_protect", dir);

		drop_item(world, (size_t)(find(world, step->path) - world->items));
		if (find(world, protect) != NULL)
			drop_item(world, (size_t)(find(world, protect) - world->items));
	}
}

void world_free(struct world *world)
{
	while (world->count > 0)
		drop_item(world, world->count - 1);
	free(world->items);
	*world = (struct world){ 0 };
}

/* --- who may reach what ---------------------------------------------------------- */

static bool has_portal(const struct world *world, const char *tpg)
{
	autofree char *np = xasprintf("%s/np", tpg);

	for (size_t i = 0; i < world->count; i++)
		if (is_below(world->items[i].path, np) && world->items[i].text == NULL)
			return true;
	return false;
}

static bool is_set(const char *text)
{
	return text != NULL && strcmp(text, "NULL") != 0;
}

static void add_access(const struct world *world, const struct item *mapped,
		       struct access *access)
{
	autofree char *dir = dir_of(mapped->path, 1), *acl = dir_of(mapped->path, 2);
	autofree char *tpg = dir_of(mapped->path, 4);
	const struct item *lun = link_in(world, mapped->text + 2);
	const char *protect = read_value(world, dir, "write_protect");
	const char *open = read_value(world, tpg, "attrib/authentication");
	const char *user = read_value(world, acl, "auth/userid");
	const char *secret = read_value(world, acl, "auth/password");

	if (lun == NULL || !text_equal(read_value(world, tpg, "enable"), "1") ||
	    !has_portal(world, tpg))
		return;
	/* HBA numbers are nobody's business. */
	bool no_auth = text_equal(open, "0");
	if (!no_auth && (!is_set(user) || !is_set(secret)))
		return;
	grow(access->lines, access->count);
	access->lines[access->count++] = xasprintf(
		"%s %s %s %s %s", acl, strrchr(dir, '/'), strrchr(lun->text, '/'),
		text_equal(protect, "1") ? "ro" : "rw", no_auth ? "open" : secret);
}

/* Whoever comes, by demo mode; …/TPG/lun/lun_0/link. */
static void add_guests(const struct world *world, const struct item *lun,
		       struct access *access)
{
	autofree char *dir = dir_of(lun->path, 1), *tpg = dir_of(lun->path, 3);

	if (!text_equal(read_value(world, tpg, "enable"), "1") ||
	    !text_equal(read_value(world, tpg, "attrib/generate_node_acls"), "1") ||
	    !text_equal(read_value(world, tpg, "attrib/authentication"), "0") ||
	    !has_portal(world, tpg))
		return;
	grow(access->lines, access->count);
	access->lines[access->count++] =
		xasprintf("%s:guest %s %s ro open", tpg, strrchr(dir, '/'),
			  strrchr(lun->text, '/'));
}

struct access access_of(const struct world *world)
{
	struct access access = { 0 };

	for (size_t i = 0; i < world->count; i++)
		if (!is_link(&world->items[i]))
			continue;
		else if (starts_with(world->items[i].text, "->core/"))
			add_guests(world, &world->items[i], &access);
		else
			add_access(world, &world->items[i], &access);
	return access;
}

void access_free(struct access *access)
{
	for (size_t i = 0; i < access->count; i++)
		free(access->lines[i]);
	free(access->lines);
}

bool access_holds(const struct access *access, const char *line)
{
	for (size_t i = 0; i < access->count; i++)
		if (strcmp(access->lines[i], line) == 0)
			return true;
	return false;
}

bool access_allows(const struct access *access, const char *line)
{
	char acl[256], lun[32], disk[64], mode[8], auth[64];
	bool found = false;

	if (sscanf(line, "%255s %31s %63s %7s %63s", acl, lun, disk, mode, auth) != 5)
		return false;
	const char *const modes[] = { mode, "rw" }, *const auths[] = { auth, "open" };
	for (size_t i = 0; i < 4 && !found; i++) {
		autofree char *wider = xasprintf("%s %s %s %s %s", acl, lun, disk,
						 modes[i / 2], auths[i % 2]);

		found = access_holds(access, wider);
	}
	return found;
}
