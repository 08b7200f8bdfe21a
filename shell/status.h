/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the code of an error to the exit status of the program. */
#pragma once

int exit_status(int code);
