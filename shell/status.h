/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the code of an error to the exit status of the program. */
#pragma once

/* Of a restore at boot that held something back. */
#define STATUS_PARTIAL 10

int exit_status(int code);
