/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who listens on a port, in tables as the kernel prints them and on this machine.  With
 * arguments it is a small tool, for tests that have portals:
 *     test_address_port NUMBER
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "configfs/address.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "tests/unit/expect.h"

#define HEADING                                                                          \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   " \
	"uid  timeout inode\n"
#define REST " 00000000:00000000 00:00000000 00000000     0        0 "
#define END  " 1 000000001fdc60f7 100 0 0 10 0\n"

static const struct {
	const char *table, *local, *inodes;
} table_rows[] = {
	{ HEADING "   0: 00000000:0CBC 00000000:0000 0A" REST "379" END, ":0CBC",
	  " 379" },
	{ HEADING "   0: 00000000:0CBC 00000000:0000 0A" REST "379" END, ":0CBD", "" },
	{ HEADING "   0: 0100007F:0CBC 0100007F:9384 06" REST "379" END
		  "   1: 0100007F:0CBC 00000000:0000 0A" REST "380" END
		  "  12: 0200007F:0CBC 00000000:0000 0A" REST "18446744073709551615" END,
	  ":0CBC", " 380 18446744073709551615" },
	{ HEADING "   1: 0100007F:0CBC 00000000:0000 0A" REST "380" END
		  "  12: 0200007F:0CBC 00000000:0000 0A" REST "381" END,
	  "0200007F:0CBC", " 381" },
	/* the other end's port */
	{ HEADING "   0: 0100007F:9384 0100007F:0CBC 0A" REST "379" END, ":0CBC", "" },
	{ HEADING "   0: 00000000000000000000000000000000:0CBC "
		  "00000000000000000000000000000000:0000 0A" REST "7" END,
	  ":0CBC", " 7" },
	{ HEADING "   0: 00000000:0CBC 00000000:0000 0A", ":0CBC", "" },
	{ "", ":0CBC", "" },
};

static void test_tables(void)
{
	for (size_t i = 0; i < COUNT(table_rows); i++) {
		autofree char *row = xasprintf("table %zu", i);
		autotext struct text is = { 0 };
		autofile FILE *in = tmpfile();
		uint64_t inode = 0;

		if (in == NULL || fputs(table_rows[i].table, in) < 0)
			abort();
		rewind(in);
		text_add(&is, "");
		while (next_listener(in, table_rows[i].local, &inode))
			text_addf(&is, " %llu", (unsigned long long)inode);
		expect(row, is.data, table_rows[i].inodes);
	}
}

/* --- this machine ---------------------------------------------------------------- */

static void test_ipv6(void)
{
	bool is_there = access("/proc/net/if_inet6", F_OK) == 0;

	expect("IPv6", ipv6_socket_works() ? "works" : "does not",
	       is_there ? "works" : "does not");
}

static void test_listener(int family)
{
	struct sockaddr_storage own = { .ss_family = (sa_family_t)family };
	socklen_t size = family == AF_INET6 ? sizeof(struct sockaddr_in6)
					    : sizeof(struct sockaddr_in);
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (const struct sockaddr *)&own, size) < 0 ||
	    getsockname(fd, (struct sockaddr *)&own, &size) < 0)
		abort();
	/* At the same place in both. */
	unsigned port = ntohs(((const struct sockaddr_in *)(const void *)&own)->sin_port);
	autofree char *before = port_listener(port);
	if (before != NULL || listen(fd, 1) < 0)
		expect("bound", "somebody", "nobody");
	autofree char *during = port_listener(port);
	/* A name of a program has 15 letters in the kernel. */
	expect("listens", during == NULL ? "nobody" : during, "test_address_po");
	close(fd);
	autofree char *after = port_listener(port);
	if (after != NULL)
		expect("closed", after, "nobody");
}

static int run_tests(void)
{
	test_tables();
	test_ipv6();
	test_listener(AF_INET);
	if (ipv6_socket_works())
		test_listener(AF_INET6);
	return failures == 0 ? 0 : 1;
}

static int run_tool(const char *number)
{
	autofree char *name = port_listener((unsigned)strtoul(number, NULL, 10));

	puts(name == NULL ? "nobody" : *name == '\0' ? "the kernel" : name);
	return 0;
}

int main(int argc, char **argv)
{
	return argc > 1 ? run_tool(argv[1]) : run_tests();
}
