/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chains of the packet filter, as nfnetlink tells of them. */
#include "configfs/firewall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/address.h"
#include "configfs/base/cleanup.h"
#include "configfs/module.h"
#include "configfs/netlink.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

/* A list that changes while it is told has holes. */
#define TRIES 3

#define MESSAGE(kind) ((unsigned short)(NFNL_SUBSYS_NFTABLES << 8 | (kind)))

/* One that can keep something out. */
struct chain {
	const char *family; /* as nft(8) names it */
	char table[256], name[256];
};

struct chains {
	struct chain *all; /* owned */
	size_t count;
	bool firewalld, ufw; /* who has made some of them */
};

static const struct {
	unsigned number;
	const char *name;
} families[] = {
	{ NFPROTO_INET, "inet" },
	{ NFPROTO_IPV4, "ip" },
	{ NFPROTO_IPV6, "ip6" },
};

/* --- the chains ------------------------------------------------------------------ */

static const char *family_name(unsigned number)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (families[i].number == number)
			return families[i].name;
	return NULL;
}

/* It is asked about what comes in for this machine itself. */
static bool is_asked_of_input(const struct netlink_attributes *chain)
{
	const struct netlink_attribute *hook = &chain->by_type[NFTA_CHAIN_HOOK];
	struct netlink_attributes found;
	uint32_t number = 0;

	if (hook->bytes == NULL)
		return false;
	netlink_attributes(hook->bytes, hook->length, &found);
	return netlink_copy(&found, NFTA_HOOK_HOOKNUM, &number, sizeof number) &&
	       ntohl(number) == NF_INET_LOCAL_IN;
}

static bool drops(const struct netlink_attributes *chain)
{
	uint32_t policy = 0;

	return netlink_copy(chain, NFTA_CHAIN_POLICY, &policy, sizeof policy) &&
	       ntohl(policy) == NF_DROP;
}

static void take_chain(void *data, const struct nlmsghdr *message)
{
	const struct nfgenmsg *body = netlink_body(message);
	struct chains *chains = data;
	struct netlink_attributes found;
	struct chain chain = { 0 };

	if (message->nlmsg_type != MESSAGE(NFT_MSG_NEWCHAIN) ||
	    message->nlmsg_len < NLMSG_LENGTH(sizeof *body))
		return;
	netlink_attributes_of(message, sizeof *body, &found);
	chain.family = family_name(body->nfgen_family);
	if (chain.family == NULL ||
	    !netlink_text(&found, NFTA_CHAIN_TABLE, chain.table, sizeof chain.table) ||
	    !netlink_text(&found, NFTA_CHAIN_NAME, chain.name, sizeof chain.name))
		return;
	chains->ufw = chains->ufw || strcmp(chain.name, "ufw-user-input") == 0;
	if (!is_asked_of_input(&found))
		return;
	/* Its chains accept by policy, and reject by their last rule. */
	chains->firewalld = chains->firewalld || strcmp(chain.table, "firewalld") == 0;
	if (!drops(&found))
		return;
	grow(chains->all, chains->count);
	chains->all[chains->count++] = chain;
}

static void clear(struct chains *chains)
{
	free(chains->all);
	*chains = (struct chains){ 0 };
}

/* Asking would load the module. */
static bool is_loaded(void)
{
	return module_state("nf_tables") == MODULE_READY;
}

static void read_chains(struct chains *chains)
{
	static const struct nfgenmsg every_family = { .nfgen_family = NFPROTO_UNSPEC };
	const struct netlink_list list = {
		.protocol = NETLINK_NETFILTER,
		.type = MESSAGE(NFT_MSG_GETCHAIN),
		.body = &every_family,
		.length = sizeof every_family,
		.take = take_chain,
		.data = chains,
	};
	int result = is_loaded() ? -EAGAIN : 0;

	for (int i = 0; i < TRIES && result == -EAGAIN; i++) {
		clear(chains);
		result = netlink_read(&list);
	}
}

/* --- ports ----------------------------------------------------------------------- */

