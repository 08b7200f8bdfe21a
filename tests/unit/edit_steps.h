/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits as people type them: steps of a command and what is said or what the tree then
 * is, carried out on an empty tree, beside two files of 1 and 2 MiB in a directory. */
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/edit.h"
#include "configfs/path.h"

#define IQN  "iqn.2026-11.org.example:disk0"
#define HOST "iqn.1994-05.com.example:h"
#define TPG  "/iscsi/" IQN "/tpg1"

static int failures;
static char directory[] = "/tmp/liosh-test-XXXXXX";

/* --- words ----------------------------------------------------------------------- */

static void replace_all(struct text *text, const char *from, const char *old,
			const char *new)
{
	const char *found;

	while ((found = strstr(from, old)) != NULL) {
		text_add_bytes(text, from, (size_t)(found - from));
		text_add(text, new);
		from = found + strlen(old);
	}
	text_add(text, from);
}

/* The directory in the name of a storage object made from a path. */
static void dash_all(struct text *text, const char *path)
{
	replace_all(text, path, "/", "-");
}

#define WORDS_MAX 16

/* A word with '=' after a plain name is a named parameter, '_' alone an empty one. */
static struct edit_arg arg_of(char *word)
{
	char *equals = strchr(word, '=');
	struct edit_arg arg = { .text = strcmp(word, "_") == 0 ? "" : word };

	if (equals == NULL || equals == word)
		return arg;
	*equals = '\0';
	return (struct edit_arg){ .name = word, .text = equals + 1 };
}

/* --- the tree as text ------------------------------------------------------------ */

static bool is_made_up(const struct value *value)
{
	return (strcmp(value->name, "serial") == 0 && strlen(value->text) == 36) ||
	       strcmp(value->name, "nexus") == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct value *const *)a)->name,
		      (*(const struct value *const *)b)->name);
}

static void print_values(struct text *out, const struct node *node)
{
	autofree const struct value **sorted =
		xcalloc(node->value_count + 1, sizeof *sorted);

	for (size_t i = 0; i < node->value_count; i++)
		sorted[i] = &node->values[i];
	qsort(sorted, node->value_count, sizeof *sorted, by_name);
	for (size_t i = 0; i < node->value_count; i++)
		text_addf(out, " %s=%s", sorted[i]->name,
			  is_made_up(sorted[i]) ? "*" : sorted[i]->text);
}

static void print_node(struct text *out, const struct node *node, unsigned depth)
{
	text_addf(out, "%*s", (int)(2 * depth), "");
	if (node->type->class == CLASS_SO || node->type->class == CLASS_TARGET)
		text_addf(out, "%s/", node->parent->name);
	text_add(out, node->name);
	print_values(out, node);
	if (node->flags & NODE_MAKE_FILE)
		text_add(out, node->flags & NODE_SPARSE ? " +sparse" : " +file");
	text_add(out, "\n");
}

static void print_tree(struct text *out, const struct node *node, unsigned depth)
{
	bool shown = !(node->type->flags & TYPE_CONTAINER) && !node_kernel_made(node) &&
		     node->type->class != CLASS_ROOT &&
		     ((node->type->class != CLASS_FABRIC &&
		       node->type->class != CLASS_GLOBAL) ||
		      node->value_count > 0);

	if (shown)
		print_node(out, node, depth);
	if (node->type->class == CLASS_FABRIC)
		shown = false;
	node_foreach (child, node)
		print_tree(out, child, depth + shown);
}

/* --- one command ----------------------------------------------------------------- */

struct run {
	struct node *tree;
	struct edit_moves moves;
	char *notes;
	struct error err;
};

static int run_set(struct node *node, struct edit_arg *args, size_t count,
		   struct error *err)
{
	/* No group: a value of any. */
	size_t first = args[0].name == NULL ? 1 : 0;
	int result = 0;

	for (size_t i = first; i < count && result == 0; i++)
		result = edit_set(node, first == 1 ? args[0].text : NULL, args[i].name,
				  args[i].text, err);
	return result;
}

