/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard as questions and answers, line by line: for rescue consoles, screen readers
 * and scripts. */
#pragma once

#include "tui/model.h"

/* Asks what no answer was given for, unless answers came from a file; then shows the
 * plan, asks once more, and applies. */
int plain_run(struct wizard *wizard, struct error *err) _must_check_;
