/* SPDX-License-Identifier: GPL-3.0-or-later */
/* set: the values of a group. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "shell/args.h"
#include "shell/change.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/params.h"
#include "shell/print.h"
#include "shell/view.h"

/* One value to be set: its row's name and the text, secrets fetched. */
struct setting {
	const struct word *word;
	char *text; /* owned, wiped */
};

struct request {
	const char *path, *group;
	struct setting *settings;
	size_t count;
	const struct call *call;
};

static void list_writable_json(const struct call *call, const struct param *params,
			       size_t count)
{
	autofree char *path = shown_path(call->node);
	json_t *object = json_object(), *list = json_object();

	for (size_t i = 0; i < count; i++) {
		if (!params[i].writable)
			continue;
		json_t *row = json_object();
		json_object_set_new(row, "kind", json_text(param_kind(&params[i])));
		json_object_set_new(row, "help", json_text(param_help(&params[i])));
		json_object_set_new(list, params[i].name, row);
	}
	json_object_set_new(object, "path", json_text(path));
	json_object_set_new(object, "group", json_text(call->words[0]->text));
	json_object_set_new(object, "parameters", list);
	print_json(call->shell, object);
}

static int list_writable(const struct call *call, const struct param *params,
			 size_t count)
{
	FILE *out = call->shell->out;
	autofree char *heading = xasprintf("%s CONFIG GROUP", call->words[0]->text);

	if (call->shell->json) {
		list_writable_json(call, params, count);
		return 0;
	}
	for (char *at = heading; *at != '\0' && *at != ' '; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	print_heading(out, heading, '=');
	for (size_t i = 0; i < count; i++) {
		if (!params[i].writable)
			continue;
		autofree char *line =
			xasprintf("%s=%s", params[i].name, param_kind(&params[i]));
		print_heading(out, line, '-');
		fprintf(out, "%s\n\n", param_help(&params[i]));
	}
	return 0;
}

/* Nothing that ends or stops liosh does so while the terminal shows nothing. */
static void hide_typing(const struct termios *before, sigset_t *mask)
{
	struct termios quiet;
	sigset_t enders;

	sigemptyset(&enders);
	sigaddset(&enders, SIGTERM);
	sigaddset(&enders, SIGQUIT);
	sigaddset(&enders, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &enders, mask);
	quiet = *before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
}

static int type_secret(const struct shell *shell, const char *name,
		       const struct termios *before, char **text, struct error *err)
{
	char line[4096]; /* a terminal has no longer ones */
	sigset_t mask;

	fprintf(shell->errors, "%s: ", name);
	fflush(shell->errors);
	hide_typing(before, &mask);
	ssize_t got = read_typed(line, sizeof line);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, before);
	fputc('\n', shell->errors);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	if (got >= 0)
		*text = xstrdup(line);
	explicit_bzero(line, sizeof line);
	if (got >= 0)
		return 0;
	return interrupted ? fail(err, -EINTR, "interrupted")
			   : fail(err, -EINVAL, "no %s was typed", name);
}

/* A line of standard input; not echoed where it is typed. */
static int ask_secret(const struct shell *shell, const char *name, char **text,
		      struct error *err)
{
	struct termios before;
	autofree char *line = NULL;
	size_t room = 0;

	if (isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0)
		return type_secret(shell, name, &before, text, err);
	if (text_read_line(stdin, &line, &room) < 0)
		return fail(err, -EINVAL, "no %s on standard input", name);
	*text = xstrdup(line);
	explicit_bzero(line, room);
	return 0;
}

static int read_secret(const char *path, char **text, struct error *err)
{
	autofile FILE *file = fopen(path, "re");
	autofree char *line = NULL;
	size_t room = 0;
	struct stat st;

	if (file == NULL || fstat(fileno(file), &st) < 0)
		return fail(err, -ENOMSG, "cannot read %s: %s", path, strerror(errno));
	if (S_ISREG(st.st_mode) && st.st_mode & 077) {
		error_set(err, NULL, -EINVAL, "%s is no place for a secret", path);
		because(err, "others can read it: its mode is %04o", st.st_mode & 07777);
		advise(err, "chmod 600 '%s'", path);
		return -EINVAL;
	}
	if (text_read_line(file, &line, &room) < 0)
		return fail(err, -EINVAL, "%s is empty", path);
	*text = xstrdup(line);
	explicit_bzero(line, room);
	return 0;
}

/* "-" is standard input or the terminal, "@/path" the first line of a file. */
static int fetch_text(const struct shell *shell, const struct param *param,
		      struct setting *setting, struct error *err)
{
	const char *text = setting->word->text;

	if (param->attr != NULL && param->attr->kind == ATTR_SECRET) {
		if (strcmp(text, "-") == 0)
			return ask_secret(shell, param->name, &setting->text, err);
		if (starts_with(text, "@/"))
			return read_secret(text + 1, &setting->text, err);
	}
	setting->text = xstrdup(text);
	return 0;
}

static int check_setting(const struct call *call, const struct param *params,
			 size_t count, struct setting *setting, struct error *err)
{
	const struct param *param = param_find(params, count, setting->word->name);
	struct mark mark = word_mark(call, setting->word);

	if (param == NULL)
		return no_param(call, setting->word, params, count, err);
	if (!param->writable) {
		(void)fail_at(err, &mark, -EINVAL, "parameter %s is read-only",
			      param->name);
		return -EINVAL;
	}
	return fetch_text(call->shell, param, setting, err);
}

