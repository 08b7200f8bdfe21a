/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of LUNs, ACLs, mapped LUNs and tags. */
#include "tests/unit/edit_steps.h"

/* --- LUNs and ACLs --------------------------------------------------------------- */

static const struct step luns[] = {
	{ "/backstores/ramdisk create r0 1M", NULL },
	{ "/backstores/ramdisk create r1 1M", NULL },
	{ "/backstores/ramdisk create r2 1M", NULL },
	{ "/iscsi create " IQN, NULL },
	{ TPG "/portals delete 0.0.0.0 3260", NULL },
	{ TPG "/luns create /backstores/ramdisk/r0", "Created LUN 0.\n" },
	{ TPG "/acls create " HOST "1",
	  "Created Node ACL for " HOST "1\nCreated mapped LUN 0.\n" },
	{ TPG "/acls create " HOST "2 false", "Created Node ACL for " HOST "2\n" },
	{ TPG "/luns create ramdisk/r1 lun5",
	  "Created LUN 5.\n"
	  "Created LUN 5->5 mapping in node ACL " HOST "1\n"
	  "Created LUN 5->5 mapping in node ACL " HOST "2\n" },
	{ TPG "/luns create ../../../../backstores/ramdisk/r2",
	  "Created LUN 1.\n"
	  "Created LUN 1->1 mapping in node ACL " HOST "1\n"
	  "Created LUN 1->0 mapping in node ACL " HOST "2\n" },
	{ TPG "/luns create DIR/disk.img add_mapped_luns=false", NULL },
	{ TPG "/acls/" HOST "2 create 7 lun0 1", "Created Mapped LUN 7.\n" },
	{ TPG "/acls/" HOST "2 create 8 /backstores/ramdisk/r0 write_protect=true",
	  "Warning: TPG LUN 0 already mapped to this NodeACL\n"
	  "Created Mapped LUN 8.\n" },
	{ "ls", "fileio/DASHED-disk.img async=0 path=DIR/disk.img "
		"serial=* size=1048576 write_back=0\n"
		"ramdisk/r0 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"ramdisk/r1 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"ramdisk/r2 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"iscsi/" IQN "\n"
		"  tpg1 authentication=0 enable=1\n"
		"    " HOST "1\n"
		"      mapped_lun0 lun=0 write_protect=0\n"
		"      mapped_lun1 lun=1 write_protect=0\n"
		"      mapped_lun5 lun=5 write_protect=0\n"
		"    " HOST "2\n"
		"      mapped_lun0 lun=1 write_protect=0\n"
		"      mapped_lun5 lun=5 write_protect=0\n"
		"      mapped_lun7 lun=0 write_protect=1\n"
		"      mapped_lun8 lun=0 write_protect=1\n"
		"    lun0 storage_object=ramdisk/r0\n"
		"    lun1 storage_object=ramdisk/r2\n"
		"    lun2 storage_object=fileio/DASHED-disk.img\n"
		"    lun5 storage_object=ramdisk/r1\n" },
	{ TPG "/luns create /backstores/ramdisk/r0 9",
	  "lun for storage object ramdisk/r0 already exists\nwhy: it is " TPG
	  "/luns/lun0\n" },
	{ TPG "/luns create DIR/other.img 5",
	  "lun5 exists\nwhy: it exports ramdisk/r1\n"
	  "fix: leave the number out to take the first free one\n" },
	{ TPG "/luns create /backstores/ramdisk/r9",
	  "'/backstores/ramdisk/r9' is no storage object\n"
	  "why: neither an object of the tree nor a file or device has that path\n"
	  "fix: did you mean 'r0'?\n" },
	{ TPG "/luns create r0",
	  "'r0' is no storage object\n"
	  "why: neither an object of the tree nor a file or device has that path\n"
	  "fix: 'ls " TPG "/luns' shows what is there\n" },
	{ TPG "/luns create DIR/other.img 65536",
	  "'65536' is not the number of a LUN\n"
	  "why: it is a number from 0 to 65535, with or without 'lun' before it\n" },
	{ TPG "/luns create DIR/other.img add_mapped_luns=maybe",
	  "add_mapped_luns cannot be 'maybe'\nwhy: it is true or false\n" },
	{ TPG "/acls create " HOST "1", "the ACL " TPG "/acls/" HOST "1 exists\n" },
	{ TPG "/acls create host1",
	  "'host1' is not the name of an initiator of iscsi\n"
	  "why: iscsi takes iqn.YYYY-MM.domain:name, or naa. and 16 hexadecimal digits, "
	  "or eui. and 16 hexadecimal digits\n"
	  "fix: write it like iqn.2026-11.org.example:disk1\n" },
	{ TPG "/acls/" HOST "2 create 7 1",
	  "mapped_lun7 of " HOST "2 exists\nwhy: it is LUN 0\n" },
	{ TPG "/acls/" HOST "2 create 9 4",
	  "LUN 4 does not exist in this TPG\nfix: 'ls " TPG
	  "/luns' shows those that do, or give a storage object\n" },
	{ TPG "/acls/" HOST "2 create nine 0",
	  "'nine' is not the number of a mapped LUN\n"
	  "why: it is a number from 0 to 65535, with or without 'mapped_lun' before "
	  "it\n" },
	{ TPG "/acls/" HOST "2 create 9",
	  "create needs 'tpg_lun_or_backstore'\n"
	  "why: create takes mapped_lun tpg_lun_or_backstore [write_protect]\n" },
	{ TPG "/acls/" HOST "2 delete mapped_lun7", "Deleted Mapped LUN 7.\n" },
	{ TPG "/acls/" HOST "2 delete 8", "Deleted Mapped LUN 8.\n" },
	{ TPG "/luns delete lun5", "Deleted LUN 5.\n" },
	{ TPG "/luns delete 5",
	  TPG "/luns has no '5'\nfix: 'ls " TPG "/luns' shows what is there\n" },
	{ "/backstores/ramdisk delete r2", NULL },
	{ TPG "/acls/" HOST "2 create 3 DIR/other.img", NULL },
	{ TPG "/acls delete " HOST "1", "Deleted Node ACL " HOST "1.\n" },
	{ "ls", "fileio/DASHED-disk.img async=0 path=DIR/disk.img "
		"serial=* size=1048576 write_back=0\n"
		"fileio/DASHED-other.img async=0 path=DIR/other.img "
		"serial=* size=2097152 write_back=0\n"
		"ramdisk/r0 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"ramdisk/r1 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"iscsi/" IQN "\n"
		"  tpg1 authentication=0 enable=1\n"
		"    " HOST "2\n"
		"      mapped_lun3 lun=1 write_protect=0\n"
		"    lun0 storage_object=ramdisk/r0\n"
		"    lun1 storage_object=fileio/DASHED-other.img\n"
		"    lun2 storage_object=fileio/DASHED-disk.img\n" },
	{ 0 },
};

