/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that opens, writes, links or removes anything below configfs. */
#include "configfs/fs_write.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

/* What the call just made left in errno.  The analyzer cannot know that it is
 * positive, so it gets a constant. */
static int neg_errno(void)
{
#ifdef STATIC_ANALYSIS
	return -EIO;
#else
	return -errno;
#endif
}

/* Names come from other tools and from profiles: none may lead out of the tree. */
static int open_below(const struct fs *fs, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)flags | (unsigned)O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};

	if (fs->root < 0)
		return -ENOENT;
	long fd = syscall(SYS_openat2, fs->root, path, &how, sizeof how);
	return fd < 0 ? neg_errno() : (int)fd;
}

int fs_open(struct fs *fs, const char *path)
{
	fs->path = path == NULL ? FS_TARGET : path;
	fs->root = open(fs->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fs->root < 0 && errno != ENOENT)
		return neg_errno();
	return 0;
}

bool fs_is_kernel(const struct fs *fs)
{
	return strcmp(fs->path, FS_TARGET) == 0;
}

void fs_close(struct fs *fs)
{
	if (fs->root >= 0)
		close(fs->root);
	fs->root = -1;
}

/* configfs gives at most a page, in one read. */
#define VALUE_MAX 4096

int fs_read(const struct fs *fs, const char *path, char **text, size_t *length)
{
	char buffer[VALUE_MAX];
	autoclose int fd = open_below(fs, path, O_RDONLY);

	if (fd < 0)
		return fd;
	ssize_t got = read(fd, buffer, sizeof buffer);
	if (got < 0)
		return neg_errno();
	*text = xcalloc((size_t)got + 1, 1);
	memcpy(*text, buffer, (size_t)got);
	*length = (size_t)got;
	explicit_bzero(buffer, (size_t)got);
	return 0;
}

/* Some lists have one after each line: the text would end at the first. */
static size_t drop_nuls(char *text, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0; i < length; i++)
		if (text[i] != '\0')
			text[kept++] = text[i];
	text[kept] = '\0';
	return kept;
}

int fs_read_text(const struct fs *fs, const char *path, char **text)
{
	size_t length = 0;
	int result = fs_read(fs, path, text, &length);

	if (result == 0)
		length = drop_nuls(*text, length);
	if (result == 0 && length > 0 && (*text)[length - 1] == '\n')
		(*text)[length - 1] = '\0';
	return result;
}

static int compare_entries(const void *a, const void *b)
{
	const struct fs_entry *left = a, *right = b;

	return natural_compare(left->name, right->name);
}

static void add_entry(struct fs_list *list, const struct dirent *entry)
{
	grow(list->entries, list->count);
	list->entries[list->count++] = (struct fs_entry){
		.name = xstrdup(entry->d_name),
		.is_dir = entry->d_type == DT_DIR,
		.is_link = entry->d_type == DT_LNK,
	};
}

int fs_list(const struct fs *fs, const char *path, struct fs_list *list)
{
	int fd = open_below(fs, path, O_RDONLY | O_DIRECTORY);

	memset(list, 0, sizeof *list);
	if (fd < 0)
		return fd;
	autodir DIR *dir = fdopendir(fd);
	if (dir == NULL) {
		close(fd);
		return -ENOMEM;
	}
	for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			add_entry(list, entry);
	if (list->count > 1)
		qsort(list->entries, list->count, sizeof *list->entries, compare_entries);
	return 0;
}

void fs_list_free(struct fs_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->entries[i].name);
	free(list->entries);
	memset(list, 0, sizeof *list);
}

/* configfs prints links relative, ending in …/target/core/fileio_0/d1. */
int fs_read_link(const struct fs *fs, const char *path, char **target)
{
	char buffer[VALUE_MAX];

	if (fs->root < 0)
		return -ENOENT;
	ssize_t length = readlinkat(fs->root, path, buffer, sizeof buffer - 1);
	if (length < 0)
		return neg_errno();
	buffer[length] = '\0';
	const char *inside = strstr(buffer, "/target/");
	if (inside == NULL)
		return -EXDEV;
	*target = xstrdup(inside + strlen("/target/"));
	return 0;
}

bool fs_is_read_only(const struct fs *fs, const char *path)
{
	struct stat st;

	return fstatat(fs->root, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (st.st_mode & 0222) == 0;
}

int fs_open_dir(const struct fs *fs, const char *path, struct fs *dir)
{
	int fd = open_below(fs, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return fd;
	*dir = (struct fs){ .root = fd, .path = fs->path };
	return 0;
}

bool fs_exists(const struct fs *fs, const char *path)
{
	autoclose int fd = open_below(fs, path, O_PATH);

	return fd >= 0;
}

int fs_mkdir(const struct fs *fs, const char *path)
{
	return mkdirat(fs->root, path, 0755) < 0 ? neg_errno() : 0;
}

int fs_rmdir(const struct fs *fs, const char *path)
{
	return unlinkat(fs->root, path, AT_REMOVEDIR) < 0 ? neg_errno() : 0;
}

/* Each write(2) is one whole store: nothing may be added to a short one, and an empty
 * one would not reach the kernel at all. */
int fs_write(const struct fs *fs, const char *path, const char *text)
{
	size_t length = strlen(text);
	autoclose int fd = open_below(fs, path, O_WRONLY);

	if (fd < 0)
		return fd;
	if (length == 0)
		return -EINVAL;
	ssize_t written = write(fd, text, length);
	if (written < 0)
		return neg_errno();
	return (size_t)written == length ? 0 : -EMSGSIZE;
}

/* The kernel resolves the target from the caller's directory, so it is given whole; on
 * the stack, for an undo must not need memory. */
int fs_symlink(const struct fs *fs, const char *target, const char *path)
{
	char whole[PATH_MAX];
	int length = snprintf(whole, sizeof whole, "%s/%s", fs->path, target);

	if (length < 0 || (size_t)length >= sizeof whole)
		return -ENAMETOOLONG;
	return symlinkat(whole, fs->root, path) < 0 ? neg_errno() : 0;
}

int fs_unlink(const struct fs *fs, const char *path)
{
	return unlinkat(fs->root, path, 0) < 0 ? neg_errno() : 0;
}
