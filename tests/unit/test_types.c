/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of what LIO is: each row is sound, and every file of the kernel has one. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/node.h"

static int failures;

static void complain(const char *where, const char *row, const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", where, row, what);
	failures++;
}

static void expect(const char *where, const char *given, const char *wanted,
		   const char *got)
{
	if (text_equal(wanted, got))
		return;
	fprintf(stderr, "%s, %s\n  wanted: %s\n  got:    %s\n", where, given,
		wanted == NULL ? "(nothing)" : wanted, got == NULL ? "(nothing)" : got);
	failures++;
}

/* --- each row is sound ----------------------------------------------------------- */

static bool has_range(const struct attr *row)
{
	switch (row->kind) {
	case ATTR_UINT:
	case ATTR_SIZE:
		return row->min >= 0 && (uint64_t)row->min <= row->max;
	case ATTR_INT:
		return row->min < 0 && row->max <= INT64_MAX;
	case ATTR_TEXT:
	case ATTR_SECRET:
	case ATTR_PATH:
	case ATTR_REF:
		return row->max > 0 && row->max <= 4096;
	case ATTR_ENUM:
		return row->choice_count > 1;
	case ATTR_BOOL:
	case ATTR_YESNO:
		return row->choice_count == 0 && row->max == 0;
	}
	return false;
}

/* What a row says by itself must be what it would make of it. */
static void check_canonical(const char *where, const struct attr *row, const char *text)
{
	autoerror struct error err = { 0 };
	autofree char *canonical = NULL;

	if (attr_parse(row, text, &canonical, &err) < 0)
		complain(where, row->name, err.what);
	else
		expect(where, row->name, text, canonical);
}

static void check_choices(const char *where, const struct attr *row)
{
	for (size_t i = 0; i < row->choice_count; i++) {
		const struct choice *choice = &row->choices[i];
		const char *read = choice->read == NULL ? choice->value : choice->read;
		autofree char *shown = attr_profile_text(row, choice->value);
		autofree char *canonical = attr_decode(row, read);

		check_canonical(where, row, choice->value);
		expect(where, row->name, choice->value, canonical);
		autoerror struct error err = { 0 };
		autofree char *parsed = NULL;
		if (attr_parse(row, shown, &parsed, &err) == 0)
			expect(where, row->name, choice->value, parsed);
		else
			complain(where, row->name, err.what);
	}
}

static void check_row(const char *where, const struct node *node, const struct attr *row)
{
	const struct attr_group *group = NULL;

	if (node_attr(node, row->name, &group) != row)
		complain(where, row->name, "the name is there twice");
	if (row->also != NULL && node_attr(node, row->also, NULL) != NULL)
		complain(where, row->name, "its second name is another row's name");
	if (row->moves != NULL && node_attr(node, row->moves, NULL) == NULL)
		complain(where, row->name, "it moves a value that is not there");
	if (row->help == NULL || row->help[strlen(row->help) - 1] != '.')
		complain(where, row->name, "its help is no sentence");
	if (!has_range(row))
		complain(where, row->name, "its range is not sound");
	if (row->dflt != NULL && row->rule != NULL)
		complain(where, row->name, "it has two defaults");
	if (row->flags & ATTR_VIRTUAL && row->file != NULL &&
	    !(row->flags & (ATTR_RESIZE | ATTR_MEDIUM)))
		complain(where, row->name, "it is read from no file but names one");
	if (row->dflt != NULL)
		check_canonical(where, row, row->dflt);
	check_choices(where, row);
}

static void check_groups(const char *where, const struct node *node)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);

	if (count == GROUPS_MAX)
		complain(where, "groups", "there may be more than fit");
	for (size_t i = 0; i < count; i++) {
		if (groups[i]->dir == NULL)
			complain(where, "group", "it has no directory");
		for (size_t j = 0; j < i; j++)
			if (groups[i]->open && groups[j]->open &&
			    text_equal(groups[i]->dir, groups[j]->dir))
				complain(where, groups[i]->dir, "two groups are open");
		attr_foreach (row, groups[i])
			check_row(where, node, row);
	}
}

