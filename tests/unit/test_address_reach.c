/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far addresses reach: the first and the last of the ranges, and their neighbours. */
#include <stdio.h>
#include <string.h>

#include "configfs/address.h"

static const struct {
	const char *text, *reach;
} rows[] = {
	{ "8.8.8.8", "global" },
	{ "0.0.0.0", "" },
	{ "9.255.255.255", "global" },
	{ "10.0.0.0", "" },
	{ "10.255.255.255", "" },
	{ "11.0.0.0", "global" },
	{ "100.63.255.255", "global" },
	{ "100.64.0.0", "" },
	{ "100.127.255.255", "" },
	{ "100.128.0.0", "global" },
	{ "127.0.0.1", "loopback" },
	{ "127.255.255.255", "loopback" },
	{ "169.254.1.1", "link-local" },
	{ "169.255.0.0", "global" },
	{ "172.15.255.255", "global" },
	{ "172.16.0.0", "" },
	{ "172.31.255.255", "" },
	{ "172.32.0.0", "global" },
	{ "192.168.1.1", "" },
	{ "192.169.0.0", "global" },
	{ "203.0.113.9", "" },
	{ "223.255.255.255", "global" },
	{ "224.0.0.1", "" },
	{ "255.255.255.255", "" },
	{ "::", "" },
	{ "::1", "loopback" },
	{ "::2", "global" },
	{ "::ffff:10.0.0.1", "" },
	{ "::ffff:8.8.8.8", "global" },
	{ "2001:db8::1", "" },
	{ "2001:db9::1", "global" },
	{ "2a00::1", "global" },
	{ "fbff::1", "global" },
	{ "fc00::1", "" },
	{ "fdff:ffff::1", "" },
	{ "fe7f::1", "global" },
	{ "fe80::1", "link-local" },
	{ "fe80::1%eth0", "link-local" },
	{ "febf::1", "link-local" },
	{ "fec0::1", "" },
	{ "ff02::1", "" },
	{ "", "" },
	{ "%eth0", "" },
	{ "host.example", "" },
	{ "8.8.8", "" },
	{ "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111", "" },
};

static const char *shown(unsigned flags)
{
	switch (flags) {
	case 0:
		return "";
	case ADDRESS_GLOBAL:
		return "global";
	case ADDRESS_LOOPBACK:
		return "loopback";
	case ADDRESS_LINK_LOCAL:
		return "link-local";
	default:
		return "several things at once";
	}
}

int main(void)
{
	int failures = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *is = shown(address_reach(rows[i].text));

		if (strcmp(is, rows[i].reach) == 0)
			continue;
		fprintf(stderr, "'%s': is '%s', should be '%s'\n", rows[i].text, is,
			rows[i].reach);
		failures++;
	}
	return failures == 0 ? 0 : 1;
}
