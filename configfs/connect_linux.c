/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connect sheet for Linux: iscsiadm of open-iscsi. */
#include <inttypes.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/connect_part.h"
#include "configfs/connect_platforms.h"

struct setting {
	const char *name, *value;
};

/* Alone, a path had better be waited for; of several, one that is gone had better be
 * given up soon, so that the others take over. */
static const struct setting patient[] = {
	{ "node.session.timeo.replacement_timeout", "600" },
	{ "'node.conn[0].timeo.noop_out_interval'", "60" },
	{ "'node.conn[0].timeo.noop_out_timeout'", "600" },
	{ 0 },
};
static const struct setting brisk[] = {
	{ "node.session.timeo.replacement_timeout", "15" },
	{ "'node.conn[0].timeo.noop_out_interval'", "5" },
	{ "'node.conn[0].timeo.noop_out_timeout'", "5" },
	{ 0 },
};

static const char *const chap_names[CHAP_WORDS] = {
	[USERID] = "username",
	[PASSWORD] = "password",
	[MUTUAL_USERID] = "username_in",
	[MUTUAL_PASSWORD] = "password_in",
};

/* What iscsiadm keeps of one way to the target, as the beginning of a command. */
static char *node_record(const struct sheet *sheet, const struct way *way)
{
	autofree char *target = sheet_word(sheet, sheet->target->name);
	autofree char *portal = sheet_word(sheet, way->text);

	return xasprintf("iscsiadm -m node -T %s -p %s,%" PRIu64, target, portal,
			 sheet->tpg->number);
}

static char *discovery_record(const struct sheet *sheet, const struct way *way)
{
	autofree char *word = sheet_word(sheet, way->text);

	return xasprintf("iscsiadm -m discoverydb -t sendtargets -p %s", word);
}

static void set_all(struct sheet *sheet, const struct way *way,
		    const struct setting *settings)
{
	autofree char *record = node_record(sheet, way);

	for (; settings->name != NULL; settings++)
		sheet_line(sheet, "%s -o update -n %s -v %s", record, settings->name,
			   settings->value);
}

static void set_chap(struct sheet *sheet, const char *record, const char *prefix,
		     const struct chap *chap)
{
	enum chap_word end = chap_is_mutual(chap) ? CHAP_WORDS : MUTUAL_USERID;

	sheet_line(sheet, "%s -o update -n %s.authmethod -v CHAP", record, prefix);
	for (enum chap_word word = 0; word < end; word++) {
		char *text = sheet_credential(sheet, chap, word);

		sheet_line(sheet, "%s -o update -n %s.%s -v %s", record, prefix,
			   chap_names[word], text);
		secret_free(text);
	}
}

/* --- steps ----------------------------------------------------------------------- */

static void prepare(struct sheet *sheet)
{
	sheet_step(sheet, "Prepare");
	sheet_say(sheet, "iscsid is in the package open-iscsi, with Red Hat in "
			 "iscsi-initiator-utils.");
	if (sheet->initiator == NULL) {
		sheet_say(sheet, "This machine's name stands in the file.");
		sheet_line(sheet, "cat /etc/iscsi/initiatorname.iscsi");
		sheet_line(sheet, "systemctl enable --now iscsid");
		return;
	}
	sheet_say(sheet,
		  "The server knows this machine by the name below. If the file has "
		  "another one, other servers may know that: their lists need the "
		  "new name too. iscsid reads it when it starts; sessions stay.");
	autofree char *line = xasprintf("InitiatorName=%s", sheet->initiator);
	autofree char *word = quote_for_sh(line);
	sheet_line(sheet, "echo %s > /etc/iscsi/initiatorname.iscsi", word);
	sheet_line(sheet, "systemctl enable --now iscsid");
	sheet_line(sheet, "systemctl restart iscsid");
}

static void discover(struct sheet *sheet)
{
	sheet_step(sheet, "Discover the target");
	sheet_say(sheet, "-o new keeps what is set for targets that are known already.");
	if (sheet->discovery.is_asked)
		sheet_say(sheet,
			  "The server tells its targets to those who log in only.");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *record = discovery_record(sheet, &sheet->ways[i]);

		if (sheet->discovery.is_asked) {
			sheet_line(sheet, "%s -o new", record);
			set_chap(sheet, record, "discovery.sendtargets.auth",
				 &sheet->discovery);
		}
		sheet_line(sheet, "%s -o new --discover", record);
	}
}

static void authenticate(struct sheet *sheet)
{
	if (!sheet->login.is_asked)
		return;
	sheet_step(sheet, "CHAP, before the first login");
	sheet_say(sheet, "This machine proves itself with username and password.%s",
		  chap_is_mutual(&sheet->login) ? " The target proves itself with "
						  "username_in and password_in."
						: "");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *record = node_record(sheet, &sheet->ways[i]);

		set_chap(sheet, record, "node.session.auth", &sheet->login);
	}
}

static void wait_one(struct sheet *sheet)
{
	sheet_say(sheet,
		  "There is one path: when it fails, programs wait up to ten minutes "
		  "for it instead of seeing errors.");
	set_all(sheet, &sheet->ways[0], patient);
}

