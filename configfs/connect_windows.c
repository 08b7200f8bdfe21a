/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connect sheet for Windows: PowerShell, with the names of its windows beside. */
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/connect_part.h"
#include "configfs/connect_platforms.h"

/* Bytes that its initiator takes as a secret. */
#define SECRET_LEAST 12
#define SECRET_MOST  16

/* PowerShell ends '…' at typographic quotes too; each is doubled to stand for itself. */
static char *quote(const char *text)
{
	static const char *const quotes[] = { "'", "\u2018", "\u2019", "\u201a",
					      "\u201b" };
	struct text out = { 0 };

	text_add(&out, "'");
	while (*text != '\0') {
		size_t length = 1;

		for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
			if (starts_with(text, quotes[i])) {
				length = strlen(quotes[i]);
				text_add_bytes(&out, text, length);
			}
		text_add_bytes(&out, text, length);
		text += length;
	}
	text_add(&out, "'");
	return text_take(&out);
}

static void check_length(struct sheet *sheet, const struct chap *chap,
			 enum chap_word word, const char *whose)
{
	size_t length = strlen(chap->words[word]);

	if (length == 0 || (length >= SECRET_LEAST && length <= SECRET_MOST))
		return;
	sheet_say(sheet,
		  "NOT YET: Windows takes secrets of %d to %d bytes only, and the %s is "
		  "not of that length. Set another one on the server.",
		  SECRET_LEAST, SECRET_MOST, whose);
}

/* The secret with which targets prove themselves is one for the whole machine. */
static void set_mutual(struct sheet *sheet, const struct chap *chap)
{
	if (!chap->is_asked || !chap_is_mutual(chap))
		return;
	char *secret = sheet_credential(sheet, chap, MUTUAL_PASSWORD);
	sheet_say(sheet,
		  "The target proves itself with this secret, all targets with the "
		  "same one (Configuration > CHAP):");
	sheet_line(sheet, "Set-IscsiChapSecret -ChapSecret %s", secret);
	secret_free(secret);
}

/* What follows the portal in a command; empty without CHAP.  To be wiped. */
static char *chap_options(struct sheet *sheet, const struct chap *chap)
{
	if (!chap->is_asked)
		return xstrdup("");
	autofree char *userid = sheet_credential(sheet, chap, USERID);
	char *password = sheet_credential(sheet, chap, PASSWORD);
	char *options = xasprintf(
		" -AuthenticationType %s -ChapUsername %s -ChapSecret %s",
		chap_is_mutual(chap) ? "MUTUALCHAP" : "ONEWAYCHAP", userid, password);

	secret_free(password);
	return options;
}

static char *portal_options(const struct sheet *sheet, const struct way *way)
{
	autofree char *host = sheet_word(sheet, way->host);

	return xasprintf("-TargetPortalAddress %s -TargetPortalPortNumber %u", host,
			 way->port);
}

/* --- steps ----------------------------------------------------------------------- */

static void prepare(struct sheet *sheet)
{
	sheet_step(sheet, "Prepare");
	sheet_say(sheet,
		  "iscsicpl.exe does the same in windows; their names stand here in "
		  "brackets.");
	sheet_line(sheet, "Set-Service -Name MSiSCSI -StartupType Automatic");
	sheet_line(sheet, "Start-Service -Name MSiSCSI");
	if (sheet->initiator == NULL) {
		sheet_say(sheet, "This machine's name (Configuration > Initiator Name):");
		sheet_line(sheet, "(Get-InitiatorPort).NodeAddress");
		return;
	}
	autofree char *name = sheet_word(sheet, sheet->initiator);
	sheet_say(sheet, "The server knows this machine by this name (Configuration > "
			 "Initiator Name). If it had another one, other servers may know "
			 "that: their lists need the new name too.");
	sheet_line(sheet,
		   "Get-InitiatorPort | Where-Object ConnectionType -eq 'iSCSI' | "
		   "Set-InitiatorPort -NewNodeAddress %s",
		   name);
}

static void discover(struct sheet *sheet)
{
	sheet_step(sheet, "Discover the target");
	if (sheet->discovery.is_asked)
		sheet_say(sheet,
			  "The server tells its targets to those who log in only.");
	set_mutual(sheet, &sheet->discovery);
	sheet_say(sheet, "(Discovery > Discover Portal%s)",
		  sheet->discovery.is_asked ? " > Advanced > Enable CHAP log on" : "");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *portal = portal_options(sheet, &sheet->ways[i]);
		char *chap = chap_options(sheet, &sheet->discovery);

		sheet_line(sheet, "New-IscsiTargetPortal %s%s", portal, chap);
		secret_free(chap);
	}
}

