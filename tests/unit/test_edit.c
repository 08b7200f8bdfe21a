/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of storage objects, ALUA groups and values. */
#include "tests/unit/edit_steps.h"

static const struct edit_moves offline = { .portal = true,
					   .enable = true,
					   .mapped_luns = true,
					   .model_alias = true,
					   .offline = true };

/* --- storage objects ------------------------------------------------------------- */

static const struct step storage_objects[] = {
	{ "/backstores/fileio create disk0 DIR/disk.img",
	  "Created fileio disk0 with size 1048576.\n" },
	{ "/backstores/fileio create disk1 DIR/other.img 10G",
	  "DIR/other.img exists, using its size (2097152 bytes) instead\n"
	  "Created fileio disk1 with size 2097152.\n" },
	{ "/backstores/fileio create disk2 DIR/new.img 10M false false",
	  "Created fileio disk2 with size 10485760.\n" },
	{ "/backstores/fileio create disk3 file_or_dev=DIR/new3.img size=512 wwn=abc-1",
	  "Created fileio disk3 with size 512.\n" },
	{ "/backstores/ramdisk create r0 1M", "Created ramdisk r0 with size 1048576.\n" },
	{ "/backstores/ramdisk create r1 5000 true serial1",
	  "Created ramdisk r1 with size 4096.\n" },
	{ "/backstores/user create u0 1M glfs/vol@host/file", NULL },
	{ "/backstores/user:glfs create u1 1M vol@host/other", NULL },
	{ "ls", "fileio/disk0 async=0 emulate_model_alias=1 path=DIR/disk.img serial=* "
		"size=1048576 write_back=1\n"
		"fileio/disk1 async=0 emulate_model_alias=1 path=DIR/other.img serial=* "
		"size=2097152 write_back=1\n"
		"fileio/disk2 async=0 emulate_model_alias=1 path=DIR/new.img serial=* "
		"size=10485760 write_back=0 +file\n"
		"fileio/disk3 async=0 emulate_model_alias=1 path=DIR/new3.img "
		"serial=abc-1 size=512 write_back=1 +sparse\n"
		"ramdisk/r0 emulate_model_alias=1 nullio=0 serial=* size=1048576\n"
		"ramdisk/r1 emulate_model_alias=1 nullio=1 serial=serial1 size=4096\n"
		"user:glfs/u0 config=glfs/vol@host/file serial=* size=1048576\n"
		"user:glfs/u1 config=glfs/vol@host/other serial=* size=1048576\n" },
	{ "/backstores/fileio delete disk1", "Deleted storage object disk1.\n" },
	{ "/backstores/ramdisk delete r0 save=true", "Deleted storage object r0.\n" },
	{ "/backstores/user:glfs delete u0", "Deleted storage object u0.\n" },
	{ "/backstores/ramdisk delete r1 save=perhaps",
	  "save cannot be 'perhaps'\nwhy: it is true or false\n" },
	{ "/backstores/fileio delete dsk0",
	  "/backstores/fileio has no 'dsk0'\nfix: did you mean 'disk0'?\n" },
	{ "/ clear", "" },
	{ "ls", "" },
	{ 0 },
};

