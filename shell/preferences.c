/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's preferences and bookmarks, a small file of `name: value` lines. */
#include "shell/preferences.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"

#define BOOL_ROW(name_, member, help_)                                                   \
	{                                                                                \
		.name = name_, .offset = offsetof(struct preferences, member),           \
		.help = help_                                                            \
	}
#define NUMBER_ROW(name_, member, help_)                                                 \
	{                                                                                \
		.name = name_, .offset = offsetof(struct preferences, member),           \
		.is_number = true, .help = help_                                         \
	}

/* In the order of their names. */
const struct preference preference_rows[] = {
	BOOL_ROW("auto_add_default_portal", moves.portal,
		 "A new TPG gets a portal that listens on all addresses."),
	BOOL_ROW("auto_add_mapped_luns", moves.mapped_luns,
		 "New LUNs and new ACLs are mapped to each other."),
	BOOL_ROW("auto_cd_after_create", auto_cd,
		 "The new object becomes the current path."),
	BOOL_ROW("auto_enable_tpgt", moves.enable, "A new TPG is enabled."),
	BOOL_ROW("color_mode", color, "Colours on a terminal."),
	BOOL_ROW("export_backstore_name_as_model", moves.model_alias,
		 "Initiators see the name of a new backstore as its model."),
	NUMBER_ROW("prompt_length", prompt_length,
		   "Longest path in the prompt, 0 for no limit."),
	NUMBER_ROW("tree_max_depth", tree_depth, "Depth of 'ls', 0 for no limit."),
	BOOL_ROW("tree_round_nodes", tree_round, "'ls' marks nodes with o, else +."),
	BOOL_ROW("tree_show_root", tree_root, "'ls' shows the node that it begins at."),
	BOOL_ROW("tree_status_mode", tree_status, "'ls' shows the state of each node."),
};
const size_t preference_count = sizeof preference_rows / sizeof *preference_rows;

static void set_defaults(struct preferences *preferences)
{
	*preferences = (struct preferences){
		.moves = { .portal = true,
			   .enable = true,
			   .mapped_luns = true,
			   .model_alias = true },
		.color = true,
		.tree_status = true,
		.tree_round = true,
		.tree_root = true,
		.prompt_length = 30,
	};
}

/* Where the file is: nowhere if the home belongs to somebody else (sudo). */
static char *file_path(void)
{
	const char *base = secure_getenv("XDG_CONFIG_HOME");
	const char *home = secure_getenv("HOME");
	struct stat st;

	if (base != NULL && *base == '/')
		return xasprintf("%s/liosh/preferences.yaml", base);
	if (home == NULL || *home != '/' || stat(home, &st) < 0 || st.st_uid != geteuid())
		return NULL;
	return xasprintf("%s/.config/liosh/preferences.yaml", home);
}

const struct preference *preference_find(const char *name)
{
	for (size_t i = 0; i < preference_count; i++)
		if (strcmp(preference_rows[i].name, name) == 0)
			return &preference_rows[i];
	return NULL;
}

char *preference_text(const struct preferences *preferences, const struct preference *row)
{
	const void *at = (const char *)preferences + row->offset;
	const unsigned *number = at;
	const bool *flag = at;

	if (row->is_number)
		return xasprintf("%u", *number);
	return xstrdup(*flag ? "true" : "false");
}

int preference_set(struct preferences *preferences, const struct preference *row,
		   const char *text, struct error *err)
{
	void *at = (char *)preferences + row->offset;
	unsigned *count = at;
	uint64_t number = 0;

	if (!row->is_number) {
		if (parse_bool(text, at))
			return 0;
		return fail(err, -EINVAL, "'%s' is no value of %s: true or false", text,
			    row->name);
	}
	if (!parse_uint(text, &number) || number > 10000)
		return fail(err, -EINVAL, "'%s' is no value of %s: 0..10000", text,
			    row->name);
	*count = (unsigned)number;
	return 0;
}

const char *bookmark_find(const struct preferences *preferences, const char *name)
{
	for (size_t i = 0; i < preferences->bookmark_count; i++)
		if (strcmp(preferences->bookmarks[i].name, name) == 0)
			return preferences->bookmarks[i].path;
	return NULL;
}

static void bookmark_remove(struct preferences *preferences, size_t at)
{
	struct bookmark *gone = &preferences->bookmarks[at];

	free(gone->name);
	free(gone->path);
	preferences->bookmark_count--;
	memmove(gone, gone + 1, (preferences->bookmark_count - at) * sizeof *gone);
}

