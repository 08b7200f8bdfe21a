/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The addresses of a machine: messages of rtnetlink made by hand, and what libc tells of
 * this machine.  With arguments it is a small tool, for tests that have interfaces:
 *     test_address list
 */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/address_part.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "tests/unit/expect.h"

static const char *const flag_names[] = {
	"up",        "dynamic",    "temporary", "deprecated",
	"tentative", "link-local", "loopback",  "global",
};

static void add_flags(struct text *text, unsigned flags)
{
	for (size_t i = 0; i < COUNT(flag_names); i++)
		if (flags & 1U << i)
			text_addf(text, " %s", flag_names[i]);
}

/* "10.0.0.1 eth0 mtu=1500 speed=0 up dynamic" */
static char *shown(const struct addresses *list)
{
	struct text text = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		const struct address *address = &list->all[i];

		text_addf(&text, "%s%s %s mtu=%u speed=%u", i == 0 ? "" : "\n",
			  address->text, address->interface, address->mtu,
			  address->speed);
		add_flags(&text, address->flags);
		if (address->is_ipv6 != (strchr(address->text, ':') != NULL))
			text_add(&text, " (of another family)");
	}
	return text_take(&text);
}

/* --- messages -------------------------------------------------------------------- */

/* A datagram under construction; `last` is where its last message starts. */
struct datagram {
	struct text bytes;
	size_t last;
};

static void pad(struct datagram *datagram)
{
	while (datagram->bytes.length % NLMSG_ALIGNTO != 0)
		text_add_bytes(&datagram->bytes, "", 1);
}

static void end_message(struct datagram *datagram)
{
	uint32_t length = (uint32_t)(datagram->bytes.length - datagram->last);

	memcpy(datagram->bytes.data + datagram->last, &length, sizeof length);
	pad(datagram);
}

static void start_message(struct datagram *datagram, unsigned type, unsigned flags,
			  const void *body, size_t size)
{
	struct nlmsghdr header = { .nlmsg_type = (uint16_t)type,
				   .nlmsg_flags = (uint16_t)flags };

	datagram->last = datagram->bytes.length;
	text_add_bytes(&datagram->bytes, (const char *)&header, sizeof header);
	text_add_bytes(&datagram->bytes, body, size);
	pad(datagram);
}

static void add_attribute(struct datagram *datagram, unsigned type, const void *value,
			  size_t size)
{
	struct rtattr header = { .rta_type = (uint16_t)type,
				 .rta_len = (uint16_t)RTA_LENGTH(size) };

	text_add_bytes(&datagram->bytes, (const char *)&header, sizeof header);
	text_add_bytes(&datagram->bytes, value, size);
	pad(datagram);
}

static void add_link(struct datagram *datagram, int index, const char *name,
		     unsigned flags)
{
	struct ifinfomsg body = { .ifi_index = index, .ifi_flags = flags };
	uint32_t mtu = 9000 + (uint32_t)index;

	start_message(datagram, RTM_NEWLINK, 0, &body, sizeof body);
	add_attribute(datagram, IFLA_IFNAME, name, strlen(name) + 1);
	add_attribute(datagram, IFLA_MTU, &mtu, sizeof mtu);
	add_attribute(datagram, IFLA_MAX, "x", 1);
	end_message(datagram);
}

static void add_number(struct datagram *datagram, unsigned type, const char *text)
{
	struct in6_addr number;
	bool is_ipv6 = text != NULL && strchr(text, ':') != NULL;

	if (text != NULL && inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text, &number) == 1)
		add_attribute(datagram, type, &number, is_ipv6 ? 16 : 4);
}

#define NONE 0xffffffffU