static int run_words(struct run *run, struct node *node, const char *command,
		     struct edit_arg *args, size_t count)
{
	if (strcmp(command, "create") == 0)
		return edit_create(node, args, count, &run->moves, NULL, &run->notes,
				   &run->err);
	if (strcmp(command, "delete") == 0)
		return edit_delete(node, args, count, &run->notes, &run->err);
	if (strcmp(command, "set") == 0)
		return run_set(node, args, count, &run->err);
	if (strcmp(command, "enable") == 0 || strcmp(command, "disable") == 0)
		return edit_enable(node, command[0] == 'e', &run->err);
	if (strcmp(command, "tag") == 0)
		return edit_tag(node, args[0].text, args[1].text, &run->err);
	if (strcmp(command, "untag") == 0)
		return edit_tag(node, args[0].text, NULL, &run->err);
	if (strcmp(command, "clear") == 0) {
		edit_clear(run->tree);
		return 0;
	}
	return fail(&run->err, -ENOSYS, "the test knows no command '%s'", command);
}

static int run_line(struct run *run, char *line)
{
	struct edit_arg args[WORDS_MAX] = { 0 };
	size_t count = 0;
	char *path = strsep(&line, " "), *command = strsep(&line, " "), *word;
	struct node *node = NULL;

	while ((word = strsep(&line, " ")) != NULL && count < WORDS_MAX)
		args[count++] = arg_of(word);
	int result = path_find(run->tree, path, &node, &run->err);
	return result < 0 ? result : run_words(run, node, command, args, count);
}

/* What was said: the notes, or the error. */
static char *said(const struct run *run, int result)
{
	autofree char *printed = NULL;
	size_t length = 0;

	if (result == 0)
		return xstrdup(run->notes == NULL ? "" : run->notes);
	FILE *out = open_memstream(&printed, &length);
	error_print(out, &run->err, 1);
	fclose(out);
	return take_ptr(printed);
}

struct step {
	const char *line;
	const char *wanted; /* NULL: it succeeds, whatever it says */
};

static void run_step(struct run *run, const struct step *step)
{
	autotext struct text line = { 0 };
	autotext struct text dashed = { 0 };
	autotext struct text once = { 0 };
	autotext struct text shown = { 0 };
	autofree char *got = NULL;
	int result = 0;

	replace_all(&line, step->line, "DIR", directory);
	if (strcmp(step->line, "ls") == 0) {
		autotext struct text tree = { 0 };

		print_tree(&tree, run->tree, 0);
		got = text_take(&tree);
	} else {
		/* Edited as everywhere: a copy, which stays if all went well. */
		struct node *before = node_copy(run->tree);

		result = run_line(run, line.data);
		got = said(run, result);
		node_free(result < 0 ? run->tree : before);
		if (result < 0)
			run->tree = before;
	}
	dash_all(&dashed, directory + 1);
	replace_all(&once, got, directory, "DIR");
	replace_all(&shown, once.data, dashed.data, "DASHED");
	if (step->wanted == NULL ? result < 0 : strcmp(step->wanted, shown.data) != 0) {
		fprintf(stderr, "%s\n--- wanted\n%s\n--- got\n%s\n", step->line,
			step->wanted == NULL ? "success" : step->wanted, shown.data);
		failures++;
	}
	free(take_ptr(run->notes));
	error_clear(&run->err);
}

static void run_scenario(const struct step *steps, const struct edit_moves *moves)
{
	struct run run = { .tree = tree_new(), .moves = *moves };

	for (; steps->line != NULL; steps++)
		run_step(&run, steps);
	node_free(run.tree);
}

static const struct edit_moves usual = {
	.portal = true, .enable = true, .mapped_luns = true, .model_alias = true
};
static void make_file(const char *name, off_t bytes)
{
	autofree char *path = xasprintf("%s/%s", directory, name);
	autoclose int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, bytes) < 0)
		abort();
}

static void remove_file(const char *name)
{
	autofree char *path = xasprintf("%s/%s", directory, name);

	if (unlink(path) < 0)
		abort();
}

static void steps_begin(void)
{
	if (mkdtemp(directory) == NULL)
		abort();
	make_file("disk.img", 1 << 20);
	make_file("other.img", 2 << 20);
}

/* The exit status.  An edit makes no file: only the two are there. */
static int steps_end(void)
{
	remove_file("disk.img");
	remove_file("other.img");
	if (rmdir(directory) < 0)
		return EXIT_FAILURE;
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