/* Calls fn for an object of each class, kind and fabric. */
static void each_object(void (*fn)(const char *where, const struct node *node))
{
	static const enum node_class of_fabric[] = {
		CLASS_FABRIC, CLASS_TARGET,     CLASS_TPG,    CLASS_LUN,
		CLASS_ACL,    CLASS_MAPPED_LUN, CLASS_PORTAL,
	};
	struct node node = { .name = (char[]){ "x" } };

	node.type = &node_types[CLASS_ALUA_GROUP];
	fn(node.type->what, &node);
	node.type = &node_types[CLASS_LU_GROUP];
	fn(node.type->what, &node);
	node.type = &node_types[CLASS_SO];
	for (size_t i = 0; backstores[i] != NULL; i++) {
		node.backstore = backstores[i];
		fn(backstores[i]->name, &node);
	}
	node.backstore = NULL;
	for (size_t i = 0; fabrics[i] != NULL; i++) {
		node.fabric = fabrics[i];
		for (size_t j = 0; j < sizeof of_fabric / sizeof *of_fabric; j++) {
			node.type = &node_types[of_fabric[j]];
			autofree char *where =
				xasprintf("%s %s", fabrics[i]->name, node.type->what);
			fn(where, &node);
		}
	}
}

static void check_types(void)
{
	for (int class = 0; class < CLASS_COUNT; class ++) {
		const struct node_type *type = &node_types[class];

		if ((int)type->class != class || type->what == NULL)
			complain("class", type->what, "it stands in the wrong place");
		if (type->flags & TYPE_NUMBERED &&
		    (type->name_prefix == NULL || type->key_prefix == NULL ||
		     type->dir_prefix == NULL || type->max == 0))
			complain("class", type->what, "its numbers are not described");
	}
}

/* --- every file of the kernel has a row ------------------------------------------ */

#define DISK                                                                             \
	"alua_support block_size emulate_3pc emulate_caw emulate_dpo emulate_fua_read "  \
	"emulate_fua_write emulate_model_alias emulate_pr emulate_rest_reord "           \
	"emulate_rsoc emulate_tas emulate_tpu emulate_tpws emulate_ua_intlck_ctrl "      \
	"emulate_write_cache enforce_pr_isids force_pr_aptpl hw_block_size "             \
	"hw_max_sectors hw_pi_prot_type hw_queue_depth is_nonrot "                       \
	"max_unmap_block_desc_count max_unmap_lba_count max_write_same_len "             \
	"optimal_sectors pgr_support pi_prot_format pi_prot_type pi_prot_verify "        \
	"queue_depth submit_type complete_type unmap_granularity "                       \
	"unmap_granularity_alignment unmap_zeroes_data atomic_max_len"
#define WWN  "company_id product_id revision vendor_id vpd_unit_serial"
#define AUTH "authenticate_target password password_mutual userid userid_mutual"
#define PR                                                                               \
	"res_aptpl_active res_aptpl_metadata res_holder res_pr_all_tgt_pts "             \
	"res_pr_generation res_pr_holder_tg_port res_pr_registered_i_pts res_pr_type "   \
	"res_type"

