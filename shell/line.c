/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops that read command lines; readline's prompt and signals. */
#include "shell/line.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/service.h"
#include "shell/complete.h"
#include "shell/history.h"
#include "shell/print.h"
#include "shell/run.h"
#include "shell/view.h"

static int fail_nul(const struct mark *line, size_t before, struct error *err)
{
	struct mark mark = *line;

	mark.column = (unsigned)before + 1;
	(void)fail_at(err, &mark, -ENOSYS, "a NUL byte is no part of a command");
	because(err, "commands are text");
	advise(err, "take it out, or give the file of commands if this is another one");
	return -ENOSYS;
}

/* One command line with the lines that continue it.  1: there is one, 0: the end. */
static int read_line(FILE *in, struct text *whole, struct mark *next, struct error *err)
{
	unsigned first = next->line;
	autofree char *line = NULL;
	size_t room = 0;

	for (;;) {
		ssize_t got = text_read_line(in, &line, &room);

		if (got < 0 && interrupted)
			return fail(err, -EINTR, "interrupted");
		if (got < 0 && ferror(in))
			return fail(err, -EIO, "cannot read the commands: %s",
				    strerror(errno));
		if (got < 0)
			return next->line > first;
		if (strlen(line) != (size_t)got)
			return fail_nul(next, strlen(line), err);
		next->line++;
		if (got > 0 && line[got - 1] == '\r')
			line[got - 1] = '\0';
		bool more = line_continues(line);
		if (more)
			line[strlen(line) - 1] = '\0';
		text_add(whole, line);
		if (!more)
			return 1;
	}
}

int run_stream(struct shell *shell, FILE *in, const char *name)
{
	struct mark next = { .file = name, .line = 1 };
	int r = 0;

	while (r == 0 && !shell->done) {
		autoerror struct error err = { 0 };
		struct text text = { 0 };
		const struct mark mark = next;
		int got = read_line(in, &text, &next, &err);

		if (got < 0)
			print_error(shell, &err);
		r = got <= 0 ? got
			     : run_text(shell, text.data == NULL ? "" : text.data, &mark);
		text_free_secret(&text);
		if (got == 0)
			break;
	}
	return r;
}

/* A line that goes on is being typed; Ctrl-C gave all of it up; readline must end. */
static bool continues, abandoned, ends;

/* Ctrl-C while a line is typed: a new, empty one. */
static void on_signal(void)
{
	if (!interrupted)
		return;
	interrupted = 0;
	rl_replace_line("", 0);
	if (continues) {
		abandoned = ends = true;
		return;
	}
	fputc('\n', rl_outstream);
	rl_on_new_line();
	rl_redisplay();
}

/* Not rl_getc(): that one goes on reading after a signal, and nothing but a key would
 * end the line. */
static int get_byte(FILE *in)
{
	struct pollfd typed = { .fd = fileno(in), .events = POLLIN };
	unsigned char byte = 0;
	int ready;

	do {
		rl_check_signals();
		on_signal();
		/* Once: whoever asks for a yes or a no would ask for ever. */
		if (ends) {
			ends = false;
			return '\n';
		}
		ready = poll(&typed, 1, -1);
	} while (ready < 0 && errno == EINTR);
	return ready == 1 && read(typed.fd, &byte, 1) == 1 ? byte : EOF;
}

/* A long path loses its middle. */
static char *make_prompt(const struct shell *shell)
{
	autofree char *path = escape_text(shell->cwd);
	size_t length = strlen(path), most = shell->preferences.prompt_length;
	const char *mark = shell->unsaved > 0 ? "*" : "";

	if (most < 5 || length <= most)
		return xasprintf("%s%s> ", path, mark);
	size_t half = (most - 3) / 2;
	return xasprintf("%.*s...%s%s> ", (int)half, path, path + length - half, mark);
}

static void prepare(struct shell *shell)
{
	/* Else the wizard's screen never learns that the terminal was resized. */
	rl_change_environment = 0;
	rl_readline_name = "liosh";
	rl_getc_function = get_byte;
	complete_prepare(shell);
	history_load();
	shell->interactive = true;
}

/* One command, with the lines that continue it; NULL: end of input. */
static char *ask_line(const struct shell *shell)
{
	autofree char *prompt = make_prompt(shell);
	char *line = readline(prompt);

	abandoned = false;
	while (line != NULL && !abandoned && line_continues(line)) {
		autofree char *begin = line;

		continues = true;
		autofree char *more = readline("> ");
		continues = false;
		begin[strlen(begin) - 1] = '\0';
		line = xasprintf("%s%s", begin, more == NULL ? "" : more);
	}
	if (line != NULL && abandoned)
		*line = '\0';
	abandoned = false;
	return line;
}

static void run_typed(struct shell *shell, const char *line)
{
	interrupted = 0;
	history_store(line);
	if (run_text(shell, line, NULL) == -EINTR)
		fputc('\n', shell->errors);
	interrupted = 0;
}

/* What is served, and another program restores. */
static void offer_adopt(struct shell *shell, const struct node *tree)
{
	const struct manager *other =
		shell->profile == NULL ? other_manager_at_boot() : NULL;

	if (other != NULL && tree_has_targets(tree))
		shell_note(shell,
			   "%s restores these targets at boot (%s): 'adopt' takes them "
			   "over, and drops nobody.",
			   other->name, other->unit);
}

int run_interactive(struct shell *shell)
{
	autoerror struct error err = { 0 };
	struct node *tree;
	int r = shell_tree(shell, LOAD_SUMMARY, &tree, &err);

	if (r < 0) {
		print_error(shell, &err);
		return r;
	}
	prepare(shell);
	shell_warn_of_file(shell);
	shell_note(shell, "liosh %s", LIOSH_VERSION);
	shell_note(shell, "'help' lists the commands.  Nothing is saved unless you say "
			  "'saveconfig'.");
	if (!tree_has_targets(tree))
		shell_note(shell, "Nothing is exported yet: 'wizard' asks for all that a "
				  "disk needs.");
	offer_adopt(shell, tree);
	while (!shell->done) {
		char *line = ask_line(shell);

		if (line == NULL) {
			fputs("exit\n", shell->out);
			run_typed(shell, "exit");
			continue;
		}
		run_typed(shell, line);
		secret_free(line);
	}
	return 0;
}
