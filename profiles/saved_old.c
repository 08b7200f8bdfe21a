/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was saved before is kept: by hard links, so nothing is copied and nothing torn. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/profile.h"
#include "profiles/saved.h"

#define BACKUP_DIR  "backup"
#define BACKUPS     10
#define BACKUP_LAST 1000U

/* A link has the mode of its inode: what others could read they could read for good. */
static int close_to_others(const struct place_of_file *place, struct error *err)
{
	autoclose int fd = -1;

	if (!(place->st.st_mode & 077))
		return 0;
	fd = openat(place->dir, place->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fchmod(fd, 0600) < 0)
		return not_saved(place, "make the old file private", errno, err);
	return 0;
}

/* Without hard links (vfat), or where others' files may not be linked, the old file is
 * not kept; that is no reason not to save. */
static bool no_links_here(int reason)
{
	return reason == EPERM || reason == EOPNOTSUPP || reason == EMLINK ||
	       reason == EXDEV;
}

static int open_backups(const struct place_of_file *place)
{
	if (mkdirat(place->dir, BACKUP_DIR, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(place->dir, BACKUP_DIR,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The number after the greatest that this second has: a number that expired is not given
 * again, or the newest backup would sort, and expire, before the older ones. */
static unsigned next_number(int backups, const char *prefix)
{
	int fd = openat(backups, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	autodir DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	unsigned next = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *number = after_prefix(entry->d_name, prefix);
		unsigned n = number == NULL ? 0 : (unsigned)strtoul(number, NULL, 10);

		if (number != NULL && n >= next)
			next = n + 1;
	}
	return next;
}

/* A link never replaces anything. */
static int link_backup(const struct place_of_file *place, int backups)
{
	char stamp[32];
	struct tm tm;
	time_t now = time(NULL);

	gmtime_r(&now, &tm);
	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
	autofree char *prefix = xasprintf("%s.%s.", place->name, stamp);
	for (unsigned n = next_number(backups, prefix); n < BACKUP_LAST; n++) {
		autofree char *name = xasprintf("%s%u.yaml", prefix, n);

		if (linkat(place->dir, place->name, backups, name, 0) == 0)
			return 0;
		if (errno != EEXIST)
			return -1;
	}
	errno = EEXIST;
	return -1;
}

static int back_up(const struct place_of_file *place, struct error *err)
{
	autoclose int backups = open_backups(place);

	if (backups < 0)
		return not_saved(place, "open the directory backup", errno, err);
	if (link_backup(place, backups) < 0) {
		if (no_links_here(errno))
			return 0;
		return not_saved(place, "keep a backup of the old file", errno, err);
	}
	if (fsync(backups) < 0)
		return not_saved(place, "keep a backup of the old file", errno, err);
	return 0;
}

/* There is no moment without NAME, and none with half a NAME.prev. */
static int keep_previous(const struct place_of_file *place, struct error *err)
{
	autofree char *temporary = xasprintf(".%s.prev.%s", place->name, place->id);
	autofree char *previous = xasprintf("%s.prev", place->name);

	if (linkat(place->dir, place->name, place->dir, temporary, 0) < 0) {
		if (no_links_here(errno))
			return 0;
		return not_saved(place, "keep the old file as NAME.prev", errno, err);
	}
	if (renameat(place->dir, temporary, place->dir, previous) == 0) {
		/* Two names of one file: rename did nothing, the link is left. */
		(void)!unlinkat(place->dir, temporary, 0);
		return 0;
	}
	int reason = errno;
	(void)!unlinkat(place->dir, temporary, 0);
	return not_saved(place, "keep the old file as NAME.prev", reason, err);
}

int save_old(const struct place_of_file *place, struct error *err)
{
	int result = close_to_others(place, err);

	if (result == 0)
		result = back_up(place, err);
	/* Of a file that nobody can read nothing would come back. */
	if (result == 0 && !place->damaged)
		result = keep_previous(place, err);
	return result;
}

static int compare_names(const void *a, const void *b)
{
	return natural_compare(*(char *const *)a, *(char *const *)b);
}

static bool is_backup(const char *entry, const char *name)
{
	const char *rest = after_prefix(entry, name);
	size_t length = strlen(entry);

	return rest != NULL && *rest == '.' && rest[1] >= '0' && rest[1] <= '9' &&
	       length > 5 && strcmp(entry + length - 5, ".yaml") == 0;
}

struct backups {
	char **names; /* owned, the oldest first */
	size_t count;
};

static void backups_free(struct backups *backups)
{
	for (size_t i = 0; i < backups->count; i++)
		free(backups->names[i]);
	free(backups->names);
}
#define autobackups cleaned_by(backups_free)

/* `dir` may be NULL: there are none. */
static void list_backups(DIR *dir, const char *name, struct backups *backups)
{
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (!is_backup(entry->d_name, name))
			continue;
		grow(backups->names, backups->count);
		backups->names[backups->count++] = xstrdup(entry->d_name);
	}
	if (backups->count > 0)
		qsort(backups->names, backups->count, sizeof *backups->names,
		      compare_names);
}

/* A file too many does no harm, so nothing here can fail. */
void save_expire(const struct place_of_file *place)
{
	int fd = openat(place->dir, BACKUP_DIR,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	autodir DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct backups autobackups backups = { 0 };

	list_backups(dir, place->name, &backups);
	for (size_t i = 0; i + BACKUPS < backups.count; i++)
		(void)!unlinkat(dirfd(dir), backups.names[i], 0);
}

/* --- offered --------------------------------------------------------------------- */

static bool can_be_read(const char *path)
{
	struct error autoerror ignored = { 0 };
	struct profile *profile = NULL;
	bool whole = profile_read(path, PROFILE_PARTIAL, &profile, &ignored) == 0;

	profile_free(profile);
	return whole;
}

char *saved_newest(const char *path)
{
	autofree char *real = realpath(path, NULL);
	autofree char *previous = xasprintf("%s.prev", real == NULL ? path : real);
	const char *slash = strrchr(previous, '/');
	autofree char *where =
		xasprintf("%.*s" BACKUP_DIR,
			  slash == NULL ? 0 : (int)(slash - previous) + 1, previous);
	autofree char *name =
		xstrndup(slash == NULL ? previous : slash + 1,
			 strlen(slash == NULL ? previous : slash + 1) - strlen(".prev"));
	autodir DIR *dir = opendir(where);
	struct backups autobackups backups = { 0 };

	if (can_be_read(previous))
		return take_ptr(previous);
	list_backups(dir, name, &backups);
	for (size_t i = backups.count; i > 0; i--) {
		autofree char *backup = xasprintf("%s/%s", where, backups.names[i - 1]);

		if (can_be_read(backup))
			return take_ptr(backup);
	}
	return NULL;
}
