/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of it: saved or not, and what to run on the other machine. */
#include "tui/result_screen.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "profiles/unsaved.h"
#include "tui/dialog.h"
#include "tui/page_screen.h"
#include "tui/screen.h"
#include "tui/sheet.h"
#include "tui/text_view.h"

struct view {
	struct wizard *wizard;
	char *iqn, *saved, *tests; /* owned; saved: what came of that */
	struct sheet_choice choice;
	struct text_view text;
};

/* --- what is shown --------------------------------------------------------------- */

static void add_problem(struct text *out, const struct error *problem)
{
	for (; problem != NULL && problem->what != NULL; problem = problem->next) {
		text_addf(out, "! %s\n", problem->what);
		if (problem->why != NULL)
			text_addf(out, "  %s\n", problem->why);
		if (problem->fix != NULL)
			text_addf(out, "  %s\n", problem->fix);
	}
}

static const char *next_initiator(const struct view *view)
{
	return sheet_next_initiator(view->wizard, view->iqn, view->choice.initiator);
}

static void show(struct view *view)
{
	char *sheet = sheet_text(view->wizard, view->iqn, &view->choice);
	char *text = xasprintf("%s%s\n%s", view->saved, view->tests, sheet);

	view->text.lines.continues = view->choice.platform->continues;
	text_view_set(&view->text, text);
	secret_free(text);
	secret_free(sheet);
}

static void draw(void *data)
{
	struct view *view = data;
	int rows, columns;

	screen_size(&rows, &columns);
	chrome_draw(
		view->wizard, NULL,
		"What to run on the other machine. Arrows scroll; v shows the secrets; w "
		"writes it into a file that only you can read.",
		next_initiator(view) == NULL
			? " l: Linux  m: Windows  x: ESXi  v: secrets  w: write  "
			  "?: help  Enter, q: end"
			: " l: Linux  m: Windows  x: ESXi  i: next  v: secrets  "
			  "w: write  ?: help  q: end");
	text_view_draw(&view->text, CHROME_TOP, 0, rows - CHROME_TOP - CHROME_BOTTOM,
		       columns);
	draw_cursor(CHROME_TOP, 0);
}

/* --- what is done ---------------------------------------------------------------- */

static bool wants_save(const struct wizard *wizard)
{
	unsigned others = wizard->start->unsaved;

	if (wizard->offline && others > 0) {
		autofree char *text = xasprintf(
			"The disk is in the profile.\n\nSave it?  %u other %s not saved "
			"yet, and would be with it.",
			others, others == 1 ? "change is" : "changes are");
		return dialog_ask(wizard, "Done", text) == ANSWER_YES;
	}
	if (wizard->offline)
		return true;
	return dialog_ask(wizard, "Done",
			  "The disk is there.\n\nSave this change, so that it can be "
			  "restored?  Nothing else that is unsaved is saved with it.") ==
	       ANSWER_YES;
}

/* What somebody wrote into the saved file is not lost unasked. */
static bool may_lose(const struct wizard *wizard, struct review *review)
{
	autofree char *lost = review_lost(wizard);

	if (lost == NULL)
		return true;
	review->over = dialog_ask(wizard, "Save it all the same?", lost) == ANSWER_YES;
	return review->over;
}

/* What was unsaved before still is. */
static void add_others(struct text *out, const struct node *live)
{
	autofree char *lines = NULL;

	if (unsaved_count(live, &lines) > 0)
		text_addf(out, "\nWhat runs and is still not saved, as before:\n%s",
			  lines);
}

/* Owned. */
static char *save(struct wizard *wizard, struct review *review)
{
	struct error autoerror warnings = { 0 }, problem = { 0 };
	autofree char *path = NULL;
	struct text out = { 0 };

	if (!wants_save(wizard) || !may_lose(wizard, review))
		text_add(&out, wizard->offline ? "Not saved: 'saveconfig' does it.\n"
					       : "Not saved: it is gone after a "
						 "restart.\n");
	else if (review_save(wizard, review, &path, &warnings, &problem) == 0)
		text_addf(&out, "Saved in %s.\n", path);
	if (path != NULL && !wizard->offline)
		add_others(&out, wizard->tree);
	add_problem(&out, &problem);
	error_drop(&warnings, &review->warnings);
	add_problem(&out, &warnings);
	add_problem(&out, &review->warnings);
	return text_take(&out);
}

