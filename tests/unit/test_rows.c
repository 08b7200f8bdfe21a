/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What single rows do by themselves: defaults that follow others, rules, names.  With
 * the argument "live" it looks at this machine's kernel instead: each file that no row
 * knows, each value off the default of its row, each that could not be written back.
 */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/load.h"
#include "configfs/path.h"

static int failures;

static void expect(const char *row, const char *given, const char *wanted,
		   const char *got)
{
	if (text_equal(wanted, got))
		return;
	fprintf(stderr, "%s, %s\n  wanted: %s\n  got:    %s\n", row, given,
		wanted == NULL ? "(nothing)" : wanted, got == NULL ? "(nothing)" : got);
	failures++;
}

/* A tree with one object of the class, of that kind or fabric. */
static struct node *object(struct node *root, enum node_class class, const char *of)
{
	const struct backstore *backstore = of == NULL ? NULL : backstore_find(of);
	struct node *so, *target, *tpg;

	if (class == CLASS_SO || class == CLASS_ALUA_GROUP) {
		so = node_add(kind_for(root, backstore, NULL), CLASS_SO,
			      "a name longer than 16");
		return class == CLASS_SO
			       ? so
			       : node_add(node_part(so, CLASS_ALUA), class, "group");
	}
	target = node_add(node_child(root, of), CLASS_TARGET, "target");
	tpg = node_add_number(target, CLASS_TPG, 1);
	if (class == CLASS_TPG)
		return tpg;
	return node_add(node_part(tpg, CLASS_ACLS), CLASS_ACL, "naa.2000000000000001");
}

/* With those values ("NAME=TEXT", one a line) set, the default of the value is… */
static const struct {
	enum node_class class;
	const char *of, *values, *value, *wanted;
} defaults[] = {
	{ CLASS_SO, "fileio", "", "product_id", "FILEIO" },
	{ CLASS_SO, "block", "", "product_id", "IBLOCK" },
	{ CLASS_SO, "ramdisk", "", "product_id", "RAMDISK-MCP" },
	{ CLASS_SO, "user", "", "product_id", "" },
	{ CLASS_SO, "pscsi", "", "product_id", NULL },
	{ CLASS_SO, "fileio", "emulate_model_alias=1", "product_id", "a name longer th" },
	{ CLASS_SO, "fileio", "", "emulate_write_cache", "0" },
	{ CLASS_SO, "fileio", "write_back=1", "emulate_write_cache", "1" },
	{ CLASS_SO, "block", "", "emulate_write_cache", "0" },
	{ CLASS_SO, "fileio", "size=512", "block_size", "512" },
	{ CLASS_SO, "fileio", "", "block_size", NULL },
	{ CLASS_SO, "fileio", "size=512", "max_unmap_lba_count", "8192" },
	{ CLASS_SO, "fileio", "", "max_unmap_lba_count", NULL },
	{ CLASS_SO, "fileio", "", "optimal_sectors", "16384" },
	{ CLASS_SO, "block", "", "optimal_sectors", NULL },
	{ CLASS_SO, "ramdisk", "", "optimal_sectors", "4294967288" },
	{ CLASS_SO, "fileio", "path=/srv/d", "udev_path", "/srv/d" },
	{ CLASS_SO, "block", "device=/dev/sda", "udev_path", "/dev/sda" },
	{ CLASS_SO, "ramdisk", "size=4096", "udev_path", "" },
	{ CLASS_SO, "pscsi", "", "alua_support", "0" },
	{ CLASS_SO, "user", "", "alua_support", "1" },
	{ CLASS_ALUA_GROUP, "fileio", "", "id", NULL },
	{ CLASS_TPG, "iscsi", "", "AuthMethod", "CHAP" },
	{ CLASS_TPG, "iscsi", "authentication=0", "AuthMethod", "CHAP,None" },
	{ CLASS_TPG, "iscsi", "", "cache_dynamic_acls", "0" },
	{ CLASS_TPG, "iscsi", "generate_node_acls=1", "cache_dynamic_acls", "1" },
	{ CLASS_TPG, "qla2xxx", "", "generate_node_acls", "1" },
	{ CLASS_ACL, "iscsi", "", "cmdsn_depth", "64" },
	{ CLASS_ACL, "tcm_fc", "", "port_name", "20:00:00:00:00:00:00:01" },
};

static void set_values(struct node *node, const char *values)
{
	autofree char *copy = xstrdup(values);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *equals = strchr(line, '=');

		if (equals == NULL)
			continue;
		*equals = '\0';
		node_set(node, line, equals + 1);
	}
}

