/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was stopped, from one command to the next. */
#include "profiles/stopped.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "profiles/this_boot.h"

#define WHOLE "/"

void stopped_add(struct stopped *stopped, const char *path)
{
	for (size_t i = 0; i < stopped->count; i++)
		if (strcmp(stopped->paths[i], path) == 0)
			return;
	grow(stopped->paths, stopped->count);
	stopped->paths[stopped->count++] = xstrdup(path);
}

void stopped_free(struct stopped *stopped)
{
	for (size_t i = 0; i < stopped->count; i++)
		free(stopped->paths[i]);
	free(stopped->paths);
	*stopped = (struct stopped){ 0 };
}

void stopped_read(struct stopped *stopped)
{
	autoitem struct item *objects = NULL;

	/* Where nobody can tell, nobody is let in. */
	if (this_boot_read(STOPPED_FILE, &objects) < 0)
		stopped->whole = true;
	for (size_t i = 0; objects != NULL && i < objects->count; i++) {
		if (strcmp(objects->entries[i].key, WHOLE) == 0)
			stopped->whole = true;
		else
			stopped_add(stopped, objects->entries[i].key);
	}
}

bool service_is_stopped(void)
{
	struct stopped stopped = { 0 };

	stopped_read(&stopped);
	bool whole = stopped.whole;
	stopped_free(&stopped);
	return whole;
}

static bool is_off(const struct node *live, const char *path)
{
	struct error autoerror gone = { 0 };
	struct node *tpg = NULL;

	return path_find(node_mutable(live), path, &tpg, &gone) == 0 &&
	       tpg->type->class == CLASS_TPG && node_is(tpg, "enable", "0");
}

void stopped_keep_off(struct stopped *stopped, const struct node *live)
{
	size_t count = 0;

	for (size_t i = 0; i < stopped->count; i++) {
		if (is_off(live, stopped->paths[i]))
			stopped->paths[count++] = stopped->paths[i];
		else
			free(stopped->paths[i]);
	}
	stopped->count = count;
}

void stopped_follow(const struct node *live)
{
	struct error autoerror ignored = { 0 };
	struct stopped stopped = { 0 };

	if (access(STOPPED_FILE, F_OK) < 0)
		return;
	stopped_read(&stopped);
	size_t before = stopped.count;
	stopped_keep_off(&stopped, live);
	if (stopped.count < before)
		(void)!stopped_write(&stopped, &ignored);
	stopped_free(&stopped);
}

int stopped_write(const struct stopped *stopped, struct error *err)
{
	struct item *objects = item_new(ITEM_MAPPING);

	if (stopped->whole)
		item_add(objects, WHOLE, item_scalar("stopped"));
	for (size_t i = 0; i < stopped->count; i++)
		item_add(objects, stopped->paths[i], item_scalar("disabled"));
	int r = this_boot_write(STOPPED_FILE, objects);
	if (r == 0)
		return 0;
	(void)fail(err, -EIO, "cannot write %s: %s", STOPPED_FILE, strerror(-r));
	because(err, "what is to be started again is kept there");
	advise(err, "make room in /run");
	return -EIO;
}

void stopped_resume(struct node *live)
{
	struct stopped stopped = { 0 };

	stopped_read(&stopped);
	for (size_t i = 0; i < stopped.count; i++) {
		struct error autoerror gone = { 0 };
		struct node *tpg = NULL;

		if (path_find(live, stopped.paths[i], &tpg, &gone) == 0 &&
		    tpg->type->class == CLASS_TPG && node_is(tpg, "enable", "0"))
			node_set(tpg, "enable", "1");
	}
	stopped_free(&stopped);
}
