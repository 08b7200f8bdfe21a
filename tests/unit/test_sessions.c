/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel tells of sessions, on files as it writes them. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/sessions.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static int failures;

#define VALUES                                                                           \
	"---------------------[iSCSI Session Values]-----------------------\n"           \
	"  CmdSN/WR  :  CmdSN/WC  :  ExpCmdSN  :  MaxCmdSN  :     ITT    :     TTT\n"    \
	" 0x00000040   0x00000040   0x00000009   0x00000048   0x08000000   0x00000005\n" \
	"----------------------[iSCSI Connections]-------------------------\n"
#define SESSION                                                                          \
	"LIO Session ID: 1   ISID: 0x00 02 3d 00 00 01  TSIH: 2  SessionType: Normal\n"  \
	"Session State: TARG_SESS_STATE_LOGGED_IN\n" VALUES
#define CONNECTION                                                                       \
	"CID: 0  Connection State: TARG_CONN_STATE_LOGGED_IN\n"                          \
	"   Address 10.1.1.1 TCP  StatSN: 0x39ca2197\n"

static const struct {
	const char *info, *shown; /* name|alias|id|type|state then cid,address,… */
} info_rows[] = {
	{ "InitiatorName: iqn.i:1\nInitiatorAlias: probe-alias\n" SESSION CONNECTION,
	  "iqn.i:1|probe-alias|1|Normal|LOGGED_IN 0,10.1.1.1,TCP,LOGGED_IN" },
	{ "InitiatorName: iqn.i:1\n" SESSION CONNECTION
	  "CID: 1  Connection State: TARG_CONN_STATE_CLEANUP_WAIT\n"
	  "   Address fd00::2 TCP  StatSN: 0x39ca2197\n",
	  "iqn.i:1|-|1|Normal|LOGGED_IN 0,10.1.1.1,TCP,LOGGED_IN "
	  "1,fd00::2,TCP,CLEANUP_WAIT" },
	{ "InitiatorName: iqn.i:1\nInitiatorAlias: \n"
	  "LIO Session ID: 4294967295   ISID: 0x00  TSIH: 2  SessionType: Discovery\n"
	  "Session State: TARG_SESS_FREE\n" VALUES,
	  "iqn.i:1||4294967295|Discovery|FREE" },
	/* an alias that writes lines of its own */
	{ "InitiatorName: iqn.i:1\nInitiatorAlias: x\nLIO Session ID: 9   SessionType: "
	  "Normal\nSession State: TARG_SESS_STATE_FAILED\nInitiatorAlias: y\n"
	  "----------------------[iSCSI Connections]-------------------------\n"
	  "CID: 7  Connection State: TARG_CONN_STATE_FREE\n   Address 6.6.6.6 "
	  "TCP\n" SESSION CONNECTION,
	  "iqn.i:1|x|1|Normal|LOGGED_IN 0,10.1.1.1,TCP,LOGGED_IN" },
	{ "No active iSCSI Session for Initiator Endpoint: iqn.i:1\n", "" },
	{ "", "" },
	{ "\n\n", "" },
	/* cut and odd */
	{ "InitiatorName: iqn.i:1", "iqn.i:1|-|0||" },
	{ "InitiatorName: ", "|-|0||" },
	{ "InitiatorName: a\nLIO Session ID:", "a|-|0||" },
	{ "InitiatorName: a\nLIO Session ID: 99999999999999999999 SessionType:\n",
	  "a|-|0||" },
	{ "InitiatorName: a\n   Address 1.2.3.4 TCP\n", "a|-|0||" },
	{ "InitiatorName: a\nCID: x\n   Address \n", "a|-|0|| 0,,," },
	{ "InitiatorName: a\nCID: 1\n   Address 1.2.3.4", "a|-|0|| 1,1.2.3.4,," },
};

static char *shown(const struct session *session)
{
	struct text text = { 0 };

	text_addf(&text, "%s|%s|%u|%s|%s", session->name,
		  session->alias == NULL ? "-" : session->alias, session->id,
		  session->type, session->state);
	for (size_t i = 0; i < session->connection_count; i++) {
		const struct connection *connection = &session->connections[i];

		text_addf(&text, " %u,%s,%s,%s", connection->cid, connection->address,
			  connection->transport, connection->state);
	}
	return text_take(&text);
}

static void expect(const char *row, const char *is, const char *should)
{
	if (strcmp(is, should) == 0)
		return;
	fprintf(stderr, "%s:\n  is     %s\n  should %s\n", row, is, should);
	failures++;
}

/* --- a tree of files ------------------------------------------------------------- */

#define TARGET "iscsi/iqn.t"
#define TPG    TARGET "/tpgt_1"
#define ACL    TPG "/acls/iqn.i:1"

static const char *const directories[] = {
	"iscsi",
	TARGET,
	TARGET "/fabric_statistics",
	TARGET "/fabric_statistics/iscsi_instance",
	TPG,
	TPG "/acls",
	ACL,
	ACL "/fabric_statistics",
	ACL "/fabric_statistics/iscsi_sess_stats",
};
#define INFO      ACL "/info"
#define DYNAMIC   TPG "/dynamic_sessions"
#define ACL_COUNT ACL "/fabric_statistics/iscsi_sess_stats/indx"
#define ALL_COUNT TARGET "/fabric_statistics/iscsi_instance/sessions"
static const char *const files[] = { INFO, DYNAMIC, ACL_COUNT, ALL_COUNT };

