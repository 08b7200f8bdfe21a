/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One session of the test initiator and one block behind it. The bodies stand here since
 * each C file of this directory is a program of its own. All but block_compare() return
 * 0, or -1 after one line on standard error, unless that is to be quiet.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

enum {
	MAX_BLOCK = 4096,
	COMMAND_SECONDS = 20,
	FLAT_ADDRESSING = 0x4000,
};

struct options {
	const char *initiator, *portal, *target;
	char *user, *password, *target_user, *target_password;
	int lun;
	uint32_t block;
	long seconds;
	bool only_read, quiet;
};

struct session {
	const struct options *options;
	struct iscsi_context *iscsi;
	int block_size;
	unsigned long attentions;
};

/* --- sessions -------------------------------------------------------------------- */

/* One line; libiscsi ends some of its texts with a newline and leaves some empty. */
static void complain(const struct session *session, const char *what, const char *why)
{
	if (session->options->quiet)
		return;
	if (!*why)
		why = "the session is lost";
	fprintf(stderr, "initiator: %s: %.*s\n", what, (int)strcspn(why, "\n"), why);
}

/* libiscsi tells the status of a refused login in its text only, as "(513)" for 0201. */
static int complain_login(const struct session *session)
{
	const char *text = iscsi_get_error(session->iscsi);
	const char *number = strrchr(text, '(');
	unsigned long status = number ? strtoul(number + 1, NULL, 10) : 0;
	char what[64] = "login failed";

	if (strstr(text, "Status") && status)
		snprintf(what, sizeof what, "login refused: %02lx%02lx", status >> 8,
			 status & 0xff);
	complain(session, what, text);
	return -1;
}

static int session_configure(struct session *session, enum iscsi_session_type type)
{
	const struct options *o = session->options;
	struct iscsi_context *iscsi = iscsi_create_context(o->initiator);

	session->iscsi = iscsi;
	if (!iscsi)
		return -1;
	iscsi_set_noautoreconnect(iscsi, 1);
	iscsi_set_timeout(iscsi, COMMAND_SECONDS);
	iscsi_set_session_type(iscsi, type);
	iscsi_set_header_digest(iscsi, ISCSI_HEADER_DIGEST_NONE_CRC32C);
	if (o->target)
		iscsi_set_targetname(iscsi, o->target);
	if (o->user)
		iscsi_set_initiator_username_pwd(iscsi, o->user, o->password);
	if (o->target_user)
		iscsi_set_target_username_pwd(iscsi, o->target_user, o->target_password);
	return 0;
}

static int session_open(struct session *session, enum iscsi_session_type type)
{
	if (session_configure(session, type) < 0) {
		complain(session, "no session", "out of memory");
		return -1;
	}
	if (iscsi_connect_sync(session->iscsi, session->options->portal)) {
		complain(session, "cannot connect", iscsi_get_error(session->iscsi));
		return -1;
	}
	if (iscsi_login_sync(session->iscsi))
		return complain_login(session);
	return 0;
}

static void session_close(struct session *session)
{
	if (!session->iscsi)
		return;
	if (iscsi_is_logged_in(session->iscsi))
		iscsi_logout_sync(session->iscsi);
	iscsi_destroy_context(session->iscsi);
	session->iscsi = NULL;
	session->block_size = 0;
}

/* --- commands of SCSI ------------------------------------------------------------ */

/* 1: send it again, 0: done, -1: refused. Frees a task that is not good. */
static int task_judge(struct session *session, struct scsi_task *task, const char *what)
{
	char text[128];

	if (task && task->status == SCSI_STATUS_GOOD)
		return 0;
	if (task && task->status == SCSI_STATUS_CHECK_CONDITION &&
	    task->sense.key == SCSI_SENSE_UNIT_ATTENTION) {
		session->attentions++;
		scsi_free_scsi_task(task);
		return 1;
	}
	if (task && task->status == SCSI_STATUS_CHECK_CONDITION)
		snprintf(text, sizeof text, "sense %02x/%02x/%02x",
			 (unsigned)task->sense.key, (unsigned)task->sense.ascq >> 8,
			 (unsigned)task->sense.ascq & 0xff);
	else
		snprintf(text, sizeof text, "%.120s", iscsi_get_error(session->iscsi));
	complain(session, what, text);
	scsi_free_scsi_task(task);
	return -1;
}

enum action { BLOCK_SIZE, LUNS, CAPACITY, SERIAL, READ, WRITE };