static void test_defaults(void)
{
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
		autonode struct node *root = tree_new();
		struct node *node = object(root, defaults[i].class, defaults[i].of);
		const struct attr *attr = node_attr(node, defaults[i].value, NULL);

		set_values(node, defaults[i].values);
		if (attr == NULL) {
			expect(defaults[i].value, "has a row", "yes", "no");
			continue;
		}
		autofree char *got = attr_default(attr, node);
		expect(defaults[i].value, defaults[i].values, defaults[i].wanted, got);
	}
}

/* Depth of a new ACL: what its TPG says. */
static void test_depth(void)
{
	autonode struct node *root = tree_new();
	struct node *acl = object(root, CLASS_ACL, "iscsi");
	struct node *so = object(root, CLASS_SO, "fileio");
	struct node *alua = node_part(so, CLASS_ALUA);

	node_set(node_above(acl, CLASS_TPG), "default_cmdsn_depth", "32");
	expect("cmdsn_depth", "of the TPG", "32", node_text(acl, "cmdsn_depth"));
	expect("id", "of the kernel's group", "0",
	       node_text(node_child(alua, "default_tg_pt_gp"), "id"));
}

static const struct {
	enum node_class class;
	const char *of, *value, *text, *wanted; /* the canonical text, or what|why */
} parsed[] = {
	{ CLASS_TPG, "iscsi", "AuthMethod", "CHAP", "CHAP" },
	{ CLASS_TPG, "iscsi", "AuthMethod", "None,CHAP", "None,CHAP" },
	{ CLASS_TPG, "iscsi", "AuthMethod", "chap",
	  "AuthMethod cannot be 'chap'|AuthMethod takes a list of CHAP, None, KRB5, "
	  "SPKM1, "
	  "SPKM2, SRP, separated by commas alone" },
	{ CLASS_TPG, "iscsi", "HeaderDigest", "CRC32C", "CRC32C" },
	{ CLASS_TPG, "iscsi", "HeaderDigest", "CRC32C,CRC32C",
	  "HeaderDigest cannot be 'CRC32C,CRC32C'|HeaderDigest takes a list of CRC32C, "
	  "None, separated by commas alone" },
	{ CLASS_TPG, "iscsi", "DataDigest", "None,",
	  "DataDigest cannot be 'None,'|DataDigest takes a list of CRC32C, None, "
	  "separated "
	  "by commas alone" },
	{ CLASS_TPG, "iscsi", "TargetAlias", "a,b",
	  "TargetAlias cannot be 'a,b'|the kernel takes no comma in it" },
	{ CLASS_TPG, "iscsi", "MaxBurstLength", "1M", "1048576" },
	{ CLASS_TPG, "iscsi", "MaxBurstLength", "16M",
	  "MaxBurstLength cannot be '16M'|MaxBurstLength takes 512..16777215 bytes" },
	{ CLASS_TPG, "iscsi", "InitialR2T", "yes", "Yes" },
	{ CLASS_TPG, "iscsi", "login_timeout", "31",
	  "login_timeout cannot be '31'|login_timeout takes 5..30 s" },
	{ CLASS_TPG, "iscsi", "rtpi", "0", "rtpi cannot be '0'|rtpi takes 1..65535" },
	{ CLASS_TPG, "iscsi", "userid", "NULL",
	  "'NULL' cannot be used here|the kernel takes what begins with NULL for no "
	  "value "
	  "at all" },
	{ CLASS_TPG, "loopback", "nexus", "NULL",
	  "'NULL' cannot be used here|the kernel takes what begins with NULL for no "
	  "value "
	  "at all" },
	{ CLASS_TPG, "loopback", "transport_status", "offline", "offline" },
	{ CLASS_TPG, "sbp", "directory_id", "0xAb", "0000ab" },
	{ CLASS_TPG, "sbp", "directory_id", "implicit", "implicit" },
	{ CLASS_TPG, "sbp", "directory_id", "1000000",
	  "directory_id cannot be '1000000'|directory_id takes 'implicit' or at most six "
	  "hexadecimal digits" },
	{ CLASS_ACL, "iscsi", "authentication", "inherit", "-1" },
	{ CLASS_ACL, "iscsi", "authentication", "true", "1" },
	{ CLASS_ACL, "iscsi", "nopin_timeout", "0", "0" },
	{ CLASS_ACL, "iscsi", "nopin_timeout", "2",
	  "nopin_timeout cannot be '2'|nopin_timeout takes 0 for off, or 3..60 s" },
	{ CLASS_ACL, "iscsi", "tag", "NULLs",
	  "'NULLs' cannot be used here|the kernel takes what begins with NULL for no "
	  "value "
	  "at all" },
	{ CLASS_ACL, "tcm_fc", "port_name", "20:00:00:00:00:00:00:0f",
	  "20:00:00:00:00:00:00:0f" },
	{ CLASS_ACL, "tcm_fc", "port_name", "20:00:00:00:00:00:00:0F",
	  "'20:00:00:00:00:00:00:0F' is no name of a Fibre Channel port|such a name "
	  "reads "
	  "20:00:00:00:00:00:00:01, in lower case" },
	{ CLASS_ACL, "tcm_fc", "port_name", "20:00",
	  "'20:00' is no name of a Fibre Channel port|such a name reads "
	  "20:00:00:00:00:00:00:01, in lower case" },
	{ CLASS_SO, "fileio", "serial", "  abc ", "abc" },
	{ CLASS_SO, "fileio", "serial", "", "" },
	{ CLASS_SO, "fileio", "vendor_id", "LIO\303\251",
	  "'LIO\303\251' cannot be shown to initiators|SCSI inquiry data is printable "
	  "ASCII" },
	{ CLASS_SO, "fileio", "vendor_id", "123456789",
	  "vendor_id cannot be '123456789'|vendor_id takes at most 8 bytes" },
	{ CLASS_SO, "fileio", "company_id", "0x1405", "0x001405" },
	{ CLASS_SO, "fileio", "company_id", "1405",
	  "company_id cannot be '1405'|company_id takes 0x and at most six hexadecimal "
	  "digits" },
	{ CLASS_SO, "fileio", "company_id", "0x1000000",
	  "company_id cannot be '0x1000000'|company_id takes 0x and at most six "
	  "hexadecimal digits" },
	{ CLASS_SO, "fileio", "block_size", "4096", "4096" },
	{ CLASS_SO, "fileio", "block_size", "4K",
	  "block_size cannot be '4K'|block_size takes one of 512, 1024, 2048, 4096" },
	{ CLASS_SO, "fileio", "pi_prot_type", "2",
	  "pi_prot_type cannot be '2'|pi_prot_type takes one of 0, 1, 3" },
	{ CLASS_SO, "fileio", "queue_depth", "0",
	  "queue_depth cannot be '0'|queue_depth takes 1..4294967295" },
	{ CLASS_SO, "ramdisk", "size", "100000", "98304" },
	{ CLASS_SO, "ramdisk", "size", "1", "4096" },
	{ CLASS_SO, "ramdisk", "size", "32M", "33554432" },
	{ CLASS_SO, "pscsi", "device", "250:0:0:0", "250:0:0:0" },
	{ CLASS_SO, "user", "config", "qcow",
	  "config cannot be 'qcow'|config takes HANDLER/CONFIGURATION: the handler "
	  "serves "
	  "the disk" },
	{ CLASS_SO, "user", "cmd_time_out", "2147483", "2147483" },
	{ CLASS_SO, "user", "qfull_time_out", "-2",
	  "qfull_time_out cannot be '-2'|qfull_time_out takes -1..2147483 s" },
	{ CLASS_ALUA_GROUP, "fileio", "alua_access_state", "Standby", "2" },
	{ CLASS_ALUA_GROUP, "fileio", "alua_access_state", "5",
	  "alua_access_state cannot be '5'|alua_access_state takes one of 0, 1, 2, 3, 4, "
	  "14, 15" },
	{ CLASS_ALUA_GROUP, "fileio", "id", "0", "id cannot be '0'|id takes 1..65535" },
};

