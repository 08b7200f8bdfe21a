/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of a line to the command that does it. */
#include "shell/run.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "shell/args.h"
#include "shell/print.h"
#include "shell/view.h"

/* One command of a line, before it is known what its words mean. */
struct parts {
	const struct line *line;
	const struct word *path, *name; /* either may be missing */
	const struct word **words;      /* owned array */
	size_t count;
	bool each;       /* PATH ended in *: once for each child */
	bool yes, check; /* yes=true, check=true was among the words */
	bool moves;      /* no auto=false was */
};

bool is_path(const struct word *word)
{
	size_t length = strlen(word->text);

	if (word->name != NULL || length == 0)
		return false;
	return *word->text == '@' || strchr(word->text, '/') != NULL ||
	       strcmp(word->text, ".") == 0 || strcmp(word->text, "..") == 0 ||
	       (word->text[length - 1] == '*' && !word->quoted);
}

static struct mark mark_of(const struct parts *parts, const struct word *word)
{
	struct mark mark = parts->line->mark;

	mark.column = word->column;
	return mark;
}

/* What every command takes. */
static bool *switch_of(struct parts *parts, const struct word *word)
{
	if (word->name == NULL)
		return NULL;
	if (strcmp(word->name, "yes") == 0)
		return &parts->yes;
	if (strcmp(word->name, "auto") == 0)
		return &parts->moves;
	return strcmp(word->name, "check") == 0 ? &parts->check : NULL;
}

/* Sorts out the words of one command; [*from, end) of the line. */
static int take_parts(const struct line *line, size_t *from, struct parts *parts,
		      struct error *err)
{
	bool ended = false;

	*parts = (struct parts){ .line = line, .moves = true };
	parts->words = xcalloc(line->count + 1, sizeof *parts->words);
	for (; *from < line->count && !ended; (*from)++) {
		const struct word *word = &line->words[*from];

		ended = word->ends;
		bool *switch_ = switch_of(parts, word);
		if (switch_ != NULL) {
			struct mark mark = mark_of(parts, word);

			if (!parse_bool(word->text, switch_))
				return fail_at(err, &mark, -EINVAL,
					       "'%s' is no value of %s: true or false",
					       word->text, word->name);
		} else if (parts->name == NULL && parts->path == NULL && is_path(word)) {
			parts->path = word;
		} else if (parts->name == NULL) {
			parts->name = word;
		} else {
			parts->words[parts->count++] = word;
		}
	}
	return 0;
}

static const struct command *by_prefix(const struct node *node, const char *name)
{
	const struct command *found = NULL;

	for (const struct command *const *at = commands; *at != NULL; at++) {
		if (!starts_with((*at)->name, name) || !command_offered(*at, node))
			continue;
		if (found != NULL)
			return NULL;
		found = *at;
	}
	return found;
}

int command_for(const struct shell *shell, const struct node *node, const char *name,
		const struct command **command, struct error *err)
{
	*command = command_find(name);
	if (*command != NULL && command_offered(*command, node))
		return 0;
	*command = shell->interactive ? by_prefix(node, name) : NULL;
	return *command != NULL ? 0 : no_command(node, name, err);
}

void go_to(struct shell *shell, const char *path)
{
	struct paths *visited = &shell->visited;

	if (strcmp(path, shell->cwd) == 0)
		return;
	if (visited->count == 0) {
		grow(visited->paths, visited->count);
		visited->paths[visited->count++] = xstrdup(shell->cwd);
	}
	while (visited->count > visited->at + 1)
		free(visited->paths[--visited->count]);
	grow(visited->paths, visited->count);
	visited->paths[visited->count++] = xstrdup(path);
	visited->at = visited->count - 1;
	free(shell->cwd);
	shell->cwd = xstrdup(path);
}

/* If the error has no place yet: the word that it quotes. */
static void point(const struct parts *parts, struct error *err)
{
	for (; err != NULL && err->code != 0; err = err->next) {
		for (size_t i = 0; i < parts->count && err->mark.line == 0; i++) {
			autofree char *quoted = xasprintf("'%s'", parts->words[i]->text);

			if (strstr(err->what, quoted) != NULL)
				err->mark = mark_of(parts, parts->words[i]);
		}
		if (err->mark.line == 0 && parts->line->mark.file != NULL)
			err->mark = mark_of(parts, parts->name != NULL ? parts->name
								       : parts->path);
	}
}

static int no_check(const struct command *command, struct error *err)
{
	(void)fail(err, -ENOSYS, "'%s' cannot be checked", command->name);
	because(err, "it changes neither the configuration nor a profile");
	advise(err, "give it without --check");
	return -ENOSYS;
}

