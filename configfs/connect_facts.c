/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a connect sheet: who logs in, through which portals, to which disks. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/connect_part.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

/* Stand where a name must be put in by hand. */
#define SERVER       "THIS-SERVER"
#define INTERFACE    "INTERFACE"
#define DEFAULT_PORT 3260

/* --- who ------------------------------------------------------------------------- */

bool sheet_admits_all(const struct sheet *sheet)
{
	return node_is(sheet->tpg, "generate_node_acls", "1");
}

static int not_let_in(const struct sheet *sheet, const struct node *acls,
		      const char *name, struct error *err)
{
	autofree char *path = node_path(acls);
	autofree char *shown = escape_text(name);
	autofree const char **names = xcalloc(acls->child_count + 1, sizeof *names);
	size_t count = 0;

	node_foreach (acl, acls)
		names[count++] = acl->name;
	(void)fail(err, -ENOENT, "no initiator '%s' may log in to %s", shown,
		   sheet->target->name);
	because(err, "it has no ACL in %s", path);
	const char *near = nearest_name(name, names, count);
	if (near != NULL)
		advise(err, "did you mean '%s'?", near);
	else
		advise(err, "'%s create %s' lets it in", path, shown);
	return -ENOENT;
}

static void take_initiator(struct sheet *sheet, const struct node *acl)
{
	sheet->acl = acl;
	sheet->initiator = acl == NULL ? NULL : xstrdup(acl->name);
}

int sheet_find_initiator(struct sheet *sheet, struct error *err)
{
	const struct node *acls = node_part(sheet->tpg, CLASS_ACLS);
	const char *name = sheet->options->initiator;

	if (name == NULL) {
		take_initiator(sheet, acls->child_count == 0 ? NULL : acls->children[0]);
		return 0;
	}
	const struct node *acl = node_child(acls, name);
	if (acl != NULL) {
		take_initiator(sheet, acl);
		return 0;
	}
	autofree char *normal = NULL;
	int r = initiator_normalise(sheet->tpg->fabric, name, &normal, err);
	if (r < 0)
		return r;
	take_initiator(sheet, node_child(acls, normal));
	if (sheet->acl == NULL && !sheet_admits_all(sheet))
		return not_let_in(sheet, acls, normal, err);
	if (sheet->acl == NULL)
		sheet->initiator = take_ptr(normal);
	return 0;
}

/* --- what it proves -------------------------------------------------------------- */

static const char *const word_values[CHAP_WORDS] = {
	[USERID] = "userid",
	[PASSWORD] = "password",
	[MUTUAL_USERID] = "mutual_userid",
	[MUTUAL_PASSWORD] = "mutual_password",
};

static void take_words(struct chap *chap, const struct node *owner)
{
	chap->unread = (owner->flags & NODE_UNREAD) != 0;
	for (size_t i = 0; i < CHAP_WORDS; i++) {
		const char *text = node_text(owner, word_values[i]);
		const struct value *value = node_value(owner, word_values[i]);

		chap->words[i] = text == NULL ? "" : text;
		if (*chap->words[i] == '\0' && value != NULL && value->reference != NULL)
			chap->unread = true;
	}
}

bool chap_is_mutual(const struct chap *chap)
{
	return *chap->words[MUTUAL_USERID] != '\0' ||
	       *chap->words[MUTUAL_PASSWORD] != '\0';
}

/* An ACL may say for itself what the TPG says for the others. */
static bool login_is_asked(const struct sheet *sheet)
{
	if (sheet->acl != NULL && node_is(sheet->acl, "authentication", "0"))
		return false;
	if (sheet->acl != NULL && node_is(sheet->acl, "authentication", "1"))
		return true;
	return node_is(sheet->tpg, "authentication", "1");
}

static void find_chap(struct sheet *sheet)
{
	const struct node *fabric = sheet->target->parent;

	take_words(&sheet->login, sheet->acl != NULL ? sheet->acl : sheet->tpg);
	take_words(&sheet->discovery, fabric);
	sheet->login.is_asked = login_is_asked(sheet);
	/* The values of a fabric: `enable` is that of discovery_auth. */
	sheet->discovery.is_asked = node_is(fabric, "enable", "1");
}

/* --- through which portals ------------------------------------------------------- */

