/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes up when something is missing. */
#include <stdio.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/keep.h"
#include "profiles/profile.h"
#include "tests/unit/check_row.h"
#include "tests/unit/expect.h"

#define DISKS                                                                            \
	"so fileio d0 path=/srv/d0 size=1048576; so fileio d1 path=/srv/d1 "             \
	"size=1048576;"
#define LUNS                                                                             \
	"lun 0 storage_object=fileio/d0; lun 1 storage_object=fileio/d1;"                \
	"acl " IQN "i; map 0 lun=0; map 1 lun=1;"
#define TWO                                                                              \
	"target " IQN "a; tpg 1 enable=1;" LUNS "target " IQN                            \
	"b; tpg 1 enable=1; lun 0 storage_object=fileio/d1; portal 0.0.0.0:3261;"
#define OFF(name) "/iscsi/" IQN name " stays disabled\nwhy: not there\n"

#define NONE(name) "/iscsi/" IQN name " is not made\nwhy: not there\n"

static const struct row {
	const char *wanted, *live, *faults, *becomes, *told;
} rows[] = {
	{ DISKS TWO, "", "", DISKS TWO, "" },
	/* whoever has it stays off, with what is there; the other does not notice */
	{ DISKS TWO, "", "/backstores/fileio/d0",
	  "so fileio d1 path=/srv/d1 size=1048576; target " IQN "a; tpg 1 enable=0;"
	  "lun 1 storage_object=fileio/d1; acl " IQN "i; map 1 lun=1; target " IQN
	  "b; tpg 1 enable=1; lun 0 storage_object=fileio/d1; portal 0.0.0.0:3261;",
	  OFF("a") },
	/* a disk of both, once for each */
	{ DISKS TWO, "", "/backstores/fileio/d1",
	  "so fileio d0 path=/srv/d0 size=1048576; target " IQN "a; tpg 1 enable=0;"
	  "lun 0 storage_object=fileio/d0; acl " IQN "i; map 0 lun=0; target " IQN
	  "b; tpg 1 enable=0; portal 0.0.0.0:3261;",
	  OFF("a") OFF("b") },
	/* a part of a target; the ACL goes with its mappings */
	{ DISKS TWO, "", "/iscsi/" IQN "a/tpg1/acls/" IQN "i",
	  DISKS "target " IQN "a; tpg 1 enable=0; lun 0 storage_object=fileio/d0;"
		"lun 1 storage_object=fileio/d1; target " IQN
		"b; tpg 1 enable=1; lun 0 storage_object=fileio/d1; portal "
		"0.0.0.0:3261;",
	  OFF("a") },
	{ DISKS TWO, "", "/iscsi/" IQN "b/tpg1/portals/0.0.0.0:3261",
	  DISKS "target " IQN "a; tpg 1 enable=1;" LUNS "target " IQN
		"b; tpg 1 enable=0; lun 0 storage_object=fileio/d1;",
	  OFF("b") },
	/* the whole target is wrong, and the whole fabric */
	{ DISKS TWO, "", "/iscsi/" IQN "a",
	  DISKS "target " IQN "b; tpg 1 enable=1; lun 0 storage_object=fileio/d1; portal "
		"0.0.0.0:3261;",
	  NONE("a") },
	{ DISKS TWO, "", "/iscsi", DISKS, NONE("a") NONE("b") },
	/* all disks */
	{ DISKS TWO, "", "/backstores",
	  "target " IQN "a; tpg 1 enable=0; acl " IQN "i; target " IQN
	  "b; tpg 1 enable=0; portal 0.0.0.0:3261;",
	  "/backstores/lu_groups is not as it was saved\nwhy: not there\n" OFF("a")
		  OFF("b") },
	/* an LU group takes its members with it */
	{ "lu g id=5; so fileio d0 path=/srv/d0 size=1048576 lu_group=g;"
	  "so fileio d1 path=/srv/d1 size=1048576;" TWO,
	  "", "/backstores/lu_groups/g",
	  "so fileio d1 path=/srv/d1 size=1048576; target " IQN "a; tpg 1 enable=0;"
	  "lun 1 storage_object=fileio/d1; acl " IQN "i; map 1 lun=1; target " IQN
	  "b; tpg 1 enable=1; lun 0 storage_object=fileio/d1; portal 0.0.0.0:3261;",
	  OFF("a") },
	/* said so, it serves what is there, but for LUN 0 */
	{ DISKS "target " IQN "a if_missing=serve; tpg 1 enable=1;" LUNS, "",
	  "/backstores/fileio/d1",
	  "so fileio d0 path=/srv/d0 size=1048576; target " IQN
	  "a if_missing=serve; tpg 1 enable=1; lun 0 storage_object=fileio/d0; acl " IQN
	  "i; map 0 lun=0;",
	  "/iscsi/" IQN "a serves only a part\nwhy: not there\n" },
	{ DISKS "target " IQN "a if_missing=serve; tpg 1 enable=1;" LUNS, "",
	  "/backstores/fileio/d0",
	  "so fileio d1 path=/srv/d1 size=1048576; target " IQN
	  "a if_missing=serve; tpg 1 enable=0; lun 1 storage_object=fileio/d1; acl " IQN
	  "i; map 1 lun=1;",
	  OFF("a") },
	/* what cannot be off is not made */
	{ DISKS "fabric loopback; target naa.5001405a1b2c3d4e; tpg 1; lun 0 "
		"storage_object=fileio/d0;",
	  "", "/backstores/fileio/d0", "so fileio d1 path=/srv/d1 size=1048576;",
	  "/loopback/naa.5001405a1b2c3d4e is not made\nwhy: not there\n" },
	/* nobody has it, and it is not even there */
	{ DISKS, "", "/backstores/fileio/d1", "so fileio d0 path=/srv/d0 size=1048576;",
	  "/backstores/fileio/d1 is missing\nwhy: not there\n" },
	{ DISKS, "", "/iscsi/no/name", DISKS,
	  "/iscsi/no/name is left out\nwhy: not there\n" },
	/* what runs goes on */
	{ DISKS TWO, DISKS TWO, "/backstores/fileio/d0", DISKS TWO,
	  "/iscsi/" IQN "a runs, and not as it was saved\nwhy: not there\n" },
	/* a container is no object that can be missing, and ".." leads nowhere */
	{ DISKS TWO, "", "/iscsi/" IQN "b/tpg1/portals",
	  DISKS "target " IQN "a; tpg 1 enable=1;" LUNS "target " IQN
		"b; tpg 1 enable=0; lun 0 storage_object=fileio/d1; portal "
		"0.0.0.0:3261;",
	  OFF("b") },
	{ DISKS TWO, "", "/iscsi/" IQN "b/..", DISKS TWO,
	  "/iscsi/" IQN "b/.. is left out\nwhy: not there\n" },
	/* whose own LUN 0 it is */
	{ DISKS "target " IQN "a if_missing=serve; tpg 1 enable=1;"
		"lun 0 storage_object=fileio/d0; lun 1 storage_object=fileio/d1;"
		"acl " IQN "i; map 0 lun=1;",
	  "", "/backstores/fileio/d1",
	  "so fileio d0 path=/srv/d0 size=1048576; target " IQN
	  "a if_missing=serve; tpg 1 enable=0; lun 0 storage_object=fileio/d0; acl " IQN
	  "i;",
	  OFF("a") },
};

