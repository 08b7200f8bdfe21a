/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan on the screen, in four ways, and its application. */
#include "tui/review_screen.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "profiles/profile.h"
#include "tui/changed.h"
#include "tui/dialog.h"
#include "tui/save_as.h"
#include "tui/screen.h"
#include "tui/text_view.h"

struct view {
	struct wizard *wizard;
	struct review *review;
	struct text_view text;
	wchar_t mode; /* the letter of what is shown */
	bool revealed;
	size_t done, total; /* of the steps, while it is applied */
};

/* --- what is shown --------------------------------------------------------------- */

/* What an existing target has already. */
static void add_kept(struct text *out, const struct node *tpg, const struct moved *moved)
{
	static const enum node_class parts[] = { CLASS_PORTALS, CLASS_ACLS, CLASS_LUNS };
	autofree char *tpg_path = node_path(tpg);

	text_addf(out, "\nThis stays as it is:\n%c = %s\n",
		  moved_has(moved, tpg_path) ? '*' : ' ', tpg_path);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		node_foreach (node, node_part(tpg, parts[i])) {
			autofree char *path = node_path(node);

			text_addf(out, "%c   = %s/%s\n",
				  moved_has(moved, path) ? '*' : ' ', node->parent->name,
				  node->name);
		}
}

static void add_warnings(struct text *out, const struct error *warnings)
{
	const struct error *at = warnings->code == 0 ? NULL : warnings;

	for (; at != NULL; at = at->next) {
		text_addf(out, "! %s\n", at->what);
		if (at->why != NULL)
			text_addf(out, "  %s\n", at->why);
		if (at->fix != NULL)
			text_addf(out, "  %s\n", at->fix);
	}
}

static char *changes_text(const struct view *view)
{
	struct text out = { 0 };

	text_add(&out, "This will be done (+ is new, ~ changes, - goes away):\n");
	autofree char *plan = review_plan(view->wizard, view->review);
	autofree char *moved = review_moved(view->wizard);
	text_add(&out, plan);
	if (wizard_tpg(view->wizard) != NULL)
		add_kept(&out, wizard_tpg(view->wizard), &view->wizard->moved);
	if (moved != NULL)
		text_addf(&out, "\n%s", moved);
	if (view->review->warnings.code != 0)
		text_add(&out, "\n");
	add_warnings(&out, &view->review->warnings);
	return text_take(&out);
}

static char *commands_text(const struct view *view)
{
	return ops_commands(&view->review->ops, view->revealed);
}

/* What changes, and no more: laid over what is there it makes the same of it. */
static char *yaml_text(const struct view *view)
{
	const struct node *before = view->wizard->tree;
	struct error autoerror ignored = { 0 };
	autonode struct node *wanted = node_copy(before);

	if (ops_apply(&view->review->ops, wanted, true, &ignored) < 0)
		return xstrdup("");
	autonode struct node *part = changed_part(before, wanted, &view->review->outline);
	return profile_emit(part, EMIT_CHANGES | (view->revealed ? 0 : EMIT_NO_SECRETS),
			    before, NULL);
}

static char *writes_text(const struct view *view)
{
	if (view->review->script == NULL)
		return xstrdup("# A profile is written, not the kernel.\n");
	return xstrdup(view->revealed ? view->review->script : view->review->masked);
}

static const struct {
	wchar_t letter;
	const char *title;
	char *(*text)(const struct view *view);
	const char *continues; /* of commands that may be cut out and run */
} modes[] = {
	{ 'p', "The plan (c: commands, y: YAML, w: writes)", changes_text, NULL },
	{ 'c', "The same as commands", commands_text, " \\" },
	{ 'y', "The same as a profile", yaml_text, NULL },
	{ 'w', "The same as writes", writes_text, " \\" },
};
#define MODE_COUNT (sizeof modes / sizeof *modes)

