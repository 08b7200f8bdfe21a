/* SPDX-License-Identifier: GPL-3.0-or-later */
/* connect: what to run on another machine so that it gets the disks of a target. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/connect.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/view.h"

#define PLATFORMS_MOST 16

/* --- arguments ------------------------------------------------------------------- */

static bool has_portals(const struct fabric *fabric)
{
	return fabric != NULL && fabric->flags & FABRIC_PORTALS &&
	       fabric->flags & FABRIC_ACLS;
}

static bool is_in_target(const struct node *node)
{
	return node->type->class == CLASS_TARGET || node->type->class == CLASS_TPG;
}

static bool offered(const struct node *node)
{
	return node->type->class == CLASS_ROOT || has_portals(node->fabric);
}

static const struct create_arg *args_above(const struct node *node)
{
	static const struct create_arg rows[] = {
		{ .name = "target", .help = "the name of the target", .required = true },
		{ 0 },
	};

	return is_in_target(node) ? NULL : rows;
}

static int no_platform(const struct call *call, const struct word *word,
		       struct error *err)
{
	const char *names[PLATFORMS_MOST];
	size_t count = 0;
	autofree char *all = connect_platform_names();
	struct mark mark = word_mark(call, word);

	for (; connect_platforms[count] != NULL && count < PLATFORMS_MOST; count++)
		names[count] = connect_platforms[count]->name;
	(void)fail_at(err, &mark, -EINVAL, "no sheet is known for '%s'", word->text);
	because(err, "there are sheets for %s", all);
	const char *near = nearest_name(word->text, names, count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	return -EINVAL;
}

static int read_options(const struct call *call, struct connect_options *options,
			struct error *err)
{
	const struct word *word = arg_word(call, "for");

