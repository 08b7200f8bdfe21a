/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan refuses: rules over two trees, and over who is logged in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/plan.h"
#include "tests/unit/check_row.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

#define DISK  "so ramdisk d1 size=4096;"
#define DISKS DISK "so ramdisk d2 size=4096;"
#define LUN   TPG "lun 0 storage_object=ramdisk/d1;"
#define OPEN                                                                             \
	DISKS "target " IQN "a; tpg 1 enable=1 generate_node_acls=1;"                    \
	      "lun 0 storage_object=ramdisk/d1; lun 1 storage_object=ramdisk/d2;"
#define GUEST "acl " IQN "guest;"
#define EXPORTED(links)                                                                  \
	"cannot change /backstores/ramdisk/d1 while it is exported\n"                    \
	"why: /iscsi/" IQN "a/tpg1/luns/lun0" links " to it\n"                           \
	"fix: delete the LUN first, or change it in a profile and restore that\n"
#define MOVED                                                                            \
	"/iscsi/" IQN "a/tpg1/acls/" IQN "guest/mapped_lun1 cannot be LUN 0\n"           \
	"why: the initiator is logged in by demo mode with another mapping\n"            \
	"fix: map the same LUN at the same number, or delete the TPG and create it "     \
	"again\n"

/* `set` names one object, a profile many: the first is row.warnings = "set". */
static const struct check_row rows[] = {
	/* an exported object */
	{ "so ramdisk d1 size=4096 block_size=4096;" LUN,
	  "so ramdisk d1 size=4096 block_size=512;" LUN, EXPORTED(" links"), "set" },
	{ "so ramdisk d1 size=4096 block_size=4096;" LUN
	  "lun 1 storage_object=ramdisk/d1",
	  "so ramdisk d1 size=4096 block_size=512;" LUN "lun 1 storage_object=ramdisk/d1",
	  EXPORTED(" and others links"), "set" },
	{ "so ramdisk d1 size=4096 block_size=4096;" LUN,
	  "so ramdisk d1 size=4096 block_size=512;" LUN, "", "" },
	{ "so ramdisk d1 size=4096 block_size=4096",
	  "so ramdisk d1 size=4096 block_size=512", "", "set" },

	/* out of an LU group that stays, into another one, and of one that goes */
	{ "lu g id=7; so ramdisk d1 size=4096 lu_group=",
	  "lu g id=7; so ramdisk d1 size=4096 lu_group=g",
	  "/backstores/ramdisk/d1 cannot leave LU group g\n"
	  "why: the kernel lets go of its members only when the group is removed\n"
	  "fix: delete the LU group, or name another one\n",
	  "" },
	{ "lu g id=7; lu h id=8; so ramdisk d1 size=4096 lu_group=h",
	  "lu g id=7; lu h id=8; so ramdisk d1 size=4096 lu_group=g", "", "" },
	{ "so ramdisk d1 size=4096 lu_group=",
	  "lu g id=7; so ramdisk d1 size=4096 lu_group=g", "", "" },

	/* an ACL for somebody who is in by demo mode */
	{ OPEN GUEST "map 1 lun=0", OPEN, MOVED, "" },
	{ OPEN GUEST "map 0 lun=0; map 1 lun=0", OPEN, MOVED, "" },
	{ OPEN GUEST "map 0 lun=0; map 1 lun=1; map 2 lun=0", OPEN, "", "" },
	{ OPEN "acl " IQN "gues; map 1 lun=0", OPEN, "", "" },
	{ OPEN GUEST "map 1 lun=0", OPEN GUEST "map 1 lun=0", "", "" },
	/* a fabric without ACLs */
	{ DISK "fabric loopback; target naa.5001405a1b2c3d4e; tpg 1",
	  DISK "fabric loopback; target naa.5001405a1b2c3d4e; tpg 1", "", "" },
};

/* As the kernel tells them: a newline and a NUL after each. */
static const char sessions[] = IQN "other\n\0" IQN "guest\n";

static int give_dir(struct node *node, void *data)
{
	(void)data;
	if (node->type->class != CLASS_TPG)
		return 0;
	node->dir = xstrdup("tpg");
	node->flags |= NODE_LOADED;
	return 0;
}

static int test_row(const struct check_row *row, const struct fs *fs)
{
	autonode struct node *wanted = tree_of_words(row->wanted);
	autonode struct node *live = tree_of_words(row->live);
	const struct plan_options options = {
		.fs = fs,
		.changes_only = true,
		.refuse_relink = strcmp(row->warnings, "set") == 0,
	};
	struct error autoerror err = { 0 };
	struct plan *plan = NULL;

	node_walk(live, give_dir, NULL);
	int result = plan_make(live, wanted, &options, &plan, &err);
	plan_free(plan);
	if (result != err.code)
		fprintf(stderr, "%s: result %d, code %d\n", row->wanted, result,
			err.code);
	return compare_errors(row, "errors", &err, row->errors) + (result != err.code);
}

static bool make_files(void)
{
	FILE *file = mkdir("tpg", 0700) < 0 ? NULL : fopen("tpg/dynamic_sessions", "we");

	return file != NULL && fwrite(sessions, sizeof sessions, 1, file) == 1 &&
	       fclose(file) == 0;
}

int main(void)
{
	char template[] = "/tmp/test_check_plan.XXXXXX";
	const char *directory = mkdtemp(template);
	int failures = 0;
	struct fs fs;

	if (directory == NULL || chdir(directory) < 0 || !make_files() ||
	    fs_open(&fs, directory) < 0)
		return 1;
	for (size_t i = 0; i < COUNT(rows); i++)
		failures += test_row(&rows[i], &fs);
	fs_close(&fs);
	unlink("tpg/dynamic_sessions");
	rmdir("tpg");
	if (chdir("/") < 0 || rmdir(directory) < 0)
		failures++;
	return failures == 0 ? 0 : 1;
}