static size_t mode_index(const struct view *view)
{
	for (size_t i = 0; i < MODE_COUNT; i++)
		if (modes[i].letter == view->mode)
			return i;
	return 0;
}

static void show(struct view *view, wchar_t letter)
{
	view->mode = letter;
	char *text = modes[mode_index(view)].text(view);
	view->text.lines.continues = modes[mode_index(view)].continues;
	text_view_set(&view->text, text);
	view->text.picks = letter == 'p';
	secret_free(text);
}

static void draw(void *data)
{
	struct view *view = data;
	int rows, columns;

	screen_size(&rows, &columns);
	autofree char *progress = view->total == 0 ? NULL
						   : xasprintf("%zu of %zu steps done",
							       view->done, view->total);
	chrome_draw(view->wizard, &page_review,
		    progress != NULL
			    ? progress
			    : "Nothing has been changed yet. Esc or b goes back, q "
			      "leaves; s saves it as a profile and does nothing.",
		    " Enter: do it  e: change line  p c y w: views  v: secrets  s: save  "
		    "?: help");
	draw_text(CHROME_TOP, 1, columns - 2, LOOK_TITLE, modes[mode_index(view)].title);
	text_view_draw(&view->text, CHROME_TOP + 1, 2,
		       rows - CHROME_TOP - CHROME_BOTTOM - 1, columns - 3);
	if (!view->text.picks)
		draw_cursor(CHROME_TOP, 1);
}

/* --- what is done ---------------------------------------------------------------- */

static void tell(const struct wizard *wizard, const char *heading,
		 const struct error *problem, const char *moved, const char *way)
{
	struct text out = { 0 };

	for (; problem != NULL && problem->what != NULL; problem = problem->next) {
		text_addf(&out, "%s\n", problem->what);
		if (problem->why != NULL)
			text_addf(&out, "why: %s\n", problem->why);
		if (problem->fix != NULL)
			text_addf(&out, "fix: %s\n", problem->fix);
	}
	if (moved != NULL)
		text_addf(&out, "\nOthers changed:\n%s", moved);
	if (way != NULL)
		text_addf(&out, "\n%s", way);
	autofree char *text = text_take(&out);
	dialog_text(wizard, heading, text);
}

static void show_step(size_t done, size_t total, void *data)
{
	struct view *view = data;

	view->done = done;
	view->total = total;
	screen_draw();
}

/* To the question behind an object of the plan. */
static bool send_to(const struct view *view, const char *path)
{
	view->wizard->focus = path == NULL ? NULL : field_behind(view->wizard, path);
	return view->wizard->focus != NULL;
}

/* What it was, then where it can be mended. */
static void tell_failure(const struct view *view, const struct error *problem)
{
	bool sent = send_to(view, view->review->failed);
	autofree char *way = sent ? xasprintf("The answers are kept: %s can be changed.",
					      view->wizard->focus->label)
				  : NULL;

	tell(view->wizard, "It was not done", problem, view->wizard->moved.text, way);
}

/* To a question that is there only now, or whose answer is wrong by now. */
static void send_to_wrong(struct wizard *wizard)
{
	for (const struct page *const *page = pages; *page != NULL; page++) {
		struct error autoerror ignored = { 0 };
		const struct field *wrong = NULL;

		if (wizard->focus == NULL &&
		    page_check(wizard, *page, &wrong, &ignored) < 0)
			wizard->focus = wrong;
	}
}

/* Whether it was done. */
static bool apply(struct view *view)
{
	const struct review_progress progress = { .step = show_step, .data = view };
	struct error autoerror problem = { 0 };

	if (view->wizard->start->check) {
		dialog_text(view->wizard, "Only looked at",
			    "With --check nothing is carried out.  s saves it as a "
			    "profile, q leaves.");
		return false;
	}
	int result = review_apply(view->wizard, view->review, &progress, &problem);
	view->total = 0;
	/* Neither keys nor a Ctrl-C that was heeded are an answer to what comes. */
	keys_forget();
	if (view->wizard->start->interrupted != NULL)
		*view->wizard->start->interrupted = 0;
	if (result == 0)
		return true;
	tell_failure(view, &problem);
	if (view->wizard->moved.text != NULL)
		send_to_wrong(view->wizard);
	return false;
}

