/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel says it holds, compared with what it was asked for. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/address.h"
#include "configfs/apply_run.h"
#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

static int differs(const struct node *so, const char *name, const char *wanted,
		   const char *got, struct error *err)
{
	autofree char *path = node_path(so);

	error_set(err, NULL, -EREMOTEIO, "the kernel made %s with %s '%s', not '%s'",
		  path, name, got, wanted);
	because(err, "it cuts or changes what it cannot hold without saying so");
	return -EREMOTEIO;
}

/* A scratch object takes what `info` says now. */
static int check_storage_object(const struct fs *fs, const struct node *so,
				struct error *err)
{
	autofree char *path = xasprintf("%s/info", so->dir);
	autofree char *info = NULL;
	autonode struct node *root = tree_new();
	struct node *scratch =
		node_add(kind_for(root, so->backstore, NULL), CLASS_SO, so->name);
	int result = fs_read_text(fs, path, &info);

	if (result < 0)
		return result;
	so->backstore->parse_info(scratch, info);
	value_foreach(value, so)
	{
		const struct value *got = node_value(scratch, value->name);

		if (value->attr == NULL || !(value->attr->flags & ATTR_VIRTUAL) ||
		    !(value->attr->flags & (ATTR_AT_CREATE | ATTR_RESIZE)) || got == NULL)
			continue;
		if (strcmp(got->text, value->text) != 0)
			return differs(so, value->name, value->text, got->text, err);
	}
	return 0;
}

/* "0100007F:0CBC" as /proc/net/tcp prints it, for one listening socket. */
static void proc_address(const char *address, unsigned port, bool is_ipv6, char out[64])
{
	uint32_t words[4] = { 0 };
	char plain[INET6_ADDRSTRLEN + 1] = { 0 };

	strncpy(plain, address, sizeof plain - 1);
	plain[strcspn(plain, "%")] = '\0';
	if (inet_pton(is_ipv6 ? AF_INET6 : AF_INET, plain, words) != 1)
		return;
	if (is_ipv6)
		snprintf(out, 64,
			 "%08" PRIX32 "%08" PRIX32 "%08" PRIX32 "%08" PRIX32 ":%04X",
			 words[0], words[1], words[2], words[3], port);
	else
		snprintf(out, 64, "%08" PRIX32 ":%04X", words[0], port);
}

static bool listens(const char *path, const char *wanted)
{
	autofile FILE *table = fopen(path, "re");
	uint64_t inode = 0;

	return table != NULL && next_listener(table, wanted, &inode);
}

/* mkdir's success proves nothing: a portal on [::] beside an IPv4 one shares its socket
 * and never hears IPv6 (Linux 6.1). */
static int check_portal(const struct node *portal, struct error *err)
{
	autofree char *address = NULL;
	char wanted[64] = "";
	unsigned port;
	bool is_ipv6;

	if (portal_parse(portal->name, &address, &port, &is_ipv6) < 0)
		return 0;
	proc_address(address, port, is_ipv6, wanted);
	if (*wanted == '\0' ||
	    listens(is_ipv6 ? "/proc/net/tcp6" : "/proc/net/tcp", wanted))
		return 0;
	autofree char *path = node_path(portal);
	error_set(err, NULL, -EREMOTEIO, "%s was made, but nothing listens there", path);
	because(err,
		"another portal on port %u already holds a socket that the kernel shares "
		"with it",
		port);
	advise(err, "use another port, or portals of one kind on this one");
	return -EREMOTEIO;
}

int check_object(const struct fs *fs, const struct node *node, struct error *err)
{
	if (node->type->class == CLASS_SO)
		return check_storage_object(fs, node, err);
	return check_portal(node, err);
}

struct written {
	const struct step *step;
	size_t index;
};

static int by_path(const void *a, const void *b)
{
	const struct written *left = a, *right = b;
	int order = strcmp(left->step->path, right->step->path);

	if (order != 0)
		return order;
	return left->index < right->index ? -1 : 1;
}

static bool reads_back(const struct fs *fs, const struct step *step)
{
	autofree char *raw = NULL;

	/* What cannot be read, or is gone again, proves nothing. */
	if (fs_read_text(fs, step->path, &raw) < 0)
		return true;
	if (step->attr == NULL)
		return strcmp(raw, step->reads) == 0;
	autofree char *text = attr_decode(step->attr, raw);
	bool same = strcmp(text, step->reads) == 0;
	if (step->secret) {
		explicit_bzero(raw, strlen(raw));
		explicit_bzero(text, strlen(text));
	}
	return same;
}

void about_node(struct error *err, const struct node *node)
{
	autofree char *path = node == NULL ? NULL : node_path(node);

	error_about(err, path, NULL);
}

static int not_taken(const struct fs *fs, const struct step *step, struct error *err)
{
	autofree char *raw = NULL;
	int result = fs_read_text(fs, step->path, &raw);

	error_set(err, NULL, -EREMOTEIO, "%s did not take its value", step->path);
	if (!step->secret && result == 0)
		because(err, "'%s' was written and '%s' is read back", step->text, raw);
	else
		because(err, "what is read back is not what was written");
	about_node(err, step->node);
	return -EREMOTEIO;
}

int apply_verify(const struct fs *fs, const struct plan *plan, struct error *err)
{
	autofree struct written *list = xcalloc(plan->step_count, sizeof *list);
	size_t count = 0;

	for (size_t i = 0; i < plan->step_count; i++)
		if (plan->steps[i].op == STEP_WRITE &&
		    plan->steps[i].phase != PHASE_DELETE)
			list[count++] = (struct written){ &plan->steps[i], i };
	if (count > 1)
		qsort(list, count, sizeof *list, by_path);
	for (size_t i = 0; i < count; i++) {
		const struct step *step = list[i].step;
		bool is_last =
			i + 1 == count || strcmp(step->path, list[i + 1].step->path) != 0;

		if (is_last && step->reads != NULL && !step->may_refuse &&
		    !reads_back(fs, step))
			return not_taken(fs, step, err);
	}
	return 0;
}
