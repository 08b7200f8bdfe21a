/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile written whole or not at all, so that a power cut leaves the old or the new.
 */
#include "profiles/saved.h"
#include "profiles/units.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "profiles/profile.h"

struct save {
	struct place_of_file place;
	char *text; /* owned, wiped */
	size_t length;
	char *temporary;   /* its name, owned */
	struct stat *read; /* the file that this one was made from, NULL: any */
};

/* --- what is written -------------------------------------------------------------------
 */

/* What the kernel holds, or somebody designs, may break a rule: it is saved as it is, and
 * told now, not when it is needed. */
static void warn_of_rules(const struct save *save, const struct node *tree,
			  struct error *warnings)
{
	struct error problems = { 0 };

	if (warnings == NULL || check_tree(tree, NULL, &problems, NULL) == 0)
		return;
	for (struct error *at = &problems; at != NULL; at = at->next)
		at->mark.file = save->place.path;
	error_append(warnings, &problems);
}

/* Never save what cannot be loaded: what was written is read, and must say the same. */
static int check_readable(const struct save *save, unsigned flags, struct error *warnings,
			  struct error *err)
{
	struct profile *again = NULL;
	struct error problem = { 0 };
	int result = profile_parse(save->place.path, save->text, save->length, 0, &again,
				   &problem);
	char *text = result < 0 ? NULL : profile_emit(again->tree, flags, NULL, NULL);
	bool same = text != NULL && strcmp(text, save->text) == 0;

	if (!same) {
		error_set(err, NULL, -EIO,
			  "%s was not saved: liosh would not read it back as it is",
			  save->place.path);
		because(err, "%s",
			problem.what != NULL ? problem.what
					     : "it would come out different");
		advise(err, "this is a defect of liosh: please report it");
	}
	if (same)
		warn_of_rules(save, again->tree, warnings);
	secret_free(text);
	error_clear(&problem);
	profile_free(again);
	return same ? 0 : -EIO;
}

static int serialise(struct save *save, const struct node *tree, unsigned flags,
		     struct error *warnings, struct error *err)
{
	struct profile *old = NULL;
	struct error ignored = { 0 };

	/* Its references to secrets are kept; if it cannot be read there are none. */
	if (save->place.exists && profile_read(save->place.path, 0, &old, &ignored) < 0)
		old = NULL;
	save->text = profile_emit(tree, flags, old == NULL ? NULL : old->tree, warnings);
	save->length = strlen(save->text);
	error_clear(&ignored);
	profile_free(old);
	if (save->length <= PROFILE_BYTES_MAX)
		return check_readable(save, flags, warnings, err);
	return fail(err, -ENOSPC, "%s was not saved: it would be larger than 4 MiB",
		    save->place.path);
}

/* --- the temporary file
 * ------------------------------------------------------------------ */

/* Its reason in errno.  Write-back errors come out of fsync once only: after one the
 * file is given up. */
static int write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0)
			errno = EIO;
		if (done <= 0)
			return -1;
		bytes += done;
		length -= (size_t)done;
	}
	return 0;
}

static int reserve(int fd, size_t length)
{
	int result;

	do
		result = fallocate(fd, 0, 0, (off_t)length);
	while (result < 0 && errno == EINTR);
	if (result < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL))
		return 0;
	return result;
}

static int read_back(int fd, const char *bytes, size_t length)
{
	char buffer[16384];

	for (size_t at = 0; at < length;) {
		ssize_t got = pread(fd, buffer, sizeof buffer, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || (size_t)got > length - at ||
		    memcmp(buffer, bytes + at, (size_t)got) != 0) {
			explicit_bzero(buffer, sizeof buffer);
			errno = got < 0 ? errno : EIO;
			return -1;
		}
		at += (size_t)got;
	}
	explicit_bzero(buffer, sizeof buffer);
	return 0;
}

/* The new file has the owner of the old one, and 0600 before it has any content. */
static int set_owner(const struct save *save, int fd)
{
	const struct stat *old = &save->place.st;

	if (save->place.exists &&
	    (old->st_uid != geteuid() || old->st_gid != getegid()) &&
	    fchown(fd, old->st_uid, old->st_gid) < 0 && geteuid() == 0)
		return -1;
	return fchmod(fd, 0600);
}

static int fill(const struct save *save, int fd, struct error *err)
{
	const struct place_of_file *place = &save->place;

	if (set_owner(save, fd) < 0)
		return not_saved(place, "set its owner and mode", errno, err);
	if (reserve(fd, save->length) < 0)
		return not_saved(place, "find room for it", errno, err);
	if (write_all(fd, save->text, save->length) < 0)
		return not_saved(place, "write it", errno, err);
	if (fsync(fd) < 0)
		return not_saved(place, "get it onto the disk", errno, err);
	if (read_back(fd, save->text, save->length) < 0)
		return not_saved(place, "read it back as it was written", errno, err);
	return 0;
}