static bool make(struct view *view)
{
	struct error autoerror problem = { 0 };

	if (review_make(view->wizard, view->review, &problem) == 0)
		return true;
	tell(view->wizard, "This cannot be done", &problem, NULL, NULL);
	return false;
}

/* --- keys ------------------------------------------------------------------------ */

static const char help[] =
	"Enter carries it out. It only adds: what would end a session or take a disk "
	"from somebody is refused.\n"
	"\n"
	"e goes back to the question behind the line; the other answers stay.\n"
	"p shows the plan, c the same as commands of the shell, y as a profile, w as "
	"what "
	"is written to the kernel; v shows or hides secrets in them.\n"
	"s saves the whole configuration, as it would be, in a file, and carries out "
	"nothing.\n"
	"Esc or b goes back, q leaves the wizard.\n"
	"\n"
	"In the plan + is new, ~ changes, - goes away, -/+ is made anew, = stays; * is "
	"before what others changed since the plan was shown. A change that is [live] is "
	"noticed by nobody who is logged in.";

static void letter(struct view *view, wchar_t pressed)
{
	if (pressed == '?') {
		dialog_text(view->wizard, page_review.title, help);
		return;
	}
	if (pressed == 's') {
		save_as(view->wizard, view->review);
		return;
	}
	if (pressed == 'v')
		view->revealed = !view->revealed;
	for (size_t i = 0; i < MODE_COUNT; i++)
		if (modes[i].letter == pressed ||
		    (pressed == 'v' && i == mode_index(view))) {
			show(view, modes[i].letter);
			return;
		}
}

/* Below the heading stands a line for each change. */
static bool goes_to_question(const struct view *view)
{
	size_t line = text_view_line(&view->text);

	return view->mode == 'p' && line > 0 && line <= view->review->outline.count &&
	       send_to(view, view->review->outline.paths[line - 1]);
}

/* Whether the screen is left, and how. */
static bool key(struct view *view, struct press press, enum left *how)
{
	wchar_t pressed = press.key == PRESS_TEXT ? press.letter : 0;

	if (text_view_key(&view->text, press))
		return false;
	switch ((int)press.key) {
	case PRESS_CANCEL:
		*how = LEFT_BACK;
		return true;
	case PRESS_GONE:
		*how = LEFT_GONE;
		return true;
	case PRESS_HELP:
		letter(view, '?');
		return false;
	case PRESS_ACTIVATE:
		*how = LEFT_NEXT;
		if (apply(view))
			return true;
		*how = LEFT_BACK;
		if (view->wizard->focus != NULL)
			return true;
		if (!make(view))
			return true;
		show(view, 'p');
		return false;
	}
	if (pressed == 'e' && goes_to_question(view)) {
		*how = LEFT_BACK;
		return true;
	}
	letter(view, pressed);
	*how = pressed == 'b' ? LEFT_BACK : LEFT_QUIT;
	if (press.key == PRESS_QUIT || pressed == 'q')
		return dialog_ask(
			       view->wizard, "Leave the wizard?",
			       "Nothing has been changed yet; the answers are lost.") !=
		       ANSWER_NO;
	return pressed == 'b';
}

enum left review_screen(struct wizard *wizard, struct review *review)
{
	struct view view = { .wizard = wizard, .review = review };
	struct layer layer = { .draw = draw, .data = &view };
	enum left how = LEFT_BACK;

	if (!make(&view))
		return LEFT_BACK;
	show(&view, 'p');
	screen_push(&layer);
	do
		screen_draw();
	while (!key(&view, key_read(wizard->start->interrupted), &how));
	screen_pop(&layer);
	text_view_free(&view.text);
	return how;
}