	options->platform = connect_platforms[0];
	if (word != NULL)
		options->platform = connect_platform_find(word->text);
	if (word != NULL && options->platform == NULL)
		return no_platform(call, word, err);
	options->initiator = arg_text(call, "initiator", NULL);
	return arg_bool(call, "show-secrets", &options->show_secrets, err);
}

/* --- the target ------------------------------------------------------------------ */

/* Those of a name, or all, of the fabric or of every fabric. */
struct targets {
	const char *name; /* NULL: all */
	const struct node **nodes;
	size_t count;
};

static int collect(struct node *node, void *data)
{
	struct targets *found = data;

	if (node->type->class != CLASS_TARGET || !has_portals(node->fabric) ||
	    (found->name != NULL && strcmp(node->name, found->name) != 0))
		return 0;
	grow(found->nodes, found->count);
	found->nodes[found->count++] = node;
	return 0;
}

static int no_target(const struct call *call, struct node *above, struct error *err)
{
	const struct word *word = arg_word(call, "target");
	struct mark mark = word_mark(call, word);
	struct targets all = { 0 };

	node_walk(above, collect, &all);
	autofree const char **names = xcalloc(all.count + 1, sizeof *names);
	for (size_t i = 0; i < all.count; i++)
		names[i] = all.nodes[i]->name;
	free(all.nodes);
	(void)fail_at(err, &mark, -ENOENT, "no such target: %s", word->text);
	const char *near = nearest_name(word->text, names, all.count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	else
		advise(err, "'ls /' shows what is there");
	return -ENOENT;
}

/* What the sheet is about; NULL: nothing of that name. */
static const struct node *find_target(const struct call *call, struct node *at)
{
	struct targets found = { .name = arg_text(call, "target", "") };

	if (is_in_target(at))
		return at;
	node_walk(at, collect, &found);
	const struct node *target = found.count == 0 ? NULL : found.nodes[0];
	free(found.nodes);
	return target;
}

/* --- output ---------------------------------------------------------------------- */

/* The next line, owned, to be wiped; NULL at the end. */
static char *next_line(const char **at)
{
	size_t length = strcspn(*at, "\n");
	const char *line = *at;

	if (*line == '\0')
		return NULL;
	*at += length + (line[length] == '\n');
	return xstrndup(line, length);
}

static json_t *lines_json(const char *sheet)
{
	json_t *lines = json_array();

	for (char *line = next_line(&sheet); line != NULL; line = next_line(&sheet)) {
		json_array_append_new(lines, json_text(line));
		secret_free(line);
	}
	return lines;
}

/* A name or a secret that would move the cursor of a terminal is shown escaped there. */
static void print_lines(FILE *out, const char *sheet)
{
	bool on_terminal = isatty(fileno(out));

	for (char *line = next_line(&sheet); line != NULL; line = next_line(&sheet)) {
		char *text = on_terminal ? escape_text(line) : xstrdup(line);

		fprintf(out, "%s\n", text);
		secret_free(text);
		secret_free(line);
	}
}

static int print_sheet(const struct call *call, const struct connect_options *options,
		       const char *sheet, bool has_secrets, struct error *err)
{
	struct shell *shell = call->shell;

	if (has_secrets && others_can_read(shell->out)) {
		(void)fail(err, -EPERM, "the sheet holds secrets");
		because(err, "others could read the file that it goes to");
		advise(err, "'umask 077' first makes a new file private");
		return -EPERM;
	}
	if (!shell->json) {
		print_lines(shell->out, sheet);
		return 0;
	}
	print_json(shell, json_pack("{s:s, s:o}", "platform", options->platform->name,
				    "lines", lines_json(sheet)));
	return 0;
}

static int write_sheet(const struct call *call, struct connect_options *options,
		       const struct node *target, struct error *err)
{
	bool live = call->shell->profile == NULL, has_secrets = false;
	char **addresses = live ? connect_addresses() : NULL;
	char *sheet = NULL;

	options->addresses = (const char *const *)addresses;
	int r = connect_sheet(target, options, &sheet, &has_secrets, err);
	connect_addresses_free(addresses);
	if (r == 0)
		r = print_sheet(call, options, sheet, has_secrets, err);
	secret_free(sheet);
	return r;
}

static int run_connect(const struct call *call, struct error *err)
{
	struct connect_options options = { 0 };
	autofree char *path = shown_path(call->node);
	struct node *tree, *at = NULL;
	int r = read_options(call, &options, err);

	if (r == 0)
		r = shell_tree(call->shell, LOAD_SETTINGS, &tree, err);
	if (r == 0)
		r = shown_find(tree, path, &at, err);
	if (r != 0)
		return r;
	const struct node *target = find_target(call, at);
	return target == NULL ? no_target(call, at, err)
			      : write_sheet(call, &options, target, err);
}

/* --- completion ------------------------------------------------------------------ */

static void add_targets(const struct call *call, struct candidates *found)
{
	struct targets all = { 0 };

	node_walk(call->node, collect, &all);
	for (size_t i = 0; i < all.count; i++)
		candidate_add(found, all.nodes[i]->name, NULL);
	free(all.nodes);
}

static int add_initiator(struct node *node, void *data)
{
	if (node->type->class == CLASS_ACL)
		candidate_add(data, node->name, NULL);
	return 0;
}

static void add_initiators(const struct call *call, struct candidates *found)
{
	const struct node *target = find_target(call, call->node);

	if (target != NULL)
		node_walk(node_mutable(target), add_initiator, found);
}

static void complete(const struct call *call, const char *arg, struct candidates *found)
{
	if (text_equal(arg, "target"))
		add_targets(call, found);
	else if (text_equal(arg, "initiator"))
		add_initiators(call, found);
	else if (text_equal(arg, "show-secrets"))
		complete_bool(call, arg, found);
	for (const struct connect_platform *const *at = connect_platforms;
	     *at != NULL && text_equal(arg, "for"); at++)
		candidate_add(found, (*at)->name, (*at)->title);
}

static const struct command_arg args[] = {
	{ .name = "for", .help = "the kind of machine that connects; left out: linux" },
	{ .name = "initiator",
	  .help = "the name of the one that connects; left out: the first with an ACL" },
	{ .name = "show-secrets",
	  .is_switch = true,
	  .help = "true: secrets are written out (also --show-secrets)" },
	{ 0 },
};

const struct command cmd_connect = {
	.name = "connect",
	.help = "Shows what to run on another machine so that it gets a target's disks.\n"
		"For Linux a script for its shell: discovery, CHAP, timeouts, login, and "
		"the names of\nthe disks there.  Secrets are masked unless asked for.  "
		"On a "
		"target or a TPG its name\nis left out.",
	.where = ON(CLASS_ROOT) | ON(CLASS_FABRIC) | ON(CLASS_TARGET) | ON(CLASS_TPG),
	.args = args,
	.args_of = args_above,
	.offered = offered,
	.complete = complete,
	.run = run_connect,
};
