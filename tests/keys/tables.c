/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static struct counted keys[] = {
	{ "Tab", "\t", 0 },
	{ "Shift-Tab", "\033[Z", 0 },
	{ "Up", "\033OA", 0 },
	{ "Down", "\033OB", 0 },
	{ "Right", "\033OC", 0 },
	{ "Left", "\033OD", 0 },
	{ "Enter", "\r", 0 },
	{ "Space", " ", 0 },
	{ "Esc", "\033", 0 },
	{ "PgDn", "\033[6~", 0 },
	{ "PgUp", "\033[5~", 0 },
	{ "Home", "\033[1~", 0 },
	{ "End", "\033[4~", 0 },
	{ "Delete", "\033[3~", 0 },
	{ "Backspace", "\177", 0 },
	{ "F1", "\033OP", 0 },
	{ "F2", "\033OQ", 0 },
	{ "F3", "\033OR", 0 },
	{ "F4", "\033OS", 0 },
	{ "F10", "\033[21~", 0 },
	{ "Ctrl-U", "\025", 0 },
	{ "Ctrl-K", "\013", 0 },
	{ "Ctrl-A", "\001", 0 },
	{ "Ctrl-E", "\005", 0 },
	{ "Ctrl-L", "\014", 0 },
	{ "Ctrl-N", "\016", 0 },
	{ "Ctrl-P", "\020", 0 },
	{ "Ctrl-C", "\003", 0 },
	{ "Ctrl-D", "\004", 0 },
	{ "Ctrl-B", "\002", 0 },
	{ "Ctrl-F", "\006", 0 },
	{ "Ctrl-G", "\007", 0 },
	{ "Esc 1", "\0331", 0 },
	{ "cut sequence", "\033[", 0 },
	{ "marked paste", "\033[200~iqn.2026-11.org.example:a\rq\ny\r\033[201~", 0 },
	{ "paste", "iqn.2026-11.org.example:pasted more\twords\n10G", 0 },
	{ "umlaut", "\303\244", 0 },
	{ "wide", "\346\274\242", 0 },
	{ "invalid", "\377\376", 0 },
	{ "size", "2M", 0 },
	{ "name", "iqn.2026-11.org.example:h1", 0 },
	{ "path", "/nonexistent/disk.img", 0 },
	{ "secret", "canary-secret-1", 0 },
	{ "n", "n", 0 },
	{ "b", "b", 0 },
	{ "?", "?", 0 },
	{ "v", "v", 0 },
	{ "c", "c", 0 },
	{ "p", "p", 0 },
	{ "w", "w", 0 },
	{ "s", "s", 0 },
	{ "e", "e", 0 },
	{ "l", "l", 0 },
	{ "m", "m", 0 },
	{ "q", "q", 0 },
	{ "r", "r", 0 },
	{ "x", "x", 0 },
	{ "y", "y", 0 },
};

/* Words that stand nowhere else. */
static struct counted sights[] = {
	{ "what is wrong first", "Before you begin", 0 },
	{ "page Target", "[Target]", 0 },
	{ "page Extent", "[Extent]", 0 },
	{ "page Portal", "[Portal]", 0 },
	{ "page Access", "[Access]", 0 },
	{ "page Review", "[Review]", 0 },
	{ "page Result", "[Result]", 0 },
	{ "device asked for", "  Device  ", 0 },
	{ "backstore asked for", "  Backstore  ", 0 },
	{ "unfolded", "[-] Advanced", 0 },
	{ "wrong answer", "  ! ", 0 },
	{ "help of a field", "In answer files", 0 },
	{ "help of the plan", "Enter carries it out", 0 },
	{ "help of the sheet", "Enter or q ends the wizard", 0 },
	{ "list", "letters: jump", 0 },
	{ "list of several", "Space: tick", 0 },
	{ "list of nothing", "There is none.", 0 },
	{ "files", "\342\224\214\342\224\200/", 0 },
	{ "cluster question", "Cluster file system", 0 },
	{ "plan", "This will be done", 0 },
	{ "plan as commands", "The same as commands", 0 },
	{ "plan as a profile", "The same as a profile", 0 },
	{ "plan as writes", "The same as writes", 0 },
	{ "what stays", "This stays as it is", 0 },
	{ "question to leave", "Leave the wizard?", 0 },
	{ "answers kept", "Go on with them?", 0 },
	{ "name of a profile", "Save as a profile", 0 },
	{ "profile saved", "\342\224\200Saved\342\224\200", 0 },
	{ "not saved", "Not saved", 0 },
	{ "not done", "It was not done", 0 },
	{ "overtaken by others", "changed since it was shown", 0 },
	{ "no plan", "This cannot be done", 0 },
	{ "only looked at", "Only looked at", 0 },
	{ "saved", "Saved in ", 0 },
	{ "for Linux", "on Linux (open-iscsi)", 0 },
	{ "for Windows", "on Windows (iSCSI", 0 },
	{ "for ESXi", "on VMware ESXi", 0 },
	{ "name of a sheet", "Write it into a file", 0 },
	{ "sheet written", "\342\224\200Written\342\224\200", 0 },
	{ "sheet not written", "Not written", 0 },
	{ "too small", "need 80x24", 0 },
};

const char *key_by_chance(void)
{
	struct counted *key = &keys[(size_t)random() % COUNT(keys)];

	key->count++;
	return key->bytes;
}

void look_at(const char *text)
{
	static bool was[COUNT(sights)];

	for (size_t i = 0; i < COUNT(sights); i++) {
		bool is = strstr(text, sights[i].bytes) != NULL;

		sights[i].count += is && !was[i];
		was[i] = is;
	}
}

static void list(const char *title, const struct counted *table, size_t count)
{
	printf("%s:\n", title);
	for (size_t i = 0; i < count; i++)
		printf("  %-20s %lu\n", table[i].name, table[i].count);
}

void report(void)
{
	list("seen", sights, COUNT(sights));
	list("pressed", keys, COUNT(keys));
}
