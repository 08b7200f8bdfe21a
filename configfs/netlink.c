/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "configfs/netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "configfs/base/cleanup.h"

/* No datagram of a list is larger. */
#define DATAGRAM_BYTES 32768

/* As NLA_HDRLEN and NLA_TYPE_MASK are, which have signs. */
#define HEADER    sizeof(struct nlattr)
#define TYPE_MASK 0x3fffU

/* --- one message ----------------------------------------------------------------- */

const void *netlink_body(const struct nlmsghdr *message)
{
	return (const char *)message + NLMSG_HDRLEN;
}

void netlink_attributes(const void *bytes, size_t length,
			struct netlink_attributes *found)
{
	const char *at = bytes, *end = at + length;

	*found = (struct netlink_attributes){ 0 };
	while (at < end && (size_t)(end - at) >= HEADER) {
		const struct nlattr *attribute = (const void *)at;
		unsigned type = attribute->nla_type & TYPE_MASK;

		if (attribute->nla_len < HEADER ||
		    attribute->nla_len > (size_t)(end - at))
			return;
		if (type < NETLINK_TYPES)
			found->by_type[type] = (struct netlink_attribute){
				.bytes = at + HEADER,
				.length = attribute->nla_len - HEADER,
			};
		at += NLA_ALIGN(attribute->nla_len);
	}
}

void netlink_attributes_of(const struct nlmsghdr *message, size_t body,
			   struct netlink_attributes *found)
{
	size_t begin = NLMSG_SPACE(body), length = message->nlmsg_len;

	netlink_attributes((const char *)message + begin,
			   length > begin ? length - begin : 0, found);
}

bool netlink_copy(const struct netlink_attributes *found, unsigned type, void *value,
		  size_t size)
{
	const struct netlink_attribute *attribute = &found->by_type[type];

	if (attribute->bytes == NULL || attribute->length < size)
		return false;
	memcpy(value, attribute->bytes, size);
	return true;
}

bool netlink_text(const struct netlink_attributes *found, unsigned type, char *text,
		  size_t size)
{
	const struct netlink_attribute *attribute = &found->by_type[type];
	size_t length = attribute->length < size - 1 ? attribute->length : size - 1;

	if (attribute->bytes == NULL)
		return false;
	memcpy(text, attribute->bytes, length);
	text[length] = '\0';
	return true;
}

/* --- all of them ----------------------------------------------------------------- */

static int refusal(const struct nlmsghdr *message)
{
	const struct nlmsgerr *body = netlink_body(message);

	if (message->nlmsg_len < NLMSG_LENGTH(sizeof *body) || body->error >= 0)
		return -EIO;
	return body->error;
}

int netlink_take(const struct netlink_list *list, const void *bytes, size_t length)
{
	const char *at = bytes;
	size_t left = length;

	while (left >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *message = (const void *)at;

		if (message->nlmsg_len < sizeof *message || message->nlmsg_len > left)
			return -EIO;
		if (message->nlmsg_flags & NLM_F_DUMP_INTR)
			return -EAGAIN;
		if (message->nlmsg_type == NLMSG_ERROR)
			return refusal(message);
		if (message->nlmsg_type == NLMSG_DONE)
			return 0;
		list->take(list->data, message);
		size_t step = NLMSG_ALIGN(message->nlmsg_len);
		at += step < left ? step : left;
		left -= step < left ? step : left;
	}
	return 1;
}

static int ask(int fd, const struct netlink_list *list)
{
	struct {
		struct nlmsghdr header;
		char body[32];
	} request = {
		.header = { .nlmsg_len = (unsigned)NLMSG_LENGTH(list->length),
			    .nlmsg_type = list->type,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
	};

	if (list->length > sizeof request.body)
		return -EMSGSIZE;
	memcpy(request.body, list->body, list->length);
	return send(fd, &request, request.header.nlmsg_len, 0) < 0 ? -errno : 0;
}

/* A socket of its own for each time: what an interrupted list had left to say is gone
 * with it.  Connected, it hears the kernel and no other program. */
int netlink_read(const struct netlink_list *list)
{
	static const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	autoclose int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, list->protocol);
	autofree char *buffer = xcalloc(1, DATAGRAM_BYTES);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&kernel, sizeof kernel) < 0)
		return -errno;
	int result = ask(fd, list);
	for (result = result < 0 ? result : 1; result == 1;) {
		ssize_t length = recv(fd, buffer, DATAGRAM_BYTES, MSG_TRUNC);

		if (length < 0)
			return -errno;
		if (length == 0 || length > DATAGRAM_BYTES)
			return -EIO;
		result = netlink_take(list, buffer, (size_t)length);
	}
	return result;
}
