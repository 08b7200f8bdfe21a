/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands where a profile is to be saved. */
#include "profiles/standing.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/targetcli.h"

/* The lines of a part of a file that begin with a comment; `begun`: in a line that has
 * more than blanks already. */
static unsigned count_in(const char *part, size_t length, bool *begun)
{
	unsigned count = 0;

	for (size_t i = 0; i < length; i++) {
		bool blank = part[i] == ' ' || part[i] == '\t';

		count += !*begun && part[i] == '#';
		*begun = part[i] != '\n' && (*begun || !blank);
	}
	return count;
}

/* Of a file that cannot be parsed, no farther than any file is read. */
static unsigned count_comments(const char *path)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char part[4096];
	struct stat st;
	bool begun = false;
	unsigned count = 0;
	ssize_t got = 1;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return 0;
	for (size_t at = 0; got > 0 && at < TARGETCLI_BYTES_MAX; at += sizeof part) {
		got = read(fd, part, sizeof part);
		if (got > 0)
			count += count_in(part, (size_t)got, &begun);
	}
	explicit_bzero(part, sizeof part);
	return count;
}

void standing_read(const char *path, struct standing *standing)
{
	struct error autoerror problem = { 0 };

	*standing = (struct standing){ 0 };
	int r = profile_read(path, PROFILE_PARTIAL, &standing->profile, &problem);
	if (r < 0) {
		bool gone = access(path, F_OK) < 0 && errno == ENOENT;

		standing->owner = gone ? OWNER_NOBODY : OWNER_BROKEN;
		standing->comments = gone ? 0 : count_comments(path);
		standing->code = r;
		error_append(&standing->problem, &problem);
		return;
	}
	const struct profile *profile = standing->profile;
	standing->owner = !profile->sealed  ? OWNER_OTHER
			  : profile->edited ? OWNER_EDITED
					    : OWNER_LIOSH;
	standing->comments = profile->comments;
	error_append(&standing->problem, &standing->profile->faults);
}

void standing_clear(struct standing *standing)
{
	profile_free(take_ptr(standing->profile));
	error_clear(&standing->problem);
}

bool standing_is_free(const struct standing *standing)
{
	return standing->owner == OWNER_NOBODY ||
	       (standing->owner == OWNER_LIOSH && standing->comments == 0);
}

const char *standing_text(const struct standing *standing)
{
	static const char *const texts[] = {
		[OWNER_NOBODY] = "there is no such file",
		[OWNER_LIOSH] = "it has comments",
		[OWNER_EDITED] = "it was edited since liosh wrote it",
		[OWNER_OTHER] = "somebody else than liosh wrote it",
		[OWNER_BROKEN] = "what it holds cannot be read",
	};

	return texts[standing->owner];
}

char *standing_comments(const struct standing *standing)
{
	unsigned count = standing->comments;

	if (count == 0)
		return xstrdup("its order and layout would go");
	return xasprintf("%u %s with %s would go", count, count == 1 ? "line" : "lines",
			 count == 1 ? "a comment" : "comments");
}

int standing_refuse(const struct standing *standing, const char *path, struct error *err)
{
	autofree char *comments = standing_comments(standing);
	const char *why = standing->problem.what;

	(void)fail(err, -EBUSY, "%s was not saved: %s", path, standing_text(standing));
	if (standing->owner == OWNER_BROKEN && why != NULL &&
	    standing->problem.mark.line > 0)
		because(err, "line %u: %s; %s", standing->problem.mark.line, why,
			comments);
	else if (standing->owner == OWNER_BROKEN && why != NULL)
		because(err, "%s; %s", why, comments);
	else
		because(err, "%s", comments);
	advise(err,
	       "'saveconfig force=true' writes over it, and keeps it in the directory "
	       "backup beside it; 'edit' changes it as it is");
	return -EBUSY;
}

/* What a value is that the file leaves out, owned: at its default, or, if nobody knows
 * one or it is left to the device, as it is. */
static char *left_out(const struct node *before, const struct value *value)
{
	const unsigned stays = ATTR_KEEP | ATTR_DEVICE | ATTR_ACTION | ATTR_VIRTUAL;
	const struct attr *attr = value->attr;
	bool goes = before->flags & NODE_WHOLE &&
		    (!(attr->flags & stays) || attr->flags & ATTR_KEPT);
	char *unset = goes ? attr_default(attr, before) : NULL;

	return unset != NULL ? unset : xstrdup(value->text);
}

static void fill_in(struct node *before, const struct node *after)
{
	value_foreach(value, after)
	{
		if (node_value(before, value->name) != NULL)
			continue;
		char *text = value->attr == NULL ? NULL : left_out(before, value);
		if (text != NULL)
			node_set(before, value->name, text);
		else
			node_set_unknown(before, value->group, value->name, value->text);
		secret_free(text);
	}
	node_foreach (child, before) {
		const struct node *other = node_child(after, child->name);

		if (other != NULL && other->type == child->type)
			fill_in(child, other);
	}
}

void standing_compare(const struct standing *standing, const struct node *tree,
		      bool kernel, void (*show)(const struct plan *plan, void *data),
		      void *data)
{
	const struct plan_options options = { .changes_only = true };
	const unsigned flags = OVERLAY_REPLACE | (kernel ? OVERLAY_KERNEL : 0U);
	struct error autoerror ignored = { 0 };
	autonode struct node *before = node_copy(tree);
	autonode struct node *after = node_copy(tree);
	struct plan *plan = NULL;

	if (standing->profile == NULL || profile_overlay(before, standing->profile->tree,
							 flags, NULL, NULL, &ignored) < 0)
		return;
	fill_in(before, after);
	if (plan_make(before, after, &options, &plan, &ignored) < 0)
		return;
	show(plan, data);
	plan_free(plan);
}

static void keep_text(const struct plan *plan, void *data)
{
	char **text = data;

	*text = plan_text(plan);
}

char *standing_difference(const struct standing *standing, const struct node *tree,
			  bool kernel)
{
	char *text = NULL;

	standing_compare(standing, tree, kernel, keep_text, &text);
	return text == NULL ? xstrdup("") : text;
}
