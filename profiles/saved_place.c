/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directory of a saved profile, judged before anything is written into it. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/profile.h"
#include "profiles/saved.h"

int not_saved(const struct place_of_file *place, const char *step, int reason,
	      struct error *err)
{
	int code = reason == EACCES || reason == EPERM ? -EACCES : -ENOSPC;

	error_set(err, NULL, code, "%s was not saved: cannot %s: %s", place->path, step,
		  strerror(reason));
	because(err, "what was saved before is untouched");
	return code;
}

static int refuse_as(const struct place_of_file *place, int code, const char *why,
		     const char *fix, struct error *err)
{
	error_set(err, NULL, code, "%s was not saved", place->path);
	because(err, "%s", why);
	advise(err, "%s", fix);
	return code;
}

/* It could be written, and must not be. */
static int refuse(const struct place_of_file *place, const char *why, const char *fix,
		  struct error *err)
{
	return refuse_as(place, -EACCES, why, fix, err);
}

static int open_dir(const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				.resolve = RESOLVE_NO_MAGICLINKS };
	long fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);

	/* Older than 5.6, or a filter that does not know it. */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return (int)fd;
}

/* The directory of the default path is liosh's own: it is made when it is missing. */
static void make_default_dir(const char *path, const char *dir)
{
	if (strcmp(path, PROFILE_DEFAULT) == 0)
		(void)!mkdir(dir, 0700);
}

static int judge_dir(const struct place_of_file *place, struct error *err)
{
	struct stat st;

	if (fstat(place->dir, &st) < 0)
		return not_saved(place, "look at its directory", errno, err);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return refuse(place, "its directory belongs to another user",
			      "save it in a directory of your own, or root's", err);
	if (st.st_mode & 022 && !(st.st_mode & S_ISVTX))
		return refuse(place, "others can write into its directory",
			      "chmod go-w that directory", err);
	return 0;
}

/* Opens the directory of a path and takes the last part as the name. */
static int enter(struct place_of_file *place, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	autofree char *dir = slash == NULL   ? xstrdup(".")
			     : slash == path ? xstrdup("/")
					     : xstrndup(path, (size_t)(slash - path));

	free(place->name);
	place->name = xstrdup(slash == NULL ? path : slash + 1);
	make_default_dir(path, dir);
	if (*place->name == '\0' || strcmp(place->name, "..") == 0 ||
	    strcmp(place->name, ".") == 0)
		return refuse_as(place, -ENOSPC, "it is a directory",
				 "give the name of a file", err);
	if (strlen(place->name) > 200)
		return not_saved(place, "use that name", ENAMETOOLONG, err);
	int fd = open_dir(dir);
	if (fd < 0)
		return not_saved(place, "open its directory", errno, err);
	if (place->dir >= 0)
		close(place->dir);
	place->dir = fd;
	return judge_dir(place, err);
}

static int look(struct place_of_file *place, struct error *err)
{
	place->exists =
		fstatat(place->dir, place->name, &place->st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!place->exists && errno != ENOENT)
		return not_saved(place, "look at it", errno, err);
	return 0;
}

/* A relative link starts in the directory of the link. */
static char *beside(const struct place_of_file *place, const char *target)
{
	autofree char *link = xasprintf("/proc/self/fd/%d", place->dir);
	char dir[PATH_MAX];
	ssize_t length = *target == '/' ? 0 : readlink(link, dir, sizeof dir - 1);

	if (*target == '/')
		return xstrdup(target);
	if (length < 0)
		return NULL;
	dir[length] = '\0';
	return xasprintf("%s/%s", dir, target);
}

/* The link stays; what it points to is replaced. */
static int follow(struct place_of_file *place, struct error *err)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(place->dir, place->name, target, sizeof target - 1);

	if (length < 0)
		return not_saved(place, "read the link", errno, err);
	target[length] = '\0';
	autofree char *path = beside(place, target);
	if (path == NULL)
		return not_saved(place, "find its directory", errno, err);
	return enter(place, path, err);
}

