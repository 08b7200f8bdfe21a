/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The copy stands beside the file that it is of, in a directory that is 0700, and is 0600
 * itself, from its first byte on. */
#include "shell/draft.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/seal.h"
#include "profiles/targetcli.h"
#include "shell/print.h"

static int read_failed(const char *path, int reason, struct error *err)
{
	int code = reason == EACCES || reason == EPERM ? -EACCES : -EIO;

	return fail(err, code, "cannot read %s: %s", path, strerror(reason));
}

/* Never more than one byte above the limit; -1 with errno. */
static ssize_t read_bytes(int fd, char *bytes)
{
	size_t length = 0;
	ssize_t got = 1;

	while (got != 0 && length <= TARGETCLI_BYTES_MAX) {
		got = read(fd, bytes + length, TARGETCLI_BYTES_MAX + 1 - length);
		if (got < 0 && errno != EINTR)
			return -1;
		length += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)length;
}

/* The whole file, owned, to be wiped.  -ENOMSG: there is none. */
static int read_text(const char *path, char **text, struct stat *file, struct error *err)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 && errno == ENOENT)
		return -ENOMSG;
	if (fd < 0 || fstat(fd, file) < 0)
		return read_failed(path, errno, err);
	if (!S_ISREG(file->st_mode))
		return fail(err, -ENOMSG, "cannot read %s: not a regular file", path);
	char *bytes = xcalloc(TARGETCLI_BYTES_MAX + 2, 1);
	ssize_t length = read_bytes(fd, bytes);
	int r = length < 0 ? read_failed(path, errno, err)
			   : profile_check_size(path, bytes, (size_t)length, err);
	if (r == 0 && strlen(bytes) != (size_t)length)
		r = read_failed(path, EILSEQ, err);
	if (r < 0) {
		explicit_bzero(bytes, length < 0 ? 0 : (size_t)length);
		free(bytes);
		return r;
	}
	*text = bytes;
	return 0;
}

/* What is left of a file would be sealed as a whole one. */
static int check_whole(struct shell *shell, const char *path, const char *text,
		       struct error *err)
{
	int r = seal_check_whole(path, text, strlen(text), err);

	if (r == 0)
		return 0;
	print_error(shell, err);
	error_clear(err);
	if (shell_confirm(shell, "Edit what is left of it, to be saved as the whole?"))
		return 0;
	return fail(err, r, "%s is as it was", path);
}

/* What is in no file yet, which has no comments. */
static int text_of_tree(struct shell *shell, struct draft *draft, struct error *err)
{
	struct node *tree;
	int r = shell_tree_to_save(shell, &tree, err);

	if (r < 0)
		return r;
	draft->before = profile_emit(tree, 0, NULL, NULL);
	draft->saves.sealed = true;
	return 0;
}

static int text_of_file(struct shell *shell, struct draft *draft, struct error *err)
{
	char *text = NULL;
	int r = read_text(draft->path, &text, &draft->saves.file, err);

	if (r == 0)
		r = check_whole(shell, draft->path, text, err);
	if (r == 0)
		draft->before = seal_break(text, &draft->saves.sealed);
	secret_free(text);
	return r;
}

/* What there is to begin with. */
static int begin_text(struct shell *shell, struct draft *draft, struct error *err)
{
	bool own =
		shell->profile != NULL && strcmp(draft->path, shell->profile_path) == 0;
	bool changed = own && shell->unsaved > 0;
	int r = changed ? -ENOMSG : text_of_file(shell, draft, err);

	if (r != -ENOMSG || err->code != 0)
		return r;
	if (changed)
		shell_tell_of_comments(shell);
	if (own)
		draft->saves.file = shell->profile->file;
	return text_of_tree(shell, draft, err);
}

/* NOLINTNEXTLINE(bugprone-easily-swappable-parameters): nftw's */
static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* With whatever is in it. */
static void drop_directory(const struct draft *draft)
{
	if (draft->directory != NULL)
		(void)nftw(draft->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Of its own, for what an editor puts beside the file: its copies have the secrets too.
 */
static int make_directory(struct draft *draft, const char *name)
{
	char *directory = xasprintf("%s.edit-XXXXXX", draft->path);
	int reason = mkdtemp(directory) == NULL ? errno : 0;

	if (reason == EACCES || reason == EROFS || reason == ENOENT) {
		free(directory);
		directory = xasprintf("/tmp/%s.edit-XXXXXX", name);
		reason = mkdtemp(directory) == NULL ? errno : 0;
	}
	if (reason == 0)
		draft->directory = take_ptr(directory);
	free(directory);
	return -reason;
}

static int write_copy(struct draft *draft, struct error *err)
{
	const char *slash = strrchr(draft->path, '/');
	const char *name = slash == NULL ? draft->path : slash + 1;
	size_t length = strlen(draft->before);
	int r = make_directory(draft, name);

	if (r < 0)
		return fail(err, -ENOSPC, "cannot make a copy of %s: %s", draft->path,
			    strerror(-r));
	draft->copy = xasprintf("%s/%s", draft->directory, name);
	int fd = open(draft->copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t written = fd < 0 ? -1 : write(fd, draft->before, length);
	int reason = written < 0 ? errno : ENOSPC;
	if (fd >= 0 && close(fd) == 0 && written == (ssize_t)length)
		return 0;
	drop_directory(draft);
	return fail(err, -ENOSPC, "cannot write %s: %s", draft->copy, strerror(reason));
}

int draft_begin(struct shell *shell, const char *path, struct draft *draft,
		struct error *err)
{
	*draft = (struct draft){ .path = path };
	int r = begin_text(shell, draft, err);

	return r < 0 ? r : write_copy(draft, err);
}

int draft_read(struct draft *draft, bool *changed, struct error *err)
{
	struct stat ignored;

	secret_free(take_ptr(draft->text));
	int r = read_text(draft->copy, &draft->text, &ignored, err);
	if (r == -ENOMSG && err->code == 0)
		return fail(err, -ENOMSG, "the copy %s is gone", draft->copy);
	if (r < 0)
		return r;
	draft->saves.text = draft->text;
	*changed = strcmp(draft->text, draft->before) != 0;
	return 0;
}

void draft_end(struct draft *draft, bool drop)
{
	if (drop)
		drop_directory(draft);
	secret_free(draft->before);
	secret_free(draft->text);
	free(draft->copy);
	free(draft->directory);
	*draft = (struct draft){ 0 };
}
