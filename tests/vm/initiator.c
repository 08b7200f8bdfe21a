/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small iSCSI initiator for the tests: one session, one block at a time, and the
 * target's refusals as numbers. It never reconnects by itself, so a lost session shows.
 *
 * usage: initiator [OPTION]... [TARGET] COMMAND [ARGUMENT]...
 *    -i NAME             the initiator's name
 *    -u USER%PASSWORD    CHAP
 *    -m USER%PASSWORD    CHAP the other way too; USER of 2, 6, 10, ... letters: LIO
 *                        fills its answer up to four bytes with what was in the
 *                        buffer, and libiscsi takes the filling for text
 *    -p ADDRESS:PORT     127.0.0.1:3260
 *    -l LUN  -b BLOCK    both 0
 *    -r                  hold: only read
 *    -t SECONDS          probe: how long
 *
 *    discover            the targets and portals; takes no TARGET
 *    login               log in and out
 *    luns                a line for each: number, blocks, block size, serial
 *    read                the text in the block
 *    write TEXT          fill the block with lines of TEXT
 *    check TEXT          write, read back, compare
 *    hold [SECONDS]      print "holding", then write, read back and compare until the
 *                        time is over, SIGTERM comes, or something fails
 *    probe KIND [TEXT]   try in a tight loop what must not work, until SIGTERM comes or
 *                        for -t SECONDS: login; read; write TEXT; other TEXT (a block
 *                        that can be read, but without this text). Prints "probing",
 *                        then attempts and successes.
 *
 * Standard error has "login refused: 0201: ..." with the class and detail of iSCSI, or
 * "sense 07/27/00" with key, code and qualifier of SCSI.
 *
 * Exit status: 0 done, 1 refused or failed, 64 wrong usage; probe: 0 if it never worked,
 * 1 if it worked at least once.
 */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/vm/session.h"

/* --- time ------------------------------------------------------------------------ */

/* SIGTERM stays blocked, so that it never breaks into a command under way. */
static bool is_over(const struct timespec *end, long pause_ns)
{
	const struct timespec pause = { .tv_nsec = pause_ns };
	struct timespec now;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigtimedwait(&set, NULL, &pause) > 0)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return end->tv_sec && now.tv_sec >= end->tv_sec;
}

static struct timespec end_of(long seconds)
{
	struct timespec end = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (seconds) {
		clock_gettime(CLOCK_MONOTONIC, &end);
		end.tv_sec += seconds;
	}
	return end;
}

/* --- what it is asked for -------------------------------------------------------- */

static int run_discover(struct session *session, const char *unused)
{
	struct iscsi_discovery_address *list = iscsi_discovery_sync(session->iscsi);

	(void)unused;
	for (const struct iscsi_discovery_address *a = list; a; a = a->next)
		for (const struct iscsi_target_portal *p = a->portals; p; p = p->next)
			printf("%s %s\n", a->target_name, p->portal);
	if (list)
		iscsi_free_discovery_data(session->iscsi, list);
	else
		complain(session, "nothing discovered", iscsi_get_error(session->iscsi));
	return list ? 0 : -1;
}

static int run_login(struct session *session, const char *unused)
{
	(void)session;
	(void)unused;
	return 0;
}

static int print_lun(struct session *session, int lun)
{
	struct scsi_task *capacity = task_run(session, CAPACITY, lun, NULL);
	struct scsi_task *serial = capacity ? task_run(session, SERIAL, lun, NULL) : NULL;
	const struct scsi_readcapacity10 *c =
		capacity ? scsi_datain_unmarshall(capacity) : NULL;
	const struct scsi_inquiry_unit_serial_number *s =
		serial ? scsi_datain_unmarshall(serial) : NULL;

	if (c)
		printf("%d %llu %u %s\n", lun, c->lba + 1ULL, c->block_size,
		       s ? s->usn : "-");
	scsi_free_scsi_task(capacity);
	scsi_free_scsi_task(serial);
	return c ? 0 : -1;
}

static int run_luns(struct session *session, const char *unused)
{
	struct scsi_task *task = task_run(session, LUNS, 0, NULL);
	const struct scsi_reportluns_list *list =
		task ? scsi_datain_unmarshall(task) : NULL;
	int result = list ? 0 : -1;

	(void)unused;
	for (uint32_t i = 0; list && i < list->num; i++)
		if (print_lun(session, list->luns[i] & ~FLAT_ADDRESSING) < 0)
			result = -1;
	scsi_free_scsi_task(task);
	return result;
}

static int run_read(struct session *session, const char *unused)
{
	unsigned char block[MAX_BLOCK];
	int length = 0;

	(void)unused;
	if (block_read(session, block) < 0)
		return -1;
	while (length < session->block_size && block[length] && block[length] != '\n')
		length++;
	printf("%.*s\n", length, (const char *)block);
	return 0;
}

static int hold_once(struct session *session, unsigned long count)
{
	unsigned char block[MAX_BLOCK];
	char text[32];

	if (session->options->only_read)
		return block_read(session, block);
	snprintf(text, sizeof text, "hold %lu", count);
	return block_check(session, text);
}

static int run_hold(struct session *session, const char *seconds)
{
	const struct timespec end = end_of(seconds ? atol(seconds) : 0);
	unsigned long count = 0;
	int result;

	puts("holding");
	fflush(stdout);
	do {
		result = hold_once(session, count);
		count += !result;
	} while (!result && !is_over(&end, 5000000));
	printf("%lu I/Os, %d errors, %lu unit attentions\n",
	       session->options->only_read ? count : 2 * count, !!result,
	       session->attentions);
	return result;
}

