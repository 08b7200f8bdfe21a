/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seal of a saved profile: written, found, verified. */
#include "profiles/seal.h"

#include <inttypes.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "profiles/sha256.h"

#define PLAIN_KEY    "liosh:"
#define PLAIN_FORMAT "1"
#define PLAIN_LINE   PLAIN_KEY " " PLAIN_FORMAT
#define MARKED_LINE  PLAIN_LINE "  # written by liosh"
#define END_KEY      "end: {"

static const char *next_line(const char *line, const char *end)
{
	const char *feed = memchr(line, '\n', (size_t)(end - line));

	return feed == NULL ? end : feed + 1;
}

/* What follows the words that the line begins with, NULL: it begins with others. */
static const char *line_after(const char *line, const char *end, const char *words)
{
	size_t length = strlen(words);
	bool begins = (size_t)(end - line) >= length && memcmp(line, words, length) == 0;

	return begins ? line + length : NULL;
}

static const char *after_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
		at++;
	return at;
}

/* The line that says that liosh wrote the file, wherever a hand has put it; NULL: none.
 */
static const char *marked_line(const char *bytes, size_t length)
{
	const char *end = bytes + length;

	for (const char *line = bytes; line < end; line = next_line(line, end)) {
		const char *rest = line_after(line, end, MARKED_LINE);

		if (rest != NULL)
			rest = after_blanks(rest, end);
		if (rest != NULL && (rest == end || *rest == '\n'))
			return line;
	}
	return NULL;
}

bool seal_begins(const char *bytes, size_t length)
{
	return marked_line(bytes, length) != NULL;
}

/* The line with the seal: the last one that begins with its key; NULL: none. */
static const char *end_line(const char *bytes, size_t length)
{
	const char *end = bytes + length, *found = NULL;

	for (const char *line = bytes; line < end; line = next_line(line, end))
		if (line_after(line, end, END_KEY) != NULL)
			found = line;
	return found;
}

static int truncated(const char *name, const char *bytes, size_t length,
		     struct error *err)
{
	struct mark mark = { .file = name, .line = 1, .column = 1 };

	for (size_t i = 0; i < length; i++)
		mark.line += bytes[i] == '\n' && i + 1 < length;
	error_set(err, &mark, -EINVAL, "the file is cut short");
	because(err, "its line 'liosh: 1' says that liosh wrote it, and the end that "
		     "liosh writes is missing");
	advise(err,
	       "take %s.prev or the newest file in the directory backup beside it; if "
	       "you "
	       "wrote it yourself, leave out the comment in that line",
	       name);
	return -EINVAL;
}

int seal_check_whole(const char *name, const char *bytes, size_t length,
		     struct error *err)
{
	if (!seal_begins(bytes, length))
		return 0;
	const char *line = end_line(bytes, length);
	size_t left = line == NULL ? 0 : length - (size_t)(line - bytes);
	const char *close = line == NULL ? NULL : memchr(line, '}', left);
	const char *next = line == NULL ? NULL : memchr(line, '\n', left);

	if (close == NULL || (next != NULL && next < close))
		return truncated(name, bytes, length, err);
	return 0;
}

static int not_ours(const struct item *end, const char *problem, struct error *err)
{
	error_set(err, &end->mark, -EINVAL, "'end' is not as liosh writes it");
	because(err, "%s", problem);
	advise(err, "leave out the whole line, and the comment in the line 'liosh: 1', "
		    "if the profile is yours from now on");
	return -EINVAL;
}

static bool read_count(const struct item *end, const char *key, uint64_t *count)
{
	const struct item *item = item_find(end, key);

	return item != NULL && item->kind == ITEM_SCALAR && parse_uint(item->text, count);
}

/* Nothing may stand behind the seal; a missing last line feed does no harm. */
static bool something_follows(const char *line, size_t left)
{
	const char *next = memchr(line, '\n', left);

	return next != NULL && (size_t)(next - line) + 1 < left;
}

int seal_read(const struct item *end, const char *bytes, size_t length, struct seal *seal,
	      struct error *err)
{
	char hex[SHA256_HEX];
	const char *line = end_line(bytes, length);

	if (end == NULL)
		return 0;
	if (end->kind != ITEM_MAPPING || end->count != 4)
		return not_ours(end, "it has backstores, targets, luns and sha256", err);
	if (!read_count(end, "backstores", &seal->backstores) ||
	    !read_count(end, "targets", &seal->targets) ||
	    !read_count(end, "luns", &seal->luns))
		return not_ours(end, "backstores, targets and luns are numbers", err);
	const struct item *sum = item_find(end, "sha256");
	if (sum == NULL || sum->kind != ITEM_SCALAR || strlen(sum->text) != 64 ||
	    strspn(sum->text, "0123456789abcdef") != 64)
		return not_ours(end, "sha256 has 64 hexadecimal digits", err);
	seal->present = true;
	seal->edited = true;
	if (line == NULL)
		return 0;
	size_t before = (size_t)(line - bytes);
	sha256_hex(bytes, before, hex);
	seal->edited =
		strcmp(hex, sum->text) != 0 || something_follows(line, length - before);
	return 0;
}