/* One save at a time in a directory: its temporary files are nobody else's. */
static int lock_dir(const struct place_of_file *place, struct error *err)
{
	const struct timespec pause = { .tv_nsec = 50000000 };

	for (int tries = 0; flock(place->dir, LOCK_EX | LOCK_NB) < 0; tries++) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return 0; /* a file system without locks */
		if (tries < 200) {
			nanosleep(&pause, NULL);
			continue;
		}
		(void)fail(err, -EBUSY, "%s was not saved: its directory is locked",
			   place->path);
		because(err, "somebody else has been saving there for 10 seconds");
		return -EBUSY;
	}
	return 0;
}

static void make_id(struct place_of_file *place)
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number)
		number = (uint64_t)getpid() << 32 | (uint32_t)time(NULL);
	snprintf(place->id, sizeof place->id, "%016llx", (unsigned long long)number);
}

int save_place_open(const char *path, struct place_of_file *place, struct error *err)
{
	*place = (struct place_of_file){ .path = path, .dir = -1 };
	make_id(place);
	int result = enter(place, path, err);
	if (result == 0)
		result = look(place, err);
	if (result == 0 && place->exists && S_ISLNK(place->st.st_mode))
		result = follow(place, err);
	if (result == 0)
		result = lock_dir(place, err);
	if (result == 0)
		result = look(place, err);
	if (result == 0 && place->exists && S_ISLNK(place->st.st_mode))
		result = refuse(place, "it is a link to a link",
				"let the first link point to the file", err);
	if (result == 0 && place->exists && !S_ISREG(place->st.st_mode))
		result = refuse_as(place, -ENOSPC, "it is not a regular file",
				   "give another name, or move it away", err);
	if (result < 0)
		save_place_close(place);
	return result;
}

void save_place_close(struct place_of_file *place)
{
	if (place->dir >= 0)
		close(place->dir);
	place->dir = -1;
	free(take_ptr(place->name));
}

/* ".NAME.<16 digits>.tmp" and ".NAME.prev.<16 digits>". */
static bool is_stale(const char *entry, const char *name)
{
	const char *rest = *entry == '.' ? after_prefix(entry + 1, name) : NULL;
	const char *digits = rest == NULL ? NULL : after_prefix(rest, ".prev.");

	if (digits != NULL)
		return strspn(digits, "0123456789abcdef") == 16 && digits[16] == '\0';
	digits = rest == NULL ? NULL : after_prefix(rest, ".");
	return digits != NULL && strspn(digits, "0123456789abcdef") == 16 &&
	       strcmp(digits + 16, ".tmp") == 0;
}

void save_place_sweep(const struct place_of_file *place)
{
	int fd = openat(place->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	autodir DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (is_stale(entry->d_name, place->name))
			(void)!unlinkat(place->dir, entry->d_name, 0);
}

/* --- one place by two names ------------------------------------------------------ */

/* The directory and the name that a save there replaces. */
struct spot {
	struct stat dir;
	char name[NAME_MAX + 1];
};

/* The directory of a path, with its slash; "" of a bare name. */
static char *dir_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return xstrndup(path, slash == NULL ? 0 : (size_t)(slash + 1 - path));
}

static bool find_spot(const char *path, struct spot *spot)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof target - 1);
	autofree char *from = dir_part(path);

	target[length < 0 ? 0 : length] = '\0';
	autofree char *end = length < 0       ? xstrdup(path)
			     : *target == '/' ? xstrdup(target)
					      : xasprintf("%s%s", from, target);
	autofree char *dir = dir_part(end);
	const char *name = end + strlen(dir);
	if (strlen(name) > NAME_MAX || stat(*dir == '\0' ? "." : dir, &spot->dir) < 0)
		return false;
	memcpy(spot->name, name, strlen(name) + 1);
	return true;
}

bool profile_same_place(const char *path, const char *other)
{
	struct spot one, two;

	if (strcmp(path, other) == 0)
		return true;
	return find_spot(path, &one) && find_spot(other, &two) &&
	       one.dir.st_dev == two.dir.st_dev && one.dir.st_ino == two.dir.st_ino &&
	       strcmp(one.name, two.name) == 0;
}

bool profile_is_default(const char *path)
{
	return profile_same_place(path, PROFILE_DEFAULT);
}