/* With `--name VALUE` as one word. */
static int run_joined(struct call *call, struct error *err)
{
	autofree struct word *joined = xcalloc(call->count + 1, sizeof *joined);
	autofree const struct word **words = xcalloc(call->count + 1, sizeof *words);
	size_t count;
	int r = args_join(call, joined, &count, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		words[i] = &joined[i];
	call->words = words;
	call->count = count;
	r = args_check(call, err);
	return r < 0 ? r : call->command->run(call, err);
}

static int run_on(struct shell *shell, const struct parts *parts, struct node *node,
		  struct error *err)
{
	const char *name = parts->name == NULL ? "ls" : parts->name->text;
	struct call call = {
		.shell = shell,
		.node = node,
		.line = parts->line,
		.words = parts->words,
		.count = parts->count,
	};
	int r = command_for(shell, node, name, &call.command, err);

	if (r < 0 && parts->name != NULL && err->mark.line == 0)
		err->mark = mark_of(parts, parts->name);
	if (r == 0 && shell->check && call.command != NULL && call.command->own)
		r = no_check(call.command, err);
	return r < 0 || call.command == NULL ? r : run_joined(&call, err);
}

/* Without LIO, help is at hand all the same, and a wrong word is one. */
static int tree_for(struct shell *shell, const struct parts *parts, const char *path,
		    struct node **tree, struct error *err)
{
	autoerror struct error ignored = { 0 };
	struct node *node;
	int r = shell_tree(shell, LOAD_SUMMARY, tree, err);

	if (r != -ENOTSUP || parts->name == NULL)
		return r;
	const struct command *command = command_find(parts->name->text);
	if (command != NULL && !command->offline)
		return r;
	*tree = shell_empty_tree(shell);
	if (shell_find(shell, *tree, path, &node, &ignored) < 0)
		return r;
	error_clear(err);
	return 0;
}

/* Finds the node anew: an earlier command may have changed the tree. */
static int run_at(struct shell *shell, const struct parts *parts, const char *path,
		  struct error *err)
{
	struct node *tree, *node;
	int r = tree_for(shell, parts, path, &tree, err);

	if (r == 0)
		r = shell_find(shell, tree, path, &node, err);
	if (r < 0 && parts->path != NULL && err->mark.line == 0)
		err->mark = mark_of(parts, parts->path);
	if (r != 0)
		return r;
	if (parts->name != NULL || parts->each)
		return run_on(shell, parts, node, err);
	autofree char *target = shown_path(node);
	go_to(shell, target);
	return 0;
}

static int run_each(struct shell *shell, const struct parts *parts, const char *path,
		    struct error *err)
{
	struct node *tree, *node, **children;
	int r = shell_tree(shell, LOAD_SUMMARY, &tree, err);

	if (r == 0)
		r = shell_find(shell, tree, path, &node, err);
	if (r != 0)
		return r;
	size_t count = shown_children(node, &children);
	char **paths = xcalloc(count, sizeof *paths);
	for (size_t i = 0; i < count; i++)
		paths[i] = shown_path(children[i]);
	free(children);
	for (size_t i = 0; i < count && r == 0; i++) {
		shell_note(shell, "[%s]", paths[i]);
		r = run_at(shell, parts, paths[i], err);
	}
	for (size_t i = 0; i < count; i++)
		free(paths[i]);
	free(paths);
	return r;
}

/* -j: what the command says of all the paths is one document. */
static int run_gathered(struct shell *shell, const struct parts *parts, const char *path,
			struct error *err)
{
	if (!shell->json)
		return run_each(shell, parts, path, err);
	json_t *results = json_array();
	shell->gathered = results;
	int r = run_each(shell, parts, path, err);
	shell->gathered = NULL;
	if (json_array_size(results) > 0 || r == 0)
		print_json(shell, json_pack("{sO}", "results", results));
	json_decref(results);
	return r;
}

static int no_pattern(const struct parts *parts, struct error *err)
{
	const char *text = parts->path->text, *slash = strrchr(text, '/');
	struct mark mark = mark_of(parts, parts->path);

	(void)fail_at(err, &mark, -ENOSYS, "a * after other letters means nothing: %s",
		      text);
	because(err, "* alone stands for all children, there are no other patterns");
	advise(err, "write '%.*s*' for all, or '\\*' if a name ends so",
	       slash == NULL ? 0 : (int)(slash - text) + 1, text);
	return -ENOSYS;
}

static int run_parts(struct shell *shell, struct parts *parts, struct error *err)
{
	autofree char *path = xstrdup(parts->path == NULL ? "." : parts->path->text);
	size_t length = strlen(path);
	bool yes = shell->yes, check = shell->check, still = shell->still;

	if (parts->path == NULL && parts->name == NULL)
		return 0;
	if (parts->path != NULL && path[length - 1] == '*' && !parts->path->quoted) {
		if (length > 1 && path[length - 2] != '/')
			return no_pattern(parts, err);
		parts->each = true;
		path[length - 1] = '\0';
	}
	shell->yes = yes || parts->yes;
	shell->check = check || parts->check;
	shell->still = still || !parts->moves;
	int r = parts->each ? run_gathered(shell, parts, *path == '\0' ? "." : path, err)
			    : run_at(shell, parts, path, err);
	shell->yes = yes;
	shell->check = check;
	shell->still = still;
	return r;
}

int run_line(struct shell *shell, const struct line *line, struct error *err)
{
	int r = 0;

	for (size_t at = 0; at < line->count && r == 0 && !shell->done;) {
		struct parts parts;

		r = take_parts(line, &at, &parts, err);
		if (r == 0)
			r = run_parts(shell, &parts, err);
		if (r < 0)
			point(&parts, err);
		free(parts.words);
		if (r == 0 && interrupted)
			r = fail(err, -EINTR, "interrupted");
	}
	return r;
}

int run_text(struct shell *shell, const char *text, const struct mark *mark)
{
	autoerror struct error err = { 0 };
	struct line line;
	int r = line_split(text, mark, &line, &err);

	shell->line = &line;
	if (r == 0)
		r = run_line(shell, &line, &err);
	if (!shell_flush(shell) && r == 0 && !shell->interactive)
		r = -EIO; /* told at the end */
	if (err.code != 0)
		print_error(shell, &err);
	shell->line = NULL;
	line_free(&line);
	return r;
}
