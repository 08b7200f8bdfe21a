/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a connect sheet is written: comments, lines to run, words, and what stands at its
 * top. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/connect_part.h"
#include "configfs/path.h"

#define WIDTH        80
#define MASK         "********"
#define OTHERS_NAMED 8

/* --- lines ----------------------------------------------------------------------- */

static char *formatted(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		die_of_memory();
	return text;
}

/* A word too long for a line stands alone on one. */
static void add_wrapped(struct text *out, const char *text)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (column > 0 && column + 1 + length > WIDTH) {
			text_add(out, "\n");
			column = 0;
		}
		text_add(out, column == 0 ? "# " : " ");
		text_add_bytes(out, text, length);
		column += length + (column == 0 ? 2 : 1);
		text += length;
		text += strspn(text, " ");
	}
	text_add(out, "\n");
}

/* What a comment quotes may be a name that somebody else chose: a line break in it would
 * begin a line to be run. */
void sheet_say(struct sheet *sheet, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	autofree char *text = formatted(format, args);
	va_end(args);
	autofree char *safe = escape_text(text);
	add_wrapped(&sheet->out, safe);
}

void sheet_line(struct sheet *sheet, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = formatted(format, args);
	va_end(args);
	text_addf(&sheet->out, "%s\n", text);
	secret_free(text);
}

void sheet_hint(struct sheet *sheet, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	autofree char *text = formatted(format, args);
	va_end(args);
	autofree char *safe = escape_text(text);
	text_addf(&sheet->out, "#     %s\n", safe);
}

void sheet_blank(struct sheet *sheet)
{
	text_add(&sheet->out, "\n");
}

void sheet_step(struct sheet *sheet, const char *title)
{
	sheet_blank(sheet);
	sheet_say(sheet, "--- %u. %s ---", ++sheet->steps, title);
}

/* --- words ----------------------------------------------------------------------- */

char *sheet_word(const struct sheet *sheet, const char *text)
{
	return sheet->options->platform->quote(text);
}

char *sheet_credential(struct sheet *sheet, const struct chap *chap, enum chap_word word)
{
	bool is_secret = word == PASSWORD || word == MUTUAL_PASSWORD;

	if (is_secret && (!sheet->options->show_secrets || *chap->words[word] == '\0'))
		return sheet->options->platform->quote(MASK);
	sheet->has_secrets = sheet->has_secrets || is_secret;
	return sheet_word(sheet, chap->words[word]);
}

/* --- disks ----------------------------------------------------------------------- */

static void say_disk(struct sheet *sheet, const struct disk *disk)
{
	if (disk->so == NULL) {
		sheet_say(sheet, "LUN %" PRIu64 ": broken, its link leads nowhere.",
			  disk->lun);
		return;
	}
	uint64_t bytes = disk->so->backstore->size(disk->so);
	autofree char *name = so_reference(disk->so);
	autofree char *size =
		bytes == 0 ? xstrdup("of unknown size") : format_size(bytes);

	sheet_say(sheet, "LUN %" PRIu64 ": %s (%s)%s", disk->lun, size, name,
		  disk->read_only ? ", read-only" : "");
}

/* What two machines write on one disk without knowing of each other is lost. */
static void say_shared(struct sheet *sheet)
{
	const struct node *acls = node_part(sheet->tpg, CLASS_ACLS);

	if (acls->child_count > 1 || sheet_admits_all(sheet))
		sheet_say(sheet,
			  "Others may log in as well: two machines may use one "
			  "disk at the same time only with a cluster file system.");
}

void sheet_disks(struct sheet *sheet,
		 void (*tell)(struct sheet *sheet, const struct disk *disk))
{
	uint64_t most = sheet->options->platform->lun_most;

	say_shared(sheet);
	for (size_t i = 0; i < sheet->disk_count; i++) {
		const struct disk *disk = &sheet->disks[i];

		say_disk(sheet, disk);
		if (most != 0 && disk->lun > most)
			sheet_say(sheet,
				  "A number above %" PRIu64 " may stay unseen here: map "
				  "it to a lower one.",
				  most);
		if (tell != NULL && disk->so != NULL)
			tell(sheet, disk);
	}
}

/* --- the top --------------------------------------------------------------------- */

/* What keeps everybody out, and the command of the server that mends it: on the TPG, or
 * on the initiator's ACL. */
static void say_missing(struct sheet *sheet, const struct node *node, const char *what,
			const char *command)
{
	autofree char *path = node_path(node);

	sheet_say(sheet, "NOT YET: %s. On the server:", what);
	sheet_hint(sheet, "liosh %s%s", path, command);
}

static void note_disabled(struct sheet *sheet)
{
	if (!node_is(sheet->tpg, "enable", "1"))
		say_missing(sheet, sheet->tpg, "the target is disabled", " enable");
}