static const struct step tags[] = {
	{ "/backstores/ramdisk create r0 1M", NULL },
	{ "/backstores/ramdisk create r1 1M", NULL },
	{ "/iscsi create " IQN, NULL },
	{ TPG "/portals delete 0.0.0.0 3260", NULL },
	{ TPG "/luns create /backstores/ramdisk/r0", NULL },
	{ TPG "/luns create /backstores/ramdisk/r1", NULL },
	{ TPG "/acls create " HOST "1", NULL },
	{ TPG "/acls create " HOST "2 false", NULL },
	{ TPG "/acls create " HOST "3 false", NULL },
	{ TPG "/acls/" HOST "1 set auth userid=u password=secret1secret", "" },
	{ TPG "/acls/" HOST "2 set attribute nopin_timeout=20", "" },
	{ TPG "/acls tag " HOST "1 cluster", "" },
	{ TPG "/acls tag " HOST "2 cluster", "" },
	{ TPG "/acls/" HOST "2 set auth mutual_userid=m", "" },
	{ TPG "/acls/" HOST "1 create 9 1 1",
	  "Warning: TPG LUN 1 already mapped to this NodeACL\n"
	  "Created Mapped LUN 9.\n" },
	{ "ls",
	  "ramdisk/r0 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
	  "ramdisk/r1 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
	  "iscsi/" IQN "\n"
	  "  tpg1 authentication=0 enable=1\n"
	  "    " HOST "1 mutual_userid=m password=secret1secret tag=cluster userid=u\n"
	  "      mapped_lun0 lun=0 write_protect=0\n"
	  "      mapped_lun1 lun=1 write_protect=0\n"
	  "      mapped_lun9 lun=1 write_protect=1\n"
	  "    " HOST "2 mutual_userid=m password=secret1secret tag=cluster userid=u\n"
	  "      mapped_lun0 lun=0 write_protect=0\n"
	  "      mapped_lun1 lun=1 write_protect=0\n"
	  "      mapped_lun9 lun=1 write_protect=1\n"
	  "    " HOST "3\n"
	  "    lun0 storage_object=ramdisk/r0\n"
	  "    lun1 storage_object=ramdisk/r1\n" },
	{ TPG "/acls/" HOST "2 delete 9", "Deleted Mapped LUN 9.\n" },
	{ TPG "/acls tag cluster gang", "" },
	{ TPG "/acls tag gang gang", "" },
	{ TPG "/acls tag nobody gang",
	  "no ACL of " TPG "/acls has the name or tag 'nobody'\n" },
	{ TPG "/acls tag gnag x", "no ACL of " TPG "/acls has the name or tag 'gnag'\n"
				  "fix: did you mean 'gang'?\n" },
	{ TPG "/acls tag " HOST "3 a.b",
	  "'a.b' cannot be a tag\nwhy: '.' not permitted in tag names: WWNs have it, "
	  "and so nobody mixes them up\n" },
	{ TPG "/acls delete gang",
	  TPG "/acls has no 'gang'\nwhy: it is a tag, and an ACL is deleted by its WWN\n"
	      "fix: for example: delete " HOST "1\n" },
	{ TPG "/acls untag " HOST "2", "" },
	{ TPG "/acls/" HOST "1 set auth userid= password=", "" },
	{ "ls", "ramdisk/r0 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"ramdisk/r1 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"iscsi/" IQN "\n"
		"  tpg1 authentication=0 enable=1\n"
		"    " HOST "1 mutual_userid=m password= tag=gang userid=\n"
		"      mapped_lun0 lun=0 write_protect=0\n"
		"      mapped_lun1 lun=1 write_protect=0\n"
		"    " HOST "2 mutual_userid=m password=secret1secret tag= userid=u\n"
		"      mapped_lun0 lun=0 write_protect=0\n"
		"      mapped_lun1 lun=1 write_protect=0\n"
		"    " HOST "3\n"
		"    lun0 storage_object=ramdisk/r0\n"
		"    lun1 storage_object=ramdisk/r1\n" },
	{ 0 },
};

int main(void)
{
	steps_begin();
	run_scenario(luns, &usual);
	run_scenario(tags, &usual);
	return steps_end();
}
