/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `!secret file:NAME`: opened without following links, judged by its descriptor. */
#include "profiles/secret.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

static int check_reference(const char *reference, const struct mark *mark,
			   const char **name, struct error *err)
{
	const char *rest = after_prefix(reference, SECRET_KIND);

	if (rest == NULL) {
		error_set(err, mark, -EINVAL, "'!secret' is followed by file:NAME");
		because(err, "the secret is what the file NAME in %s holds", SECRET_DIR);
		return -EINVAL;
	}
	if (*rest == '\0' || strchr(rest, '/') != NULL || strcmp(rest, ".") == 0 ||
	    strcmp(rest, "..") == 0 || strlen(rest) > 255) {
		error_set(err, mark, -EINVAL, "'%s' does not name a secret", reference);
		because(err, "NAME is the name of a file in %s, without '/'", SECRET_DIR);
		return -EINVAL;
	}
	*name = rest;
	return 0;
}

static int cannot_open(const char *name, const struct mark *mark, int reason,
		       struct error *err)
{
	int code = reason == ENOENT ? -ENOENT : -EINVAL;

	error_set(err, mark, code, "cannot read the secret %s/%s: %s", SECRET_DIR, name,
		  reason == ELOOP ? "it is a symbolic link" : strerror(reason));
	if (reason == ENOENT)
		advise(err, "write it: install -m 600 /dev/stdin %s/%s", SECRET_DIR,
		       name);
	return code;
}

static int check_file(int fd, const char *name, const struct mark *mark,
		      struct error *err)
{
	struct stat st;
	const char *problem = NULL;

	if (fstat(fd, &st) < 0)
		return cannot_open(name, mark, errno, err);
	if (!S_ISREG(st.st_mode))
		problem = "it is not a regular file";
	else if (st.st_uid != 0 && st.st_uid != geteuid())
		problem = "it belongs to another user";
	else if (st.st_mode & 077)
		problem = "group or others can get at it";
	else if (st.st_size > (off_t)SECRET_MAX)
		problem = "it is larger than 1 KiB";
	if (problem == NULL)
		return 0;
	error_set(err, mark, -EINVAL, "the secret %s/%s is refused: %s", SECRET_DIR, name,
		  problem);
	if (st.st_mode & 077 && S_ISREG(st.st_mode))
		advise(err, "chmod 600 %s/%s", SECRET_DIR, name);
	return -EINVAL;
}

static ssize_t read_all(int fd, char *buffer, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t got = read(fd, buffer + have, size - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

/* One line feed at the end is the editor's; everything else is the secret. */
static int take_secret(int fd, const char *name, const struct mark *mark, char **secret,
		       struct error *err)
{
	char buffer[SECRET_MAX + 1];
	ssize_t length = read_all(fd, buffer, sizeof buffer);

	if (length < 0)
		return cannot_open(name, mark, errno, err);
	if (length > 0 && buffer[length - 1] == '\n')
		length--;
	bool good = length > 0 && length <= (ssize_t)SECRET_MAX &&
		    memchr(buffer, '\0', (size_t)length) == NULL;
	if (good)
		*secret = xstrndup(buffer, (size_t)length);
	explicit_bzero(buffer, sizeof buffer);
	if (good)
		return 0;
	error_set(err, mark, -EINVAL, "the secret %s/%s is refused: %s", SECRET_DIR, name,
		  length == 0 ? "it is empty" : "it is too long or holds a NUL byte");
	return -EINVAL;
}

int secret_read(const char *reference, const struct mark *mark, char **secret,
		struct error *err)
{
	autoclose int dir = -1, fd = -1;
	const char *name = NULL;

	if (check_reference(reference, mark, &name, err) < 0)
		return -EINVAL;
	dir = open(SECRET_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return cannot_open(name, mark, errno, err);
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return cannot_open(name, mark, errno, err);
	if (check_file(fd, name, mark, err) < 0)
		return -EINVAL;
	return take_secret(fd, name, mark, secret, err);
}
