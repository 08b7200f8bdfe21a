/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of initiators, from sessions, ACLs and the kernel's log. */
#include "configfs/initiators.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "configfs/initiators_part.h"
#include "configfs/sessions.h"

#define KERNEL_LOG "/dev/kmsg"

/* No record of /dev/kmsg is longer. */
#define RECORD_BYTES 8192

static void initiator_clear(struct initiator *initiator)
{
	free(initiator->name);
	free(initiator->target);
}

void initiators_clear(struct initiators *list)
{
	for (size_t i = 0; i < list->count; i++)
		initiator_clear(&list->all[i]);
	free(list->all);
	*list = (struct initiators){ 0 };
}

static struct initiator *find(const struct initiators *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->all[i].name, name) == 0)
			return &list->all[i];
	return NULL;
}

static void add(struct initiators *list, const char *name, enum initiator_why why,
		const struct node *tpg)
{
	if (*name == '\0' || find(list, name) != NULL)
		return;
	grow(list->all, list->count);
	list->all[list->count++] = (struct initiator){
		.name = xstrdup(name),
		.why = why,
		.target = tpg == NULL ? NULL : xstrdup(tpg->parent->name),
	};
}

/* --- who is there, who has an ACL ------------------------------------------------ */

/* Of a fabric whose initiators choose a name and come over the network. */
static bool is_named_by_choice(const struct node *node)
{
	const unsigned wanted = FABRIC_PORTALS | FABRIC_AUTH;

	return (node->fabric->flags & wanted) == wanted;
}

static int add_connected(const struct fs *fs, const struct node *root,
			 struct initiators *list, struct error *err)
{
	struct session *sessions = NULL;
	size_t count = 0;
	int result = sessions_read(fs, root, &sessions, &count, err);

	for (size_t i = 0; i < count; i++)
		if (is_named_by_choice(sessions[i].tpg))
			add(list, sessions[i].name, INITIATOR_CONNECTED, sessions[i].tpg);
	sessions_free(sessions, count);
	return result;
}

static int add_known(struct node *node, void *data)
{
	if (node->type->class == CLASS_ACL && is_named_by_choice(node))
		add(data, node->name, INITIATOR_KNOWN, node_above(node, CLASS_TPG));
	return 0;
}

/* --- who was refused ------------------------------------------------------------- */

/* What iscsi_target_mod says of an initiator without an ACL, in Linux 5.10 to 7; the
 * number of the TPG follows.  Targets and secrets are not named. */
#define BEFORE_NAME "iSCSI Initiator Node: "
#define AFTER_NAME  " is not authorized to access iSCSI target portal group: "

/* "3,366,19808706,-;text": the kernel's own are of facility 0, while what programs write
 * into the log never is. */
static const char *kernel_message(const char *record)
{
	const char *message = strchr(record, ';');
	autofree char *number = xstrndup(record, strcspn(record, ",;"));
	uint64_t priority = 0;

	if (message == NULL || !parse_uint(number, &priority) || priority >> 3 != 0)
		return NULL;
	return message + 1;
}

/* A name may hold the words that follow names: the last ones count. */
static const char *find_last(const char *text, const char *wanted)
{
	const char *last = NULL;

	for (const char *at = text; (at = strstr(at, wanted)) != NULL; at++)
		last = at;
	return last;
}

static int hex_digit(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = digit == '\0' ? NULL : strchr(digits, digit);

	return at == NULL ? -1 : (int)(at - digits);
}

/* The log has \xNN for what is not printable ASCII, and for the backslash. */
static char *unescape(const char *text, size_t length)
{
	struct text out = { 0 };

	for (size_t i = 0; i < length; i++) {
		bool escaped = length - i >= 4 && text[i] == '\\' && text[i + 1] == 'x' &&
			       hex_digit(text[i + 2]) >= 0 && hex_digit(text[i + 3]) >= 0;
		char byte = text[i];

		if (escaped) {
			byte = (char)(hex_digit(text[i + 2]) * 16 +
				      hex_digit(text[i + 3]));
			i += 3;
		}
		text_add_bytes(&out, &byte, 1);
	}
	return text_take(&out);
}

char *refused_initiator(const char *record)
{
	const char *message = kernel_message(record);
	const char *name = message == NULL ? NULL : after_prefix(message, BEFORE_NAME);
	const char *end = name == NULL ? NULL : find_last(name, AFTER_NAME);

	return end == NULL || end == name ? NULL : unescape(name, (size_t)(end - name));
}

/* Who comes again moves to the end; of too many the oldest is dropped. */
void note_refused(struct initiators *list, const char *name)
{
	struct initiator *old = find(list, name);

	if (old == NULL && list->count == INITIATORS_REFUSED_MOST)
		old = list->all;
	if (old != NULL) {
		initiator_clear(old);
		list->count--;
		memmove(old, old + 1,
			(size_t)(list->all + list->count - old) * sizeof *old);
	}
	add(list, name, INITIATOR_REFUSED, NULL);
}

/* Each read gives one record; EPIPE says that some were overwritten meanwhile.  false:
 * the log cannot be read. */
static bool read_log(struct initiators *refused)
{
	autoclose int fd = open(KERNEL_LOG, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	autofree char *record = xcalloc(1, RECORD_BYTES + 1);
	ssize_t length = 0;

	if (fd < 0)
		return false;
	for (;;) {
		length = read(fd, record, RECORD_BYTES);
		if (length < 0 && errno == EPIPE)
			continue;
		if (length <= 0)
			return length == 0 || errno == EAGAIN;
		record[length] = '\0';
		autofree char *name = refused_initiator(record);
		if (name != NULL)
			note_refused(refused, name);
	}
}

int initiators_read(const struct fs *fs, const struct node *root, struct initiators *list,
		    struct error *err)
{
	struct initiators refused = { 0 };

	*list = (struct initiators){ 0 };
	int result = add_connected(fs, root, list, err);
	if (result < 0)
		return result;
	node_walk(node_mutable(root), add_known, list);
	list->no_log = !read_log(&refused);
	for (size_t i = refused.count; i-- > 0;)
		add(list, refused.all[i].name, INITIATOR_REFUSED, NULL);
	initiators_clear(&refused);
	return 0;
}