static const struct address_row {
	int family;
	unsigned index, flags, more; /* more: the attribute, or NONE */
	const char *local, *address;
	const char *shown;
} address_rows[] = {
	{ AF_INET, 1, IFA_F_PERMANENT, NONE, "127.0.0.1", "127.0.0.1",
	  "127.0.0.1 lo mtu=9001 speed=0 up loopback" },
	{ AF_INET, 2, 0, NONE, "10.0.0.1", "10.0.0.1",
	  "10.0.0.1 no-such0 mtu=9002 speed=0 dynamic" },
	/* a second address of IPv4 has the bit of temporary ones of IPv6 */
	{ AF_INET, 3, IFA_F_SECONDARY, IFA_F_SECONDARY | IFA_F_PERMANENT, "8.8.8.8", NULL,
	  "8.8.8.8 no-such1 mtu=9003 speed=0 global" },
	/* a tunnel: the other end is not ours */
	{ AF_INET, 3, 0, NONE, "10.0.0.1", "10.0.0.2",
	  "10.0.0.1 no-such1 mtu=9003 speed=0 dynamic" },
	{ AF_INET6, 3, IFA_F_PERMANENT, NONE, "fd00::1", "fd00::2",
	  "fd00::1 no-such1 mtu=9003 speed=0" },
	{ AF_INET6, 1, IFA_F_PERMANENT, NONE, NULL, "fe80::1",
	  "fe80::1%lo lo mtu=9001 speed=0 up link-local" },
	{ AF_INET6, 1, IFA_F_TEMPORARY, NONE, NULL, "2a00::1",
	  "2a00::1 lo mtu=9001 speed=0 up dynamic temporary global" },
	{ AF_INET6, 1, 0, IFA_F_TEMPORARY | IFA_F_DEPRECATED | IFA_F_MANAGETEMPADDR, NULL,
	  "2a00::1",
	  "2a00::1 lo mtu=9001 speed=0 up dynamic temporary deprecated global" },
	{ AF_INET6, 1, IFA_F_TENTATIVE | IFA_F_PERMANENT, NONE, NULL, "fd00::1",
	  "fd00::1 lo mtu=9001 speed=0 up tentative" },
	{ AF_INET6, 1, IFA_F_DADFAILED | IFA_F_PERMANENT, NONE, NULL, "fd00::1",
	  "fd00::1 lo mtu=9001 speed=0 up tentative" },
	{ AF_INET, 4, 0, NONE, "10.0.0.1", "10.0.0.1", "" }, /* of no interface */
	{ AF_UNIX, 1, 0, NONE, NULL, NULL, "" },
	{ AF_INET, 1, 0, NONE, NULL, NULL, "" },
	{ AF_INET6, 1, 0, NONE, NULL, "10.0.0.1", "" }, /* too short for one of IPv6 */
};

static void add_address(struct datagram *datagram, const struct address_row *row)
{
	struct ifaddrmsg body = { .ifa_family = (uint8_t)row->family,
				  .ifa_flags = (uint8_t)row->flags,
				  .ifa_index = row->index };

	start_message(datagram, RTM_NEWADDR, 0, &body, sizeof body);
	add_number(datagram, IFA_ADDRESS, row->address);
	add_number(datagram, IFA_LOCAL, row->local);
	if (row->more != NONE)
		add_attribute(datagram, IFA_FLAGS, &row->more, sizeof row->more);
	end_message(datagram);
}

static void add_links(struct datagram *datagram)
{
	add_link(datagram, 1, "lo", IFF_UP | IFF_RUNNING);
	add_link(datagram, 2, "no-such0", IFF_UP);
	add_link(datagram, 3, "no-such1", IFF_RUNNING);
}

/* From memory of exactly that size, so that a step too far is noticed. */
static int take_bytes(struct network *network, const char *bytes, size_t length)
{
	autofree char *exact = xcalloc(1, length == 0 ? 1 : length);

	memcpy(exact, bytes, length);
	return network_take(network, exact, length);
}

static void test_addresses(void)
{
	for (size_t i = 0; i < COUNT(address_rows); i++) {
		struct datagram datagram = { 0 };
		struct network network = { 0 };
		autofree char *row = xasprintf("address %zu", i);

		add_links(&datagram);
		add_address(&datagram, &address_rows[i]);
		int result =
			take_bytes(&network, datagram.bytes.data, datagram.bytes.length);
		autofree char *is = shown(&network.addresses);
		expect(row, is, address_rows[i].shown);
		expect(row, result == 1 ? "more" : "no more", "more");
		network_clear(&network);
		text_free(&datagram.bytes);
	}
}

static const struct {
	unsigned type, flags;
	int error;
	int result;
} end_rows[] = {
	{ NLMSG_DONE, NLM_F_MULTI, 0, 0 },
	{ NLMSG_NOOP, 0, 0, 1 },
	{ RTM_NEWROUTE, 0, 0, 1 },
	{ NLMSG_ERROR, 0, -EPERM, -EPERM },
	{ NLMSG_ERROR, 0, 0, -EIO }, /* nobody asked for an acknowledgement */
	{ NLMSG_DONE, NLM_F_DUMP_INTR, 0, -EAGAIN },
	{ RTM_NEWADDR, NLM_F_DUMP_INTR, 0, -EAGAIN },
};

