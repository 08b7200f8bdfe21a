/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates for the arguments of commands, from the tree, the rows and the machine. */
#include "shell/complete_args.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <ifaddrs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "configfs/wwn.h"
#include "shell/args.h"
#include "shell/params.h"
#include "shell/print.h"
#include "shell/view.h"

void complete_bool(const struct call *call, const char *arg, struct candidates *found)
{
	(void)call;
	if (arg != NULL)
		candidates_add_bools(found);
}

/* The node of the part of a path up to its last slash; NULL: no such node. */
static struct node *path_base(const struct call *call, const char *base)
{
	autoerror struct error ignored = { 0 };
	struct node *node = call->node;
	int r = *base == '@'
			? shell_find(call->shell, node_root(node), base, &node, &ignored)
			: shown_find(node, base, &node, &ignored);

	return r < 0 ? NULL : node;
}

static void add_below(const struct node *node, const char *base, struct candidates *found)
{
	struct node **children;
	size_t count = shown_children(node, &children);

	for (size_t i = 0; i < count; i++) {
		struct node **below;
		enum health health;
		bool is_leaf = shown_children(children[i], &below) == 0;
		autofree char *text = xasprintf("%s%s%s", base, shown_name(children[i]),
						is_leaf ? "" : "/");
		autofree char *help = node_summary(children[i], &health);

		free(below);
		if (is_leaf)
			candidate_add(found, text, help);
		else
			candidate_add_open(found, text, help);
	}
	free(children);
}

void complete_path(const struct call *call, const char *arg, struct candidates *found)
{
	const char *slash = strrchr(found->word, '/');

	if (arg == NULL || strcmp(arg, "path") != 0)
		return;
	autofree char *base =
		slash == NULL ? xstrdup("")
			      : xstrndup(found->word, (size_t)(slash + 1 - found->word));
	const struct node *node = path_base(call, base);
	if (node != NULL)
		add_below(node, base, found);
	if (slash == NULL)
		candidate_add_open(found, "/", NULL);
}

static void add_files(struct candidates *found)
{
	const char *slash = strrchr(found->word, '/');
	autofree char *base =
		slash == NULL ? xstrdup("")
			      : xstrndup(found->word, (size_t)(slash + 1 - found->word));
	struct dirent **entries = NULL;
	int count = scandir(*base == '\0' ? "." : base, &entries, NULL, alphasort);
	autofree struct dirent **owned = entries;

	for (int i = 0; i < count; i++) {
		struct stat st;
		autofree struct dirent *entry = owned[i];
		autofree char *path = xasprintf("%s%s", base, entry->d_name);
		bool is_hidden =
			*entry->d_name == '.' && (slash == NULL || slash[1] != '.');

		if (is_hidden || stat(path, &st) < 0)
			continue;
		autofree char *inside = xasprintf("%s/", path);
		if (S_ISDIR(st.st_mode))
			candidate_add_open(found, inside, NULL);
		else if (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode))
			candidate_add(found, path, NULL);
	}
}

/* --- create ---------------------------------------------------------------------- */

static void add_objects(const struct call *call, struct candidates *found)
{
	const struct node *stores = node_part(node_root(call->node), CLASS_BACKSTORES);

	node_foreach (kind, stores)
		node_foreach (so, kind) {
			enum health health;
			autofree char *path = shown_path(so);
			autofree char *help = node_summary(so, &health);

			if (so->type->class == CLASS_SO)
				candidate_add(found, path, help);
		}
	if (*found->word != '\0')
		add_files(found);
}

static void add_luns(const struct call *call, struct candidates *found)
{
	const struct node *luns =
		node_part(node_above(call->node, CLASS_TPG), CLASS_LUNS);

	node_foreach (lun, luns) {
		enum health health;
		autofree char *help = node_summary(lun, &health);

		candidate_add(found, lun->name, help);
	}
	add_objects(call, found);
}

static void add_free_number(const struct call *call, struct candidates *found)
{
	const struct node_type *type = &node_types[call->node->type->child];
	uint64_t number = type->min;

	while (node_numbered(call->node, number) != NULL)
		number++;
	autofree char *text = xasprintf("%llu", (unsigned long long)number);
	candidate_add(found, text, "the first that is free");
}

static int add_initiator(struct node *node, void *data)
{
	if (node->type->class == CLASS_ACL)
		candidate_add(data, node->name, "known from another ACL");
	return 0;
}

static void add_initiators(const struct call *call, struct candidates *found)
{
	node_walk(node_root(call->node), add_initiator, found);
}

static void add_port(const char *wwn, void *data)
{
	candidate_add(data, wwn, "a port of this machine");
}

static void add_ports(const struct call *call, struct candidates *found)
{
	if (call->node->fabric->ports != NULL)
		call->node->fabric->ports(add_port, found);
}