/* [::] takes IPv4 as well. */
struct port {
	unsigned number;
	bool ipv4, ipv6;
};

struct ports {
	struct port *all; /* owned */
	size_t count;
};

static void add_port(struct ports *ports, const struct node *portal)
{
	autofree char *address = NULL;
	bool is_ipv6 = false;
	unsigned port = 0;

	if (portal_parse(portal->name, &address, &port, &is_ipv6) < 0 ||
	    address_reach(address) & ADDRESS_LOOPBACK)
		return;
	size_t at = 0;
	while (at < ports->count && ports->all[at].number != port)
		at++;
	if (at == ports->count) {
		grow(ports->all, ports->count);
		ports->all[ports->count++] = (struct port){ .number = port };
	}
	ports->all[at].ipv4 |= !is_ipv6 || strcmp(address, "::") == 0;
	ports->all[at].ipv6 |= is_ipv6;
}

/* --- what is said of them -------------------------------------------------------- */

/* iptables keeps its chains here, and does not understand what nft adds to them. */
static const char *iptables_of(const struct chain *chain)
{
	if (strcmp(chain->table, "filter") != 0 || strcmp(chain->name, "INPUT") != 0)
		return NULL;
	return strcmp(chain->family, "ip6") == 0  ? "ip6tables"
	       : strcmp(chain->family, "ip") == 0 ? "iptables"
						  : NULL;
}

static bool concerns(const struct chain *chain, const struct port *port)
{
	return (port->ipv4 && strcmp(chain->family, "ip6") != 0) ||
	       (port->ipv6 && strcmp(chain->family, "ip") != 0);
}

/* So that it is one word of a shell, and of nft. */
static bool is_plain(const char *name)
{
	return name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "0123456789_-.")] == '\0';
}

static void advise_chain(const struct chain *chain, unsigned port, struct text *out)
{
	const char *iptables = iptables_of(chain);
	autofree char *table = escape_text(chain->table);
	autofree char *name = escape_text(chain->name);

	text_addf(out,
		  "! the packet filter drops what nobody allowed (%s %s %s)\n"
		  "  where port %u is not allowed yet, and until the next restart:\n",
		  chain->family, table, name, port);
	if (iptables != NULL)
		text_addf(out, "  %s -I INPUT -p tcp --dport %u -j ACCEPT\n", iptables,
			  port);
	else if (is_plain(chain->table) && is_plain(chain->name))
		text_addf(out, "  nft insert rule %s %s %s tcp dport %u accept\n",
			  chain->family, table, name, port);
	else
		text_addf(out, "  a rule before its others does: tcp dport %u accept\n",
			  port);
}

static void tell_port(const struct chains *chains, const struct port *at,
		      struct text *out)
{
	unsigned port = at->number;

	if (chains->firewalld)
		text_addf(out,
			  "! firewalld decides who gets in; where port %u is not open "
			  "yet:\n"
			  "  firewall-cmd --permanent --add-port=%u/tcp\n"
			  "  firewall-cmd --reload\n",
			  port, port);
	if (chains->ufw)
		text_addf(out,
			  "! ufw decides who gets in; where port %u is not open yet:\n"
			  "  ufw allow %u/tcp\n",
			  port, port);
	/* Theirs are opened by them. */
	for (size_t i = 0; i < chains->count; i++)
		if (concerns(&chains->all[i], at) &&
		    (!chains->ufw || iptables_of(&chains->all[i]) == NULL))
			advise_chain(&chains->all[i], port, out);
}

char *firewall_advice(const struct node *target)
{
	struct chains chains = { 0 };
	struct ports ports = { 0 };
	struct text out = { 0 };

	node_foreach (tpg, target)
		node_foreach (portal, node_part(tpg, CLASS_PORTALS))
			add_port(&ports, portal);
	if (ports.count > 0)
		read_chains(&chains);
	for (size_t i = 0; i < ports.count; i++)
		tell_port(&chains, &ports.all[i], &out);
	free(ports.all);
	clear(&chains);
	return out.length == 0 ? NULL : text_take(&out);
}
