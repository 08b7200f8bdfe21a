/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a tree: references, names, values. */
#include <stdio.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "tests/unit/check_row.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static int failures;

#define X_64  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X_256 X_64 X_64 X_64 X_64
#define DISK  "so fileio d1 path=/srv/d1 size=1048576;"
#define TWO   DISK "so fileio d2 path=/srv/d2 size=1048576;"
#define ZERO  "/iscsi/" IQN "a/tpg1 has no LUN 0\nwhy: some initiators look no further\n"
#define TWICE(lun, other)                                                                \
	"/iscsi/" IQN lun " exports fileio/d1 a second time\nwhy: /iscsi/" IQN other     \
	" does too: initiators that do not know of each other destroy the data\n"
#define SERIAL "0123456789abcdef0123456789abcdef"
#define FEW(count)                                                                       \
	"the serial of /backstores/fileio/d1 has " count " hexadecimal digits, fewer "   \
	"than 25\nwhy: the kernel makes the NAA identifier of them, which another disk " \
	"may then have too\nfix: leave the serial out: one is generated\n"
#define SECOND "target " IQN "b; tpg 1;"

static const struct check_row rows[] = {
	/* nothing to say */
	{ "", NULL, "", "" },
	{ TWO TPG "lun 0 storage_object=fileio/d1; lun 1 storage_object=fileio/d2;"
		  "portal 0.0.0.0:3260; acl " IQN "i; map 0 lun=0; map 5 lun=1",
	  NULL, "", "" },
	/* one disk twice in a TPG is the kernel's business, two TPGs are two ways to it
	 */
	{ DISK TPG "lun 0 storage_object=fileio/d1; lun 1 storage_object=fileio/d1", NULL,
	  "", TWICE("a/tpg1/luns/lun1", "a/tpg1/luns/lun0") },
	{ DISK TPG "lun 0 storage_object=fileio/d1;" SECOND
		   "lun 0 storage_object=fileio/d1",
	  SECOND "lun 0 storage_object=fileio/d1", "",
	  TWICE("a/tpg1/luns/lun0", "b/tpg1/luns/lun0") },
	{ DISK TPG "lun 0 storage_object=fileio/d1; tpg 2;"
		   "lun 0 storage_object=fileio/d1",
	  NULL, "", "" },
	/* what stays as it was is nobody's news */
	{ DISK TPG "lun 7 storage_object=fileio/d1; lun 9 storage_object=fileio/d1;"
		   "tpg 2 login_timeout=20",
	  DISK TPG "lun 7 storage_object=fileio/d1; lun 9 storage_object=fileio/d1", "",
	  "" },

	/* a LUN that leads nowhere cannot be mapped; what was so before is left alone */
	{ DISK TPG "lun 0 storage_object=fileio/d1; lun 9; acl " IQN "i; map 0 lun=0;"
		   "map 9 lun=9",
	  DISK TPG "lun 0 storage_object=fileio/d1; lun 9; acl " IQN "i; map 0 lun=0",
	  "/iscsi/" IQN "a/tpg1/acls/" IQN
	  "i/mapped_lun9 cannot be made\nwhy: /iscsi/" IQN
	  "a/tpg1/luns/lun9 has no storage object\nfix: delete that LUN and create it "
	  "again\n",
	  "" },
	{ DISK TPG "lun 0 storage_object=fileio/d1; lun 9; acl " IQN "i; map 0 lun=0;"
		   "map 9 lun=9 write_protect=1",
	  DISK TPG "lun 0 storage_object=fileio/d1; lun 9; acl " IQN "i; map 0 lun=0;"
		   "map 9 lun=9",
	  "", "" },

	/* references */
	{ DISK "group g; " TPG "lun 0 storage_object=fileio/d1 alua=g", NULL,
	  "/iscsi/" IQN "a/tpg1/luns/lun0 cannot be in the ALUA group 'g'\nwhy: that "
	  "group has no number\nfix: give it an id\n",
	  "" },
	{ TPG "lun 0", NULL,
	  "/iscsi/" IQN "a/tpg1/luns/lun0 leads to no storage object\n", "" },
	{ DISK TPG "lun 0 storage_object=fileio/dd1", NULL,
	  "there is no storage object 'fileio/dd1' for /iscsi/" IQN
	  "a/tpg1/luns/lun0\nfix: did you mean 'fileio/d1'?\n",
	  "" },
	{ DISK TPG "lun 0 storage_object=block/d1", NULL,
	  "there is no storage object 'block/d1' for /iscsi/" IQN
	  "a/tpg1/luns/lun0\nfix: did you mean 'fileio/d1'?\n",
	  "" },
	{ TPG "lun 0", TPG "lun 0", "", "" },
	{ TPG "lun 0 storage_object=fileio/d1", TPG "lun 0 storage_object=fileio/d1", "",
	  "" },
	{ TPG "lun 0 storage_object=fileio/d1", DISK TPG "lun 0 storage_object=fileio/d1",
	  "there is no storage object 'fileio/d1' for /iscsi/" IQN "a/tpg1/luns/lun0\n",
	  "" },
	{ "so fileio d1 disabled path=/srv/d1 size=4096;" TPG
	  "lun 0 storage_object=fileio/d1",
	  "so fileio d1 disabled path=/srv/d1 size=4096",
	  "/backstores/fileio/d1 cannot be exported\nwhy: it was made but never "
	  "enabled\nfix: delete it and create it again\n",
	  "" },
	{ "so fileio d1 disabled path=/srv/d1 size=4096 emulate_tpu=1",
	  "so fileio d1 disabled path=/srv/d1 size=4096 emulate_tpu=0",
	  "/backstores/fileio/d1 cannot be changed\nwhy: it was made but never enabled, "
	  "and the kernel may crash\nfix: delete it and create it again\n",
	  "" },
	{ "so block d1 device=/dev/sdz readonly=1;" TPG
	  "lun 0 storage_object=block/d1; acl " IQN "i; map 0 lun=0 write_protect=0",
	  NULL,
	  "/iscsi/" IQN "a/tpg1/acls/" IQN
	  "i/mapped_lun0 can be written, although /backstores/block/d1 is "
	  "read-only\nwhy: the kernel keeps initiators from writing by write_protect "
	  "of each mapped LUN alone\nfix: set write_protect of the mapped LUN\n",
	  "" },
	{ "so block d1 device=/dev/sdz readonly=1;" TPG
	  "lun 0 storage_object=block/d1; acl " IQN "i; map 0 lun=0",
	  NULL, "", "" },
	{ DISK TPG "lun 0 storage_object=fileio/d1; acl " IQN "i; map 0 lun=1", NULL,
	  "there is no LUN of the same TPG with number '1' for /iscsi/" IQN
	  "a/tpg1/acls/" IQN "i/mapped_lun0\n",
	  "" },
	{ TPG "acl " IQN "i; map 0 lun=0", NULL,
	  "there is no LUN of the same TPG with number '0' for /iscsi/" IQN
	  "a/tpg1/acls/" IQN "i/mapped_lun0\nwhy: the TPG has no LUNs\n",
	  "" },
	{ TPG "acl " IQN "i; map 0 lun=0", TPG "acl " IQN "i; map 0 lun=0", "", "" },
	{ DISK "group g1 id=16;" TPG "lun 0 storage_object=fileio/d1 alua=g1", NULL, "",
	  "" },
	{ DISK "group g1 id=16;" TPG "lun 0 storage_object=fileio/d1 alua=g2", NULL,
	  "there is no ALUA group 'g2' for /iscsi/" IQN
	  "a/tpg1/luns/lun0\nfix: did you mean 'g1'?\n",
	  "" },
	{ "so fileio d1 path=/srv/d1 size=4096 lu_group=x", NULL,
	  "there is no LU group 'x' for /backstores/fileio/d1\n", "" },
	{ "lu x id=5; so fileio d1 path=/srv/d1 size=4096 lu_group=x", NULL, "", "" },

	/* names and numbers */
	{ "so fileio d\033[31m path=/srv/d1 size=4096", NULL,
	  "'d\\x1b[31m' cannot be the name of a storage object\nwhy: it has characters "
	  "that cannot be shown\n",
	  "" },
	{ "so fileio d\033[31m path=/srv/d1 size=4096 emulate_tpu=1",
	  "so fileio d\033[31m path=/srv/d1 size=4096 emulate_tpu=0", "", "" },
	{ "so fileio a/b path=/srv/d1 size=4096", NULL,
	  "'a/b' cannot be the name of a storage object\nwhy: it becomes a directory, so "
	  "it has no '/'\n",
	  "" },
	{ "so fileio .. path=/srv/d1 size=4096", NULL,
	  "'..' cannot be the name of a storage object\nwhy: the kernel has no such "
	  "names\n",
	  "" },
	{ "target " IQN "a\nb", NULL,
	  "'" IQN "a\\nb' cannot be a name of iscsi\nwhy: a name is printable text "
	  "without '/'\n",
	  "" },
	{ "target " IQN "a; target iqn.2026-11.ORG.example:A", NULL, "",
	  "the target 'iqn.2026-11.ORG.example:A' is written " IQN
	  "a elsewhere\nwhy: some initiators do not find it by the one name or the "
	  "other\nfix: name it " IQN "a\nthe targets '" IQN
	  "a' and 'iqn.2026-11.ORG.example:A' differ only in case\nwhy: initiators and "
	  "people take them for one\nfix: choose another name\n" },
	{ TPG "acl iqn.2026-11.org.example:HOST", NULL, "",
	  "no initiator can ever use the ACL '" IQN
	  "HOST'\nwhy: the kernel turns initiators' names into lower case\nfix: name "
	  "it " IQN "host\n" },
	{ TPG "acl " IQN "HOST cmdsn_depth=32", TPG "acl " IQN "HOST", "", "" },
	{ DISK "target " IQN "a; tpg 1 generate_node_acls=1 authentication=0;"
	       "lun 1 storage_object=fileio/d1",
	  NULL, "", ZERO },
	{ DISK TPG "lun 1 storage_object=fileio/d1; acl " IQN "i; map 0 lun=1", NULL, "",
	  "" },
	{ DISK TPG "lun 0 storage_object=fileio/d1; acl " IQN "i; map 3 lun=0", NULL, "",
	  "/iscsi/" IQN "a/tpg1/acls/" IQN
	  "i has no LUN 0\nwhy: some initiators look no further\n" },
	{ DISK TPG "lun 65536 storage_object=fileio/d1", NULL,
	  "/iscsi/" IQN "a/tpg1/luns/lun65536 has no possible number\nwhy: a LUN has a "
	  "number from 0 to 65535\n",
	  "most initiators cannot address /iscsi/" IQN
	  "a/tpg1/luns/lun65536\nwhy: even flat addressing ends at LUN 16383\n" },
	{ DISK TPG "lun 256 storage_object=fileio/d1", NULL, "",
	  "many initiators cannot address /iscsi/" IQN
	  "a/tpg1/luns/lun256\nwhy: LUN numbers above 255 need flat addressing\n" },
	{ TPG "tpg 2 rtpi=7; " SECOND "tpg 3 rtpi=7", NULL,
	  "rtpi 7 of /iscsi/" IQN "b/tpg3 is taken\nwhy: /iscsi/" IQN
	  "a/tpg2 has it, and the kernel enables only one of them\nfix: choose another "
	  "number from 1 to 65535, or leave it out\n",
	  "" },
	{ DISK "group " X_256 " id=16", NULL,
	  "'" X_256 "' cannot be the name of a ALUA group\nwhy: the kernel takes at most "
	  "255 bytes\n",
	  "" },
	{ DISK "group g1 id=16; group g2 id=16", NULL,
	  "id 16 of the ALUA group 'g2' is taken\nwhy: 'g1' has it\n", "" },
	{ "lu x id=5; lu y id=5", NULL,
	  "id 5 of the LU group 'y' is taken\nwhy: 'x' has it\n", "" },

	/* values */
	{ TPG "tpg 2 login_timeout=31", NULL,
	  "login_timeout cannot be '31'\nwhy: login_timeout takes 5..30 s\n", "" },
	{ TPG "tpg 2 login_timeout=31 enable=0", TPG "tpg 2 login_timeout=31 enable=1",
	  "", "" },
	{ TPG "tpg 2 AuthMethod=None", NULL,
	  "AuthMethod=None does not go with authentication=1 in /iscsi/" IQN
	  "a/tpg2\nwhy: the kernel takes both, and then refuses every login\nfix: set "
	  "AuthMethod to CHAP, or leave it out\n",
	  "" },
	{ TPG "tpg 2 AuthMethod=None authentication=0", NULL, "", "" },
	{ TPG "tpg 2 AuthMethod=None authentication=1",
	  TPG "tpg 2 AuthMethod=None authentication=0",
	  "authentication=1 does not go with AuthMethod=None in /iscsi/" IQN
	  "a/tpg2\nwhy: the kernel takes both, and then refuses every login\nfix: set "
	  "AuthMethod to CHAP, or leave it out\n",
	  "" },
	{ TPG "tpg 2 AuthMethod=None authentication=1 login_timeout=20",
	  TPG "tpg 2 AuthMethod=None authentication=1", "", "" },
	{ TPG "tpg 2 generate_node_acls=1 cache_dynamic_acls=0 authentication=0", NULL,
	  "cache_dynamic_acls=0 does not go with generate_node_acls=1 in /iscsi/" IQN
	  "a/tpg2\nwhy: the kernel ignores the 0 while ACLs are generated\nfix: leave "
	  "cache_dynamic_acls out\n",
	  "" },
	{ TPG "tpg 2 FirstBurstLength=262144 MaxBurstLength=65536", NULL, "",
	  "FirstBurstLength 262144 is larger than MaxBurstLength 65536 in /iscsi/" IQN
	  "a/tpg2\nwhy: initiators may end the login with an error\n" },
	{ TPG "tpg 2 MaxBurstLength=512", NULL, "",
	  "FirstBurstLength 65536 is larger than MaxBurstLength 512 in /iscsi/" IQN
	  "a/tpg2\nwhy: initiators may end the login with an error\n" },
	{ TPG "tpg 2 FirstBurstLength=262144 MaxBurstLength=262144", NULL, "", "" },
	{ "so fileio d1 path=/srv/d1 size=4096 write_back=1 emulate_write_cache=0", NULL,
	  "",
	  "emulate_write_cache=0 does not go with write_back=1 in "
	  "/backstores/fileio/d1\nwhy: data is lost with the power although initiators "
	  "were told it is safe\nfix: set write_back to false, or leave "
	  "emulate_write_cache out\n" },
	{ "so fileio d1 path=/srv/d1 size=4096 serial=../x", NULL,
	  "'../x' cannot be a serial\nwhy: the kernel keeps reservations in a file of "
	  "that name, so it has no '/'\n",
	  "the serial '../x' has other characters than letters, digits and '-'\nwhy: "
	  "some "
	  "initiators show or compare it otherwise\n" FEW("0") },
	{ "so fileio d1 path=/srv/d1 size=4096 serial=a_b", NULL, "",
	  "the serial 'a_b' has other characters than letters, digits and '-'\nwhy: some "
	  "initiators show or compare it otherwise\n" FEW("2") },
	{ "so fileio d1 path=/srv/d1 size=4096 serial=" SERIAL
	  "; so fileio d2 path=/srv/d2 "
	  "size=4096 serial=" SERIAL,
	  NULL,
	  "/backstores/fileio/d2 has the serial of /backstores/fileio/d1: " SERIAL
	  "\nwhy: "
	  "initiators would take the two for paths to one disk\nfix: leave the serial "
	  "out: "
	  "one is generated\n",
	  "" },
	/* the new one is told, also when it comes first */
	{ "so fileio d1 path=/srv/d1 size=4096 serial=" SERIAL
	  "; so fileio d2 path=/srv/d2 "
	  "size=4096 serial=" SERIAL,
	  "so fileio d2 path=/srv/d2 size=4096 serial=" SERIAL,
	  "/backstores/fileio/d1 has the serial of /backstores/fileio/d2: " SERIAL
	  "\nwhy: "
	  "initiators would take the two for paths to one disk\nfix: leave the serial "
	  "out: "
	  "one is generated\n",
	  "" },
	{ "so fileio d1 path=/srv/d1 size=4096 serial=" SERIAL
	  " emulate_tpu=1; so fileio d2 "
	  "path=/srv/d2 size=4096 serial=" SERIAL,
	  "so fileio d1 path=/srv/d1 size=4096 serial=" SERIAL
	  "; so fileio d2 path=/srv/d2 "
	  "size=4096 serial=" SERIAL,
	  "", "" },
	{ DISK "so block b device=/srv/d1", NULL,
	  "/srv/d1 is in use\nwhy: the storage object /backstores/block/b has it\nfix: "
	  "export that storage object by another LUN instead\n",
	  "" },
	{ "so fileio d1 size=4096", NULL,
	  "storage object d1 has no absolute path\nwhy: a fileio object needs the file "
	  "or "
	  "device that it opens\n",
	  "" },
	{ "fabric loopback; target naa.5001405000000001; tpg 1 "
	  "nexus=naa.5001405000000002",
	  NULL, "", "" },
	{ "fabric loopback; target naa.5001405000000001; tpg 1 nexus=" IQN "x", NULL,
	  "'" IQN "x' cannot be the nexus of naa.5001405000000001\nwhy: the kernel wants "
	  "both names to be of one kind\nfix: begin it with naa.\n",
	  "" },
	{ "fabric loopback; target naa.5001405000000001; tpg 32", NULL,
	  "/loopback/naa.5001405000000001/tpg32 has no possible number\nwhy: a TPG has a "
	  "number from 0 to 31\n",
	  "" },
};