static void add_fault(struct faults *faults, const char *path)
{
	struct error autoerror one = { 0 };

	if (*path == '\0')
		return;
	error_set(&one, NULL, -ENODEV, "not there");
	error_about(&one, path, NULL);
	(void)faults_add(faults, &one);
	/* Not twice. */
	if (faults_add(faults, &one))
		failures++;
}

static char *printed(const struct error *told)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (told->code != 0)
		error_print(out, told, 10);
	fclose(out);
	return text;
}

static void try_row(const struct row *row)
{
	autonode struct node *wanted = tree_of_words(row->wanted);
	autonode struct node *live = tree_of_words(row->live);
	autonode struct node *becomes = tree_of_words(row->becomes);
	struct held held = { 0 };
	struct faults faults = { 0 };

	add_fault(&faults, row->faults);
	hold_back(wanted, live, &faults, NULL, &held);
	autofree char *is = profile_emit(wanted, EMIT_ALL, NULL, NULL);
	autofree char *should = profile_emit(becomes, EMIT_ALL, NULL, NULL);
	autofree char *words = printed(&held.told);
	expect(row->faults, is, should);
	expect(row->faults, words, row->told);
	faults_clear(&faults);
	held_clear(&held);
}

/* --- brought later --------------------------------------------------------------- */