static const char *write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	size_t length = strlen(text);

	if (fd < 0)
		return strerror(errno);
	ssize_t written = write(fd, text, length);
	bool whole = close(fd) == 0 && written == (ssize_t)length;

	if (whole)
		return NULL;
	unlink(path);
	return "it could not be written whole";
}

static void write_sheet(struct view *view)
{
	char *path = NULL;

	if (dialog_line(view->wizard, "Write it into a file",
			"With its secrets; only you can read the file:", &path) !=
	    ANSWER_YES)
		return;
	autofree char *owned = path;
	struct sheet_choice whole = view->choice;
	whole.secrets = true;
	char *text = sheet_text(view->wizard, view->iqn, &whole);
	const char *problem = write_file(path, text);
	secret_free(text);
	autofree char *told = xasprintf("%s%s%s", path, problem == NULL ? "" : ": ",
					problem == NULL ? "" : problem);
	dialog_text(view->wizard, problem == NULL ? "Written" : "Not written", told);
}

/* --- keys ------------------------------------------------------------------------ */

static const char help[] =
	"At the top stands what was saved, and what is to be known of this machine: "
	"\"!\" "
	"is before what somebody should look at.\n"
	"\n"
	"Below is what to run on the machine that gets the disk: l for Linux, m for "
	"Windows, x for ESXi. Comments begin with #; each other line can be run as it "
	"is, "
	"once its secrets are shown (v). Each initiator that is listed has lines of its "
	"own: i shows the next one's. 'connect' in the shell shows all of it again at "
	"any time.\n"
	"w writes it, with its secrets, into a file that only you can read.\n"
	"\n"
	"Enter or q ends the wizard.";

static const struct {
	wchar_t letter;
	const char *platform;
} platforms[] = { { 'l', "linux" }, { 'm', "windows" }, { 'x', "esxi" } };

static void letter(struct view *view, wchar_t pressed)
{
	if (pressed == 'w') {
		write_sheet(view);
		return;
	}
	if (pressed == '?') {
		dialog_text(view->wizard, "Result", help);
		return;
	}
	if (pressed == 'v')
		view->choice.secrets = !view->choice.secrets;
	if (pressed == 'i')
		view->choice.initiator = next_initiator(view);
	for (size_t i = 0; i < sizeof platforms / sizeof *platforms; i++)
		if (platforms[i].letter == pressed)
			view->choice.platform =
				connect_platform_find(platforms[i].platform);
	show(view);
}

/* Whether the screen is left. */
static bool key(struct view *view, struct press press)
{
	if (text_view_key(&view->text, press))
		return false;
	if (press.key == PRESS_HELP) {
		letter(view, '?');
		return false;
	}
	if (press.key == PRESS_TEXT && press.letter != 'q') {
		letter(view, press.letter);
		return false;
	}
	/* Not Esc: what is done has no way back, and the lines are wanted still. */
	return press.key == PRESS_TEXT || press.key == PRESS_ACTIVATE ||
	       press.key == PRESS_QUIT || press.key == PRESS_GONE;
}

void result_screen(struct wizard *wizard, struct review *review, const char *iqn)
{
	struct view view = {
		.wizard = wizard,
		.iqn = xstrdup(iqn),
		.saved = save(wizard, review),
		.tests = sheet_tests(wizard, iqn),
		.choice.platform = connect_platforms[0],
	};
	struct layer layer = { .draw = draw, .data = &view };

	show(&view);
	screen_push(&layer);
	do
		screen_draw();
	while (!key(&view, key_read(wizard->start->interrupted)));
	screen_pop(&layer);
	text_view_free(&view.text);
	free(view.iqn);
	free(view.saved);
	free(view.tests);
}
