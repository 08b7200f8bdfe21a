/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree under work: loaded from the kernel or read from a profile, and saved. */
#include "shell/session.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "configfs/module.h"
#include "profiles/stopped.h"

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
	shell->knows_file = false;
	shell->told_comments = false;
	error_clear(&shell->told);
	if (shell->interactive)
		shell_warn_of_file(shell);
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
	error_clear(&shell->told);
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

int shell_tree_to_save(struct shell *shell, struct node **tree, struct error *err)
{
	int r = shell_tree(shell, LOAD_SETTINGS, tree, err);

	if (r == 0 && shell->profile == NULL)
		stopped_resume(*tree);
	return r;
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
	/* A log keeps them all. */
	warning_print(shell->errors, warnings,
		      shell->is_terminal ? WARNINGS_SHOWN : UINT_MAX);
	if (shell->profile != NULL)
		error_append(&shell->told, warnings);
	error_clear(warnings);
}

void shell_warn_once(struct shell *shell, struct error *warnings)
{
	error_drop(warnings, &shell->told);
	shell_warn(shell, warnings);
}

void shell_warn_of_file(struct shell *shell)
{
	if (shell->profile != NULL)
		shell_warn_once(shell, &shell->profile->warnings);
}

void shell_know_file(struct shell *shell)
{
	struct error broken = { 0 };

	if (shell->interactive || shell->knows_file)
		return;
	shell->knows_file = true;
	(void)!check_tree(shell->profile->tree, NULL, &broken, NULL);
	error_append(&shell->told, &broken);
	error_append(&shell->told, &shell->profile->warnings);
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

	if (shell->check)
		return; /* nothing was done */

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

void shell_tell_of_comments(struct shell *shell)
{
	if (shell->profile->comments > 0 && !shell->told_comments)
		fprintf(shell->errors, "note: the comments of %s are not kept\n",
			shell->profile_path);
	shell->told_comments = true;
}

int shell_save_tree(struct shell *shell, const struct node *tree, unsigned flags,
		    struct error *warnings, struct error *err)
{
	struct profile *profile = shell->profile;

	if (!(flags & EMIT_TARGETCLI))
		shell_tell_of_comments(shell);
	int r = profile_save_again(profile, tree, flags, warnings, err);
	if (r == 0 && tree == profile->tree)
		shell->unsaved = 0;
	/* Somebody else wrote the file: the only way on without leaving. */
	if (r == -EBUSY && shell->interactive && err->fix != NULL)
		advise(err, "'saveconfig OTHER.yaml' keeps your changes in another file; "
			    "'refresh yes=true' reads this one again without them");
	return r;
}

int shell_save(struct shell *shell, struct error *err)
{
	autoerror struct error warnings = { 0 };
	int r = shell_save_tree(shell, shell->profile->tree, EMIT_SEAL, &warnings, err);

	shell_warn_once(shell, &warnings);
	return r;
}