void bookmark_set(struct preferences *preferences, const char *name, const char *path)
{
	size_t at = 0;

	while (at < preferences->bookmark_count &&
	       strcmp(preferences->bookmarks[at].name, name) < 0)
		at++;
	char *copy = xstrdup_null(path);
	char *copy_name = xstrdup(name);
	if (at < preferences->bookmark_count &&
	    strcmp(preferences->bookmarks[at].name, name) == 0)
		bookmark_remove(preferences, at);
	if (copy == NULL) {
		free(copy_name);
		return;
	}
	grow(preferences->bookmarks, preferences->bookmark_count);
	memmove(preferences->bookmarks + at + 1, preferences->bookmarks + at,
		(preferences->bookmark_count - at) * sizeof *preferences->bookmarks);
	preferences->bookmarks[at] = (struct bookmark){ copy_name, copy };
	preferences->bookmark_count++;
}

/* The value of a line, without the quotes that preferences_save puts around paths. */
static char *unquote(const char *text)
{
	size_t length = strlen(text);
	struct text out = { 0 };

	if (length < 2 || *text != '\'' || text[length - 1] != '\'')
		return xstrdup(text);
	for (const char *at = text + 1; at < text + length - 1; at++) {
		text_add_bytes(&out, at, 1);
		if (*at == '\'' && at[1] == '\'')
			at++;
	}
	return text_take(&out);
}

/* A line that means nothing is passed over: an older or newer liosh wrote it. */
static void take_line(struct preferences *preferences, char *line)
{
	autoerror struct error ignored = { 0 };
	bool is_bookmark = *line == ' ';
	char *name = line + strspn(line, " ");
	char *colon = strstr(name, ": ");

	if (*name == '#' || colon == NULL)
		return;
	*colon = '\0';
	autofree char *value = unquote(colon + 2);
	if (is_bookmark) {
		bookmark_set(preferences, name, value);
		return;
	}
	const struct preference *row = preference_find(name);
	if (row != NULL && preference_set(preferences, row, value, &ignored) < 0)
		return;
}

void preferences_load(struct preferences *preferences)
{
	set_defaults(preferences);
	preferences->path = file_path();
	if (preferences->path == NULL)
		return;
	autofile FILE *file = fopen(preferences->path, "re");
	autofree char *line = NULL;
	size_t room = 0;

	while (file != NULL && text_read_line(file, &line, &room) >= 0)
		take_line(preferences, line);
}

void preferences_free(struct preferences *preferences)
{
	while (preferences->bookmark_count > 0)
		bookmark_remove(preferences, preferences->bookmark_count - 1);
	free(preferences->bookmarks);
	free(preferences->path);
	memset(preferences, 0, sizeof *preferences);
}

static char *as_text(const struct preferences *preferences)
{
	struct text out = { 0 };

	for (size_t i = 0; i < preference_count; i++) {
		autofree char *value = preference_text(preferences, &preference_rows[i]);

		text_addf(&out, "%s: %s\n", preference_rows[i].name, value);
	}
	if (preferences->bookmark_count > 0)
		text_add(&out, "bookmarks:\n");
	for (size_t i = 0; i < preferences->bookmark_count; i++) {
		const struct bookmark *bookmark = &preferences->bookmarks[i];

		text_addf(&out, "  %s: '", bookmark->name);
		for (const char *at = bookmark->path; *at != '\0'; at++)
			text_add_bytes(&out, *at == '\'' ? "''" : at,
				       *at == '\'' ? 2 : 1);
		text_add(&out, "'\n");
	}
	return text_take(&out);
}

/* The directories above the file; what is there already is fine. */
static void make_parents(const char *path)
{
	autofree char *copy = xstrdup(path);

	for (char *slash = strchr(copy + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(copy, 0700);
		*slash = '/';
	}
}

int preferences_save(const struct preferences *preferences, struct error *err)
{
	if (preferences->path == NULL)
		return 0;
	make_parents(preferences->path);
	autofree char *text = as_text(preferences);
	autofree char *fresh = xasprintf("%s.XXXXXX", preferences->path);
	int fd = mkstemp(fresh);
	if (fd < 0)
		return fail(err, -ENOSPC, "cannot write %s: %s", preferences->path,
			    strerror(errno));
	size_t length = strlen(text);
	bool ok = write(fd, text, length) == (ssize_t)length;

	ok = close(fd) == 0 && ok && rename(fresh, preferences->path) == 0;
	if (ok)
		return 0;
	int saved = errno;
	(void)unlink(fresh);
	return fail(err, -EIO, "cannot write %s: %s", preferences->path, strerror(saved));
}

int bookmarks_save(const struct preferences *preferences, struct error *err)
{
	struct preferences stored;

	preferences_load(&stored);
	while (stored.bookmark_count > 0)
		bookmark_remove(&stored, stored.bookmark_count - 1);
	for (size_t i = 0; i < preferences->bookmark_count; i++)
		bookmark_set(&stored, preferences->bookmarks[i].name,
			     preferences->bookmarks[i].path);
	int r = preferences_save(&stored, err);
	preferences_free(&stored);
	return r;
}