/* Errors stand where the profile has them; all are told, in the order of the tree. */
static void test_marks(void)
{
	autonode struct node *tree =
		tree_of_words(TPG "lun 0 storage_object=fileio/x; acl " IQN "i userid=u");
	struct node *tpg =
		node_child(node_child(node_child(tree, "iscsi"), IQN "a"), "tpg1");
	struct node *lun = node_numbered(node_part(tpg, CLASS_LUNS), 0);
	struct node *acl = node_child(node_part(tpg, CLASS_ACLS), IQN "i");
	struct error autoerror err = { 0 };
	struct check_row row = { .wanted = "marks" };

	lun->mark = (struct mark){ "p.yaml", 5, 3, NULL };
	node_value(lun, "storage_object")->mark = (struct mark){ "p.yaml", 5, 6, NULL };
	node_value(acl, "userid")->mark = (struct mark){ "p.yaml", 9, 5, NULL };
	if (check_tree(tree, NULL, &err, NULL) != -EINVAL)
		failures++;
	failures += compare_errors(
		&row, "errors", &err,
		"p.yaml:5:6: there is no storage object 'fileio/x' for /iscsi/" IQN
		"a/tpg1/luns/lun0\np.yaml:9:5: /iscsi/" IQN "a/tpg1/acls/" IQN
		"i has a userid without a password\nwhy: the kernel uses them only "
		"together\nfix: set both, or neither\n");
}

static const struct {
	const char *name;
	bool allowed;
} name_rows[] = {
	{ "disk0", true },
	{ "_a.b-c", true },
	{ "0", true },
	{ "0123456789012345678901234567890123456789012345678901234567890123", true },
	{ "01234567890123456789012345678901234567890123456789012345678901234", false },
	{ "", false },
	{ ".a", false },
	{ "-rf", false },
	{ "a b", false },
	{ "a/b", false },
	{ "a\n", false },
	{ "gr\xc3\xb6\xc3\x9f"
	  "er",
	  false },
	{ "a@b", false },
};

static void test_names(void)
{
	for (size_t i = 0; i < COUNT(name_rows); i++) {
		struct error autoerror err = { 0 };
		int result = check_so_name(name_rows[i].name, &err);

		if ((result == 0) == name_rows[i].allowed && result == err.code)
			continue;
		fprintf(stderr, "check_so_name(\"%s\"): %d\n", name_rows[i].name, result);
		failures++;
	}
}

int main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		failures += check_row(&rows[i]);
	test_marks();
	test_names();
	return failures == 0 ? 0 : 1;
}