static void test_parsed(void)
{
	for (size_t i = 0; i < sizeof parsed / sizeof *parsed; i++) {
		autonode struct node *root = tree_new();
		struct node *node = object(root, parsed[i].class, parsed[i].of);
		const struct attr *attr = node_attr(node, parsed[i].value, NULL);
		autoerror struct error err = { 0 };
		char *canonical = NULL;

		if (attr == NULL) {
			expect(parsed[i].value, "has a row", "yes", "no");
			continue;
		}
		if (attr_parse(attr, parsed[i].text, &canonical, &err) < 0)
			canonical = xasprintf("%s|%s", err.what, err.why);
		expect(parsed[i].value, parsed[i].text, parsed[i].wanted, canonical);
		free(canonical);
	}
}

/* Openness of values: a step that lowers it comes first, one that raises it last. */
static const struct {
	enum node_class class;
	const char *of, *value, *tight, *wide;
} openings[] = {
	{ CLASS_TPG, "iscsi", "authentication", "1", "0" },
	{ CLASS_TPG, "iscsi", "generate_node_acls", "0", "1" },
	{ CLASS_TPG, "iscsi", "demo_mode_write_protect", "1", "0" },
	{ CLASS_TPG, "iscsi", "enable", "0", "1" },
	{ CLASS_TPG, "iscsi", "AuthMethod", "CHAP", "CHAP,None" },
	{ CLASS_ACL, "iscsi", "authentication", "1", "-1" },
	{ CLASS_ACL, "iscsi", "authentication", "-1", "0" },
	{ CLASS_TPG, "qla2xxx", "demo_mode_login_only", "1", "0" },
};