static int write_temporary(const struct save *save, struct error *err)
{
	int fd = openat(save->place.dir, save->temporary,
			O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return not_saved(&save->place, "make a temporary file", errno, err);
	int result = fill(save, fd, err);
	/* Interrupted, it is closed all the same. */
	if (close(fd) < 0 && errno != EINTR && result == 0)
		result = not_saved(&save->place, "close it", errno, err);
	return result;
}

/* --- the sequence
 * ------------------------------------------------------------------------ */

/* Saving the same again does not push older states out of the backups. */
static bool is_unchanged(const struct save *save)
{
	autoclose int fd = -1;

	if (!save->place.exists || (size_t)save->place.st.st_size != save->length)
		return false;
	fd = openat(save->place.dir, save->place.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 && read_back(fd, save->text, save->length) == 0;
}

static int commit(const struct save *save, struct error *err)
{
	const struct place_of_file *place = &save->place;
	int result = write_temporary(save, err);

	if (result == 0 && place->exists && !is_unchanged(save))
		result = save_old(place, err);
	if (result == 0 &&
	    renameat(place->dir, save->temporary, place->dir, place->name) < 0)
		result = not_saved(place, "put it in its place", errno, err);
	if (result < 0) {
		(void)!unlinkat(place->dir, save->temporary, 0);
		return result;
	}
	save_expire(place);
	if (fsync(place->dir) == 0)
		return 0;
	error_set(err, NULL, -EIO, "%s is saved, but may not survive a power loss: %s",
		  place->path, strerror(errno));
	because(err, "the directory did not reach the disk");
	advise(err,
	       "look at the disk and save again; NAME.prev is what was saved before");
	return -EIO;
}

/* Nothing may stop a save half-way: no signal, and no limit on the size of files. */
static int commit_undisturbed(const struct save *save, struct error *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	sigset_t all, before;

	sigfillset(&all);
	/* What is ignored is thrown away only while it is not blocked. */
	sigdelset(&all, SIGXFSZ);
	sigaction(SIGXFSZ, &ignore, &old);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int result = commit(save, err);
	sigaction(SIGXFSZ, &old, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

/* What somebody else wrote since the profile was read is not undone unseen. */
static int check_same(const struct save *save, struct error *err)
{
	const struct stat *old = save->read, *now = &save->place.st;
	static const struct stat none;

	if (old == NULL)
		return 0;
	if (!save->place.exists)
		now = &none;
	if (old->st_ino == now->st_ino && old->st_dev == now->st_dev &&
	    old->st_size == now->st_size && old->st_mtim.tv_sec == now->st_mtim.tv_sec &&
	    old->st_mtim.tv_nsec == now->st_mtim.tv_nsec)
		return 0;
	(void)fail(err, -EBUSY, "%s was not saved: it is not the file that was read",
		   save->place.path);
	because(err, "something else wrote it meanwhile");
	advise(err, "run the command again, or 'saveconfig' into another file");
	return -EBUSY;
}

/* Closes the place of the save. */
static int save_tree(struct save *save, const struct node *tree, unsigned flags,
		     struct error *warnings, struct error *err)
{
	int result = check_same(save, err);

	save->temporary = xasprintf(".%s.%s.tmp", save->place.name, save->place.id);
	save_place_sweep(&save->place);
	flags = (flags | EMIT_SEAL) & ~(unsigned)EMIT_NO_SECRETS;
	if (result == 0)
		result = serialise(save, tree, flags, warnings, err);
	if (result == 0)
		result = commit_undisturbed(save, err);
	if (result == 0 && save->read != NULL &&
	    fstatat(save->place.dir, save->place.name, save->read, 0) < 0)
		*save->read = (struct stat){ 0 };
	secret_free(save->text);
	free(save->temporary);
	save_place_close(&save->place);
	return result;
}

int profile_save(const char *path, const struct node *tree, unsigned flags,
		 struct error *warnings, struct error *err)
{
	struct save save = { .place = { .dir = -1 } };
	int result = save_place_open(path, &save.place, err);

	if (result == 0)
		result = save_tree(&save, tree, flags, warnings, err);
	if (result == 0 && strcmp(path, PROFILE_DEFAULT) == 0)
		units_follow(tree);
	return result;
}

int profile_save_again(struct profile *profile, unsigned flags, struct error *warnings,
		       struct error *err)
{
	struct save save = { .place = { .dir = -1 }, .read = &profile->file };
	int result = save_place_open(profile->path, &save.place, err);

	return result < 0 ? result
			  : save_tree(&save, profile->tree, flags, warnings, err);
}

int profile_can_save(const char *path, struct error *err)
{
	struct place_of_file place = { .dir = -1 };
	int result = save_place_open(path, &place, err);

	if (result == 0 && faccessat(place.dir, ".", W_OK, AT_EACCESS) < 0)
		result = not_saved(&place, "write into its directory", errno, err);
	save_place_close(&place);
	return result;
}

int profile_is_saved(const char *path, const struct node *tree, unsigned flags,
		     bool *same, struct error *err)
{
	struct save save = { .place = { .dir = -1 } };
	int result = save_place_open(path, &save.place, err);

	if (result < 0)
		return result;
	result = serialise(&save, tree, flags | EMIT_SEAL, NULL, err);
	if (result == 0)
		*same = is_unchanged(&save);
	secret_free(save.text);
	save_place_close(&save.place);
	return result;
}