/* --- what must not work ---------------------------------------------------------- */

enum attempt { ATTEMPT_LOGIN, ATTEMPT_READ, ATTEMPT_WRITE, ATTEMPT_OTHER, ATTEMPTS };

static const char *const attempts[] = { "login", "read", "write", "other" };

/* Whether the forbidden thing worked. */
static bool attempt(struct session *session, enum attempt kind, const char *text)
{
	unsigned char block[MAX_BLOCK];
	bool worked = false;

	if (!session->iscsi && session_open(session, ISCSI_SESSION_NORMAL) < 0) {
		session_close(session);
		return false;
	}
	switch (kind) {
	case ATTEMPT_LOGIN:
		worked = true;
		break;
	case ATTEMPT_READ:
		worked = block_read(session, block) == 0;
		break;
	case ATTEMPT_WRITE:
		worked = block_write(session, text) == 0;
		break;
	case ATTEMPT_OTHER:
		worked = block_compare(session, text) > 0;
		break;
	case ATTEMPTS:
		break;
	}
	/* A session is used again as long as it works. */
	if (kind == ATTEMPT_LOGIN || !iscsi_is_logged_in(session->iscsi))
		session_close(session);
	return worked;
}

static int run_probe(const struct options *options, enum attempt kind, const char *text)
{
	const struct timespec end = end_of(options->seconds);
	struct session session = { .options = options };
	unsigned long tried = 0, worked = 0;

	puts("probing");
	fflush(stdout);
	do {
		worked += attempt(&session, kind, text);
		tried++;
	} while (!is_over(&end, 0));
	session_close(&session);
	printf("%lu attempts, %lu successes\n", tried, worked);
	return worked ? 1 : 0;
}

/* --- the command line ------------------------------------------------------------ */

struct command {
	const char *name;
	int min, max;
	enum iscsi_session_type type;
	int (*run)(struct session *session, const char *argument);
};

static const struct command commands[] = {
	{ "discover", 0, 0, ISCSI_SESSION_DISCOVERY, run_discover },
	{ "login", 0, 0, ISCSI_SESSION_NORMAL, run_login },
	{ "luns", 0, 0, ISCSI_SESSION_NORMAL, run_luns },
	{ "read", 0, 0, ISCSI_SESSION_NORMAL, run_read },
	{ "write", 1, 1, ISCSI_SESSION_NORMAL, block_write },
	{ "check", 1, 1, ISCSI_SESSION_NORMAL, block_check },
	{ "hold", 0, 1, ISCSI_SESSION_NORMAL, run_hold },
	{ "probe", 1, 2, ISCSI_SESSION_NORMAL, NULL },
};

static int usage(void)
{
	fprintf(stderr,
		"usage: initiator [-r] [-i NAME] [-u USER%%PASSWORD] [-m USER%%PASSWORD]"
		"\n\t[-p ADDRESS:PORT] [-l LUN] [-b BLOCK] [-t SECONDS] [TARGET]"
		" discover|login|luns|read|write TEXT|\n\tcheck TEXT|hold [SECONDS]|"
		"probe login|read|write TEXT|other TEXT\n");
	return 64;
}

/* "user%password" cut in two. */
static int split(char *text, char **user, char **password)
{
	char *percent = strchr(text, '%');

	if (!percent)
		return -1;
	*percent = '\0';
	*user = text;
	*password = percent + 1;
	return 0;
}

static int parse_options(int argc, char **argv, struct options *o)
{
	for (int c; (c = getopt(argc, argv, "+i:u:m:p:l:b:t:r")) != -1;) {
		if (c == 'i')
			o->initiator = optarg;
		else if (c == 'u' && split(optarg, &o->user, &o->password) < 0)
			return -1;
		else if (c == 'm' &&
			 (split(optarg, &o->target_user, &o->target_password) < 0 ||
			  strlen(o->target_user) % 4 != 2))
			return -1;
		else if (c == 'p')
			o->portal = optarg;
		else if (c == 'l')
			o->lun = atoi(optarg);
		else if (c == 'b')
			o->block = (uint32_t)strtoul(optarg, NULL, 0);
		else if (c == 't')
			o->seconds = atol(optarg);
		else if (c == 'r')
			o->only_read = true;
		else if (c == '?')
			return -1;
	}
	return 0;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static int start_probe(struct options *options, char **words)
{
	int kind = 0;

	while (kind < ATTEMPTS && strcmp(words[0], attempts[kind]))
		kind++;
	if (kind == ATTEMPTS || (kind >= ATTEMPT_WRITE) != !!words[1])
		return usage();
	options->quiet = true;
	return run_probe(options, (enum attempt)kind, words[1]);
}

static int start(const struct options *options, const struct command *command,
		 const char *argument)
{
	struct session session = { .options = options };
	int result = session_open(&session, command->type);

	if (!result)
		result = command->run(&session, argument);
	session_close(&session);
	return result ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct options options = {
		.initiator = "iqn.2026-11.org.example:host1",
		.portal = "127.0.0.1:3260",
	};
	const struct command *command;
	char **words;

	if (parse_options(argc, argv, &options) < 0 || optind == argc)
		return usage();
	words = argv + optind;
	command = find_command(words[0]);
	if (!command && words[1]) {
		options.target = *words++;
		command = find_command(words[0]);
	}
	argc -= (int)(words - argv) + 1;
	if (!command || argc < command->min || argc > command->max ||
	    !options.target != (command->type == ISCSI_SESSION_DISCOVERY))
		return usage();
	signal(SIGPIPE, SIG_IGN);
	return command->run ? start(&options, command, words[1])
			    : start_probe(&options, words + 1);
}
