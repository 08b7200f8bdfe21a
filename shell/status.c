/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows which error gives which exit status. */
#include "shell/status.h"

#include <errno.h>
#include <stddef.h>
#include <sysexits.h>

static const struct {
	int code, status;
} statuses[] = {
	{ 0, 0 },
	{ -EINVAL, EX_DATAERR },
	{ -EEXIST, EX_DATAERR },
	{ -ENOENT, EX_USAGE },
	{ -ENOSYS, EX_USAGE },
	{ -ENOMSG, EX_NOINPUT },
	{ -ENOTSUP, EX_UNAVAILABLE },
	{ -EREMOTEIO, EX_OSERR },
	{ -ENOSPC, EX_CANTCREAT },
	{ -EIO, EX_IOERR },
	{ -EBUSY, EX_TEMPFAIL },
	{ -EAGAIN, EX_TEMPFAIL },
	{ -EPERM, EX_NOPERM },
	{ -EACCES, EX_NOPERM },
	{ -EINTR, 130 },
};

int exit_status(int code)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].code == code)
			return statuses[i].status;
	return EX_OSERR;
}
