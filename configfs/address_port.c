/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets of this machine: whether IPv6 can be had, and who listens on a port. */
#include "configfs/address.h"

#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"

#define STATE_LISTEN "0A"

bool ipv6_socket_works(void)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_addr = in6addr_any };
	autoclose int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	/* What else may go wrong says nothing of IPv6. */
	if (fd < 0)
		return errno != EAFNOSUPPORT;
	return bind(fd, (const struct sockaddr *)&any, sizeof any) == 0 ||
	       (errno != EADDRNOTAVAIL && errno != EAFNOSUPPORT);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), size = strlen(end);

	return length >= size && strcmp(text + length - size, end) == 0;
}

bool next_listener(FILE *table, const char *local, uint64_t *inode)
{
	char line[512], address[80], state[8], number[32];

	while (fgets(line, sizeof line, table) != NULL)
		if (sscanf(line, " %*[^:]: %79s %*s %7s %*s %*s %*s %*s %*s %31s",
			   address, state, number) == 3 &&
		    strcmp(state, STATE_LISTEN) == 0 && ends_with(address, local) &&
		    parse_uint(number, inode))
			return true;
	return false;
}

/* "/proc/1234/fd/3" → what that program calls itself. */
static char *program_of(const char *descriptor)
{
	size_t length = (size_t)(strstr(descriptor, "/fd/") - descriptor);
	autofree char *path = xasprintf("%.*s/comm", (int)length, descriptor);
	autofile FILE *in = fopen(path, "re");
	char name[64];

	if (in == NULL || fgets(name, sizeof name, in) == NULL)
		return NULL;
	name[strcspn(name, "\n")] = '\0';
	return xstrdup(name);
}

/* The program that has the socket open, "" if none has. */
static char *owner_of(uint64_t inode)
{
	autofree char *wanted = xasprintf("socket:[%" PRIu64 "]", inode);
	char *owner = NULL;
	glob_t found = { 0 };

	if (glob("/proc/[0-9]*/fd/*", GLOB_NOSORT, NULL, &found) != 0)
		found.gl_pathc = 0;
	for (size_t i = 0; i < found.gl_pathc && owner == NULL; i++) {
		char link[64] = { 0 };

		if (readlink(found.gl_pathv[i], link, sizeof link - 1) > 0 &&
		    strcmp(link, wanted) == 0)
			owner = program_of(found.gl_pathv[i]);
	}
	globfree(&found);
	return owner == NULL ? xstrdup("") : owner;
}

/* The first program that listens there, else the kernel: it says nothing new. */
static char *listener_in(const char *path, const char *local)
{
	autofile FILE *table = fopen(path, "re");
	char *owner = NULL;
	uint64_t inode = 0;

	while (table != NULL && (owner == NULL || *owner == '\0') &&
	       next_listener(table, local, &inode)) {
		free(owner);
		owner = owner_of(inode);
	}
	return owner;
}

char *port_listener(unsigned port)
{
	autofree char *local = xasprintf(":%04X", port);
	autofree char *ipv4 = listener_in("/proc/net/tcp", local);

	if (ipv4 != NULL && *ipv4 != '\0')
		return take_ptr(ipv4);
	char *ipv6 = listener_in("/proc/net/tcp6", local);
	return ipv6 != NULL ? ipv6 : take_ptr(ipv4);
}
