/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree under work: loaded from the kernel or read from a profile, edited, saved. */
#include "shell/session.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "configfs/module.h"

#define WARNINGS_SHOWN 20

volatile int interrupted;

/* A file that is not there yet is an empty profile. */
static struct profile *new_profile(const char *path)
{
	struct profile *profile = xcalloc(1, sizeof *profile);

	profile->path = xstrdup(path);
	profile->tree = tree_new();
	return profile;
}

int shell_read_again(struct shell *shell, struct error *err)
{
	autoerror struct error problem = { 0 };
	struct profile *fresh = NULL;
	int r = profile_read(shell->profile_path, 0, &fresh, &problem);

	if (r < 0 &&
	    (r != -ENOMSG || access(shell->profile_path, F_OK) == 0 || errno != ENOENT)) {
		error_append(err, &problem);
		return r;
	}
	profile_free(shell->profile);
	shell->profile = r == 0 ? fresh : new_profile(shell->profile_path);
	shell->unsaved = 0;
	shell_warn(shell, &shell->profile->warnings);
	return 0;
}

int shell_open(struct shell *shell, const char *profile_path, struct error *err)
{
	shell->cwd = xstrdup("/");
	shell->fs.root = -1;
	shell->profile_path = profile_path;
	preferences_load(&shell->preferences);
	return profile_path == NULL ? 0 : shell_read_again(shell, err);
}

void shell_close(struct shell *shell)
{
	node_free(shell->tree);
	profile_free(shell->profile);
	profile_free(shell->restored);
	free(shell->restored_path);
	if (shell->fs.root >= 0)
		fs_close(&shell->fs);
	for (size_t i = 0; i < shell->visited.count; i++)
		free(shell->visited.paths[i]);
	free(shell->visited.paths);
	free(shell->cwd);
	preferences_free(&shell->preferences);
}

/* Opened anew each time: what was not loaded at the start may be by now. */
static int open_kernel(struct shell *shell, struct error *err)
{
	if (!shell->lio_checked) {
		int r = lio_available(err);
		if (r < 0)
			return r;
		shell->lio_checked = true;
	}
	if (shell->fs.root >= 0)
		return 0;
	int r = fs_open(&shell->fs, NULL);
	if (r == -EACCES || r == -EPERM)
		return fail(err, -EACCES, "cannot read %s: %s", FS_TARGET, strerror(-r));
	if (r < 0)
		return fail(err, -EIO, "cannot read %s: %s", FS_TARGET, strerror(-r));
	return 0;
}

int shell_tree(struct shell *shell, enum load_depth depth, struct node **tree,
	       struct error *err)
{
	if (shell->profile != NULL) {
		*tree = shell->profile->tree;
		return 0;
	}
	struct node *fresh = NULL;
	int r = open_kernel(shell, err);

	if (r == 0)
		r = load_tree(&shell->fs, depth, &fresh, err);
	if (r < 0)
		return r;
	node_free(shell->tree);
	shell->tree = fresh;
	*tree = fresh;
	return 0;
}

struct node *shell_empty_tree(struct shell *shell)
{
	node_free(shell->tree);
	shell->tree = tree_new();
	return shell->tree;
}

void shell_values(struct shell *shell, struct node *node)
{
	if (shell->profile == NULL)
		load_values(&shell->fs, node, LOAD_ALL, false);
}

void shell_warn(struct shell *shell, struct error *warnings)
{
	warning_print(shell->errors, warnings, WARNINGS_SHOWN);
	error_clear(warnings);
}

bool shell_flush(struct shell *shell)
{
	if (fflush(shell->out) != 0 && shell->output_error == 0)
		shell->output_error = errno;
	return !ferror(shell->out);
}

void shell_note(struct shell *shell, const char *format, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, format);
	int length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0)
		return;
	autofree char *owned = text;
	autofree char *safe = escape_text(owned);
	fprintf(shell->json ? shell->errors : shell->out, "%s\n", safe);
}

ssize_t read_typed(char *line, size_t size)
{
	size_t length = 0;
	char byte = '\0';
	ssize_t got;

	/* Not through stdio: readline reads the same descriptor. */
	while ((got = read(STDIN_FILENO, &byte, 1)) == 1 && byte != '\n')
		if (length + 1 < size)
			line[length++] = byte;
	line[length] = '\0';
	return got < 0 || (got == 0 && length == 0) ? -1 : (ssize_t)length;
}

