/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sbp: SCSI over FireWire. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/fabric/fabrics.h"
#include "configfs/rows.h"

#define GUID_DIGITS 16

static bool is_guid(const char *digits)
{
	return strlen(digits) == GUID_DIGITS &&
	       strspn(digits, "0123456789abcdef") == GUID_DIGITS;
}

/* eui.HEX and HEX. */
static char *to_dir(const char *wwn)
{
	const char *digits = after_prefix(wwn, "eui.");

	return xstrdup(digits != NULL && is_guid(digits) ? digits : wwn);
}

static char *from_dir(const char *dir)
{
	return is_guid(dir) ? xasprintf("eui.%s", dir) : xstrdup(dir);
}

/* "implicit", or 24 bits that the kernel reads and prints as six digits. */
static char *normal_directory(const char *canonical)
{
	const char *digits = after_prefix(canonical, "0x");

	if (digits == NULL)
		digits = canonical;
	if (*digits == '\0' || strlen(digits) > 6 ||
	    strspn(digits, "0123456789abcdefABCDEF") != strlen(digits))
		return xstrdup(canonical);
	return xasprintf("%06lx", strtoul(digits, NULL, 16));
}

static int check_directory(const char *canonical, struct error *err)
{
	if (strcmp(canonical, "implicit") == 0 ||
	    (strlen(canonical) == 6 && strspn(canonical, "0123456789abcdef") == 6))
		return 0;
	error_set(err, NULL, -EINVAL, "directory_id cannot be '%s'", canonical);
	because(err, "directory_id takes 'implicit' or at most six hexadecimal digits");
	return -EINVAL;
}

static const struct attr own_rows[] = {
	{ .name = "directory_id",
	  .kind = ATTR_TEXT,
	  .flags = ATTR_WHILE_DISABLED,
	  .max = 8,
	  .dflt = "implicit",
	  .normal = normal_directory,
	  .check = check_directory,
	  .help = "Directory of the unit: implicit, or six hexadecimal digits." },
};

static const struct attr attribute_rows[] = {
	{ .name = "mgt_orb_timeout",
	  .kind = ATTR_UINT,
	  .min = 1,
	  .max = 127,
	  .dflt = "15",
	  .unit = "s",
	  .help = "How long a management request may take." },
	{ .name = "max_reconnect_timeout",
	  .kind = ATTR_UINT,
	  .min = 1,
	  .max = 32767,
	  .dflt = "5",
	  .unit = "s",
	  .help = "How long a lost login is kept." },
	{ .name = "max_logins_per_lun",
	  .kind = ATTR_UINT,
	  .min = 1,
	  .max = 127,
	  .dflt = "1",
	  .help = "Initiators that may use a LUN at a time." },
};

static const struct attr_group own_group = { .dir = "", ROWS(own_rows) };
static const struct attr_group attributes = { "attribute", "attributes", "attrib",
					      ROWS(attribute_rows), .open = true };
static const struct attr_group *const tpg_groups[] = { &enable_group, &own_group,
						       &attributes, NULL };

struct search {
	void (*add)(const char *wwn, void *data);
	void *data;
	bool found;
};

/* The first port of this machine stands for it: its number is unique. */
static void look_at_device(const char *path, void *data)
{
	struct search *search = data;
	autofree char *local_path = xasprintf("%s/is_local", path);
	autofree char *guid_path = xasprintf("%s/guid", path);
	autofree char *local = sys_line(local_path);
	autofree char *guid = sys_line(guid_path);

	if (search->found || !text_equal(local, "1") || guid == NULL ||
	    !starts_with(guid, "0x"))
		return;
	autofree char *wwn = xasprintf("eui.%s", guid + 2);
	search->found = true;
	search->add(wwn, search->data);
}

static void ports(void (*add)(const char *wwn, void *data), void *data)
{
	struct search search = { add, data, false };

	sys_glob("/sys/bus/firewire/devices/fw*", look_at_device, &search);
}

static const enum wwn_kind wwns[] = { WWN_EUI };

const struct fabric fabric_sbp = {
	.name = "sbp",
	.dir = "sbp",
	.module = "sbp_target",
	.title = "FireWire",
	.help = "Targets on FireWire.",
	.flags = FABRIC_ACLS | FABRIC_ENABLE | FABRIC_HARDWARE | FABRIC_STARTS_OFF,
	.wwns = wwns,
	.wwn_count = sizeof wwns / sizeof *wwns,
	.peer_wwns = 1U << WWN_EUI,
	.tpg_max = 65535,
	.tpg_groups = tpg_groups,
	.wwn_to_dir = to_dir,
	.dir_to_wwn = from_dir,
	.acl_to_dir = to_dir,
	.dir_to_acl = from_dir,
	.ports = ports,
};