static void say_multipath(struct sheet *sheet)
{
	if (sheet->way_count == 1)
		return;
	sheet_say(sheet,
		  "There are %zu paths. The feature Multipath I/O has to be there first, "
		  "or each disk shows up once per path; after these two lines restart "
		  "Windows. Leave out paths that this machine does not reach.",
		  sheet->way_count);
	sheet_hint(sheet, "Install-WindowsFeature -Name Multipath-IO");
	sheet_hint(sheet, "Enable-MSDSMAutomaticClaim -BusType iSCSI");
}

static void log_in(struct sheet *sheet)
{
	const struct chap *chap = &sheet->login;
	autofree char *target = sheet_word(sheet, sheet->target->name);

	sheet_step(sheet, "Connect, now and whenever this machine starts");
	say_multipath(sheet);
	set_mutual(sheet, chap);
	sheet_say(sheet, "(Targets > Refresh > Connect%s%s)",
		  chap->is_asked ? " > Advanced > Enable CHAP log on" : "",
		  chap->is_asked && chap_is_mutual(chap)
			  ? ", Perform mutual authentication"
			  : "");
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *portal = portal_options(sheet, &sheet->ways[i]);
		char *options = chap_options(sheet, chap);

		sheet_line(
			sheet,
			"Connect-IscsiTarget -NodeAddress %s %s%s%s -IsPersistent $true",
			target, portal, options,
			sheet->way_count > 1 ? " -IsMultipathEnabled $true" : "");
		secret_free(options);
	}
}

static void look(struct sheet *sheet)
{
	sheet_step(sheet, "Look at the disks");
	sheet_say(sheet, "Disk Management shows them too. A new one is taken online, "
			 "initialised and formatted there, or with Initialize-Disk, "
			 "New-Partition and Format-Volume.");
	sheet_disks(sheet, NULL);
	sheet_line(sheet, "Get-IscsiSession");
	sheet_line(sheet, "Get-Disk | Where-Object BusType -eq 'iSCSI'");
}

/* --- what may come later --------------------------------------------------------- */

static void hint_slow_path(struct sheet *sheet)
{
	sheet_say(sheet, "A single path, or a slow one: commands and logins may take ten "
			 "minutes. Keep a copy of the registry, take the disks offline, "
			 "change CurrentControlSet only, and restart Windows:");
	sheet_hint(sheet, "Set-ItemProperty -Path "
			  "'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Disk' "
			  "-Name TimeOutValue -Type DWord -Value 600");
	sheet_say(sheet,
		  "and likewise MaxRequestHoldTime = 600 in the key Parameters of the "
		  "Microsoft iSCSI Initiator, one of the numbered keys below:");
	sheet_hint(sheet, "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\"
			  "{4D36E97B-E325-11CE-BFC1-08002BE10318}");
	sheet_say(sheet,
		  "There FirstBurstLength = 262144, MaxBurstLength = 1048576 and "
		  "MaxRecvDataSegmentLength = 262144 make large transfers faster, if "
		  "the target's parameters are raised as well.");
}

static void hint_later(struct sheet *sheet)
{
	autofree char *target = sheet_word(sheet, sheet->target->name);

	sheet_step(sheet, "Later");
	sheet_say(sheet, "The server has a new disk for this machine, or a larger one:");
	sheet_hint(sheet, "%s", connect_windows.rescan);
	hint_slow_path(sheet);
	sheet_say(sheet,
		  "The credentials changed: sessions stay as they are. Disconnect, "
		  "and repeat from step 2.");
	sheet_say(sheet, "Disconnect and forget the target, once its disks are offline:");
	sheet_hint(sheet, "Disconnect-IscsiTarget -NodeAddress %s", target);
	for (size_t i = 0; i < sheet->way_count; i++) {
		autofree char *portal = portal_options(sheet, &sheet->ways[i]);

		sheet_hint(sheet, "Remove-IscsiTargetPortal %s", portal);
	}
}

static void write_windows(struct sheet *sheet)
{
	if (sheet->login.is_asked) {
		check_length(sheet, &sheet->login, PASSWORD, "password");
		check_length(sheet, &sheet->login, MUTUAL_PASSWORD, "mutual_password");
	}
	if (sheet->discovery.is_asked) {
		check_length(sheet, &sheet->discovery, PASSWORD, "password of discovery");
		check_length(sheet, &sheet->discovery, MUTUAL_PASSWORD,
			     "mutual_password of discovery");
	}
	prepare(sheet);
	discover(sheet);
	log_in(sheet);
	look(sheet);
	hint_later(sheet);
}

const struct connect_platform connect_windows = {
	.name = "windows",
	.title = "Windows (iSCSI Initiator)",
	.where = "in PowerShell, as administrator",
	.continues = " `",
	.rescan = "Update-HostStorageCache",
	.quote = quote,
	.lun_most = 255,
	.write = write_windows,
};