/* --- counts ---------------------------------------------------------------------- */

void seal_count(struct seal *seal, const struct node *node)
{
	seal->backstores += node->type->class == CLASS_SO;
	seal->targets += node->type->class == CLASS_TARGET;
	seal->luns += node->type->class == CLASS_LUN;
}

static int count_one(struct node *node, void *data)
{
	seal_count(data, node);
	return 0;
}

static struct seal count(const struct node *tree)
{
	struct seal seal = { .present = true };

	node_walk(node_mutable(tree), count_one, &seal);
	return seal;
}

void seal_compare(const struct seal *seal, const struct node *tree, const char *name,
		  struct error *warnings)
{
	struct seal now = count(tree);
	struct error one = { 0 };
	struct mark mark = { .file = name };
	bool same = now.backstores == seal->backstores && now.targets == seal->targets &&
		    now.luns == seal->luns;

	if (!seal->present || (!seal->edited && same))
		return;
	error_set(&one, &mark, -EINVAL, "the profile was edited since liosh wrote it");
	if (!same)
		because(&one,
			"%" PRIu64 " backstores, %" PRIu64 " targets, %" PRIu64
			" LUNs when saved; %" PRIu64 ", %" PRIu64 ", %" PRIu64 " "
			"now",
			seal->backstores, seal->targets, seal->luns, now.backstores,
			now.targets, now.luns);
	advise(&one, "the next save writes a new seal");
	error_append(warnings, &one);
}

/* The body, which ends with a line feed, and its seal; owned. */
static char *close_body(const char *body, const struct seal *counts)
{
	char hex[SHA256_HEX];

	sha256_hex(body, strlen(body), hex);
	return xasprintf("%send: { backstores: %" PRIu64 ", targets: %" PRIu64
			 ", luns: %" PRIu64 ", "
			 "sha256: %s }\n",
			 body, counts->backstores, counts->targets, counts->luns, hex);
}

char *seal_add(const char *text, const struct seal *counts)
{
	char *body = xasprintf("%s%s", SEAL_FIRST_LINE, text);
	char *sealed = close_body(body, counts);

	secret_free(body);
	return sealed;
}

/* What was written below the seal stands above it from now on. */
static char *without_end(const char *text, const char *line)
{
	const char *end = text + strlen(text);

	return line == NULL ? xstrdup(text)
			    : xasprintf("%.*s%s", (int)(line - text), text,
					next_line(line, end));
}

char *seal_break(const char *text, bool *sealed)
{
	const char *line = end_line(text, strlen(text));
	char *open = without_end(text, line);
	const char *marked = marked_line(open, strlen(open));

	*sealed = marked != NULL || line != NULL;
	if (marked == NULL)
		return open;
	char *bare = xasprintf("%.*s" PLAIN_LINE "\n%s", (int)(marked - open), open,
			       next_line(marked, open + strlen(open)));
	secret_free(open);
	return bare;
}

/* What stands behind 'liosh: 1' in a line that has nothing else, or a comment of
 * somebody's; NULL: it is another line. */
static const char *after_plain(const char *line, const char *end)
{
	const char *at = line_after(line, end, PLAIN_KEY);

	if (at != NULL)
		at = line_after(after_blanks(at, end), end, PLAIN_FORMAT);
	if (at == NULL)
		return NULL;
	const char *next = after_blanks(at, end);
	bool alone = next == end || *next == '\n' || (*next == '#' && next > at);
	return alone ? next : NULL;
}

char *seal_again(const char *text, const struct node *tree)
{
	const struct seal counts = count(tree);
	size_t length = strlen(text);
	const char *end = text + length, *line = text, *rest = NULL;
	bool open_end = length > 0 && text[length - 1] != '\n';

	while (line < end && (rest = after_plain(line, end)) == NULL)
		line = next_line(line, end);
	/* A comment of somebody's gets a line of its own. */
	if (rest != NULL && *rest == '\n')
		rest++;
	char *body = xasprintf("%.*s%s%s%s", (int)(line - text), text,
			       rest == NULL ? "" : SEAL_FIRST_LINE,
			       rest == NULL ? "" : rest, open_end ? "\n" : "");
	char *sealed = close_body(body, &counts);

	secret_free(body);
	return sealed;
}
