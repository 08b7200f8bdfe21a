/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a tree: who may log in, and where. */
#include "tests/unit/check_row.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

#define BOTH                                                                             \
	"why: [::] takes IPv4 as well: whichever comes second fails, or is deaf "        \
	"without a word\n"
#define ALL    "why: one of them takes every address of that port, so the second fails\n"
#define PORT   "fix: use the same address for both, or another port\n"
#define SECOND "target " IQN "b; tpg 1;"

#define TWO_DISKS "so ramdisk d1 size=4096; so block d2 device=/dev/sdz readonly=1;" TPG
#define WRITABLE                                                                         \
	"target " IQN                                                                    \
	"a; tpg 1 authentication=0 generate_node_acls=1 demo_mode_write_protect=0;"
#define EVERYBODY                                                                        \
	"everybody may write to /iscsi/" IQN "a/tpg1/luns/lun0, although "               \
	"/backstores/block/d2 is read-only\nwhy: the TPG lets initiators in that have "  \
	"no ACL, and has one switch for all its LUNs\nfix: set demo_mode_write_protect " \
	"of the TPG, or export the disk elsewhere\n"
#define READ_ONLY "so block d2 device=/dev/sdz readonly=1;"

static const struct check_row rows[] = {
	/* a disk that may only be read, behind a LUN that is there */
	{ TWO_DISKS "lun 0 storage_object=block/d2; acl " IQN "i;"
		    "map 0 lun=0 write_protect=0",
	  TWO_DISKS "lun 0 storage_object=ramdisk/d1; acl " IQN "i;"
		    "map 0 lun=0 write_protect=0",
	  "/iscsi/" IQN "a/tpg1/acls/" IQN "i/mapped_lun0 can be written, although "
	  "/backstores/block/d2 is read-only\nwhy: the kernel keeps initiators from "
	  "writing by write_protect of each mapped LUN alone\nfix: set write_protect of "
	  "the mapped LUN\n",
	  "" },
	{ READ_ONLY "so ramdisk d1 size=4096;" WRITABLE "lun 0 storage_object=block/d2",
	  READ_ONLY "so ramdisk d1 size=4096;" WRITABLE "lun 0 storage_object=ramdisk/d1",
	  EVERYBODY, "" },
	{ READ_ONLY WRITABLE "lun 0 storage_object=block/d2",
	  READ_ONLY TPG "lun 0 storage_object=block/d2", EVERYBODY, "" },

	/* CHAP */
	{ TPG "acl " IQN "i userid=u password=twelve-bytes", NULL, "", "" },
	{ TPG "acl " IQN "i userid=u", NULL, "",
	  "/iscsi/" IQN "a/tpg1/acls/" IQN
	  "i has a userid without a password\nwhy: the kernel uses them only "
	  "together\nfix: set both, or neither\n" },
	{ TPG "acl " IQN "i password=twelve-bytes", NULL, "",
	  "/iscsi/" IQN "a/tpg1/acls/" IQN
	  "i has a password without a userid\nwhy: the kernel uses them only "
	  "together\nfix: set both, or neither\n" },
	{ TPG "acl " IQN "i userid=u cmdsn_depth=8", TPG "acl " IQN "i userid=u", "",
	  "" },
	{ "fabric iscsi userid=u", NULL, "",
	  "/iscsi has a userid without a password\nwhy: the kernel uses them only "
	  "together\nfix: set both, or neither\n" },
	{ TPG "tpg 2 userid=u password=twelve-bytes mutual_userid=t", NULL, "",
	  "/iscsi/" IQN "a/tpg2 has a mutual_userid without a mutual_password\nwhy: the "
	  "kernel uses them only together\nfix: set both, or neither\n" },
	{ TPG "tpg 2 mutual_userid=t mutual_password=twelve-bytes", NULL, "",
	  "/iscsi/" IQN
	  "a/tpg2 has mutual CHAP only\nwhy: a target proves itself only to "
	  "an initiator that does\nfix: set userid and password too\n" },
	{ TPG "tpg 2 userid=u password=twelve-bytes mutual_userid=t "
	      "mutual_password=twelve-bytes",
	  NULL,
	  "/iscsi/" IQN "a/tpg2 has one password for both directions\nwhy: who can ask "
	  "the target for an "
	  "answer could then log in with it, and initiators refuse it\nfix: choose "
	  "another "
	  "mutual_password\n",
	  "" },
	{ TPG "acl " IQN "i userid=NULLx password=twelve-bytes", NULL,
	  "'NULLx' cannot be used here\nwhy: the kernel takes what begins with NULL for "
	  "no "
	  "value at all\n",
	  "" },
	{ TPG "acl " IQN "i userid=u password=NULLable-secret", NULL,
	  "this password cannot be used\nwhy: the kernel takes what begins with NULL for "
	  "no value at all\n",
	  "" },
	{ TPG "acl " IQN "i userid=u password=twelve-bytes\n", NULL,
	  "this password cannot be used\nwhy: it holds a line break or another control "
	  "character, which the kernel would cut or keep as part of it\n",
	  "" },
	{ TPG "acl " IQN "i userid=u password=eleven-byte", NULL, "",
	  "the password of /iscsi/" IQN "a/tpg1/acls/" IQN
	  "i is short: less than 12 bytes\nwhy: it can be guessed from one login that "
	  "was "
	  "overheard, and many initiators refuse it\n" },
	{ TPG "tpg 2 generate_node_acls=1 authentication=1", NULL, "",
	  "only initiators with an ACL can log in to /iscsi/" IQN
	  "a/tpg2\nwhy: authentication is on, and the TPG has no userid and password for "
	  "the others\nfix: set them, or authentication to 0\n" },
	{ TPG "tpg 2 generate_node_acls=1 authentication=1 userid=u "
	      "password=twelve-bytes",
	  NULL, "", "" },

	/* portals: what stands together */
	{ TPG "portal 0.0.0.0:3260;" SECOND "portal 0.0.0.0:3260", NULL, "", "" },
	{ TPG "portal 10.0.0.1:3260; portal 10.0.0.2:3260; portal [fd00::1]:3260;", NULL,
	  "", "" },
	{ TPG "portal 0.0.0.0:3260; portal [fd00::1]:3260", NULL, "", "" },
	{ TPG "portal 0.0.0.0:3260; portal [::]:3261; portal 10.0.0.1:3262", NULL, "",
	  "" },
	{ TPG "portal [fe80::1%eth0]:3260; portal [fe80::1%eth1]:3260", NULL, "", "" },
	/* … and what does not, in any order */
	{ TPG "portal 0.0.0.0:3260;" SECOND "portal 10.0.0.1:3260", NULL,
	  "the portal 10.0.0.1:3260 cannot stand beside 0.0.0.0:3260 of " IQN
	  "a\n" ALL PORT,
	  "" },
	{ TPG "portal 10.0.0.1:3260;" SECOND "portal 0.0.0.0:3260", NULL,
	  "the portal 0.0.0.0:3260 cannot stand beside 10.0.0.1:3260 of " IQN
	  "a\n" ALL PORT,
	  "" },
	{ TPG "portal 10.0.0.1:3260;" SECOND "portal 0.0.0.0:3260",
	  SECOND "portal 0.0.0.0:3260",
	  "the portal 10.0.0.1:3260 cannot stand beside 0.0.0.0:3260 of " IQN
	  "b\n" ALL PORT,
	  "" },
	{ TPG "portal 0.0.0.0:3260;" SECOND "portal [::]:3260", NULL,
	  "the portal [::]:3260 cannot stand beside 0.0.0.0:3260 of " IQN "a\n" BOTH PORT,
	  "" },
	{ TPG "portal [::]:3260;" SECOND "portal 0.0.0.0:3260", NULL,
	  "the portal 0.0.0.0:3260 cannot stand beside [::]:3260 of " IQN "a\n" BOTH PORT,
	  "" },
	{ TPG "portal 10.0.0.1:3260;" SECOND "portal [::]:3260", NULL,
	  "the portal [::]:3260 cannot stand beside 10.0.0.1:3260 of " IQN
	  "a\n" BOTH PORT,
	  "" },
	{ TPG "portal [::]:3260;" SECOND "portal 10.0.0.1:3260", NULL,
	  "the portal 10.0.0.1:3260 cannot stand beside [::]:3260 of " IQN
	  "a\n" BOTH PORT,
	  "" },
	{ TPG "portal [::]:3260;" SECOND "portal [fd00::1]:3260", NULL,
	  "the portal [fd00::1]:3260 cannot stand beside [::]:3260 of " IQN
	  "a\n" ALL PORT,
	  "" },
	{ TPG "portal 0.0.0.0:3260; portal 10.0.0.1:3260", NULL,
	  "the portal 10.0.0.1:3260 cannot stand beside 0.0.0.0:3260 of the same "
	  "target\n" ALL PORT,
	  "" },
	/* what others made of an IPv4 address listens where that does */
	{ TPG "portal [::ffff:10.0.0.1]:3260;" SECOND "portal 0.0.0.0:3260",
	  TPG "portal [::ffff:10.0.0.1]:3260",
	  "the portal 0.0.0.0:3260 cannot stand beside [::ffff:10.0.0.1]:3260 of " IQN
	  "a\n" ALL PORT,
	  "" },
	{ TPG "portal [::ffff:10.0.0.1]:3260;" SECOND "portal [::]:3260",
	  TPG "portal [::ffff:10.0.0.1]:3260",
	  "the portal [::]:3260 cannot stand beside [::ffff:10.0.0.1]:3260 of " IQN
	  "a\n" BOTH PORT,
	  "" },
	{ TPG "portal [::ffff:10.0.0.1]:3260; tpg 2; portal 10.0.0.1:3260",
	  TPG "portal [::ffff:10.0.0.1]:3260; tpg 2",
	  "the portal 10.0.0.1:3260 is taken\nwhy: /iscsi/" IQN
	  "a/tpg1/portals/[::ffff:10.0.0.1]:3260 has it, and a target listens there in "
	  "one TPG only\nfix: use another port or address, or delete that portal\n",
	  "" },
	{ TPG "portal [::ffff:10.0.0.1]:3260", NULL,
	  "'[::ffff:10.0.0.1]:3260' is another way to write 10.0.0.1:3260\nwhy: the "
	  "kernel "
	  "would read it so, and keep the other name\nfix: write 10.0.0.1:3260\n",
	  "" },
	/* a foreign oddity stops nobody else */
	{ TPG "portal 0.0.0.0:3260; portal [::]:3260;" SECOND "portal 10.0.0.1:3261",
	  TPG "portal 0.0.0.0:3260; portal [::]:3260", "", "" },
	{ TPG "portal 10.0.0.1:3260; tpg 2; portal 10.0.0.1:3260", NULL,
	  "the portal 10.0.0.1:3260 is taken\nwhy: /iscsi/" IQN
	  "a/tpg1/portals/10.0.0.1:3260 has it, and a target listens there in one TPG "
	  "only\nfix: use another port or address, or delete that portal\n",
	  "" },
	{ TPG "portal 10.0.0.1:03260", NULL,
	  "'10.0.0.1:03260' is another way to write 10.0.0.1:1712\nwhy: the kernel would "
	  "read it so, and keep the other name\nfix: write 10.0.0.1:1712\n",
	  "" },
	{ TPG "portal [::0]:3260", NULL,
	  "'[::0]:3260' is another way to write [::]:3260\nwhy: the kernel would read it "
	  "so, and keep the other name\nfix: write [::]:3260\n",
	  "" },
	{ TPG "portal 10.0.0.1:0", NULL,
	  "'0' is not a port\nwhy: a port is a number from 1 to 65535\nfix: 3260 is the "
	  "usual one\n",
	  "" },
	{ TPG "portal 10.0.0.1", NULL,
	  "'10.0.0.1' is not a portal\nwhy: a portal is an IP address, ':' and a "
	  "port\nfix: write it like 0.0.0.0:3260 or [fd00::1]:3260\n",
	  "" },
	{ TPG "portal host:3260", NULL,
	  "'host' is not an IP address\nwhy: a portal takes numeric addresses only: "
	  "IPv4, "
	  "or IPv6 with or without brackets\nfix: write it like 10.0.0.1, fd00::1, "
	  "fe80::1%eth0, or 0.0.0.0 for all\n",
	  "" },
};

int main(void)
{
	int failures = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		failures += check_row(&rows[i]);
	return failures == 0 ? 0 : 1;
}