static void wait_several(struct sheet *sheet)
{
	sheet_say(sheet,
		  "There are %zu paths: when one fails, multipathd goes on with another "
		  "after 15 s. It is in the package multipath-tools, with Red Hat in "
		  "device-mapper-multipath. Without it each disk shows up once per path: "
		  "then use one path only. Leave out paths that this machine does not "
		  "reach.",
		  sheet->way_count);
	sheet_say(sheet, "/etc/multipath.conf needs: defaults { find_multipaths yes }");
	sheet_line(sheet, "systemctl enable --now multipathd");
	for (size_t i = 0; i < sheet->way_count; i++)
		set_all(sheet, &sheet->ways[i], brisk);
}

static void set_timeouts(struct sheet *sheet)
{
	sheet_step(sheet, "Timeouts");
	if (sheet->way_count == 1)
		wait_one(sheet);
	else
		wait_several(sheet);
}

static void log_in(struct sheet *sheet)
{
	static const struct setting automatic[] = { { "node.startup", "automatic" },
						    { 0 } };

	sheet_step(sheet, "Log in, now and whenever this machine starts");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *record = node_record(sheet, &sheet->ways[i]);

		set_all(sheet, &sheet->ways[i], automatic);
		sheet_line(sheet, "%s --login", record);
	}
}

/* udev writes numbers that fit one byte as they are, others like REPORT LUNS has them;
 * and IPv6 addresses without brackets. */
static void show_device(struct sheet *sheet, const struct disk *disk)
{
	for (size_t i = 0; i < sheet->way_count; i++) {
		const struct way *way = &sheet->ways[i];
		autofree char *lun =
			disk->lun < 256
				? xasprintf("%" PRIu64, disk->lun)
				: xasprintf("0x%04" PRIx64 "%04" PRIx64 "00000000",
					    disk->lun & 0xffff, disk->lun >> 16 & 0xffff);
		autofree char *path =
			xasprintf("/dev/disk/by-path/ip-%s:%u-iscsi-%s-lun-%s", way->host,
				  way->port, sheet->target->name, lun);
		autofree char *word = sheet_word(sheet, path);

		sheet_line(sheet, "ls -l %s", word);
	}
}

static void look(struct sheet *sheet)
{
	sheet_step(sheet, "Look at the disks");
	sheet_line(sheet, "iscsiadm -m session -P 3");
	sheet_line(sheet, "udevadm settle");
	sheet_disks(sheet, show_device);
	if (sheet->way_count > 1)
		sheet_line(sheet, "multipath -ll");
}

/* --- what may come later --------------------------------------------------------- */

/* udev matches by patterns: a vendor that has such signs is not worth a rule. */
static void hint_disk_timeout(struct sheet *sheet)
{
	const struct node *so = sheet->disk_count == 0 ? NULL : sheet->disks[0].so;
	const char *vendor = so == NULL ? NULL : node_text(so, "vendor_id");

	if (vendor == NULL || *vendor == '\0' || strpbrk(vendor, "\"*?[]|\\$%") != NULL)
		return;
	sheet_say(sheet,
		  "A single path that is slow as well: commands may take ten minutes "
		  "with this line in /etc/udev/rules.d/60-liosh.rules.");
	sheet_hint(sheet,
		   "ACTION==\"add\", SUBSYSTEM==\"scsi\", ATTR{type}==\"0\", "
		   "ATTR{vendor}==\"%s*\", ATTR{timeout}=\"600\"",
		   vendor);
}

static void hint_later(struct sheet *sheet)
{
	autofree char *found = discovery_record(sheet, &sheet->ways[0]);

	sheet_step(sheet, "Later");
	sheet_say(sheet,
		  "A file system in /etc/fstab: name it by its UUID, with the option "
		  "_netdev.");
	sheet_say(sheet, "The server has a new disk for this machine, or a larger one:");
	sheet_hint(sheet, "%s", connect_linux.rescan);
	if (sheet->way_count == 1)
		hint_disk_timeout(sheet);
	sheet_say(sheet,
		  "The credentials changed: sessions stay as they are. Log out, and "
		  "repeat from step 2, after this if those of discovery changed:");
	sheet_hint(sheet, "%s -o delete", found);
	sheet_say(sheet, "Log out and forget the target, once nothing uses its disks:");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *record = node_record(sheet, &sheet->ways[i]);

		sheet_hint(sheet, "%s --logout", record);
		sheet_hint(sheet, "%s -o delete", record);
	}
}

static void write_linux(struct sheet *sheet)
{
	prepare(sheet);
	discover(sheet);
	authenticate(sheet);
	set_timeouts(sheet);
	log_in(sheet);
	look(sheet);
	hint_later(sheet);
}

const struct connect_platform connect_linux = {
	.name = "linux",
	.title = "Linux (open-iscsi)",
	.where = "as root",
	.continues = " \\",
	.rescan = "iscsiadm -m session --rescan",
	.quote = word_for_sh,
	.write = write_linux,
};