static void test_openness(void)
{
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
		autonode struct node *root = tree_new();
		struct node *node = object(root, openings[i].class, openings[i].of);
		const struct attr *attr = node_attr(node, openings[i].value, NULL);

		if (attr == NULL || attr->openness == NULL ||
		    attr->openness(openings[i].tight) >= attr->openness(openings[i].wide))
			expect(openings[i].value, openings[i].wide, "opens", "does not");
	}
}

/* Shown names of targets and initiators, and their directories. */
static const struct {
	const char *fabric, *shown, *dir;
} names[] = {
	{ "qla2xxx", "naa.2100001122334455", "21:00:00:11:22:33:44:55" },
	{ "tcm_fc", "naa.20000000000000ff", "20:00:00:00:00:00:00:ff" },
	{ "tcm_fc", "20:00:00:00:00:00:00:FF", "20:00:00:00:00:00:00:FF" },
	{ "tcm_fc", "20:00:00:00:00:00:00", "20:00:00:00:00:00:00" },
	{ "efct", "naa.10000090fa000001", "10:00:00:90:fa:00:00:01" },
	{ "srpt", "ib.fe80000000000000f4521403007be0e1",
	  "0xfe80000000000000f4521403007be0e1" },
	{ "srpt", "f452:1403:007b:e0e1", "f452:1403:007b:e0e1" },
	{ "srpt", "0xfe8", "0xfe8" },
	{ "sbp", "eui.0010dc0000dd197d", "0010dc0000dd197d" },
	{ "sbp", "0010DC0000DD197D", "0010DC0000DD197D" },
};

static void test_names(void)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct fabric *fabric = fabric_find(names[i].fabric);
		autofree char *dir = fabric->wwn_to_dir(names[i].shown);
		autofree char *shown = fabric->dir_to_wwn(names[i].dir);
		autofree char *acl_dir = fabric->acl_to_dir(names[i].shown);
		autofree char *acl = fabric->dir_to_acl(names[i].dir);

		expect(names[i].fabric, names[i].shown, names[i].dir, dir);
		expect(names[i].fabric, names[i].dir, names[i].shown, shown);
		expect(names[i].fabric, "initiator", names[i].dir, acl_dir);
		expect(names[i].fabric, "initiator", names[i].shown, acl);
	}
}

static void look_at_value(const char *path, const struct node *node,
			  const struct value *value)
{
	const struct attr *attr = value->attr;

	if (attr == NULL) {
		printf("unknown %s %s\n", path, value->name);
		return;
	}
	autofree char *normal = attr_default(attr, node);
	if (normal != NULL && strcmp(normal, value->text) != 0)
		printf("off %s %s: %s, not %s\n", path, value->name, value->text, normal);
	if (attr->flags & (ATTR_READ_ONLY | ATTR_ACTION) || *value->text == '\0' ||
	    text_equal(normal, value->text))
		return;
	autofree char *shown = attr_profile_text(attr, value->text);
	autofree char *again = NULL;
	autoerror struct error err = { 0 };
	if (attr_parse(attr, shown, &again, &err) < 0 || strcmp(again, value->text) != 0)
		printf("lost %s %s: %s\n", path, value->name, value->text);
}

static int look_at(struct node *node, void *data)
{
	autofree char *path = node_path(node);

	(void)data;
	value_foreach(value, node) look_at_value(path, node, value);
	return 0;
}

static int look_at_kernel(void)
{
	struct node *root = NULL;
	struct error err = { 0 };
	struct fs fs;
	int result = fs_open(&fs, NULL);

	if (result == 0)
		result = load_tree(&fs, LOAD_ALL, &root, &err);
	if (result < 0) {
		fprintf(stderr, "%s\n", err.what == NULL ? strerror(-result) : err.what);
		return 1;
	}
	node_walk(root, look_at, NULL);
	node_free(root);
	fs_close(&fs);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "live") == 0)
		return look_at_kernel();
	test_defaults();
	test_depth();
	test_parsed();
	test_openness();
	test_names();
	return failures == 0 ? 0 : 1;
}