static void add_addresses(const struct call *call, struct candidates *found)
{
	struct ifaddrs *all = NULL;
	char text[INET6_ADDRSTRLEN] = "";

	(void)call;
	candidate_add(found, "0.0.0.0", "all IPv4 addresses");
	candidate_add(found, "[::0]", "all addresses");
	if (getifaddrs(&all) < 0)
		return;
	for (const struct ifaddrs *at = all; at != NULL; at = at->ifa_next) {
		if (at->ifa_addr == NULL || at->ifa_addr->sa_family != AF_INET)
			continue;
		struct sockaddr_in address;
		memcpy(&address, at->ifa_addr, sizeof address);
		if (inet_ntop(AF_INET, &address.sin_addr, text, sizeof text) != NULL)
			candidate_add(found, text, at->ifa_name);
	}
	freeifaddrs(all);
}

static const struct {
	enum node_class class;
	const char *arg;
	void (*add)(const struct call *call, struct candidates *found);
} create_rows[] = {
	{ CLASS_LUNS, "storage_object", add_objects },
	{ CLASS_LUNS, "lun", add_free_number },
	{ CLASS_ACL, "mapped_lun", add_free_number },
	{ CLASS_ACL, "tpg_lun_or_backstore", add_luns },
	{ CLASS_ACLS, "wwn", add_initiators },
	{ CLASS_FABRIC, "wwn", add_ports },
	{ CLASS_TARGET, "tag", add_free_number },
	{ CLASS_PORTALS, "ip_address", add_addresses },
};

/* The row behind an argument of a backstore's `create`. */
static const struct attr *row_of(const struct call *call, const char *arg)
{
	const struct create_arg *row = edit_create_args(call->node);

	if (call->node->backstore == NULL || call->node->backstore->groups == NULL)
		return NULL;
	while (row != NULL && row->name != NULL && strcmp(row->name, arg) != 0)
		row++;
	if (row == NULL || row->name == NULL || row->value == NULL)
		return NULL;
	for (const struct attr_group *const *group = call->node->backstore->groups;
	     *group != NULL; group++)
		attr_foreach (attr, *group)
			if (strcmp(attr->name, row->value) == 0)
				return attr;
	return NULL;
}

void complete_create(const struct call *call, const char *arg, struct candidates *found)
{
	if (arg == NULL)
		return;
	for (size_t i = 0; i < sizeof create_rows / sizeof *create_rows; i++)
		if (create_rows[i].class == call->node->type->class &&
		    strcmp(create_rows[i].arg, arg) == 0)
			create_rows[i].add(call, found);
	if (strcmp(arg, "add_mapped_luns") == 0 || strcmp(arg, "write_protect") == 0)
		candidates_add_bools(found);
	const struct attr *attr = row_of(call, arg);
	if (attr != NULL && attr->kind == ATTR_PATH)
		add_files(found);
	else if (attr != NULL && attr->kind == ATTR_BOOL)
		candidates_add_bools(found);
}

/* --- delete and the rest --------------------------------------------------------- */

static void add_portal(const struct node *portal, const char *arg,
		       struct candidates *found)
{
	autofree char *address = NULL;
	unsigned port = 0;
	bool is_ipv6 = false;

	if (portal_parse(portal->name, &address, &port, &is_ipv6) < 0)
		return;
	autofree char *number = xasprintf("%u", port);
	candidate_add(found, strcmp(arg, "ip_port") == 0 ? number : address, NULL);
}

void complete_delete(const struct call *call, const char *arg, struct candidates *found)
{
	struct arg_list list;
	enum health health;

	args_of(call->command, call->node, &list);
	if (text_equal(arg, "save"))
		candidates_add_bools(found);
	node_foreach (child, call->node) {
		autofree char *help = node_summary(child, &health);

		if (child->type->class == CLASS_PORTAL && arg != NULL) {
			add_portal(child, arg, found);
		} else if (list.count > 0 && text_equal(arg, list.args[0].name)) {
			candidate_add(found, child->name, help);
			candidate_add(found, shown_name(child), help);
		}
	}
}

static int add_target(struct node *node, void *data)
{
	if (node->type->class == CLASS_TARGET)
		candidate_add(data, node->name, NULL);
	return 0;
}

static int add_reference(struct node *node, void *data)
{
	if (node->type->class != CLASS_SO)
		return 0;
	autofree char *reference = so_reference(node);
	candidate_add(data, reference, NULL);
	return 0;
}

void complete_file(const struct call *call, const char *arg, struct candidates *found)
{
	struct node *root = node_root(call->node);

	if (text_equal(arg, "savefile"))
		add_files(found);
	else if (text_equal(arg, "target"))
		node_walk(root, add_target, found);
	else if (text_equal(arg, "storage_object"))
		node_walk(root, add_reference, found);
	else if (arg != NULL)
		candidates_add_bools(found);
}
