/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: opens the model, lets a face ask, ends. */
#include "tui/wizard.h"

#include "tui/answers_file.h"
#include "tui/full.h"
#include "tui/model.h"
#include "tui/plain.h"

int wizard_run(const struct wizard_start *start, struct wizard_end *end,
	       struct error *err)
{
	struct wizard wizard;
	int result = wizard_open(&wizard, start, err);

	if (result == 0 && start->answers != NULL)
		result = answers_read(&wizard, start->answers, err);
	bool plain = start->plain || start->answers != NULL;
	if (result == 0)
		result = plain ? plain_run(&wizard, err) : full_run(&wizard, err);
	*end = wizard.end;
	wizard_close(&wizard);
	return result;
}