static const struct step wrong_storage_objects[] = {
	{ "/backstores/ramdisk create r0 1M", NULL },
	{ "/backstores/fileio create disk0 DIR/disk.img", NULL },
	{ "/backstores/fileio create",
	  "create needs 'name'\n"
	  "why: create takes name file_or_dev [size] [write_back] [sparse] [wwn] "
	  "[async] [identity]\n" },
	{ "/backstores/fileio create a DIR/a.img 1M true true s false size:1 more",
	  "'more' is one parameter too many\n"
	  "why: create takes name file_or_dev [size] [write_back] [sparse] [wwn] "
	  "[async] [identity]\n" },
	{ "/backstores/fileio create a DIR/a.img siez=1M",
	  "create takes no parameter 'siez'\n"
	  "why: create takes name file_or_dev [size] [write_back] [sparse] [wwn] "
	  "[async] [identity]\n"
	  "fix: did you mean 'size'?\n" },
	{ "/backstores/fileio create a DIR/a.img name=b", "'name' is given twice\n" },
	{ "/backstores/fileio create a DIR/a.img",
	  "DIR/a.img needs a size\nwhy: there is no such file yet\n"
	  "fix: add size=10G, for example\n" },
	{ "/backstores/fileio create a DIR",
	  "DIR cannot be opened as a fileio\n"
	  "why: it is neither a regular file nor a block device\n" },
	{ "/backstores/fileio create a /dev/no-such-disk 1M",
	  "there is no device /dev/no-such-disk\n"
	  "why: a file made there would be in memory\n" },
	{ "/backstores/fileio create a DIR/a.img 1M sparse=2",
	  "sparse cannot be '2'\nwhy: it is true or false\n" },
	{ "/backstores/fileio create a DIR/a.img 1M write_back=2",
	  "write_back cannot be '2'\nwhy: write_back takes true or false\n" },
	{ "/backstores/fileio create a DIR/a.img 1M wwn=../../x",
	  "'../../x' cannot be the serial of a new storage object\n"
	  "why: a serial has 1 to 36 of A-Z a-z 0-9 -\n"
	  "fix: leave it out, and one is made\n" },
	{ "/backstores/block create b DIR/other.img",
	  "DIR/other.img cannot be opened as a block\nwhy: it is not a block device\n" },
	{ "/backstores/block create b /dev/no-such-disk",
	  "there is no device /dev/no-such-disk\n"
	  "fix: check its name; 'lsblk' lists the devices\n" },
	{ "/backstores/ramdisk create r0 2M",
	  "the storage object /backstores/ramdisk/r0 exists\n"
	  "fix: take another name, or delete it first\n" },
	{ "/backstores/ramdisk create r1",
	  "create needs 'size'\nwhy: create takes name size [nullio] [wwn]\n" },
	{ "/backstores/ramdisk create r1 lots",
	  "size cannot be 'lots'\n"
	  "why: size takes a size such as 512, 10M or 1.5GiB, at least 1\n" },
	{ "/backstores/user create u 1M volume",
	  "'volume' names no handler\n"
	  "why: here the configuration is HANDLER/CONFIGURATION\n" },
	{ "/backstores create x", "/backstores has no command 'create'\n" },
	{ "/backstores/ramdisk/r0 delete x",
	  "/backstores/ramdisk/r0 has no command 'delete'\n" },
	{ 0 },
};

static const struct step offline_storage_objects[] = {
	{ "/backstores/block create b /dev/disk/by-id/wwn-0x5000", NULL },
	{ "/backstores/fileio create f DIR/absent.img 1G", NULL },
	{ "/backstores/fileio create g DIR/disk.img 1G",
	  "Created fileio g with size 1073741824.\n" },
	{ "/backstores/fileio create h DIR/absent2.img",
	  "No size: that of DIR/absent2.img when the profile is restored.\n"
	  "Created fileio storage object h using DIR/absent2.img.\n" },
	/* What this machine has by that name is another file. */
	{ "/backstores/fileio create i DIR/other.img",
	  "Created fileio storage object i using DIR/other.img.\n" },
	{ "/backstores/fileio create j DIR/absent3.img 0",
	  "DIR/absent3.img needs a size\nwhy: there is no such file yet\n"
	  "fix: add size=10G, for example\n" },
	{ "ls",
	  "block/b device=/dev/disk/by-id/wwn-0x5000 emulate_model_alias=1 serial=*\n"
	  "fileio/f async=0 emulate_model_alias=1 path=DIR/absent.img serial=* "
	  "size=1073741824 write_back=1\n"
	  "fileio/g async=0 emulate_model_alias=1 path=DIR/disk.img serial=* "
	  "size=1073741824 write_back=1\n"
	  "fileio/h async=0 emulate_model_alias=1 path=DIR/absent2.img serial=* "
	  "write_back=1\n"
	  "fileio/i async=0 emulate_model_alias=1 path=DIR/other.img serial=* "
	  "write_back=1\n" },
	{ 0 },
};

/* --- ALUA groups and values ------------------------------------------------------ */

