/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile from its file or its bytes to a checked tree. */
#include "profiles/profile.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "profiles/resolve.h"
#include "profiles/seal.h"
#include "profiles/targetcli.h"

void profile_free(struct profile *profile)
{
	if (profile == NULL)
		return;
	node_free(profile->tree);
	error_clear(&profile->warnings);
	error_clear(&profile->faults);
	for (size_t i = 0; i < profile->part_count; i++)
		free(profile->parts[i]);
	free(profile->parts);
	free(profile->path);
	free(profile);
}

/* Errors in the order of the file.  Their marks say `name` afterwards, for the profile
 * that they pointed into is gone. */
static void sort_errors(struct error *errors, const char *name)
{
	error_sort(errors);
	error_keep_parts(errors);
	for (struct error *at = errors; at != NULL; at = at->next)
		at->mark.file = name;
}

/* --- from memory ----------------------------------------------------------------- */

/* What it takes to read one profile. */
struct source {
	const char *name, *bytes;
	size_t length;
	unsigned flags;
	unsigned mode; /* of the file; 0: not from a file */
};

static void check_inline_secret(const struct source *source, struct resolver *resolver)
{
	struct error one = { 0 };

	if (resolver->inline_secret.line == 0 || !(source->mode & 077))
		return;
	error_set(&one, &resolver->inline_secret, -EINVAL,
		  "a secret stands in a file that others can read");
	because(&one, "the file's mode is %04o", source->mode & 07777);
	advise(&one, "chmod 600 '%s'%s", source->name,
	       resolver->of_targetcli ? "" : ", or write '!secret file:NAME' instead");
	/* No reason that nobody is served. */
	if (source->flags & PROFILE_PARTIAL)
		note_warning(resolver, &one);
	else
		note(resolver, &one);
}

/* A seal that somebody spoiled seals nothing; what stands before it may be as it should.
 */
static void note_seal(struct resolver *resolver, struct seal *seal, struct error *one)
{
	if (!(resolver->flags & PROFILE_PARTIAL)) {
		note(resolver, one);
		return;
	}
	*seal = (struct seal){ 0 };
	note_warning(resolver, one);
}

/* Whether all that is wrong is wrong with one object or another. */
static bool goes_on(const struct resolver *resolver)
{
	for (const struct error *at = &resolver->errors; at != NULL; at = at->next)
		if (at->object == NULL)
			return false;
	return (resolver->flags & PROFILE_PARTIAL) != 0;
}

/* The document of the file, whatever it is written in. */
static int read_document(const struct source *source, struct profile *profile,
			 struct resolver *resolver, struct item **root)
{
	struct document document = { 0 };
	int result;

	resolver->of_targetcli = targetcli_is(source->bytes, source->length);
	if (resolver->of_targetcli)
		result = targetcli_parse(profile->path, source->bytes, source->length,
					 &document, &resolver->warnings,
					 &resolver->errors);
	else
		result = document_parse(profile->path, source->bytes, source->length,
					&document, &resolver->errors);
	if (result < 0) {
		error_about(&resolver->errors, NULL, PROFILE_DAMAGED);
	} else if (resolver->flags & PROFILE_PARTIAL) {
		faults_begin(resolver, &document.faults);
	} else if (document.faults.code != 0) {
		error_append(&resolver->errors, &document.faults);
		item_free(take_ptr(document.root));
		result = -EINVAL;
	}
	profile->parts = document.parts;
	profile->part_count = document.part_count;
	profile->of_targetcli = resolver->of_targetcli;
	profile->comments = document.comments;
	*root = document.root;
	return result;
}

static int build(const struct source *source, struct profile *profile,
		 struct resolver *resolver)
{
	struct seal seal = { 0 };
	struct error one = { 0 };
	struct item *document = NULL;

	if (read_document(source, profile, resolver, &document) < 0)
		return -EINVAL;
	autoitem struct item *root = document;
	profile->tree = tree_new();
	resolver->root = profile->tree;
	resolve_document(resolver, root);
	faults_end(resolver);
	check_inline_secret(source, resolver);
	if (seal_read(item_find(root, "end"), source->bytes, source->length, &seal,
		      &one) < 0)
		note_seal(resolver, &seal, &one);
	if (resolver->frame_spoiled)
		seal = (struct seal){ 0 };
	if (resolver->errors.code != 0 && !goes_on(resolver))
		return -EINVAL;
	profile->sealed = seal.present;
	profile->edited = seal.edited;
	seal_compare(&seal, profile->tree, profile->path, &resolver->warnings);
	return 0;
}