static const char *const failures[] = {
	[BLOCK_SIZE] = "no capacity", [LUNS] = "no list of LUNs",
	[CAPACITY] = "no capacity",   [SERIAL] = "no serial",
	[READ] = "read refused",      [WRITE] = "write refused",
};

static struct scsi_task *task_send(struct session *session, enum action action, int lun,
				   unsigned char *data)
{
	struct iscsi_context *iscsi = session->iscsi;
	uint32_t block = session->options->block;
	int size = session->block_size;

	switch (action) {
	case LUNS:
		return iscsi_reportluns_sync(iscsi, 0, 16384);
	case BLOCK_SIZE:
	case CAPACITY:
		return iscsi_readcapacity10_sync(iscsi, lun, 0, 0);
	case SERIAL:
		return iscsi_inquiry_sync(iscsi, lun, 1,
					  SCSI_INQUIRY_PAGECODE_UNIT_SERIAL_NUMBER, 255);
	case READ:
		return iscsi_read10_sync(iscsi, lun, block, (uint32_t)size, size, 0, 0, 0,
					 0, 0);
	case WRITE:
		return iscsi_write10_sync(iscsi, lun, block, data, (uint32_t)size, size,
					  0, 0, 0, 0, 0);
	}
	return NULL;
}

/* The task if it was good, to be freed; a unit attention only delays it. */
static struct scsi_task *task_run(struct session *session, enum action action, int lun,
				  unsigned char *data)
{
	for (int tries = 0; tries < 20; tries++) {
		struct scsi_task *task = task_send(
			session, action, lun < 256 ? lun : lun | FLAT_ADDRESSING, data);
		int verdict = task_judge(session, task, failures[action]);

		if (verdict <= 0)
			return verdict < 0 ? NULL : task;
	}
	complain(session, failures[action], "unit attention without end");
	return NULL;
}

static int learn_block_size(struct session *session)
{
	struct scsi_task *task;
	const struct scsi_readcapacity10 *capacity;

	if (session->block_size)
		return 0;
	task = task_run(session, BLOCK_SIZE, session->options->lun, NULL);
	if (!task)
		return -1;
	capacity = scsi_datain_unmarshall(task);
	if (capacity && capacity->block_size >= 512 && capacity->block_size <= MAX_BLOCK)
		session->block_size = (int)capacity->block_size;
	scsi_free_scsi_task(task);
	if (!session->block_size)
		complain(session, "no capacity", "an odd block size");
	return session->block_size ? 0 : -1;
}

/* --- the block ------------------------------------------------------------------- */

static void block_fill(unsigned char *block, int size, const char *text)
{
	size_t length = strlen(text);

	for (int i = 0; i < size; i++) {
		size_t at = (size_t)i % (length + 1);

		block[i] = at == length ? '\n' : (unsigned char)text[at];
	}
}

static int block_write(struct session *session, const char *text)
{
	unsigned char block[MAX_BLOCK];
	struct scsi_task *task;

	if (learn_block_size(session) < 0)
		return -1;
	block_fill(block, session->block_size, text);
	task = task_run(session, WRITE, session->options->lun, block);
	scsi_free_scsi_task(task);
	return task ? 0 : -1;
}

static int block_read(struct session *session, unsigned char *block)
{
	struct scsi_task *task;
	int size;

	if (learn_block_size(session) < 0)
		return -1;
	task = task_run(session, READ, session->options->lun, NULL);
	if (!task)
		return -1;
	size = task->datain.size;
	if (size == session->block_size)
		memcpy(block, task->datain.data, (size_t)size);
	scsi_free_scsi_task(task);
	if (size != session->block_size)
		complain(session, "read failed", "not a whole block came");
	return size == session->block_size ? 0 : -1;
}

/* 0: the block holds this text, 1: it can be read and holds another, -1: no block. */
static int block_compare(struct session *session, const char *text)
{
	unsigned char found[MAX_BLOCK], wanted[MAX_BLOCK];

	if (block_read(session, found) < 0)
		return -1;
	block_fill(wanted, session->block_size, text);
	return memcmp(found, wanted, (size_t)session->block_size) != 0;
}

static int block_check(struct session *session, const char *text)
{
	int result;

	if (block_write(session, text) < 0)
		return -1;
	result = block_compare(session, text);
	if (result > 0)
		complain(session, "check failed",
			 "the block does not hold what was written");
	return result ? -1 : 0;
}
