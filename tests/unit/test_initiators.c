/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of initiators: records of the kernel's log, sessions in files as the kernel
 * writes them, ACLs of a tree.  With arguments it is a small tool, for tests that have a
 * target: test_initiators list
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/initiators_part.h"
#include "configfs/load.h"
#include "tests/unit/expect.h"

/* "connected iqn.i:1 at iqn.t" */
static char *shown(const struct initiators *list)
{
	static const char *const whys[] = { "connected", "known", "refused" };
	struct text text = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		autofree char *name = escape_text(list->all[i].name);

		text_addf(&text, "%s%s %s", i == 0 ? "" : "\n", whys[list->all[i].why],
			  name);
		if (list->all[i].target != NULL)
			text_addf(&text, " at %s", list->all[i].target);
	}
	return text_take(&text);
}

/* --- the log --------------------------------------------------------------------- */

#define BEFORE "iSCSI Initiator Node: "
#define AFTER  " is not authorized to access iSCSI target portal group: "

static const struct {
	const char *record, *name;
} record_rows[] = {
	{ "3,366,19808706,-;" BEFORE "iqn.2026-11.org.example:host3" AFTER "1.\n",
	  "iqn.2026-11.org.example:host3" },
	{ "3,366,19808706,-;" BEFORE "iqn.x" AFTER "1.", "iqn.x" },
	{ "3,366,19808706,-,caller=T12;" BEFORE "iqn.x" AFTER "65535.\n", "iqn.x" },
	{ "4,1,2,c;" BEFORE "iqn.x" AFTER "1.\n SUBSYSTEM=x\n DEVICE=y\n", "iqn.x" },
	/* escaped by the kernel */
	{ "3,1,2,-;" BEFORE "a\\x5cx41\\x0ab\\xc3\\xb6" AFTER "1.\n",
	  "a\\x41\nb\xc3\xb6" },
	{ "3,1,2,-;" BEFORE "a\\x5\\x\\xg1\\" AFTER "1.\n", "a\\x5\\x\\xg1\\" },
	/* a name that looks like the rest of the message */
	{ "3,1,2,-;" BEFORE "a" AFTER "1." AFTER "1.\n", "a" AFTER "1." },
	{ "3,1,2,-;" BEFORE BEFORE "a" AFTER "1.\n", BEFORE "a" },
	/* written by a program */
	{ "11,376,20946277,-;" BEFORE "iqn.forged" AFTER "1.\n", NULL },
	{ "14,376,20946277,-;" BEFORE "iqn.forged" AFTER "1.\n", NULL },
	/* about something else, or cut */
	{ "3,1,2,-;iSCSI Login negotiation failed.\n", NULL },
	{ "3,1,2,-;Unable to locate Target IQN: " BEFORE "a" AFTER "1. in Storage Node\n",
	  NULL },
	{ "3,1,2,-;" BEFORE "iqn.x is not authorized", NULL },
	{ "3,1,2,-;" BEFORE AFTER "1.\n", NULL },
	{ "3,1,2,-;", NULL },
	{ "3", NULL },
	{ "x,1,2,-;" BEFORE "a" AFTER "1.\n", NULL },
	{ ",1,2,-;" BEFORE "a" AFTER "1.\n", NULL },
	{ "", NULL },
};

static void test_records(void)
{
	for (size_t i = 0; i < COUNT(record_rows); i++) {
		const char *should = record_rows[i].name;
		autofree char *is = refused_initiator(record_rows[i].record);

		expect(record_rows[i].record, is == NULL ? "NULL" : is,
		       should == NULL ? "NULL" : should);
	}
}

/* Each letter of the words is a name; so is what is left of them, oldest first. */
static const struct {
	const char *noted, *left;
} noted_rows[] = {
	{ "", "" },
	{ "ab", "ab" },
	{ "aaaa", "a" },
	{ "abcab", "cab" },
	{ "abcdefghijklmnopqrstuvwxyzABCDEF", "abcdefghijklmnopqrstuvwxyzABCDEF" },
	{ "abcdefghijklmnopqrstuvwxyzABCDEFG", "bcdefghijklmnopqrstuvwxyzABCDEFG" },
	{ "abcdefghijklmnopqrstuvwxyzABCDEFGHaF", "defghijklmnopqrstuvwxyzABCDEGHaF" },
};

static void test_noted(void)
{
	for (size_t i = 0; i < COUNT(noted_rows); i++) {
		struct initiators list = { 0 };
		autotext struct text is = { 0 };

		for (const char *at = noted_rows[i].noted; *at != '\0'; at++) {
			char name[] = { *at, '\0' };

			note_refused(&list, name);
		}
		text_add(&is, "");
		for (size_t j = 0; j < list.count; j++)
			text_add(&is, list.all[j].name);
		expect(noted_rows[i].noted, is.data, noted_rows[i].left);
		initiators_clear(&list);
	}
}

/* --- a tree of files
 * ---------------------------------------------------------------------- */

