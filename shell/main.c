/* SPDX-License-Identifier: GPL-3.0-or-later */
/* liosh: from the arguments to one command, a script or the shell. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/kept.h"
#include "profiles/running.h"
#include "shell/environment.h"
#include "shell/generator.h"
#include "shell/line.h"
#include "shell/options.h"
#include "shell/print.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/status.h"
#include "tui/wizard.h"

static void on_interrupt(int signal_)
{
	(void)signal_;
	interrupted = 1;
}

/* Without SA_RESTART: a read that waits for a line ends. */
static void catch_signals(void)
{
	const struct sigaction on_int = { .sa_handler = on_interrupt };

	sigaction(SIGINT, &on_int, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

static bool wants_color(const struct shell *shell, enum color_mode mode)
{
	const char *none = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (mode != COLOR_AUTO)
		return mode == COLOR_ALWAYS;
	if (none != NULL && *none != '\0')
		return false;
	return isatty(STDOUT_FILENO) && shell->preferences.color && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

/* Words of a command line stay readable in /proc for as long as the process runs. */
static void hide_secrets(const struct options *options)
{
	for (size_t i = 0; i < options->word_count; i++) {
		char *equals = strchr(options->words[i], '=');

		if (equals == NULL || !text_has_secret(options->words[i]))
			continue;
		memset(equals + 1, '*', strlen(equals + 1));
	}
}

static int start_wizard(struct shell *shell, const struct wizard_call *call,
			struct error *err)
{
	const struct wizard_start start = {
		.profile = shell->profile,
		.plain = call->plain,
		.answers = call->answers,
		.yes = shell->yes,
		.check = shell->check,
		.workers = shell->workers,
		.unsaved = shell->profile == NULL ? 0 : shell->unsaved,
		.in = stdin,
		.out = shell->out,
		.errors = shell->errors,
		.interrupted = &interrupted,
	};

	struct wizard_end end = { 0 };
	int r = wizard_run(&start, &end, err);

	shell->differs = shell->differs || (shell->check && end.planned);
	if (end.saved)
		shell->unsaved = 0;
	if (end.unsaved)
		shell->unsaved++;
	return r;
}

static int run_words(struct shell *shell, const struct options *options)
{
	autoerror struct error err = { 0 };
	struct line line;

	line_from_argv(options->words, options->word_count, &line);
	hide_secrets(options);
	shell->line = &line;
	int r = run_line(shell, &line, &err);
	(void)shell_flush(shell);
	if (r < 0)
		print_error(shell, &err);
	shell->line = NULL;
	line_free(&line);
	return r;
}

static int run_commands(struct shell *shell, char *commands_)
{
	autofree char *copy = xstrdup(commands_);
	autofile FILE *in = fmemopen(copy, strlen(copy), "r");

	if (text_has_secret(commands_))
		memset(commands_, '*', strlen(commands_));
	int r = in == NULL ? 0 : run_stream(shell, in, NULL);
	explicit_bzero(copy, strlen(copy));
	return r;
}

static int run_mode(struct shell *shell, const struct options *options)
{
	if (options->word_count > 0)
		return run_words(shell, options);
	if (options->commands != NULL)
		return run_commands(shell, options->commands);
	if (!isatty(STDIN_FILENO))
		return run_stream(shell, stdin, "stdin");
	return run_interactive(shell);
}

/* A profile is written back if everything went well; the shell saves on request. */
static int save_profile(struct shell *shell)
{
	autoerror struct error err = { 0 };

	if (shell->unsaved == 0 || shell->interactive || shell->profile == NULL)
		return 0;
	int r = shell_save(shell, &err);
	if (r < 0)
		print_error(shell, &err);
	return r;
}

/* What was told as done stays undone in the file. */
static void tell_unwritten(const struct shell *shell)
{
	if (shell->unsaved == 0 || shell->interactive || shell->profile == NULL)
		return;
	autofree char *path = escape_text(shell->profile_path);
	fprintf(shell->errors, "note: %s is left as it was: %u %s not written\n", path,
		shell->unsaved, shell->unsaved == 1 ? "change is" : "changes are");
}

/* What was printed must have arrived: a full disk or a closed pipe is an error. */
static int finish_output(struct shell *shell, int r)
{
	if (shell_flush(shell))
		return r;
	if (shell->output_error == 0)
		fputs("cannot write the output\n", shell->errors);
	else if (shell->output_error != EPIPE)
		fprintf(shell->errors, "cannot write the output: %s\n",
			strerror(shell->output_error));
	return r < 0 ? r : -EIO;
}

static int run(struct shell *shell, const struct options *options)
{
	autoerror struct error err = { 0 };
	int r = shell_open(shell, options->profile, &err);

	if (r < 0) {
		print_error(shell, &err);
		return r;
	}
	shell->color = wants_color(shell, options->color);
	r = run_mode(shell, options);
	shell_warn_of_file(shell);
	r = finish_output(shell, r);
	if (r < 0)
		tell_unwritten(shell);
	return r < 0 ? r : save_profile(shell);
}

int main(int argc, char **argv)
{
	autoerror struct error err = { 0 };
	struct options options;
	struct shell shell = {
		.out = stdout,
		.errors = stderr,
		.wizard = start_wizard,
		.is_terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO),
	};

	open_standard_files();
	forbid_dumps();
	clean_environment();
	umask(077);
	/* How bytes are letters, and nothing else of it: scripts read what is printed. */
	setlocale(LC_CTYPE, "");
	catch_signals();
	keeper = &running_keeper;
	if (generator_is_meant(argv[0]))
		return generator_run(argc - 1, argv + 1);
	if (options_parse(argc, argv, &options, &err) < 0) {
		error_print(stderr, &err, 1);
		return exit_status(err.code);
	}
	if (options.help || options.version) {
		if (options.help)
			options_help(stdout);
		else
			puts("liosh " LIOSH_VERSION);
		return exit_status(finish_output(&shell, 0));
	}
	shell.workers = options.workers;
	shell.yes = options.yes;
	shell.check = options.check;
	shell.still = options.still;
	shell.json = options.json;
	int r = run(&shell, &options);
	bool differs = shell.differs && !shell.interactive;
	bool partial = shell.partial && !shell.interactive;

	shell_close(&shell);
	if (r == 0 && partial)
		return STATUS_PARTIAL;
	return r == 0 && differs ? 1 : exit_status(r);
}