static const struct {
	enum node_class class;
	const char *of, *dir, *files;
} kernel[] = {
	{ CLASS_SO, "fileio", "", "alias alua_lu_gp lba_map udev_path" },
	{ CLASS_SO, "fileio", "attrib", DISK },
	{ CLASS_SO, "block", "attrib", DISK },
	{ CLASS_SO, "ramdisk", "attrib", DISK },
	{ CLASS_SO, "user", "attrib",
	  "alua_support cmd_ring_size_mb cmd_time_out data_pages_per_blk dev_config "
	  "dev_size emulate_pr emulate_write_cache enforce_pr_isids force_pr_aptpl "
	  "hw_block_size hw_max_sectors hw_pi_prot_type hw_queue_depth max_data_area_mb "
	  "nl_reply_supported pgr_support qfull_time_out submit_type tmr_notification" },
	{ CLASS_SO, "user", "action", "block_dev reset_ring free_kept_buf" },
	{ CLASS_SO, "pscsi", "attrib",
	  "alua_support emulate_pr hw_block_size hw_max_sectors hw_pi_prot_type "
	  "hw_queue_depth pgr_support submit_type" },
	{ CLASS_SO, "pscsi", "", "alias alua_lu_gp lba_map udev_path" },
	{ CLASS_SO, "fileio", "wwn", WWN },
	{ CLASS_SO, "pscsi", "wwn", WWN },
	{ CLASS_SO, "user", "wwn", WWN },
	{ CLASS_SO, "fileio", "pr", PR },
	{ CLASS_LU_GROUP, NULL, "", "lu_gp_id members" },
	{ CLASS_ALUA_GROUP, NULL, "",
	  "alua_access_state alua_access_status alua_access_type "
	  "alua_support_active_nonoptimized alua_support_active_optimized "
	  "alua_support_lba_dependent alua_support_offline alua_support_standby "
	  "alua_support_transitioning alua_support_unavailable alua_write_metadata "
	  "implicit_trans_secs members nonop_delay_msecs preferred tg_pt_gp_id "
	  "trans_delay_msecs" },
	{ CLASS_FABRIC, "iscsi", "", "cpus_allowed_list" },
	{ CLASS_FABRIC, "iscsi", "discovery_auth", AUTH " enforce_discovery_auth" },
	{ CLASS_TARGET, "iscsi", "param",
	  "cmd_completion_affinity default_submit_type direct_submit_supported" },
	{ CLASS_TPG, "iscsi", "", "enable rtpi" },
	{ CLASS_TPG, "iscsi", "attrib",
	  "authentication cache_dynamic_acls default_cmdsn_depth default_erl "
	  "demo_mode_discovery demo_mode_write_protect fabric_prot_type "
	  "generate_node_acls login_keys_workaround login_timeout netif_timeout "
	  "prod_mode_write_protect t10_pi tpg_enabled_sendtargets" },
	{ CLASS_TPG, "iscsi", "auth", AUTH },
	{ CLASS_TPG, "iscsi", "param",
	  "AuthMethod DataDigest DataPDUInOrder DataSequenceInOrder DefaultTime2Retain "
	  "DefaultTime2Wait ErrorRecoveryLevel FirstBurstLength HeaderDigest IFMarkInt "
	  "IFMarker ImmediateData InitialR2T MaxBurstLength MaxConnections "
	  "MaxOutstandingR2T MaxRecvDataSegmentLength MaxXmitDataSegmentLength OFMarkInt "
	  "OFMarker TargetAlias" },
	{ CLASS_PORTAL, "iscsi", "", "cxgbit iser" },
	{ CLASS_LUN, "iscsi", "",
	  "alua_tg_pt_gp alua_tg_pt_offline alua_tg_pt_status alua_tg_pt_write_md" },
	{ CLASS_ACL, "iscsi", "", "cmdsn_depth tag" },
	{ CLASS_ACL, "iscsi", "auth", AUTH },
	{ CLASS_ACL, "iscsi", "attrib",
	  "authentication dataout_timeout dataout_timeout_retries default_erl "
	  "nopin_response_timeout nopin_timeout random_datain_pdu_offsets "
	  "random_datain_seq_offsets random_r2t_offsets" },
	{ CLASS_ACL, "iscsi", "param",
	  "DataPDUInOrder DataSequenceInOrder DefaultTime2Retain DefaultTime2Wait "
	  "ErrorRecoveryLevel FirstBurstLength ImmediateData InitialR2T MaxBurstLength "
	  "MaxConnections MaxOutstandingR2T" },
	{ CLASS_MAPPED_LUN, "iscsi", "", "write_protect" },
	{ CLASS_TPG, "loopback", "", "address nexus rtpi transport_status" },
	{ CLASS_TPG, "loopback", "attrib", "fabric_prot_type" },
	{ CLASS_TPG, "vhost", "", "nexus rtpi" },
	{ CLASS_TPG, "vhost", "attrib", "fabric_prot_type" },
	{ CLASS_TPG, "xen-pvscsi", "", "nexus rtpi" },
	{ CLASS_TPG, "xen-pvscsi", "param", "alias" },
	{ CLASS_TPG, "tcm_fc", "", "rtpi" },
	{ CLASS_ACL, "tcm_fc", "", "node_name port_name tag" },
	{ CLASS_TPG, "sbp", "", "directory_id enable rtpi" },
	{ CLASS_TPG, "sbp", "attrib",
	  "max_logins_per_lun max_reconnect_timeout mgt_orb_timeout" },
	{ CLASS_FABRIC, "srpt", "discovery_auth", "rdma_cm_port" },
	{ CLASS_TPG, "srpt", "", "enable rtpi" },
	{ CLASS_TPG, "srpt", "attrib",
	  "srp_max_rdma_size srp_max_rsp_size srp_sq_size use_srq" },
	{ CLASS_TPG, "qla2xxx", "", "dynamic_sessions enable fabric_prot_type rtpi" },
	{ CLASS_TPG, "qla2xxx", "attrib",
	  "cache_dynamic_acls demo_mode_login_only demo_mode_write_protect "
	  "generate_node_acls jam_host prod_mode_write_protect" },
	{ CLASS_TPG, "qla2xxx_npiv", "", "enable rtpi" },
	{ CLASS_TPG, "efct", "", "enable rtpi" },
	{ CLASS_TPG, "efct", "attrib", "generate_node_acls session_deletion_wait" },
	{ CLASS_TPG, "ibmvscsis", "", "enable rtpi" },
	{ CLASS_TPG, "usb_gadget", "", "enable nexus rtpi" },
};