bool shell_confirm(const struct shell *shell, const char *question)
{
	char answer[16];

	if (!shell->is_terminal)
		return false;
	fflush(shell->out);
	fprintf(shell->errors, "%s [y/N] ", question);
	fflush(shell->errors);
	return read_typed(answer, sizeof answer) > 0 &&
	       (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0);
}

/* commit_run hands one pointer to both functions. */
struct live_edit {
	struct shell *shell;
	const struct commit *asked;
	bool in_line; /* the progress is shown, its line has no end yet */
};

static int run_edit(struct node *wanted, void *data, struct error *err)
{
	const struct live_edit *edit = data;

	return edit->asked->edit(wanted, edit->asked->data, err);
}

static bool ask(const struct plan *plan, void *data)
{
	const struct shell *shell = ((const struct live_edit *)data)->shell;
	autofree char *text = plan_text(plan);

	if (!shell->is_terminal)
		return false;
	fputs(text, shell->errors);
	return shell_confirm(shell, "Go on?");
}

static void show_progress(size_t done, size_t total, void *data)
{
	struct live_edit *edit = data;

	fprintf(edit->shell->errors, "\r%zu of %zu steps", done, total);
	fflush(edit->shell->errors);
	edit->in_line = true;
}

static void show_busy(const char *path, unsigned seconds, void *data)
{
	struct live_edit *edit = data;
	autofree char *safe = escape_text(path);

	fprintf(edit->shell->errors,
		"%sthe kernel has been busy with %s for %u s: waiting for it\n",
		edit->in_line ? "\n" : "", safe, seconds);
	edit->in_line = false;
}

static int edit_live(struct shell *shell, const struct commit *asked, struct error *err)
{
	autoerror struct error warnings = { 0 };
	struct live_edit edit = { .shell = shell, .asked = asked };
	struct commit commit = *asked;
	size_t steps = 0;

	if (geteuid() != 0) {
		(void)fail(err, -EPERM, "this changes the kernel's configuration");
		because(err, "only root may do that");
		advise(err, "run liosh as root, or work on a profile with -f FILE");
		return -EPERM;
	}
	commit.yes = shell->yes || (asked->yes && !shell->is_terminal);
	commit.edit = run_edit;
	commit.data = &edit;
	commit.ask = ask;
	commit.warnings = &warnings;
	commit.step_count = &steps;
	commit.apply.interrupted = &interrupted;
	commit.apply.workers = shell->workers;
	commit.apply.data = &edit;
	commit.apply.busy = show_busy;
	if (shell->is_terminal && isatty(STDERR_FILENO))
		commit.apply.progress = show_progress;
	int r = commit_run(&commit, err);
	if (edit.in_line)
		fputc('\n', shell->errors);
	if (r == 0 && steps > 0 && !commit.check_only)
		shell->unsaved++;
	shell_warn(shell, &warnings);
	return r;
}

static int edit_profile(struct shell *shell, const struct commit *commit,
			struct error *err)
{
	autoerror struct error warnings = { 0 };
	struct node *tree = shell->profile->tree;
	autonode struct node *wanted = node_copy(tree);
	int r = commit->edit(wanted, commit->data, err);

	if (r == 0)
		r = check_tree(wanted, tree, err, &warnings);
	shell_warn(shell, &warnings);
	if (r < 0 || commit->check_only)
		return r;
	shell->profile->tree = take_ptr(wanted);
	node_free(tree);
	shell->unsaved++;
	return 0;
}

int shell_edit(struct shell *shell, const struct commit *commit, struct error *err)
{
	return shell->profile != NULL ? edit_profile(shell, commit, err)
				      : edit_live(shell, commit, err);
}

int shell_save(struct shell *shell, struct error *err)
{
	autoerror struct error warnings = { 0 };

	if (shell->profile->had_comments && !shell->told_comments)
		fprintf(shell->errors, "note: the comments of %s are not kept\n",
			shell->profile_path);
	shell->told_comments = true;
	int r = profile_save_again(shell->profile, EMIT_SEAL, &warnings, err);
	shell_warn(shell, &warnings);
	if (r == 0)
		shell->unsaved = 0;
	/* Somebody else wrote the file: the only way on without leaving. */
	if (r == -EBUSY && shell->interactive && err->fix != NULL)
		advise(err, "'saveconfig OTHER.yaml' keeps your changes in another file; "
			    "'refresh yes=true' reads this one again without them");
	return r;
}