static void test_ends(void)
{
	for (size_t i = 0; i < COUNT(end_rows); i++) {
		struct nlmsgerr body = { .error = end_rows[i].error };
		struct datagram datagram = { 0 };
		struct network network = { 0 };
		autofree char *row = xasprintf("end %zu", i);

		start_message(&datagram, end_rows[i].type, end_rows[i].flags, &body,
			      sizeof body);
		end_message(&datagram);
		autofree char *is =
			xasprintf("%d", take_bytes(&network, datagram.bytes.data,
						   datagram.bytes.length));
		autofree char *should = xasprintf("%d", end_rows[i].result);
		expect(row, is, should);
		network_clear(&network);
		text_free(&datagram.bytes);
	}
}

/* The datagram ends in the middle of its last message, which says so or does not. */
static void test_cut(struct datagram *datagram, size_t length, bool says_so)
{
	autofree char *kept = xcalloc(1, datagram->bytes.length);
	struct network network = { 0 };
	uint32_t size = (uint32_t)(length - datagram->last);

	memcpy(kept, datagram->bytes.data, datagram->bytes.length);
	if (says_so)
		memcpy(datagram->bytes.data + datagram->last, &size, sizeof size);
	(void)!take_bytes(&network, datagram->bytes.data, length);
	if (!says_so && network.addresses.count != 0)
		expect("cut", "an address", "none");
	memcpy(datagram->bytes.data, kept, datagram->bytes.length);
	network_clear(&network);
}

static void test_changed(struct datagram *datagram, size_t byte, unsigned bit)
{
	struct network network = { 0 };
	char kept = datagram->bytes.data[byte];

	datagram->bytes.data[byte] = (char)(kept ^ (1 << bit));
	(void)!take_bytes(&network, datagram->bytes.data, datagram->bytes.length);
	datagram->bytes.data[byte] = kept;
	network_clear(&network);
}

/* Whatever comes out, nothing breaks. */
static void test_damaged(void)
{
	struct datagram datagram = { 0 };

	add_links(&datagram);
	add_address(&datagram, &address_rows[7]);
	for (size_t i = datagram.last + sizeof(uint32_t); i < datagram.bytes.length;
	     i++) {
		test_cut(&datagram, i, false);
		test_cut(&datagram, i, true);
	}
	for (size_t i = 0; i < datagram.bytes.length; i++)
		for (unsigned bit = 0; bit < 8; bit++)
			test_changed(&datagram, i, bit);
	text_free(&datagram.bytes);
}

/* --- this machine ---------------------------------------------------------------- */

static bool has(const struct addresses *list, const struct sockaddr *wanted,
		const char *interface)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (wanted->sa_family == AF_INET)
		inet_ntop(AF_INET,
			  &((const struct sockaddr_in *)(const void *)wanted)->sin_addr,
			  text, sizeof text);
	else
		inet_ntop(AF_INET6,
			  &((const struct sockaddr_in6 *)(const void *)wanted)->sin6_addr,
			  text, sizeof text);
	for (size_t i = 0; i < list->count; i++)
		if (starts_with(list->all[i].text, text) &&
		    strcmp(list->all[i].interface, interface) == 0)
			return true;
	fprintf(stderr, "%s of %s is not in the list\n", text, interface);
	return false;
}

/* libc asks the kernel too, in a way of its own. */
static void test_machine(void)
{
	struct error autoerror err = { 0 };
	struct addresses list = { 0 };
	struct ifaddrs *all = NULL;
	size_t count = 0;

	if (addresses_read(&list, &err) != 0 || getifaddrs(&all) < 0) {
		error_print(stderr, &err, 1);
		failures++;
		return;
	}
	for (const struct ifaddrs *at = all; at != NULL; at = at->ifa_next) {
		if (at->ifa_addr == NULL || (at->ifa_addr->sa_family != AF_INET &&
					     at->ifa_addr->sa_family != AF_INET6))
			continue;
		count++;
		failures += !has(&list, at->ifa_addr, at->ifa_name);
	}
	if (count != list.count)
		expect("count", "another", "that of libc");
	freeifaddrs(all);
	addresses_clear(&list);
}

static int run_tests(void)
{
	test_addresses();
	test_ends();
	test_damaged();
	test_machine();
	return failures == 0 ? 0 : 1;
}

/* --- the tool -------------------------------------------------------------------- */

static int run_tool(int count, char **words)
{
	struct error autoerror err = { 0 };
	struct addresses list = { 0 };

	if (count != 1 || strcmp(words[0], "list") != 0)
		return 64;
	int result = addresses_read(&list, &err);
	autofree char *text = shown(&list);
	puts(text);
	error_print(stdout, &err, 1);
	addresses_clear(&list);
	return result == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	return argc > 1 ? run_tool(argc - 1, argv + 1) : run_tests();
}
