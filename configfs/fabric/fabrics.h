/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fabrics, the groups they share, and what their files need. */
#pragma once

#include "configfs/node.h"

extern const struct fabric fabric_efct;
extern const struct fabric fabric_ibmvscsis;
extern const struct fabric fabric_iscsi;
extern const struct fabric fabric_loopback;
extern const struct fabric fabric_qla2xxx;
extern const struct fabric fabric_qla2xxx_npiv;
extern const struct fabric fabric_sbp;
extern const struct fabric fabric_srpt;
extern const struct fabric fabric_tcm_fc;
extern const struct fabric fabric_usb_gadget;
extern const struct fabric fabric_vhost;
extern const struct fabric fabric_xen_pvscsi;

/* Of TPGs that can be disabled: `enable`, and `rtpi` that needs it. */
extern const struct attr_group enable_group;
/* Of TPGs that are always on: their `rtpi` is fixed. */
extern const struct attr_group rtpi_group;
extern const struct attr_group nexus_group;
/* fabric_prot_type, where it is the only attribute. */
extern const struct attr_group protection_group;
/* Demo mode of Fibre Channel targets. */
extern const struct attr_group demo_group;
/* userid, password and so on, for a group with its own name, key and directory. */
extern const struct attr chap_rows[5];

extern const struct choice protection_modes[3];

extern const struct attr_group *const iscsi_tpg_groups[];
extern const struct attr_group *const iscsi_acl_groups[];

/* "naa.2100001122334455" and "21:00:00:11:22:33:44:55"; what is neither stays as it
 * is, both ways. */
char *naa_to_colons(const char *wwn);
char *colons_to_naa(const char *dir);

/* One line of a file below /sys without its newline, owned; NULL: not readable. */
char *sys_line(const char *path);
/* Calls fn for each path that the pattern finds. */
void sys_glob(const char *pattern, void (*fn)(const char *path, void *data), void *data);
/* Fibre Channel ports whose symbolic name begins so, through add(). */
void fc_ports(const char *driver, void (*add)(const char *wwn, void *data), void *data);
