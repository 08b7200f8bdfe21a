/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usb_gadget: this machine as a USB disk. */
#include "configfs/fabric/fabrics.h"
#include "configfs/wwn.h"

static const struct attr_group *const tpg_groups[] = { &nexus_group, &enable_group,
						       NULL };

static const enum wwn_kind wwns[] = { WWN_NAA };

/* Not shown until there is one: few machines can be a USB device. */
const struct fabric fabric_usb_gadget = {
	.name = "usb_gadget",
	.dir = "usb_gadget",
	.module = "usb_f_tcm",
	.title = "USB gadget",
	.help = "This machine as a USB disk of another one.",
	.flags = FABRIC_NEXUS | FABRIC_ENABLE,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.tpg_max = 65535,
	.tpg_groups = tpg_groups,
	.generate = wwn_generate_naa,
};
