/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part of a path after the other, as the kernel would go, but only where that is
 * answered at once. */
#include "profiles/trail.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

/* As many as the kernel follows. */
#define LINKS_MOST 40

struct trail {
	const struct volumes *elsewhere; /* NULL: not known */
	struct text at;                  /* "/srv/iscsi"; empty: "/" */
	char *rest;                      /* owned: what is still to go, "/b/disk.img" */
	unsigned links;                  /* followed so far */
	bool blind;                      /* from here on it goes by what is written */
};

/* Also what something local covers: that one may go. */
static bool may_wait(const struct volumes *elsewhere, const char *directory)
{
	for (size_t i = 0; elsewhere != NULL && i < elsewhere->count; i++)
		if (strcmp(elsewhere->all[i].path, directory) == 0)
			return true;
	return elsewhere == NULL;
}

/* Where the link at this place leads, owned; NULL: it is none, or is not looked at. */
static char *link_of(struct trail *trail)
{
	char target[PATH_MAX];

	trail->blind = trail->blind || may_wait(trail->elsewhere, trail->at.data);
	if (trail->blind)
		return NULL;
	ssize_t length = readlink(trail->at.data, target, sizeof target);
	if (length < 0 && errno == EINVAL)
		return NULL;
	trail->blind = length <= 0 || (size_t)length == sizeof target ||
		       ++trail->links > LINKS_MOST;
	return trail->blind ? NULL : xstrndup(target, (size_t)length);
}

static void go_up(struct text *at)
{
	const char *slash = at->length == 0 ? NULL : strrchr(at->data, '/');

	at->length = slash == NULL ? 0 : (size_t)(slash - at->data);
	if (at->data != NULL)
		at->data[at->length] = '\0';
}

static void turn(struct trail *trail, const char *target)
{
	char *rest = xasprintf("%s%s", target, trail->rest);

	free(trail->rest);
	trail->rest = rest;
	if (target[0] == '/')
		text_free(&trail->at);
	else
		go_up(&trail->at);
}

/* The next part of what is still to go, owned; NULL: none. */
static char *take_part(struct trail *trail)
{
	const char *part = trail->rest + strspn(trail->rest, "/");
	size_t length = strcspn(part, "/");

	if (length == 0)
		return NULL;
	char *taken = xstrndup(part, length);
	memmove(trail->rest, part + length, strlen(part + length) + 1);
	return taken;
}

static bool is_directory(const struct trail *trail)
{
	return trail->rest[strspn(trail->rest, "/")] != '\0';
}

void trail_follow(const struct volumes *elsewhere, const char *path,
		  void (*each)(void *data, const char *directory), void *data)
{
	struct trail trail = {
		.elsewhere = elsewhere,
		.rest = xstrdup(path),
	};
	char *part;

	for (; (part = take_part(&trail)) != NULL; free(part)) {
		if (strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") == 0) {
			go_up(&trail.at);
			continue;
		}
		text_addf(&trail.at, "/%s", part);
		if (is_directory(&trail))
			each(data, trail.at.data);
		autofree char *target = link_of(&trail);
		if (target != NULL)
			turn(&trail, target);
	}
	free(trail.rest);
	text_free(&trail.at);
}
