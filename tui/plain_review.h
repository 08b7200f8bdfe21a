/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last questions: is this what was meant, and is it to be saved? */
#pragma once

#include "tui/plain_line.h"

int plain_review(const struct dialogue *dialogue, struct error *err) _must_check_;
