/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connect sheet for VMware ESXi: esxcli and its software adapter. */
#include "configfs/base/cleanup.h"
#include "configfs/connect_part.h"
#include "configfs/connect_platforms.h"

/* ESXi numbers the adapter when it is switched on. */
#define ADAPTER "--adapter=\"$adapter\""

static const struct {
	const char *direction;
	enum chap_word name, secret;
} directions[] = {
	{ "uni", USERID, PASSWORD },
	{ "mutual", MUTUAL_USERID, MUTUAL_PASSWORD },
};

/* `of` says what logs in: the beginning of a command up to its own options. */
static void set_chap(struct sheet *sheet, const char *of, const struct chap *chap)
{
	size_t count = chap_is_mutual(chap) ? 2 : 1;

	for (size_t i = 0; i < count; i++) {
		autofree char *name = sheet_credential(sheet, chap, directions[i].name);
		char *secret = sheet_credential(sheet, chap, directions[i].secret);

		sheet_line(sheet,
			   "%s --direction=%s --level=required --authname=%s --secret=%s",
			   of, directions[i].direction, name, secret);
		secret_free(secret);
	}
}

/* --- steps ----------------------------------------------------------------------- */

static void prepare(struct sheet *sheet)
{
	sheet_step(sheet, "Prepare");
	sheet_say(sheet, "The software adapter, which the lines below call $adapter.");
	sheet_line(sheet, "esxcli iscsi software set --enabled=true");
	sheet_line(sheet, "adapter=$(esxcli iscsi adapter list | "
			  "awk '/iscsi_vmk/ { print $1; exit }')");
	if (sheet->initiator == NULL) {
		sheet_say(sheet, "This machine's name:");
		sheet_line(sheet, "esxcli iscsi adapter get " ADAPTER);
	} else {
		autofree char *name = sheet_word(sheet, sheet->initiator);

		sheet_say(sheet, "The server knows this machine by this name. If it had "
				 "another one, other servers may know that: their lists "
				 "need the new name too.");
		sheet_line(sheet, "esxcli iscsi adapter set " ADAPTER " --name=%s", name);
	}
	sheet_say(sheet,
		  "Port binding, where each path has a VMkernel port of its own in "
		  "the server's network, once for each port:");
	sheet_hint(sheet, "esxcli iscsi networkportal add " ADAPTER " --nic=vmk1");
}

static void discover(struct sheet *sheet)
{
	sheet_step(sheet, "Discover the target");
	if (sheet->discovery.is_asked)
		sheet_say(sheet,
			  "The server tells its targets to those who log in only.");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *portal = sheet_word(sheet, sheet->ways[i].text);
		autofree char *of = xasprintf("esxcli iscsi adapter discovery sendtarget "
					      "auth chap set " ADAPTER " --address=%s",
					      portal);

		sheet_line(sheet,
			   "esxcli iscsi adapter discovery sendtarget add " ADAPTER
			   " --address=%s",
			   portal);
		if (sheet->discovery.is_asked)
			set_chap(sheet, of, &sheet->discovery);
	}
	sheet_line(sheet, "esxcli iscsi adapter discovery rediscover " ADAPTER);
}

/* A target takes over from discovery what it is not told itself. */
static void prohibit(struct sheet *sheet, const char *of)
{
	bool mutual = sheet->login.is_asked && chap_is_mutual(&sheet->login);

	if (!sheet->discovery.is_asked)
		return;
	if (chap_is_mutual(&sheet->discovery) && !mutual)
		sheet_line(sheet, "%s --direction=mutual --level=prohibited", of);
	if (!sheet->login.is_asked)
		sheet_line(sheet, "%s --direction=uni --level=prohibited", of);
}

/* On the target and not on the adapter: whoever demands CHAP there demands it of every
 * target, and of a discovery that knows none. */
static void authenticate(struct sheet *sheet)
{
	autofree char *target = sheet_word(sheet, sheet->target->name);

	if (!sheet->login.is_asked && !sheet->discovery.is_asked)
		return;
	sheet_step(sheet, "CHAP of the target");
	sheet_say(sheet,
		  "uni: this machine proves itself. mutual: the target proves itself. "
		  "The levels are prohibited, discouraged, preferred and required; "
		  "mutual works with required only.");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *portal = sheet_word(sheet, sheet->ways[i].text);
		autofree char *of = xasprintf(
			"esxcli iscsi adapter target portal auth chap set " ADAPTER
			" --address=%s --name=%s",
			portal, target);

		prohibit(sheet, of);
		if (sheet->login.is_asked)
			set_chap(sheet, of, &sheet->login);
	}
}

static void say_block_size(struct sheet *sheet, const struct disk *disk)
{
	if (node_uint(disk->so, "block_size") > 512)
		sheet_say(sheet,
			  "Its blocks are larger than 512 bytes: a datastore may be "
			  "refused.");
}

static void look(struct sheet *sheet)
{
	sheet_step(sheet, "Log in and look at the disks");
	sheet_say(sheet,
		  "A rescan logs in. The client makes a datastore of a disk: Storage "
		  "> Datastores > New.");
	sheet_disks(sheet, say_block_size);
	sheet_line(sheet, "esxcli storage core adapter rescan " ADAPTER);
	sheet_line(sheet, "esxcli iscsi session list " ADAPTER);
	sheet_line(sheet, "esxcli storage core path list");
}

static void hint_later(struct sheet *sheet)
{
	autofree char *target = sheet_word(sheet, sheet->target->name);

	sheet_step(sheet, "Later");
	sheet_say(sheet, "The server has a new disk for this machine, or a larger one:");
	sheet_hint(sheet, "%s", connect_esxi.rescan);
	sheet_say(sheet, "Timeouts: those of ESXi are right.");
	if (sheet->way_count > 1) {
		sheet_say(sheet, "Several paths: every host has to see a disk under the "
				 "same LUN number, on every path. Take turns on them:");
		sheet_hint(sheet, "esxcli storage nmp device set --device=naa.NUMBER "
				  "--psp=VMW_PSP_RR");
	}
	sheet_say(sheet,
		  "The credentials changed: sessions stay as they are. Log out, and "
		  "repeat from step 2.");
	sheet_say(sheet, "Log out and forget the target, once nothing uses its disks:");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *portal = sheet_word(sheet, sheet->ways[i].text);

		sheet_hint(sheet,
			   "esxcli iscsi adapter discovery sendtarget remove " ADAPTER
			   " --address=%s",
			   portal);
	}
	sheet_hint(sheet, "esxcli iscsi session remove " ADAPTER " --name=%s", target);
}

static void write_esxi(struct sheet *sheet)
{
	prepare(sheet);
	discover(sheet);
	authenticate(sheet);
	look(sheet);
	hint_later(sheet);
}

const struct connect_platform connect_esxi = {
	.name = "esxi",
	.title = "VMware ESXi",
	.where = "as root, in its shell",
	.continues = " \\",
	.rescan = "esxcli storage core adapter rescan " ADAPTER,
	.quote = word_for_sh,
	.lun_most = 255,
	.write = write_esxi,
};
