/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that connect.c lists, each at the end of its connect_NAME.c. */
#pragma once

#include "configfs/connect.h"

extern const struct connect_platform connect_linux, connect_windows, connect_esxi;
