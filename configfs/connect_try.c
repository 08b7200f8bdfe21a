/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A login from this machine, as an initiator would: libiscsi, in a process of its own.
 * Its calls do not survive a signal (a window that is resized), have no common limit, and
 * leave the secret in memory that is free again; the process has its signals blocked, is
 * waited for so long and no longer, and takes the secret with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/connect_part.h"
#include "configfs/sessions.h"

/* A kernel at work answers at once: for each answer, and for all of it. */
#define SECONDS_EACH 3
#define SECONDS_ALL  10
/* Paths are many, and alike. */
#define WAYS_MOST 4
#define LUNS_MOST 64

/* --- in the process -------------------------------------------------------------- */

/* The first is the reason, what follows comes of it. */
static char *first_error;

static void keep_first(int level, const char *message)
{
	(void)level;
	if (first_error == NULL)
		first_error = xstrndup(message, strcspn(message, "\n"));
}

/* Whether the proof of the target can be read: LIO fills its answer ("CHAP_N=", the name,
 * "CHAP_R=0x", 32 or more digits by fours, two NULs) up to four bytes, and libiscsi 1.19
 * takes the filling for text. */
static bool asks_proof(const struct chap *chap)
{
	return chap_is_mutual(chap) && strlen(chap->words[MUTUAL_USERID]) % 4 == 2;
}

static bool log_in(struct iscsi_context *session, const struct sheet *sheet,
		   const struct way *way)
{
	const struct chap *chap = &sheet->login;

	iscsi_set_log_level(session, 1);
	iscsi_set_log_fn(session, keep_first);
	iscsi_set_targetname(session, sheet->target->name);
	iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
	iscsi_set_header_digest(session, ISCSI_HEADER_DIGEST_NONE_CRC32C);
	iscsi_set_noautoreconnect(session, 1);
	iscsi_set_timeout(session, SECONDS_EACH);
	/* That limit begins with the connection, which is asked for again after 1 s, and
	 * given up after 2 s more. */
	iscsi_set_tcp_syncnt(session, 1);
	if (chap->is_asked)
		iscsi_set_initiator_username_pwd(session, chap->words[USERID],
						 chap->words[PASSWORD]);
	if (asks_proof(chap))
		iscsi_set_target_username_pwd(session, chap->words[MUTUAL_USERID],
					      chap->words[MUTUAL_PASSWORD]);
	return iscsi_connect_sync(session, way->text) == 0 &&
	       iscsi_login_sync(session) == 0;
}

static bool is_listed(const struct scsi_reportluns_list *list, uint64_t lun)
{
	for (uint32_t i = 0; i < list->num; i++)
		if ((list->luns[i] & 0x3fff) == lun)
			return true;
	return false;
}

/* REPORT LUNS: a size would take away what other sessions of the initiator are to hear,
 * and a disk that is reserved does not tell it. */
static void ask_luns(struct iscsi_context *session, const struct sheet *sheet,
		     struct text *out)
{
	struct scsi_task *task = iscsi_reportluns_sync(session, 0, 65536);
	const struct scsi_reportluns_list *list =
		task == NULL || task->status != SCSI_STATUS_GOOD
			? NULL
			: scsi_datain_unmarshall(task);

	if (list == NULL)
		text_add(out, "! the list of its LUNs does not come\n");
	for (size_t i = 0; list != NULL && i < sheet->disk_count && i < LUNS_MOST; i++)
		text_addf(out,
			  is_listed(list, sheet->disks[i].lun)
				  ? "  LUN %" PRIu64 " is there\n"
				  : "! LUN %" PRIu64 " is not there\n",
			  sheet->disks[i].lun);
	if (task != NULL)
		scsi_free_scsi_task(task);
}