static bool has_file(const struct node *node, const char *dir, const char *file)
{
	const struct attr_group *groups[GROUPS_MAX];
	size_t count = node_groups(node, groups);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(groups[i]->dir, dir) != 0)
			continue;
		attr_foreach (row, groups[i])
			if (strcmp(row->file == NULL ? row->name : row->file, file) == 0)
				return true;
	}
	return false;
}

static void check_files(void)
{
	for (size_t i = 0; i < sizeof kernel / sizeof *kernel; i++) {
		struct node node = { .type = &node_types[kernel[i].class] };
		autofree char *files = xstrdup(kernel[i].files);
		char *rest = files, *file;

		if (kernel[i].class == CLASS_SO)
			node.backstore = backstore_find(kernel[i].of);
		else if (kernel[i].of != NULL)
			node.fabric = fabric_find(kernel[i].of);
		while ((file = strsep(&rest, " ")) != NULL)
			if (!has_file(&node, kernel[i].dir, file))
				complain(kernel[i].dir, file, "no row knows the file");
	}
}

/* --- finding --------------------------------------------------------------------- */

static const char *kind_name(const struct backstore *kind)
{
	return kind == NULL ? NULL : kind->name;
}

static const char *fabric_name(const struct fabric *fabric)
{
	return fabric == NULL ? NULL : fabric->name;
}

static void check_finding(void)
{
	expect("find", "fileio", "fileio", kind_name(backstore_find("fileio")));
	expect("find", "file", NULL, kind_name(backstore_find("file")));
	expect("find", "fileio:x", NULL, kind_name(backstore_find("fileio:x")));
	expect("find", "user", "user", kind_name(backstore_find("user")));
	expect("find", "user:qcow", "user", kind_name(backstore_find("user:qcow")));
	expect("hba", "rd_mcp", "ramdisk", kind_name(backstore_by_hba("rd_mcp")));
	expect("hba", "rd", NULL, kind_name(backstore_by_hba("rd")));
	expect("find", "tcm_fc", "tcm_fc", fabric_name(fabric_find("tcm_fc")));
	expect("find", "fc", NULL, fabric_name(fabric_find("fc")));
	expect("dir", "fc", "tcm_fc", fabric_name(fabric_by_dir("fc")));
	expect("dir", "core", NULL, fabric_name(fabric_by_dir("core")));
}

int main(void)
{
	check_types();
	each_object(check_groups);
	check_files();
	check_finding();
	return failures == 0 ? 0 : 1;
}
