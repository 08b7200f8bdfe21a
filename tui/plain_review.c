/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan line by line, the yes, and what came of it. */
#include "tui/plain_review.h"

#include <stdlib.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "tui/review.h"
#include "tui/sheet.h"

#define WARNINGS_SHOWN 20
#define autoreview     cleaned_by(review_clear)

static void show(const struct dialogue *dialogue, struct review *review)
{
	char *commands = ops_commands(&review->ops, false);
	autofree char *plan = review_plan(dialogue->wizard, review);
	autofree char *moved = review_moved(dialogue->wizard);

	fprintf(dialogue->out, "\nThis will be done:\n%s", plan);
	if (moved != NULL)
		fprintf(dialogue->out, "\n%s", moved);
	fprintf(dialogue->out, "\nThe same as commands:\n%s\n", commands);
	warning_print(dialogue->out, &review->warnings, WARNINGS_SHOWN);
	secret_free(commands);
}

static void show_progress(size_t done, size_t total, void *data)
{
	const struct dialogue *dialogue = data;

	fprintf(dialogue->out, "\r%zu of %zu steps", done, total);
	if (done == total)
		fputc('\n', dialogue->out);
	fflush(dialogue->out);
}

static int confirm(const struct dialogue *dialogue, bool *yes, struct error *err)
{
	*yes = true;
	if (dialogue->wizard->start->yes)
		return 0;
	if (dialogue->wizard->start->answers == NULL)
		return dialogue_yes(dialogue, "Do it?", false, yes, err);
	(void)fail(err, -EPERM, "this needs a yes");
	advise(err, "say --yes before the command if that is what you want");
	return -EPERM;
}

/* What somebody wrote into the saved file is not lost unasked. */
static int ask_to_lose(const struct dialogue *dialogue, struct review *review, bool *yes,
		       struct error *err)
{
	autofree char *lost = review_lost(dialogue->wizard);

	if (lost == NULL)
		return 0;
	fputs(lost, dialogue->out);
	int result = dialogue_yes(dialogue, "Save it all the same?", false, yes, err);
	review->over = result == 0 && *yes;
	return result;
}

static int save(const struct dialogue *dialogue, struct review *review, struct error *err)
{
	const struct wizard_start *start = dialogue->wizard->start;
	struct error autoerror warnings = { 0 };
	autofree char *path = NULL;
	bool yes = true;
	int result = 0;

	bool asks = !start->yes && start->answers == NULL;
	if (asks && start->profile == NULL)
		result = dialogue_yes(dialogue, "Save it, so that it can be restored?",
				      true, &yes, err);
	else if (asks && start->unsaved > 0)
		result = dialogue_yes(dialogue,
				      "Save it, and with it the changes before that are "
				      "not saved?",
				      false, &yes, err);
	if (result == 0 && yes && asks)
		result = ask_to_lose(dialogue, review, &yes, err);
	if (result < 0 || !yes)
		return result;
	result = review_save(dialogue->wizard, review, &path, &warnings, err);
	/* What the change does wrong was told with the plan. */
	error_drop(&warnings, &review->warnings);
	warning_print(start->errors, &warnings, WARNINGS_SHOWN);
	if (result == 0)
		fprintf(dialogue->out, "Saved in %s.\n", path);
	return result;
}

static int show_sheet(const struct dialogue *dialogue, struct error *err)
{
	struct wizard *wizard = dialogue->wizard;
	autofree char *iqn = wizard_iqn(wizard);
	int result = wizard_load(wizard, err);

	if (result < 0)
		return result;
	autofree char *tests = sheet_tests(wizard, iqn);
	const struct sheet_choice choice = { .platform = connect_platforms[0] };
	char *sheet = sheet_text(wizard, iqn, &choice);
	fprintf(dialogue->out, "%s\n%s", tests, sheet);
	secret_free(sheet);
	return 0;
}

static int carry_out(const struct dialogue *dialogue, struct review *review,
		     struct error *err)
{
	struct dialogue told = *dialogue;
	const struct review_progress progress = {
		.step = dialogue->typed ? show_progress : NULL,
		.data = &told,
	};
	int result = review_apply(dialogue->wizard, review, &progress, err);

	if (dialogue->wizard->moved.text != NULL)
		fprintf(dialogue->out, "Others changed:\n%s",
			dialogue->wizard->moved.text);
	if (result < 0)
		return result;
	fputs("Done.\n", dialogue->out);
	warning_print(dialogue->wizard->start->errors, &review->warnings, WARNINGS_SHOWN);
	result = save(dialogue, review, err);
	/* The disk is there, saved or not. */
	struct error autoerror problem = { 0 };
	int shown = show_sheet(dialogue, &problem);
	if (result < 0)
		return result;
	error_append(err, &problem);
	return shown;
}

int plain_review(const struct dialogue *dialogue, struct error *err)
{
	autoreview struct review review = { 0 };
	bool yes = false;
	int result = review_make(dialogue->wizard, &review, err);

	if (result < 0)
		return result;
	show(dialogue, &review);
	if (dialogue->wizard->start->check)
		return 0;
	result = confirm(dialogue, &yes, err);
	if (result < 0)
		return result;
	if (yes)
		return carry_out(dialogue, &review, err);
	fputs("Nothing was changed.\n", dialogue->out);
	return 0;
}