static void put(const char *path, const char *bytes, size_t length)
{
	autoclose int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, bytes, length) != (ssize_t)length)
		abort();
}

static void put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

static struct node *build(struct node **tpg, struct node **acl)
{
	struct node *root = tree_new();
	struct node *fabric = node_child(root, "iscsi");
	struct node *target = node_add(fabric, CLASS_TARGET, "iqn.t");

	*tpg = node_add_number(target, CLASS_TPG, 1);
	*acl = node_add(node_part(*tpg, CLASS_ACLS), CLASS_ACL, "iqn.i:1");
	target->dir = xstrdup(TARGET);
	(*tpg)->dir = xstrdup(TPG);
	(*acl)->dir = xstrdup(ACL);
	return root;
}

static void test_info(const struct fs *fs)
{
	struct node *tpg, *acl;
	autonode struct node *root = build(&tpg, &acl);

	for (size_t i = 0; i < COUNT(info_rows); i++) {
		struct error autoerror err = { 0 };
		struct session *sessions = NULL;
		size_t count = 0;

		put_text(INFO, info_rows[i].info);
		if (sessions_read(fs, root, &sessions, &count, &err) != 0 || count > 1)
			expect(info_rows[i].info, "an error", "none");
		autofree char *is = count == 0 ? xstrdup("") : shown(&sessions[0]);
		expect(info_rows[i].info, is, info_rows[i].shown);
		if (count == 1 && (sessions[0].acl != acl || sessions[0].tpg != tpg))
			expect(info_rows[i].info, "another place", "its ACL");
		sessions_free(sessions, count);
	}
	put_text(INFO, "");
}

static const struct {
	const char *bytes;
	size_t length;
	const char *names;
} dynamic_rows[] = {
	{ "", 0, "" },
	{ "iqn.dyn:1\n", 11, "iqn.dyn:1 " },
	{ "iqn.dyn:1\n\0iqn.dyn:2\n", 22, "iqn.dyn:1 iqn.dyn:2 " },
	{ "iqn.dyn:1\n\0iqn.d", 16, "iqn.dyn:1 iqn.d " },
	{ "\0\0\n\n", 4, "" },
};

static void test_dynamic(const struct fs *fs)
{
	struct node *tpg, *acl;
	autonode struct node *root = build(&tpg, &acl);

	for (size_t i = 0; i < COUNT(dynamic_rows); i++) {
		struct error autoerror err = { 0 };
		autotext struct text names = { 0 };
		struct session *sessions = NULL;
		size_t count = 0;

		put(DYNAMIC, dynamic_rows[i].bytes, dynamic_rows[i].length);
		if (sessions_read(fs, root, &sessions, &count, &err) != 0)
			expect("dynamic", "an error", "none");
		for (size_t j = 0; j < count; j++) {
			text_addf(&names, "%s ", sessions[j].name);
			if (sessions[j].acl != NULL || sessions[j].tpg != tpg)
				expect("dynamic", "another place", "its TPG");
		}
		expect("dynamic", names.data == NULL ? "" : names.data,
		       dynamic_rows[i].names);
		sessions_free(sessions, count);
	}
}

static const struct {
	const char *indx, *sessions;
	size_t dynamic;
	unsigned acl, tpg, target;
} count_rows[] = {
	{ "", "0\n", 0, 0, 0, 0 },
	{ "1\n", "1\n", 0, 1, 1, 1 },
	{ "1\n", "2\n", 0, 1, 2, 2 }, /* two sessions of one initiator */
	{ "", "2\n", 22, 0, 2, 2 },
	{ "1\n", "0\n", 22, 1, 3, 0 }, /* the target does not tell */
	{ "1\n", "x\n", 11, 1, 2, 0 },
};

static void test_counts(const struct fs *fs)
{
	struct node *tpg, *acl;
	autonode struct node *root = build(&tpg, &acl);

	for (size_t i = 0; i < COUNT(count_rows); i++) {
		autofree char *row = xasprintf("count %zu", i);

		put_text(ACL_COUNT, count_rows[i].indx);
		put_text(ALL_COUNT, count_rows[i].sessions);
		put(DYNAMIC, "iqn.dyn:1\n\0iqn.dyn:2\n", count_rows[i].dynamic);
		autofree char *is = xasprintf("%u %u %u", sessions_count(fs, acl),
					      sessions_count(fs, tpg),
					      sessions_count(fs, tpg->parent));
		autofree char *should =
			xasprintf("%u %u %u", count_rows[i].acl, count_rows[i].tpg,
				  count_rows[i].target);
		expect(row, is, should);
	}
	if (sessions_count(fs, root) != 0)
		expect("count of the root", "some", "0");
}

int main(void)
{
	char template[] = "/tmp/test_sessions.XXXXXX";
	const char *directory = mkdtemp(template);
	struct fs fs;

	if (directory == NULL || chdir(directory) < 0)
		return 1;
	for (size_t i = 0; i < COUNT(directories); i++)
		if (mkdir(directories[i], 0700) < 0)
			return 1;
	if (fs_open(&fs, directory) < 0)
		return 1;
	test_info(&fs);
	test_dynamic(&fs);
	test_counts(&fs);
	fs_close(&fs);
	for (size_t i = 0; i < COUNT(files); i++)
		unlink(files[i]);
	for (size_t i = COUNT(directories); i-- > 0;)
		rmdir(directories[i]);
	if (chdir("/") < 0 || rmdir(directory) < 0)
		expect("directory", "something", "nothing left");
	return failures == 0 ? 0 : 1;
}