static void try_way(const struct sheet *sheet, const struct way *way, struct text *out)
{
	struct iscsi_context *session = iscsi_create_context(sheet->initiator);

	if (session == NULL)
		return;
	if (log_in(session, sheet, way)) {
		text_addf(out, "A login from this machine only, as %s by %s:\n",
			  sheet->initiator, way->text);
		if (asks_proof(&sheet->login))
			text_add(out, "  the target proved itself too\n");
		else if (chap_is_mutual(&sheet->login))
			text_add(out,
				 "  (that the target proves itself was not asked)\n");
		ask_luns(session, sheet, out);
		(void)!iscsi_logout_sync(session);
	} else {
		autofree char *why = escape_text(
			first_error == NULL ? iscsi_get_error(session) : first_error);
		text_addf(out, "! a login from this machine as %s by %s failed:\n  %s\n",
			  sheet->initiator, way->text, why);
		if (chap_is_mutual(&sheet->login) && !asks_proof(&sheet->login))
			text_add(out, "  (it does not ask for the target's proof; Linux "
				      "5.10 refuses that)\n");
	}
	iscsi_destroy_context(session);
	free(take_ptr(first_error));
}

/* What is told goes out way by way, so that what takes too long takes no more with it. */
static _Noreturn void try_all(const struct sheet *sheet, int out)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	for (size_t i = 0; i < sheet->way_count && i < WAYS_MOST; i++) {
		autotext struct text told = { 0 };

		/* The sheet has no scope that holds here. */
		if (strchr(sheet->ways[i].text, '%') == NULL)
			try_way(sheet, &sheet->ways[i], &told);
		if (told.length > 0)
			(void)!write(out, told.data, told.length);
	}
	_exit(0);
}

/* --- outside --------------------------------------------------------------------- */

static int milliseconds_left(const struct timespec *end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t left = (end->tv_sec - now.tv_sec) * 1000 +
		       (end->tv_nsec - now.tv_nsec) / 1000000;
	return left < 0 ? 0 : (int)left;
}

/* Until it has told all, or the time is over. */
static void listen_to(int in, struct text *out)
{
	struct pollfd input = { .fd = in, .events = POLLIN };
	struct timespec end;
	char bytes[4096];

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += SECONDS_ALL;
	for (;;) {
		int ready = poll(&input, 1, milliseconds_left(&end));

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0) {
			text_addf(out,
				  "! a login from this machine does not end: given up "
				  "after %d s\n",
				  SECONDS_ALL);
			return;
		}
		ssize_t got = read(in, bytes, sizeof bytes);
		if (got <= 0)
			return;
		text_add_bytes(out, bytes, (size_t)got);
	}
}

static char *try_apart(const struct sheet *sheet)
{
	struct text out = { 0 };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	pid_t child = fork();
	if (child == 0)
		try_all(sheet, ends[1]);
	close(ends[1]);
	if (child > 0) {
		listen_to(ends[0], &out);
		kill(child, SIGKILL);
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(ends[0]);
	return out.length == 0 ? NULL : text_take(&out);
}

/* Somebody who is not logged in: what waits to be told to a session is told to the first
 * that asks, whoever of that initiator it is.  Nobody where whoever comes is let in: the
 * kernel keeps each name for good (6.1: generate_node_acls forces cache_dynamic_acls). */
static const char *idle_initiator(const struct fs *fs, const struct node *tpg)
{
	node_foreach (acl, node_part(tpg, CLASS_ACLS))
		if (sessions_count(fs, acl) == 0)
			return acl->name;
	return NULL;
}

char *connect_try(const struct fs *fs, const struct node *tpg)
{
	/* [::] takes the first, 0.0.0.0 the first of its kind. */
	static const char *const here[] = { "::1", "127.0.0.1", NULL };
	const struct connect_options options = {
		.addresses = here,
		.initiator = idle_initiator(fs, tpg),
	};
	struct error autoerror ignored = { 0 };
	autosheet struct sheet sheet = { .options = &options };

	if (options.initiator == NULL || sheet_begin(&sheet, tpg, &ignored) < 0 ||
	    sheet.no_portal || sheet.login.unread || !node_is(sheet.tpg, "enable", "1"))
		return NULL;
	return try_apart(&sheet);
}