static const char *const directories[] = {
	"iscsi",
	"iscsi/iqn.t",
	"iscsi/iqn.t/tpgt_1",
	"iscsi/iqn.t/tpgt_1/acls",
	"iscsi/iqn.t/tpgt_1/acls/iqn.i:1",
};
static const struct {
	const char *path, *bytes;
	size_t length;
} files[] = {
	{ "iscsi/iqn.t/tpgt_1/acls/iqn.i:1/info",
	  "InitiatorName: iqn.i:1\nInitiatorAlias: \n", 41 },
	{ "iscsi/iqn.t/tpgt_1/dynamic_sessions", "iqn.i:2\n\0iqn.i:3\n\0\n", 19 },
};

static void make_files(void)
{
	for (size_t i = 0; i < COUNT(directories); i++)
		if (mkdir(directories[i], 0700) < 0)
			abort();
	for (size_t i = 0; i < COUNT(files); i++) {
		autoclose int fd =
			open(files[i].path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

		if (write(fd, files[i].bytes, files[i].length) !=
		    (ssize_t)files[i].length)
			abort();
	}
}

static void remove_files(void)
{
	for (size_t i = 0; i < COUNT(files); i++)
		unlink(files[i].path);
	for (size_t i = COUNT(directories); i-- > 0;)
		rmdir(directories[i]);
}

/* The target that is in the files, or one that is only in the tree. */
static struct node *add_tpg(struct node *root, const char *fabric, const char *target,
			    const char *dir)
{
	struct node *tpg = node_add_number(
		node_add(node_child(root, fabric), CLASS_TARGET, target), CLASS_TPG, 1);

	tpg->dir = xstrdup_null(dir);
	return tpg;
}

static void add_acl(struct node *tpg, const char *name, const char *dir)
{
	struct node *acl = node_add(node_part(tpg, CLASS_ACLS), CLASS_ACL, name);

	acl->dir = xstrdup_null(dir);
}

static struct node *build(void)
{
	struct node *root = tree_new();
	struct node *other = add_tpg(root, "iscsi", "iqn.other", NULL);
	struct node *tpg = add_tpg(root, "iscsi", "iqn.t", "iscsi/iqn.t/tpgt_1");

	add_acl(other, "iqn.i:1", NULL);
	add_acl(other, "iqn.i:3", NULL);
	add_acl(other, "iqn.i:4", NULL);
	add_acl(tpg, "iqn.i:1", "iscsi/iqn.t/tpgt_1/acls/iqn.i:1");
	add_acl(tpg, "iqn.i:4", NULL);
	add_acl(tpg, "iqn.i:5", NULL);
	add_acl(add_tpg(root, "srpt", "ib.x", NULL), "0x1", NULL);
	return root;
}

/* Who was refused on this machine is another matter. */
static void drop_refused(struct initiators *list)
{
	while (list->count > 0 && list->all[list->count - 1].why == INITIATOR_REFUSED) {
		list->count--;
		free(list->all[list->count].name);
		free(list->all[list->count].target);
	}
}

static void test_tree(const struct fs *fs)
{
	struct error autoerror err = { 0 };
	struct initiators list = { 0 };
	autonode struct node *root = build();

	if (initiators_read(fs, root, &list, &err) != 0)
		expect("tree", "an error", "none");
	drop_refused(&list);
	autofree char *is = shown(&list);
	expect("tree", is,
	       "connected iqn.i:2 at iqn.t\nconnected iqn.i:3 at iqn.t\n"
	       "connected iqn.i:1 at iqn.t\nknown iqn.i:4 at iqn.other\n"
	       "known iqn.i:5 at iqn.t");
	initiators_clear(&list);
}

static int run_tests(void)
{
	char template[] = "/tmp/test_initiators.XXXXXX";
	const char *directory = mkdtemp(template);
	struct fs fs;

	if (directory == NULL || chdir(directory) < 0)
		return 1;
	make_files();
	if (fs_open(&fs, directory) < 0)
		return 1;
	test_records();
	test_noted();
	test_tree(&fs);
	fs_close(&fs);
	remove_files();
	if (chdir("/") < 0 || rmdir(directory) < 0)
		expect("directory", "something", "nothing left");
	return failures == 0 ? 0 : 1;
}

/* --- the tool -------------------------------------------------------------------- */

static int run_tool(void)
{
	struct error autoerror err = { 0 };
	struct initiators list = { 0 };
	autonode struct node *root = NULL;
	struct fs fs;
	int result = fs_open(&fs, NULL);

	if (result == 0)
		result = load_tree(&fs, LOAD_SUMMARY, &root, &err);
	if (result == 0)
		result = initiators_read(&fs, root, &list, &err);
	autofree char *text = shown(&list);
	puts(text);
	if (list.no_log)
		puts("no log");
	error_print(stdout, &err, 1);
	initiators_clear(&list);
	fs_close(&fs);
	return result == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	(void)argv;
	return argc > 1 ? run_tool() : run_tests();
}
