/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is allowed and worth a second look, said before it is done. */
#pragma once

#include "tui/model.h"

void wizard_warnings(const struct wizard *wizard, struct error *warnings);