static int edit(struct node *wanted, void *data, struct error *err)
{
	const struct request *request = data;
	struct node *node = NULL;
	int r = shown_find(wanted, request->path, &node, err);

	for (size_t i = 0; i < request->count && r == 0; i++) {
		const struct setting *setting = &request->settings[i];

		r = edit_set(node, request->group, setting->word->name, setting->text,
			     err);
		if (r < 0 && err->mark.line == 0)
			err->mark = word_mark(request->call, setting->word);
	}
	return r;
}

/* Without a terminal preferences are not kept: a script leaves no trace. */
static const char *lasts(const struct call *call, const struct request *request)
{
	bool kept = strcmp(request->group, GROUP_GLOBAL) != 0 || call->shell->is_terminal;

	return kept ? "" : ", for this run only";
}

static void tell(const struct call *call, const struct request *request,
		 const struct node *node)
{
	struct param *params;
	size_t count;

	if (params_list(call->shell, node, request->group, &params, &count) == 0) {
		for (size_t i = 0; i < request->count; i++) {
			const char *name = request->settings[i].word->name;
			const struct param *param = param_find(params, count, name);
			autofree char *shown =
				param == NULL ? xstrdup("") : param_shown(param);

			shell_note(call->shell, "Parameter %s is now '%s'%s.", name,
				   shown, lasts(call, request));
		}
	}
	params_free(params, count);
}

static int set_preferences(const struct call *call, const struct request *request,
			   struct error *err)
{
	struct preferences *preferences = &call->shell->preferences;

	if (call->shell->check)
		return fail(err, -ENOSYS, "'set global' cannot be checked");
	for (size_t i = 0; i < request->count; i++) {
		const struct setting *setting = &request->settings[i];
		int r = preference_set(preferences, preference_find(setting->word->name),
				       setting->text, err);
		if (r < 0) {
			err->mark = word_mark(call, setting->word);
			return r;
		}
	}
	tell(call, request, call->node);
	return call->shell->is_terminal ? preferences_save(preferences, err) : 0;
}

static int set_values(const struct call *call, struct request *request, struct error *err)
{
	autofree char *path = shown_path(call->node);
	const struct commit commit = {
		.edit = edit,
		.data = request,
		.depth = LOAD_SETTINGS,
		.refuse_relink = true,
	};
	struct node *tree, *node;

	request->path = path;
	int r = shell_edit(call->shell, &commit, err);
	if (r == 0)
		r = shell_tree(call->shell, LOAD_SUMMARY, &tree, err);
	if (r == 0)
		r = shown_find(tree, path, &node, err);
	if (r != 0)
		return r;
	shell_values(call->shell, node);
	tell(call, request, node);
	return 0;
}

static int collect(const struct call *call, struct request *request, struct error *err)
{
	struct param *params;
	size_t count;
	int r = params_list(call->shell, call->node, request->group, &params, &count);

	if (r < 0)
		r = no_group(call, call->words[0], err);
	else if (call->count == 1)
		r = list_writable(call, params, count);
	for (size_t i = 1; i < call->count && r == 0; i++) {
		struct setting *setting = &request->settings[request->count++];

		setting->word = call->words[i];
		r = check_setting(call, params, count, setting, err);
	}
	params_free(params, count);
	return r;
}

/* The one word without a name, or with this one: wherever it stands. */
static const struct word *group_word(const struct call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (call->words[i]->name == NULL ||
		    strcmp(call->words[i]->name, "group") == 0)
			return call->words[i];
	return NULL;
}

static int run_set(const struct call *given, struct error *err)
{
	const struct word *group = group_word(given);
	struct call led = *given, *call = &led;

	if (group == NULL) {
		led.count = 0;
		return cmd_get.run(call, err);
	}
	autofree const struct word **words = xcalloc(given->count, sizeof *words);
	led.words = words;
	led.count = 0;
	words[led.count++] = group;
	for (size_t i = 0; i < given->count; i++)
		if (given->words[i] != group)
			words[led.count++] = given->words[i];
	autofree struct setting *settings = xcalloc(call->count, sizeof *settings);
	struct request request = {
		.group = group->text,
		.settings = settings,
		.call = call,
	};

	shell_values(call->shell, call->node);
	int r = collect(call, &request, err);
	if (r == 0 && request.count > 0)
		r = strcmp(request.group, GROUP_GLOBAL) == 0
			    ? set_preferences(call, &request, err)
			    : set_values(call, &request, err);
	for (size_t i = 0; i < request.count; i++)
		secret_free(settings[i].text);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "group", .help = "attribute, parameter, auth, …, or global" },
	{ 0 },
};

const struct command cmd_set = {
	.name = "set",
	.usage = "[group] [parameter=value...]",
	.help = "Sets values of a configuration group.\n"
		"Without a group it lists the groups, with only a group what can be set. "
		" "
		"All\nvalues of one command are set together or not at all.  A secret "
		"may "
		"be given as -,\nto be typed or read from standard input, or as "
		"@/path/of/a/file.",
	.args = args,
	.takes = TAKES_NAMES,
	.complete = complete_params,
	.run = run_set,
};
