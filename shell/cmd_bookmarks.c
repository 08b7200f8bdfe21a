/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bookmarks: names for paths. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/run.h"
#include "shell/view.h"

static int add(const struct call *call, const char *name, struct error *err)
{
	struct preferences *preferences = &call->shell->preferences;
	autofree char *path = shown_path(call->node);

	if (bookmark_find(preferences, name) != NULL)
		return fail(err, -EEXIST, "bookmark '%s' exists already", name);
	if (name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			      "0123456789:_.-")] != '\0')
		return fail(err, -EINVAL,
			    "'%s' is no name for a bookmark: letters, "
			    "digits and : _ . -",
			    name);
	bookmark_set(preferences, name, path);
	int r = bookmarks_save(preferences, err);
	if (r == 0)
		shell_note(call->shell, "Bookmarked %s as %s.", path, name);
	return r;
}

static int no_bookmark(const char *name, struct error *err)
{
	(void)fail(err, -ENOENT, "no such bookmark: '%s'", name);
	advise(err, "'bookmarks show' lists them");
	return -ENOENT;
}

static int del(const struct call *call, const char *name, struct error *err)
{
	struct preferences *preferences = &call->shell->preferences;

	if (bookmark_find(preferences, name) == NULL)
		return no_bookmark(name, err);
	bookmark_set(preferences, name, NULL);
	int r = bookmarks_save(preferences, err);
	if (r == 0)
		shell_note(call->shell, "Deleted bookmark %s.", name);
	return r;
}

static int go(const struct call *call, const char *name, struct error *err)
{
	const char *path = bookmark_find(&call->shell->preferences, name);
	struct node *node;

	if (path == NULL)
		return no_bookmark(name, err);
	int r = shown_find(call->node, path, &node, err);
	if (r == 0)
		go_to(call->shell, path);
	return r;
}

static void show_json(const struct call *call)
{
	const struct preferences *preferences = &call->shell->preferences;
	json_t *paths = json_object();

	for (size_t i = 0; i < preferences->bookmark_count; i++)
		json_object_set_new(paths, preferences->bookmarks[i].name,
				    json_text(preferences->bookmarks[i].path));
	print_json(call->shell, json_pack("{so}", "bookmarks", paths));
}

static int show(const struct call *call, const char *name, struct error *err)
{
	const struct preferences *preferences = &call->shell->preferences;
	FILE *out = call->shell->out;

	(void)name;
	(void)err;
	if (call->shell->json) {
		show_json(call);
		return 0;
	}
	print_heading(out, "BOOKMARKS", '=');
	if (preferences->bookmark_count == 0)
		fputs("No bookmarks yet.\n", out);
	for (size_t i = 0; i < preferences->bookmark_count; i++) {
		autofree char *path = escape_text(preferences->bookmarks[i].path);

		print_heading(out, preferences->bookmarks[i].name, '-');
		fprintf(out, "%s\n\n", path);
	}
	return 0;
}

static const struct {
	const char *name, *help;
	bool needs_name;
	int (*run)(const struct call *call, const char *name, struct error *err);
} actions[] = {
	{ "add", "gives the current path a name", true, add },
	{ "del", "forgets a bookmark", true, del },
	{ "go", "goes to its path", true, go },
	{ "show", "lists them", false, show },
};
#define ACTION_COUNT (sizeof actions / sizeof *actions)

static int run_bookmarks(const struct call *call, struct error *err)
{
	const struct word *action = arg_word(call, "action");
	const char *name = arg_text(call, "bookmark", NULL);

	for (size_t i = 0; i < ACTION_COUNT; i++) {
		if (strcmp(actions[i].name, action->text) != 0)
			continue;
		if (actions[i].needs_name && name == NULL)
			return fail(err, -ENOSYS, "'bookmarks %s' needs a name",
				    actions[i].name);
		return actions[i].run(call, name, err);
	}
	struct mark mark = word_mark(call, action);
	(void)fail_at(err, &mark, -ENOSYS, "'%s' is not an action of bookmarks",
		      action->text);
	because(err, "bookmarks takes add, del, go, show");
	return -ENOSYS;
}

static void complete(const struct call *call, const char *arg, struct candidates *found)
{
	const struct preferences *preferences = &call->shell->preferences;

	for (size_t i = 0; i < ACTION_COUNT && strcmp(arg, "action") == 0; i++)
		candidate_add(found, actions[i].name, actions[i].help);
	for (size_t i = 0; i < preferences->bookmark_count; i++)
		if (strcmp(arg, "bookmark") == 0)
			candidate_add(found, preferences->bookmarks[i].name,
				      preferences->bookmarks[i].path);
}

static const struct command_arg args[] = {
	{ .name = "action", .help = "add, del, go or show", .required = true },
	{ .name = "bookmark", .help = "its name" },
	{ 0 },
};

const struct command cmd_bookmarks = {
	.name = "bookmarks",
	.help = "Names for paths: @NAME may stand wherever a path may.\n"
		"@last is the object created last.",
	.own = true,
	.args = args,
	.complete = complete,
	.run = run_bookmarks,
};