int profile_check_size(const char *name, const char *bytes, size_t length,
		       struct error *err)
{
	bool of_targetcli = targetcli_is(bytes, length);

	if (length <= (of_targetcli ? TARGETCLI_BYTES_MAX : PROFILE_BYTES_MAX))
		return 0;
	error_set(err, NULL, -EINVAL, "%s is too large for a profile", name);
	because(err, "%s",
		of_targetcli ? "a file of targetcli has at most 32 MiB"
			     : "a profile has at most 4 MiB");
	return -EINVAL;
}

static int parse_source(const struct source *source, struct profile **profile,
			struct error *err)
{
	struct resolver resolver = { .flags = source->flags };

	if (profile_check_size(source->name, source->bytes, source->length, err) < 0)
		return -EINVAL;
	if (seal_check_whole(source->name, source->bytes, source->length, err) < 0) {
		error_about(err, NULL, PROFILE_DAMAGED);
		return -EINVAL;
	}
	struct profile *made = xcalloc(1, sizeof *made);
	made->path = xstrdup(source->name);
	int result = build(source, made, &resolver);
	if (result < 0) {
		sort_errors(&resolver.errors, source->name);
		error_append(err, &resolver.errors);
		error_clear(&resolver.warnings);
		profile_free(made);
		return -EINVAL;
	}
	sort_errors(&resolver.errors, made->path);
	error_append(&made->faults, &resolver.errors);
	sort_errors(&resolver.warnings, made->path);
	error_append(&made->warnings, &resolver.warnings);
	*profile = made;
	return 0;
}

/* NOLINTNEXTLINE(readability-function-size): six parameters */
int profile_parse(const char *name, const char *bytes, size_t length, unsigned flags,
		  struct profile **profile, struct error *err)
{
	const struct source source = { name, bytes, length, flags, 0 };

	return parse_source(&source, profile, err);
}

/* --- from a file ----------------------------------------------------------------- */

static const struct unreadable {
	int reason, code;
	const char *fix;
} unreadables[] = {
	{ ENOENT, -ENOMSG, "check the name; 'saveconfig FILE' makes such a file" },
	{ ENOTDIR, -ENOMSG, "check the name" },
	{ EISDIR, -ENOMSG, "give the name of a file in it" },
	{ EACCES, -EACCES, "read it as its owner, or as root" },
	{ EPERM, -EACCES, NULL },
};

static int cannot_read(const char *path, int reason, struct error *err)
{
	struct unreadable row = { reason, -EIO, NULL };

	for (size_t i = 0; i < sizeof unreadables / sizeof *unreadables; i++)
		if (unreadables[i].reason == reason)
			row = unreadables[i];
	error_set(err, NULL, row.code, "cannot read %s: %s", path, strerror(reason));
	if (row.fix != NULL)
		advise(err, "%s", row.fix);
	return row.code;
}

/* All of it, but never more than one byte above the limit. */
static int read_all(int fd, const char *path, char *buffer, size_t *length,
		    struct error *err)
{
	size_t have = 0;

	while (have <= TARGETCLI_BYTES_MAX) {
		ssize_t got = read(fd, buffer + have, TARGETCLI_BYTES_MAX + 1 - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cannot_read(path, errno, err);
		if (got == 0)
			break;
		have += (size_t)got;
	}
	*length = have;
	return 0;
}

int profile_read(const char *path, unsigned flags, struct profile **profile,
		 struct error *err)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct source source = { .name = path, .flags = flags };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return cannot_read(path, errno, err);
	if (S_ISDIR(st.st_mode))
		return cannot_read(path, EISDIR, err);
	if (!S_ISREG(st.st_mode))
		return fail(err, -ENOMSG, "cannot read %s: not a regular file", path);
	autofree char *buffer = xcalloc(TARGETCLI_BYTES_MAX + 1, 1);
	int result = read_all(fd, path, buffer, &source.length, err);
	if (result < 0)
		return result;
	source.bytes = buffer;
	source.mode = st.st_mode & 07777;
	result = parse_source(&source, profile, err);
	explicit_bzero(buffer, source.length);
	if (result == 0)
		(*profile)->file = st;
	return result;
}