static const struct step values[] = {
	{ "/backstores/ramdisk create r0 1M", NULL },
	{ "/backstores/ramdisk/r0/alua create g1 16", "Created ALUA TPG g1.\n" },
	{ "/backstores/ramdisk/r0/alua create g1 17",
	  "the ALUA group /backstores/ramdisk/r0/alua/g1 exists\n" },
	{ "/backstores/ramdisk/r0/alua create g2 16",
	  "the number 16 is in use\n"
	  "why: the ALUA group /backstores/ramdisk/r0/alua/g1 has it\n" },
	{ "/backstores/ramdisk/r0/alua create g/2 17",
	  "'g/2' cannot be the name of a new ALUA group\n"
	  "why: a new name has 1 to 64 of A-Z a-z 0-9 _ . - and begins with a letter, a "
	  "digit or _\n" },
	{ "/backstores/ramdisk/r0/alua create g2 0",
	  "id cannot be '0'\nwhy: id takes 1..65535\n" },
	{ "/backstores/ramdisk/r0/alua delete default_tg_pt_gp",
	  "Can not delete default_tg_pt_gp\n"
	  "why: the kernel makes it with the storage object\n" },
	{ "/backstores/ramdisk/r0/alua/g1 set alua alua_access_state=2", "" },
	{ "/iscsi create " IQN, NULL },
	{ TPG "/portals delete 0.0.0.0 3260", NULL },
	{ TPG "/luns create /backstores/ramdisk/r0", NULL },
	{ TPG "/luns/lun0 set alua alua_tg_pt_gp_name=g1", "" },
	{ TPG " set attribute authentication=1 generate_node_acls=true", "" },
	{ TPG " set parameter MaxBurstLength=16384 InitialR2T=no", "" },
	{ "/iscsi set discovery_auth enable=1 userid=d", "" },
	{ "/backstores/ramdisk/r0 set attribute emulate_model_alias=0", "" },
	{ "ls", "ramdisk/r0 emulate_model_alias=0 nullio=0 serial=* size=1048576\n"
		"  g1 alua_access_state=2 alua_access_status=2 id=16\n"
		"iscsi enable=1 userid=d\n"
		"iscsi/" IQN "\n"
		"  tpg1 InitialR2T=No MaxBurstLength=16384 authentication=1 "
		"cache_dynamic_acls=1 enable=1 generate_node_acls=1\n"
		"    lun0 alua=g1 storage_object=ramdisk/r0\n" },
	{ TPG " set attribute generate_node_acls=0", "" },
	{ TPG " set parameter AuthMethod=CHAP", "" },
	{ TPG " set attribute authentication=off", "" },
	{ "/backstores/ramdisk/r0/alua delete g1", "Deleted ALUA TPG g1.\n" },
	{ "ls", "ramdisk/r0 emulate_model_alias=0 nullio=0 serial=* size=1048576\n"
		"iscsi enable=1 userid=d\n"
		"iscsi/" IQN "\n"
		"  tpg1 AuthMethod=CHAP,None InitialR2T=No MaxBurstLength=16384 "
		"authentication=0 cache_dynamic_acls=1 enable=1 generate_node_acls=0\n"
		"    lun0 alua= storage_object=ramdisk/r0\n" },
	{ TPG " set atribute authentication=1",
	  TPG " has no group 'atribute'\nwhy: there is attribute, parameter, auth\n"
	      "fix: did you mean 'attribute'?\n" },
	{ TPG " set auth pasword=x",
	  TPG " has no auth 'pasword'\n"
	      "why: there is userid, password, mutual_userid, mutual_password\n"
	      "fix: did you mean 'password'?\n" },
	{ TPG " set auth authenticate_target=1",
	  "authenticate_target of " TPG " is read-only\n"
	  "why: the kernel gives it and takes no other\n" },
	{ TPG " set parameter MaxBurstLength=511",
	  "MaxBurstLength cannot be '511'\n"
	  "why: MaxBurstLength takes 512..16777215 bytes\n" },
	{ "/backstores/ramdisk/r0 set nullio=1",
	  "nullio of /backstores/ramdisk/r0 cannot be changed\n"
	  "why: it is decided when the object is made\n"
	  "fix: delete the object and create it anew\n" },
	{ "/backstores/fileio create f0 DIR/disk.img", NULL },
	{ "/backstores/fileio/f0 set size=2M", "" },
	{ "/backstores/fileio/f0 set size=1M",
	  "size of /backstores/fileio/f0 cannot be changed\n"
	  "why: it can only become larger\nfix: delete the object and create it anew\n" },
	{ "/ clear", "" },
	{ "ls", "iscsi enable=0 userid=\n" },
	{ 0 },
};

/* What a kernel newer than the rows has: loaded, so it may be set. */
static void test_unknown_value(void)
{
	struct node *tree = tree_new();
	struct node *so =
		node_add(kind_for(tree, backstore_find("ramdisk"), NULL), CLASS_SO, "r0");
	const struct attr_group *group = NULL;
	autoerror struct error err = { 0 };

	if (node_attr(so, "emulate_pr", &group) == NULL)
		abort();
	node_set_unknown(so, group, "emulate_future", "0");
	node_set_unknown(so, group, "future_limit", "7")->read_only = true;
	if (edit_set(so, group->name, "emulate_future", "1", &err) < 0 ||
	    !node_is(so, "emulate_future", "1") ||
	    edit_set(so, "no group", "emulate_future", "1", &err) != -ENOENT ||
	    edit_set(so, group->name, "emulate_future", "a\nb", &err) != -EINVAL ||
	    edit_set(so, group->name, "emulate_futur", "1", &err) != -ENOENT ||
	    edit_set(so, group->name, "future_limit", "8", &err) != -EINVAL ||
	    !node_is(so, "future_limit", "7")) {
		fprintf(stderr, "a value that no row knows\n");
		error_print(stderr, &err, 1);
		failures++;
	}
	node_free(tree);
}

int main(void)
{
	steps_begin();
	run_scenario(storage_objects, &usual);
	run_scenario(wrong_storage_objects, &usual);
	run_scenario(offline_storage_objects, &offline);
	run_scenario(values, &usual);
	test_unknown_value();
	return steps_end();
}