static void note_no_portal(struct sheet *sheet)
{
	if (sheet->no_portal)
		say_missing(sheet, sheet->tpg,
			    "the target has no portal, so nobody can reach it",
			    "/portals create 0.0.0.0");
}

static void note_nobody(struct sheet *sheet)
{
	if (sheet->initiator == NULL && !sheet_admits_all(sheet))
		say_missing(sheet, sheet->tpg,
			    "the target lets nobody in, it wants this machine's name "
			    "(step 1)",
			    "/acls create NAME");
}

static void note_no_disk(struct sheet *sheet)
{
	if (sheet->disk_count > 0)
		return;
	if (sheet->acl == NULL)
		say_missing(sheet, sheet->tpg, "the target has no disk",
			    "/luns create STORAGE-OBJECT");
	else
		say_missing(sheet, sheet->acl, "this initiator sees no disk",
			    " create MAPPED-LUN LUN");
}

static void note_no_password(struct sheet *sheet)
{
	const struct chap *chap = &sheet->login;

	if (!chap->is_asked || chap->unread ||
	    (*chap->words[USERID] != '\0' && *chap->words[PASSWORD] != '\0'))
		return;
	say_missing(sheet, sheet->acl != NULL ? sheet->acl : sheet->tpg,
		    "the target asks for CHAP, but has no userid and password to compare "
		    "with",
		    " set auth userid=NAME password=-");
}

static void note_no_address(struct sheet *sheet)
{
	if (sheet->no_address)
		sheet_say(sheet,
			  "THIS-SERVER stands for the address of the server, which "
			  "is not known here: put it in the place of each.");
	if (sheet->link_local)
		sheet_say(sheet, "INTERFACE stands for the interface of this machine on "
				 "the server's network.");
}

static void note_elsewhere(struct sheet *sheet)
{
	if (sheet->elsewhere.length > 0)
		sheet_say(sheet,
			  "The server listens on port %u of each of its addresses. If "
			  "this machine does not reach %s, take another one in its "
			  "place: %s.",
			  sheet->elsewhere_port, sheet->here, sheet->elsewhere.data);
}

static void note_other_initiators(struct sheet *sheet)
{
	const struct node *acls = node_part(sheet->tpg, CLASS_ACLS);
	autotext struct text names = { 0 };
	size_t count = 0;

	if (sheet->options->initiator != NULL || acls->child_count < 2)
		return;
	node_foreach (acl, acls)
		if (acl != sheet->acl && count++ < OTHERS_NAMED)
			text_addf(&names, "%s%s", count > 1 ? ", " : "", acl->name);
	if (count > OTHERS_NAMED)
		text_addf(&names, ", and %zu more", count - OTHERS_NAMED);
	sheet_say(sheet,
		  "Other initiators have sheets of their own (initiator=NAME): %s.",
		  names.data);
}

static void note_other_tpgs(struct sheet *sheet)
{
	if (sheet->target->child_count > 1)
		sheet_say(sheet,
			  "This is %s of the target; its other TPGs have sheets of "
			  "their own.",
			  sheet->tpg->name);
}

/* Whether a secret of that login is written out, and whether one is masked. */
static void count_secrets(const struct sheet *sheet, const struct chap *chap, bool *shown,
			  bool *masked)
{
	bool is_empty = *chap->words[PASSWORD] == '\0' ||
			(chap_is_mutual(chap) && *chap->words[MUTUAL_PASSWORD] == '\0');
	bool show = sheet->options->show_secrets;

	if (!chap->is_asked)
		return;
	*shown = *shown || (show && *chap->words[PASSWORD] != '\0');
	*masked = *masked || !show || is_empty;
}

static void note_secrets(struct sheet *sheet)
{
	bool shown = false, masked = false;

	count_secrets(sheet, &sheet->login, &shown, &masked);
	count_secrets(sheet, &sheet->discovery, &shown, &masked);
	if (shown)
		sheet_say(sheet, "Secrets stand below: keep this where nobody else can "
				 "read it.");
	if (masked)
		sheet_say(sheet, MASK " stands for a secret%s.",
			  sheet->options->show_secrets
				  ? " that is not known here"
				  : ": with show-secrets it is written out");
}

/* In the order of what matters. */
static void (*const notes[])(struct sheet *sheet) = {
	note_disabled,    note_no_portal,  note_nobody,    note_no_disk,
	note_no_password, note_no_address, note_elsewhere, note_other_initiators,
	note_other_tpgs,  note_secrets,
};

void sheet_top(struct sheet *sheet)
{
	const char *initiator = sheet->initiator;

	sheet_say(sheet, "The disks of %s on %s,", sheet->target->name,
		  sheet->options->platform->title);
	sheet_say(sheet, "for %s. Run the lines there %s, one by one or all of them.",
		  initiator == NULL ? "any initiator" : initiator,
		  sheet->options->platform->where);
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		notes[i](sheet);
}
