/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is saved: a tree as a profile that can be read again, over what liosh wrote. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "profiles/pending.h"
#include "profiles/saved.h"
#include "profiles/seal.h"
#include "profiles/standing.h"
#include "profiles/targetcli.h"
#include "profiles/units.h"

struct save {
	struct place_of_file place;
	char *text; /* owned, wiped */
	size_t length;
	struct standing standing; /* what it replaces */
	struct stat *read;        /* the file that this one was made from, NULL: any */
	bool over;                /* whoever changed that */
};

/* --- what is written ------------------------------------------------------------- */

/* What the kernel holds, or somebody designs, may break a rule: it is saved as it is, and
 * told now, not when it is needed. */
static void warn_of_rules(const struct save *save, const struct node *tree,
			  struct error *warnings)
{
	struct error problems = { 0 };

	if (warnings == NULL || check_tree(tree, NULL, &problems, NULL) == 0)
		return;
	error_keep_parts(&problems);
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

/* The references to secrets of what is replaced stay. */
static int serialise(struct save *save, const struct node *tree, unsigned flags,
		     struct error *warnings, struct error *err)
{
	const struct profile *old = save->standing.profile;

	save->text = profile_emit(tree, flags, old == NULL ? NULL : old->tree, warnings);
	save->length = strlen(save->text);
	bool of_targetcli = (flags & EMIT_TARGETCLI) != 0;
	if (save->length <= (of_targetcli ? TARGETCLI_BYTES_MAX : PROFILE_BYTES_MAX))
		return check_readable(save, flags, warnings, err);
	return fail(err, -ENOSPC, "%s was not saved: it would be larger than %d MiB",
		    save->place.path, of_targetcli ? 32 : 4);
}

/* --- what it replaces ------------------------------------------------------------ */

static int open_save(struct save *save, const char *path, struct error *err)
{
	int result = save_place_open(path, &save->place, err);

	if (result == 0)
		standing_read(path, &save->standing);
	save->place.damaged = save->standing.owner == OWNER_BROKEN;
	return result;
}

static void close_save(struct save *save)
{
	secret_free(save->text);
	standing_clear(&save->standing);
	save_place_close(&save->place);
}

/* What somebody else wrote since the profile was read is not undone unseen. */
static int check_same(const struct save *save, struct error *err)
{
	const struct stat *old = save->read, *now = &save->place.st;
	static const struct stat none;

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

/* What stands there instead of what was expected. */
static const char *other_kind(const struct save *save, bool of_targetcli)
{
	if (of_targetcli)
		return "a file of targetcli";
	if (save->standing.owner == OWNER_LIOSH || save->standing.owner == OWNER_EDITED)
		return "a profile of liosh";
	return save->standing.profile != NULL ? "a profile" : "another file";
}

/* targetcli could not read a profile in the place of its file, nor would the next boot
 * find a profile in a file of targetcli's kind.  What is no file of targetcli's is
 * somebody's, whatever it is. */
static int check_kind(const struct save *save, unsigned flags, struct error *err)
{
	const struct place_of_file *place = &save->place;
	bool wanted = (flags & EMIT_TARGETCLI) != 0;
	autoclose int fd = -1;
	char begin[256];

	if (!place->exists)
		return 0;
	fd = openat(place->dir, place->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, begin, sizeof begin);
	if (length < 0 && wanted)
		return not_saved(place, "read what is there", errno, err);
	if (length <= 0)
		return 0;
	bool is = targetcli_is(begin, (size_t)length);
	if (is == wanted)
		return 0;
	(void)fail(err, -EEXIST, "%s was not saved: there is %s", place->path,
		   other_kind(save, is));
	advise(err,
	       is ? "'export %s' writes such a file; a profile needs another name"
		  : "give another name than %s, or remove that file",
	       place->path);
	return -EEXIST;
}

static int check_free(const struct save *save, struct error *err)
{
	if (save->read != NULL && !save->over)
		return check_same(save, err);
	if (save->over || standing_is_free(&save->standing))
		return 0;
	return standing_refuse(&save->standing, save->place.path, err);
}

/* --- the ways to save ------------------------------------------------------------ */

static int write_out(struct save *save, struct error *err)
{
	int result = save_bytes(&save->place, save->text, save->length, err);

	if (result == 0 && save->read != NULL &&
	    fstatat(save->place.dir, save->place.name, save->read, 0) < 0)
		*save->read = (struct stat){ 0 };
	return result;
}

/* Closes the save. */
static int save_tree(struct save *save, const struct node *tree, unsigned flags,
		     struct error *warnings, struct error *err)
{
	const char *path = save->place.path;
	int result = flags & SAVE_RUNNING ? pending_check(path, tree, err) : 0;

	if (result == 0)
		result = check_kind(save, flags, err);
	if (result == 0)
		result = check_free(save, err);
	flags = (flags | EMIT_SEAL) &
		~(unsigned)(EMIT_NO_SECRETS | SAVE_OVER | SAVE_RUNNING);
	if (result == 0)
		result = serialise(save, tree, flags, warnings, err);
	if (result == 0)
		result = write_out(save, err);
	close_save(save);
	if (result == 0 && profile_is_default(path))
		units_follow(tree);
	return result;
}

int profile_save(const char *path, const struct node *tree, unsigned flags,
		 struct error *warnings, struct error *err)
{
	struct save save = { .place = { .dir = -1 },
			     .over = (flags & (SAVE_OVER | EMIT_TARGETCLI)) != 0 };
	int result = open_save(&save, path, err);

	if (result < 0)
		return result;
	return save_tree(&save, tree, flags, warnings, err);
}

int profile_save_again(struct profile *profile, const struct node *tree, unsigned flags,
		       struct error *warnings, struct error *err)
{
	struct save save = { .place = { .dir = -1 },
			     .read = &profile->file,
			     .over = (flags & SAVE_OVER) != 0 };
	int result = open_save(&save, profile->path, err);

	return result < 0 ? result : save_tree(&save, tree, flags, warnings, err);
}

/* The next boot reads it so: what the seal would spoil is not written. */
static int seal_text(struct save *save, const char *bare, const struct node *tree,
		     struct error *err)
{
	struct error autoerror problem = { 0 };
	struct profile *again = NULL;

	save->text = seal_again(bare, tree);
	save->length = strlen(save->text);
	int r = profile_parse(save->place.path, save->text, save->length, 0, &again,
			      &problem);
	bool good = r == 0 && again->sealed && !again->edited &&
		    seal_begins(save->text, save->length);
	profile_free(again);
	if (good)
		return 0;
	(void)fail(err, -EINVAL, "%s was not saved: the seal has no place in it",
		   save->place.path);
	because(err, "%s", r < 0 ? problem.what : "no line of it is just 'liosh: 1'");
	advise(err, "begin 'liosh: 1' and all keys of the top level in the first column, "
		    "and leave out 'end', which liosh writes itself");
	return -EINVAL;
}

/* As somebody wrote it, but for a seal, which is new whatever came along. */
static int take_text(struct save *save, const struct profile_text *text,
		     const struct node *tree, struct error *err)
{
	bool sealed = false;
	char *bare = seal_break(text->text, &sealed);
	int r = 0;

	if (sealed || text->sealed) {
		r = seal_text(save, bare, tree, err);
		secret_free(bare);
	} else {
		save->text = bare;
		save->length = strlen(bare);
	}
	return r;
}

int profile_save_text(const char *path, struct profile_text *text, struct error *err)
{
	struct save save = { .place = { .dir = -1 }, .read = &text->file };
	struct profile *profile = NULL;
	int result = open_save(&save, path, err);

	if (result < 0)
		return result;
	result = check_free(&save, err);
	if (result == 0)
		result = profile_parse(path, text->text, strlen(text->text), 0, &profile,
				       err);
	if (result == 0)
		result = take_text(&save, text, profile->tree, err);
	if (result == 0)
		result = write_out(&save, err);
	if (result == 0 && profile_is_default(path))
		units_follow(profile->tree);
	profile_free(profile);
	close_save(&save);
	return result;
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
	int result = open_save(&save, path, err);

	if (result < 0)
		return result;
	result = serialise(&save, tree, flags | EMIT_SEAL, NULL, err);
	if (result == 0)
		*same = save_is_same(&save.place, save.text, save.length);
	close_save(&save);
	return result;
}