static bool is_wildcard(const char *host, bool is_ipv6)
{
	unsigned char bytes[sizeof(struct in6_addr)], zero[sizeof bytes] = { 0 };

	return inet_pton(is_ipv6 ? AF_INET6 : AF_INET, host, bytes) == 1 &&
	       memcmp(bytes, zero, is_ipv6 ? sizeof bytes : 4) == 0;
}

static void add_way(struct sheet *sheet, const char *host, unsigned port)
{
	bool in_brackets = strchr(host, ':') != NULL;
	autofree char *text = in_brackets ? xasprintf("[%s]:%u", host, port)
					  : xasprintf("%s:%u", host, port);

	for (size_t i = 0; i < sheet->way_count; i++)
		if (strcmp(sheet->ways[i].text, text) == 0)
			return;
	grow(sheet->ways, sheet->way_count);
	sheet->ways[sheet->way_count++] = (struct way){
		.host = xstrdup(host),
		.text = take_ptr(text),
		.port = port,
	};
}

/* A scope is the server's own name of an interface. */
static void add_scoped(struct sheet *sheet, const char *host, unsigned port)
{
	autofree char *text =
		xasprintf("%.*s%%" INTERFACE, (int)strcspn(host, "%"), host);

	sheet->link_local = true;
	add_way(sheet, text, port);
}

/* One that listens on all addresses is one way all the same: which of the others the
 * initiator reaches is not known here.  [::] takes IPv4 as well. */
static void add_any(struct sheet *sheet, bool is_ipv6, unsigned port)
{
	const char *const *at = sheet->options->addresses, *first = NULL;
	bool is_told = sheet->elsewhere.length > 0;

	for (; at != NULL && *at != NULL; at++) {
		if (!is_ipv6 && strchr(*at, ':') != NULL)
			continue;
		if (first != NULL && !is_told)
			text_addf(&sheet->elsewhere, "%s%s",
				  sheet->elsewhere.length > 0 ? ", " : "", *at);
		first = first == NULL ? *at : first;
	}
	if (!is_told) {
		sheet->here = first;
		sheet->elsewhere_port = port;
	}
	sheet->no_address = sheet->no_address || first == NULL;
	add_way(sheet, first == NULL ? SERVER : first, port);
}

static void find_way(struct sheet *sheet, const struct node *portal)
{
	autofree char *host = NULL;
	unsigned port = 0;
	bool is_ipv6 = false;

	if (portal_parse(portal->name, &host, &port, &is_ipv6) < 0)
		return;
	if (is_wildcard(host, is_ipv6))
		add_any(sheet, is_ipv6, port);
	else if (is_ipv6 && strchr(host, '%') != NULL)
		add_scoped(sheet, host, port);
	else
		add_way(sheet, host, port);
}

static void find_ways(struct sheet *sheet)
{
	node_foreach (portal, node_part(sheet->tpg, CLASS_PORTALS))
		find_way(sheet, portal);
	if (sheet->way_count > 0)
		return;
	sheet->no_portal = true;
	add_any(sheet, true, DEFAULT_PORT);
}

/* --- to which disks -------------------------------------------------------------- */

static void add_disk(struct sheet *sheet, uint64_t number, const struct node *lun,
		     bool read_only)
{
	grow(sheet->disks, sheet->disk_count);
	sheet->disks[sheet->disk_count++] = (struct disk){
		.lun = number,
		.so = lun == NULL ? NULL : node_target(lun),
		.read_only = read_only,
	};
}

static void find_disks(struct sheet *sheet)
{
	bool read_only = sheet_admits_all(sheet) &&
			 node_is(sheet->tpg, "demo_mode_write_protect", "1");

	if (sheet->acl == NULL) {
		node_foreach (lun, node_part(sheet->tpg, CLASS_LUNS))
			add_disk(sheet, lun->number, lun, read_only);
		return;
	}
	node_foreach (mapped, sheet->acl)
		if (mapped->type->class == CLASS_MAPPED_LUN)
			add_disk(sheet, mapped->number, node_target(mapped),
				 node_is(mapped, "write_protect", "1"));
}

void sheet_find_facts(struct sheet *sheet)
{
	find_chap(sheet);
	find_ways(sheet);
	find_disks(sheet);
}

void sheet_free(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->way_count; i++) {
		free(sheet->ways[i].host);
		free(sheet->ways[i].text);
	}
	free(sheet->ways);
	free(sheet->disks);
	free(sheet->initiator);
	text_free(&sheet->elsewhere);
	text_free_secret(&sheet->out);
}