#define ONE_DISK "so fileio d0 path=/srv/d0 size=1048576; "
#define TARGET_A "target " IQN "a if_missing=serve; "
#define PART                                                                             \
	ONE_DISK TARGET_A "tpg 1 enable=1; lun 0 storage_object=fileio/d0; acl " IQN     \
			  "i; map 0 lun=0;"

/* What was left by a first restore of `wanted`, with that fault, is brought by a second
 * one without it; between them somebody made `live` of it. */
static const struct again {
	const char *wanted, *fault, *live, *becomes;
} again[] = {
	/* untouched: all of it comes */
	{ DISKS TARGET_A "tpg 1 enable=1;" LUNS, "/backstores/fileio/d1", PART,
	  DISKS TARGET_A "tpg 1 enable=1;" LUNS },
	{ DISKS "target " IQN "a; tpg 1 enable=1;" LUNS, "/backstores/fileio/d1",
	  ONE_DISK "target " IQN
		   "a; tpg 1 enable=0; lun 0 storage_object=fileio/d0; acl " IQN
		   "i; map 0 lun=0;",
	  DISKS "target " IQN "a; tpg 1 enable=1;" LUNS },
	/* disabled meanwhile, which the restore had not */
	{ DISKS TARGET_A "tpg 1 enable=1;" LUNS, "/backstores/fileio/d1",
	  ONE_DISK TARGET_A "tpg 1 enable=0; lun 0 storage_object=fileio/d0; acl " IQN
			    "i; map 0 lun=0;",
	  DISKS TARGET_A "tpg 1 enable=0;" LUNS },
	/* an ACL, a LUN, the target deleted */
	{ DISKS TARGET_A "tpg 1 enable=1;" LUNS, "/backstores/fileio/d1",
	  ONE_DISK TARGET_A "tpg 1 enable=1; lun 0 storage_object=fileio/d0;",
	  DISKS TARGET_A "tpg 1 enable=1; lun 0 storage_object=fileio/d0;"
			 "lun 1 storage_object=fileio/d1;" },
	{ DISKS TARGET_A "tpg 1 enable=1;" LUNS, "/backstores/fileio/d1",
	  TARGET_A "tpg 1 enable=1; acl " IQN "i;",
	  "so fileio d1 path=/srv/d1 size=1048576;" TARGET_A
	  "tpg 1 enable=1; lun 1 storage_object=fileio/d1; acl " IQN "i; map 1 lun=1;" },
	{ DISKS "target " IQN "a; tpg 1 enable=1;" LUNS, "/backstores/fileio/d1",
	  ONE_DISK, ONE_DISK },
	/* a disk that nobody has */
	{ DISKS, "/backstores/fileio/d1", ONE_DISK, DISKS },
	/* another target of the file that was deleted does not come along */
	{ DISKS TWO, "/iscsi/" IQN "b", DISKS,
	  DISKS
	  "target " IQN
	  "b; tpg 1 enable=1; lun 0 storage_object=fileio/d1; portal 0.0.0.0:3261;" },
};

static void try_again(const struct again *row)
{
	autonode struct node *first = tree_of_words(row->wanted);
	autonode struct node *second = tree_of_words(row->wanted);
	autonode struct node *none = tree_of_words("");
	autonode struct node *live = tree_of_words(row->live);
	autonode struct node *becomes = tree_of_words(row->becomes);
	struct held held = { 0 };
	struct faults faults = { 0 };

	add_fault(&faults, row->fault);
	hold_back(first, none, &faults, NULL, &held);
	faults_clear(&faults);
	keep_running(second, live, &held.left);
	keep_to_left(second, live, &held.left, &faults);
	autofree char *is = profile_emit(second, EMIT_ALL, NULL, NULL);
	autofree char *should = profile_emit(becomes, EMIT_ALL, NULL, NULL);
	expect(row->live, is, should);
	held_clear(&held);
}

int main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		try_row(&rows[i]);
	for (size_t i = 0; i < COUNT(again); i++)
		try_again(&again[i]);
	return failures != 0;
}
